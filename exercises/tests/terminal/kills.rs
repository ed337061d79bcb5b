//! Even `kill -9` leaves nothing behind.

use std::collections::hash_map::RandomState;
use std::fs;
use std::hash::{BuildHasher, Hasher};
use std::thread;
use std::time::Duration;

use crate::course::{ENDLESS, RIGHT, SmallCourse, WAITING, WRONG};
use crate::guide::Guide;

/// The terminal is given back, and every run has ended, within this time.
const LIMIT: Duration = Duration::from_secs(1);

/// The latest moment after a save.
const LATEST: u64 = 600;

#[test]
fn killed_at_any_moment_it_leaves_the_terminal_in_order_and_nothing_running() {
    for round in 0..20 {
        let course = SmallCourse::new();
        let mut guide = Guide::start(&course.root);
        guide.wait_for("✗ not yet");
        course.save("00_double", [ENDLESS, RIGHT, WAITING, WRONG][round % 4]);
        // Not to wait for something: this is the random moment.
        let moment = RandomState::new().build_hasher().finish() % LATEST;
        thread::sleep(Duration::from_millis(moment));
        guide.child.kill().unwrap();
        guide.child.wait().unwrap();
        eprintln!("round {round}: killed {moment} ms after the save");
        guide.assert_nothing_left(LIMIT);
        let state = fs::read_to_string(course.root.join(".course/state.json")).unwrap();
        let state: serde_json::Value = serde_json::from_str(&state).unwrap();
        assert_eq!(state["current"], "threads/00_double");
    }
}
