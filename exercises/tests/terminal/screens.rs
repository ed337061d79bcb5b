//! What the keys show.

use std::fs;

use pty_process::blocking::Command;

use crate::course::{NO_RUST, RIGHT, SmallCourse};
use crate::guide::Guide;

#[test]
fn a_start_shows_the_task_and_then_what_fails() {
    let course = SmallCourse::new();
    let guide = Guide::start(&course.root);
    guide.wait_for("threads/00 Double");
    guide.wait_for("0 of 3");
    guide.wait_for("✗ not yet");
    guide.wait_for("add x to itself");
    assert!(guide.has_colour());
}

#[test]
fn after_a_pass_the_guide_waits_for_n() {
    let course = SmallCourse::new();
    let guide = Guide::start(&course.root);
    guide.wait_for("✗ not yet");
    course.save("00_double", RIGHT);
    guide.wait_for("✓ passed");
    guide.wait_for("1 of 3");
    guide.wait_for("threads/00 Double");
    guide.press("n");
    guide.wait_for("threads/01 Twice as much");
    guide.press("p");
    guide.wait_for("threads/00 Double");
    guide.wait_for("✓ passed");
    guide.press("s");
    guide.wait_for("From yours (-) to the solution (+)");
}

#[test]
fn a_pass_is_kept_before_it_is_shown() {
    let course = SmallCourse::new();
    let guide = Guide::start(&course.root);
    guide.wait_for("✗ not yet");
    course.save("00_double", RIGHT);
    guide.wait_for("1 of 3");
    let state = fs::read_to_string(course.root.join(".course/state.json")).unwrap();
    let state: serde_json::Value = serde_json::from_str(&state).unwrap();
    let passed = &state["exercises"]["threads/00_double"]["passed"];
    assert!(passed.is_object(), "{state}");
}

#[test]
fn a_reset_asks_first_and_keeps_what_was_written() {
    let course = SmallCourse::new();
    let guide = Guide::start(&course.root);
    guide.wait_for("✗ not yet");
    course.save("00_double", NO_RUST);
    guide.wait_for("E0308");
    guide.press("xn");
    guide.wait_for("nothing was changed");
    guide.press("xy");
    guide.wait_for("add x to itself");
    let start = fs::read_to_string(course.file("00_double")).unwrap();
    assert!(start.contains("todo!(\"add x to itself\")"), "{start}");
    assert!(course.holds(NO_RUST), "what was written is gone");
}

#[test]
fn hints_come_one_by_one_and_leave_by_escape() {
    let course = SmallCourse::new();
    let guide = Guide::start(&course.root);
    guide.press("h");
    guide.wait_for("hint 1 of 3");
    guide.wait_for("Think of plus.");
    guide.press("h");
    guide.wait_for("hint 2 of 3");
    guide.press("\x1b");
    guide.wait_until("the hints to go", |screen| {
        !screen.contents().contains("hint 2 of 3")
    });
}

#[test]
fn the_list_is_filtered_and_searched_as_one_types() {
    let course = SmallCourse::new();
    let guide = Guide::start(&course.root);
    guide.press("l");
    guide.wait_for("3 of 3");
    guide.press("m");
    guide.wait_for("1 of 3 more");
    assert!(!guide.screen().contains("Once again"));
    guide.press("m");
    guide.wait_for("Once again");
    guide.press("/AG");
    guide.wait_for("1 of 3 /AG");
    guide.press("\r");
    guide.wait_for("threads/02 Once again");
}

#[test]
fn another_size_of_the_terminal_is_drawn_anew() {
    let course = SmallCourse::new();
    let guide = Guide::start(&course.root);
    guide.wait_for("✗ not yet");
    guide.wait_for("? help");
    guide.resize(12, 40);
    guide.wait_until("the small screen", |screen| {
        let rows: Vec<String> = screen.rows(0, 40).collect();
        rows.len() == 12 && rows[11].starts_with("h hint") && rows[1].starts_with("threads/00")
    });
    guide.press("l");
    guide.wait_for("3 of 3");
    guide.resize(40, 120);
    guide.wait_for("02_again");
}

#[test]
fn no_color_means_none() {
    let course = SmallCourse::new();
    let guide = Guide::start_as(&course.root, |program| {
        Command::new("env").args(["NO_COLOR=1", program])
    });
    guide.wait_for("add x to itself");
    assert!(!guide.has_colour());
    course.save("00_double", NO_RUST);
    guide.wait_for("E0308");
    assert!(!guide.has_colour());
}
