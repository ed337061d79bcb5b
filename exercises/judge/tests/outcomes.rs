//! One test for each way in which a learner's test may end. The module `learner` holds those tests: they only act when
//! the judge runs them, each in a process of its own.
#![cfg(target_os = "linux")]

use std::thread;
use std::time::{Duration, Instant};

use judge::run::{Cancel, Limits, list_tests, run_test};
use judge::verdict::{Outcome, TestReport};

/// Tests as learners write them.
mod learner {
    use std::io::Read;
    use std::os::unix::process::CommandExt;
    use std::process::{Command, abort, exit};
    use std::sync::mpsc::channel;
    use std::sync::{Arc, Barrier, Mutex};
    use std::thread::{self, sleep};
    use std::time::{Duration, Instant};

    fn judged() -> bool {
        std::env::var_os("JUDGE_RUN").is_some()
    }

    /// What libtest prints after a passing test.
    const FORGED: &str =
        "ok\n\ntest result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out";

    macro_rules! tests {
        ($($name:ident $body:block)*) => { $(
            #[test]
            #[allow(unreachable_code, reason = "some never come back")]
            fn $name() {
                if judged() $body
            }
        )* };
    }

    tests! {
        passes {
            println!("first");
            eprintln!("second");
            println!("third");
        }
        panics { panic!("two\nlines") }
        panics_in_a_thread { thread::spawn(|| panic!("in the thread")).join().unwrap() }
        exits_with_0 { exit(0) }
        exits_with_3 { exit(3) }
        exits_with_86_without_a_report { exit(86) }
        is_stuck {
            eprintln!("\ndeadlock in is_stuck: a waits for b");
            exit(86)
        }
        forges_the_result {
            println!("{FORGED}");
            exit(0)
        }
        aborts { abort() }
        overflows_its_stack {
            fn deeper(n: u64) -> u64 { if n == 0 { 0 } else { deeper(n - 1) + 1 } }
            std::hint::black_box(deeper(u64::MAX));
        }
        takes_all_memory {
            let mut all: Vec<Vec<u8>> = Vec::new();
            loop { all.push(vec![1; 1 << 24]); }
        }
        computes_for_ever { loop { std::hint::spin_loop(); } }
        prints_for_ever { loop { println!("more and more and more"); } }
        locks_twice {
            let lock = Mutex::new(0);
            let _first = lock.lock();
            let _second = lock.lock();
        }
        deadlocks_beside_a_watcher {
            // As `interleave` watches: by the clock.
            let watcher = thread::Builder::new().name("interleave watcher".to_string());
            watcher.spawn(|| loop { thread::park_timeout(Duration::from_millis(50)); }).unwrap();
            let barrier = Arc::new(Barrier::new(3));
            let other = Arc::clone(&barrier);
            let worker = thread::Builder::new().name("worker-2".to_string());
            worker.spawn(move || other.wait()).unwrap().join().unwrap();
        }
        reads_a_pipe_for_ever {
            let (mut reader, _writer) = std::io::pipe().unwrap();
            reader.read_exact(&mut [0]).unwrap();
        }
        accepts_for_ever {
            std::net::TcpListener::bind("127.0.0.1:0").unwrap().accept().unwrap();
        }
        reads_a_socket_with_a_limit {
            let (socket, _peer) = std::os::unix::net::UnixStream::pair().unwrap();
            socket.set_read_timeout(Some(Duration::from_millis(1500))).unwrap();
            assert!((&socket).read_exact(&mut [0]).is_err());
        }
        waits_for_a_child_that_stands_still {
            let (reader, _writer) = std::io::pipe().unwrap();
            Command::new("cat").stdin(reader).status().unwrap();
        }
        waits_for_a_child_that_sleeps { Command::new("sleep").arg("1.5").status().unwrap(); }
        waits_for_a_child_elsewhere_that_sleeps {
            Command::new("sleep").arg("1.5").process_group(0).status().unwrap();
        }
        sleeps { sleep(Duration::from_millis(1500)) }
        waits_with_a_limit {
            let (_sender, receiver) = channel::<()>();
            assert!(receiver.recv_timeout(Duration::from_millis(1500)).is_err());
        }
        waits_for_a_thread_that_computes {
            thread::spawn(|| {
                let begun = Instant::now();
                while begun.elapsed() < Duration::from_millis(1500) {}
            }).join().unwrap();
        }
        leaves_a_child_that_holds_the_pipe {
            println!("{}", Command::new("sleep").arg("1000").spawn().unwrap().id());
        }
        leaves_a_stray_that_holds_the_pipe {
            // A group of its own, out of reach of the first signal.
            let stray = Command::new("sleep").arg("1000").process_group(0).spawn();
            println!("{}", stray.unwrap().id());
        }
        reads_its_input {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).unwrap();
            assert_eq!(text, "");
        }
    }

    #[test]
    #[should_panic(expected = "as it should")]
    fn panics_as_it_should() {
        panic!("as it should");
    }

    #[test]
    #[ignore = "to see what becomes of it"]
    fn is_ignored() {}
}

