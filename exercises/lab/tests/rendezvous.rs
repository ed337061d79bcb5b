//! The report of a meeting that cannot happen.

use std::process::Command;

use interleave::STUCK_EXIT_CODE;
use lab::Rendezvous;

/// The environment variable that makes the test below get stuck.
const STUCK: &str = "LAB_TEST_IS_STUCK";

#[test]
fn a_party_that_waits_alone_is_reported() {
    if std::env::var_os(STUCK).is_some() {
        Rendezvous::new("both closures", 2).meet();
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_party_that_waits_alone_is_reported"])
        .env(STUCK, "1")
        .output()
        .unwrap();
    let report = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(STUCK_EXIT_CODE), "{report}");
    assert!(report.contains("both closures"), "{report}");
    assert!(report.contains("1 of 2 have come"), "{report}");
    println!("{report}");
}
