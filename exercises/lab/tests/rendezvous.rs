//! The report of a meeting that cannot happen.

use std::process::Command;

use interleave::STUCK_EXIT_CODE;
use lab::Rendezvous;

/// The environment variable that makes the tests below get stuck.
const STUCK: &str = "LAB_TEST_IS_STUCK";

#[test]
fn a_party_that_waits_alone_is_reported() {
    if is_child() {
        Rendezvous::new("both closures", 2).meet();
    }
    let report = report_of("a_party_that_waits_alone_is_reported");
    assert!(report.contains("main waits at both closures"), "{report}");
    assert!(report.contains("1 of 2 have come"), "{report}");
}

#[test]
#[cfg_attr(
    not(target_os = "linux"),
    ignore = "only Linux tells what unwatched threads do"
)]
fn a_worker_of_a_pool_that_waits_alone_is_reported() {
    if is_child() {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build();
        pool.unwrap()
            .install(|| Rendezvous::new("both pages", 2).meet());
    }
    let report = report_of("a_worker_of_a_pool_that_waits_alone_is_reported");
    // Nobody named the worker: it is not `main`.
    let headline = "stuck: outside thread 1 waits at both pages";
    assert!(report.contains(headline), "{report}");
}

fn is_child() -> bool {
    std::env::var_os(STUCK).is_some()
}

/// Runs a test of this file as the judge would, in a process of its own, and gives what it says when it ends stuck.
fn report_of(test: &str) -> String {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--test-threads", "1", "--nocapture"])
        .env(STUCK, "1")
        .output()
        .unwrap();
    let report = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(STUCK_EXIT_CODE), "{report}");
    report
}
