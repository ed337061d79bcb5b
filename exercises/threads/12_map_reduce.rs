//! # Map and reduce
//!
//! Route: core, 20 minutes.
//!
//! An index tells for each word how often it occurs, and on which pages. `add_pages` adds pages to an index, with rayon:
//! *map* each page to an index of its own, then *reduce*: merge two indices into one until a single one is left.
//!
//! - `words(page)` lists the words of a page. It may take long, so pages are read at the same time.
//! - The first of `pages` has the number `first`. All its words come from numbers below that in `known`.
//! - An entry lists each page once, in ascending order, however often the word stands there.
//! - rayon merges neighbours in any grouping: (a b) (c d) as well as a (b (c d)). Your merge must give the same, and the
//!   value that you start from must change nothing, because rayon may use it many times.
//! - It works in a pool of one worker, too: a job never waits for another job.
//!
//! ```ignore
//! let index = add_pages(Index::new(), 0, &["a b a", "b"], |page| page.split(' ').map(str::to_string).collect());
//! assert_eq!(index["a"], Entry { count: 2, pages: vec![0] });
//! assert_eq!(index["b"], Entry { count: 2, pages: vec![0, 1] });
//! ```
//!
//! Seen in: `cargo run -p threads --example 19_rayon_iterators`
//!
//! Check: `cargo course check 12_map_reduce`, or by hand `cargo test -p exercises-threads --test 12_map_reduce`.

#![allow(
    dead_code,
    unused_imports,
    unused_mut,
    unused_variables,
    reason = "until it is written"
)]

use std::collections::BTreeMap;

use rayon::prelude::*;

/// For each word, where it stands.
pub type Index = BTreeMap<String, Entry>;

/// What an index knows of a word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// How often it occurs.
    pub count: usize,
    /// On which pages, ascending, each once.
    pub pages: Vec<usize>,
}

/// The index of the page with this number.
fn index_page(number: usize, words: Vec<String>) -> Index {
    let mut index = Index::new();
    for word in words {
        let entry = index.entry(word).or_default();
        entry.count += 1;
        entry.pages = vec![number];
    }
    index
}

/// One index out of two. All pages of `later` come after those of `earlier`.
fn merge(mut earlier: Index, later: Index) -> Index {
    todo!("add the counts, and the pages behind those that are there")
}

/// Adds `pages`, numbered from `first`, to what is `known`. Reads pages at the same time, on the rayon pool that calls it.
pub fn add_pages<P: Sync>(
    known: Index,
    first: usize,
    pages: &[P],
    words: impl Fn(&P) -> Vec<String> + Sync,
) -> Index {
    todo!("map each page to its index, and reduce the indices to one")
}
