//! Start: `words_are_counted_and_placed`: not yet implemented: map each page to its index, and reduce the indices to one

use lab::sync::{Condvar, Mutex};
use lab::{Named, Rendezvous};

use super::exercise::{Entry, Index, add_pages};

fn split(page: &&str) -> Vec<String> {
    page.split_whitespace().map(str::to_string).collect()
}

fn entry(count: usize, pages: &[usize]) -> Entry {
    Entry {
        count,
        pages: pages.to_vec(),
    }
}

/// Runs `f` in a rayon pool of so many workers.
fn on_workers<R: Send>(workers: usize, f: impl FnOnce() -> R + Send) -> R {
    rayon::ThreadPoolBuilder::new()
        .num_threads(workers)
        .build()
        .expect("threads can be started")
        .install(f)
}

lab::cases! {
    #[test]
    fn words_are_counted_and_placed() {
        let index = add_pages(Index::new(), 0, &["a b a", "b", ""], split);
        assert_eq!(index.keys().collect::<Vec<_>>(), ["a", "b"], "the words");
        assert_eq!(index["a"], entry(2, &[0]), "two `a` on page 0 (left: yours)");
        assert_eq!(index["b"], entry(2, &[0, 1]), "a `b` on page 0 and one on page 1 (left: yours)");
    }

    #[test]
    fn without_pages_the_known_index_is_kept() {
        let known = Index::from([("a".to_string(), entry(3, &[0, 2]))]);
        assert_eq!(add_pages(known.clone(), 3, &[], split), known, "no page was added");
    }

    #[test]
    fn what_was_known_is_counted_once() {
        let known = Index::from([("a".to_string(), entry(3, &[0, 2]))]);
        let pages = ["a"; 16];
        let index = on_workers(4, || add_pages(known, 3, &pages, split));
        assert_eq!(
            index["a"].count,
            19,
            "3 times before, and once on each of 16 pages. rayon may start from its identity many times: \
             it must add nothing"
        );
    }

    #[test]
    fn numbers_go_on_after_those_that_are_known() {
        let known = Index::from([("a".to_string(), entry(1, &[4]))]);
        let index = add_pages(known, 5, &["a", "b", "a"], split);
        assert_eq!(index["a"].pages, [4, 5, 7], "known on page 4, new on 5 and 7");
    }

    #[test]
    fn a_merge_keeps_the_order_of_pages_whatever_their_length() {
        let pages = ["a", "a b c d e f g", "a", "a b c d", "a b", "a", "a x y z", "a"];
        let index = on_workers(4, || add_pages(Index::new(), 0, &pages, split));
        assert_eq!(
            index["a"].pages,
            [0, 1, 2, 3, 4, 5, 6, 7],
            "`a` stands on every page: a merge may group its neighbours as it likes, but not swap them"
        );
    }

    #[test]
    fn two_pages_are_read_at_once() {
        let both = Rendezvous::new("two pages", 2);
        on_workers(2, || {
            add_pages(Index::new(), 0, &["a", "b"], |page| {
                both.meet();
                split(page)
            })
        });
    }

    #[test]
    fn a_page_that_takes_long_keeps_its_place() {
        // The words of page 0 are there only when two other pages have been asked for theirs.
        let others = Mutex::new(0).named("other pages");
        let another = Condvar::new().named("another page was asked for");
        let pages: Vec<usize> = (0..16).collect();
        let index = on_workers(2, || {
            add_pages(Index::new(), 0, &pages, |&page| {
                let mut asked = others.lock().unwrap();
                if page == 0 {
                    while *asked < 2 {
                        asked = another.wait(asked).unwrap();
                    }
                } else {
                    *asked += 1;
                    another.notify_all();
                }
                vec!["a".to_string()]
            })
        });
        assert_eq!(
            index["a"].pages,
            pages,
            "`a` stands on every page. Page 0 took longest, and pages must not be listed in the order in which they got ready"
        );
    }

    #[test]
    fn one_worker_is_enough() {
        let index = on_workers(1, || add_pages(Index::new(), 0, &["a", "b", "a"], split));
        assert_eq!(index["a"], entry(2, &[0, 2]), "in a pool of one worker (left: yours)");
    }
}