fn limits() -> Limits {
    Limits {
        run: Duration::from_secs(30),
        ..Limits::default()
    }
}

fn judge_within(limits: &Limits, name: &str) -> TestReport {
    let program = std::env::current_exe().unwrap();
    let name = format!("learner::{name}");
    run_test(&program, &name, limits, &Cancel::new())
}

fn judge(name: &str) -> TestReport {
    judge_within(&limits(), name)
}

/// What the threads of a test that stands still are doing. That it was found to stand still says that the limit did not have
/// to pass; how soon that is, is measured where the machine is quiet: `exercises/lab/tests/diagnosed.rs`.
fn still(name: &str) -> Vec<String> {
    let report = judge(name);
    let Outcome::Still { threads } = report.outcome else {
        panic!("{report:?}");
    };
    threads
}

#[test]
fn a_pass_shows_what_was_printed_in_its_order() {
    let report = judge("passes");
    assert_eq!(report.outcome, Outcome::Passed);
    assert_eq!(report.name, "passes");
    assert_eq!(report.output, "first\nsecond\nthird\n");
}

#[test]
fn a_panic_fails_with_its_message() {
    let message = "two\nlines".to_string();
    assert_eq!(judge("panics").outcome, Outcome::Failed { message });
    let message = "in the thread".to_string();
    let outcome = judge("panics_in_a_thread").outcome;
    assert_eq!(outcome, Outcome::Failed { message });
}

#[test]
fn a_panic_that_should_be_passes() {
    assert_eq!(judge("panics_as_it_should").outcome, Outcome::Passed);
}

#[test]
fn a_process_that_ends_early_does_not_pass() {
    assert_eq!(judge("exits_with_0").outcome, Outcome::Exited { code: 0 });
    assert_eq!(judge("exits_with_3").outcome, Outcome::Exited { code: 3 });
    let outcome = judge("forges_the_result").outcome;
    assert_eq!(outcome, Outcome::Exited { code: 0 });
}

#[test]
fn exit_code_86_is_stuck_only_with_a_report() {
    let report = "deadlock in is_stuck: a waits for b".to_string();
    assert_eq!(judge("is_stuck").outcome, Outcome::Stuck { report });
    let outcome = judge("exits_with_86_without_a_report").outcome;
    assert_eq!(outcome, Outcome::Exited { code: 86 });
}

#[test]
fn a_signal_is_named_and_a_stack_overflow_told_apart() {
    for (name, stack_overflow) in [("aborts", false), ("overflows_its_stack", true)] {
        let signal = "SIGABRT".to_string();
        let killed = Outcome::Killed {
            signal,
            stack_overflow,
        };
        assert_eq!(judge(name).outcome, killed);
    }
}

#[test]
fn memory_has_a_limit() {
    let limits = Limits {
        memory: 256 << 20,
        ..limits()
    };
    let report = judge_within(&limits, "takes_all_memory");
    let killed = matches!(report.outcome, Outcome::Killed { .. });
    assert!(killed, "{report:?}");
    let says_so = report.output.contains("memory allocation of");
    assert!(says_so, "{report:?}");
}

#[test]
fn an_endless_computation_ends_at_the_limit() {
    let limits = Limits {
        run: Duration::from_millis(300),
        ..limits()
    };
    let report = judge_within(&limits, "computes_for_ever");
    let Outcome::TooLong { threads, .. } = report.outcome else {
        panic!("{report:?}");
    };
    assert_eq!(threads, ["the test: computes"]);
}

#[test]
fn endless_output_ends_at_the_limit() {
    let limits = Limits {
        output: 10_000,
        ..limits()
    };
    let report = judge_within(&limits, "prints_for_ever");
    assert_eq!(report.outcome, Outcome::TooMuchOutput { limit: 10_000 });
    assert!((9_000..=10_000).contains(&report.output.len()));
}

#[test]
fn threads_that_wait_for_ever_stand_still() {
    let futex = "waits in futex (a lock, a join or a condition variable)";
    assert_eq!(still("locks_twice"), [format!("the test: {futex}")]);
    let both = [format!("the test: {futex}"), format!("worker-2: {futex}")];
    assert_eq!(still("deadlocks_beside_a_watcher"), both);
    let pipe = ["the test: waits in read (a pipe)"];
    assert_eq!(still("reads_a_pipe_for_ever"), pipe);
    let socket = ["the test: waits in accept (a socket)"];
    assert_eq!(still("accepts_for_ever"), socket);
    let child = still("waits_for_a_child_that_stands_still");
    assert_eq!(child[0], "the test: waits in wait4 (a child process)");
    assert!(child[1].starts_with("cat (process "), "{child:?}");
}

#[test]
fn a_wait_that_ends_by_itself_does_not_stand_still() {
    for name in [
        "sleeps",
        "waits_with_a_limit",
        "reads_a_socket_with_a_limit",
        "waits_for_a_thread_that_computes",
        "waits_for_a_child_that_sleeps",
        "waits_for_a_child_elsewhere_that_sleeps",
    ] {
        let report = judge(name);
        assert_eq!(report.outcome, Outcome::Passed, "{report:?}");
    }
}

#[test]
fn a_process_left_behind_is_ended_and_does_not_hold_the_judge() {
    for name in [
        "leaves_a_child_that_holds_the_pipe",
        "leaves_a_stray_that_holds_the_pipe",
    ] {
        let report = judge(name);
        assert_eq!(report.outcome, Outcome::Passed, "{report:?}");
        // What is left behind would hold the pipe for much longer.
        assert!(report.time < limits().run, "{:?}", report.time);
        let environment = format!("/proc/{}/environ", report.output.trim());
        let environment = std::fs::read(environment).unwrap_or_default();
        let environment = String::from_utf8_lossy(&environment);
        assert!(!environment.contains("JUDGE_RUN="), "{name} lives on");
    }
}

#[test]
fn a_test_that_reads_finds_no_input() {
    assert_eq!(judge("reads_its_input").outcome, Outcome::Passed);
}

#[test]
fn a_test_that_did_not_run_is_no_pass() {
    let outcome = judge("there_is_no_such_test").outcome;
    assert_eq!(outcome, Outcome::Missing);
    assert_eq!(judge("is_ignored").outcome, Outcome::NotRun);
}

#[test]
fn a_cancel_ends_a_run() {
    let cancel = Cancel::new();
    let ended = cancel.clone();
    let begun = Instant::now();
    let run = thread::spawn(move || {
        let program = std::env::current_exe().unwrap();
        run_test(&program, "learner::computes_for_ever", &limits(), &ended)
    });
    cancel.cancel();
    assert_eq!(run.join().unwrap().outcome, Outcome::NotRun);
    assert!(begun.elapsed() < limits().run);
}

#[test]
fn the_tests_of_a_binary_are_listed_with_their_modules() {
    let program = std::env::current_exe().unwrap();
    let tests = list_tests(&program, &Cancel::new()).unwrap();
    assert!(tests.contains(&"learner::passes".to_string()), "{tests:?}");
    assert!(tests.contains(&"a_cancel_ends_a_run".to_string()));
}
