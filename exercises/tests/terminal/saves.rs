//! A save starts the check anew, whatever goes on.

use std::fs;

use crate::course::{ENDLESS, NO_RUST, RIGHT, SmallCourse, WAITING, WRONG};
use crate::guide::{Guide, wait_until};

#[test]
fn each_save_is_checked() {
    let course = SmallCourse::new();
    let guide = Guide::start(&course.root);
    guide.wait_for("add x to itself");
    course.save("00_double", NO_RUST);
    guide.wait_for("E0308");
    course.save_by_renaming("00_double", WRONG);
    guide.wait_for("two and two");
    fs::remove_file(course.file("00_double")).unwrap();
    course.save_by_renaming("00_double", RIGHT);
    guide.wait_for("✓ passed");
}

#[test]
fn a_save_during_a_hang_ends_it() {
    for hang in [ENDLESS, WAITING] {
        let course = SmallCourse::new();
        let guide = Guide::start(&course.root);
        course.save("00_double", hang);
        guide.wait_for("… twice");
        course.save("00_double", RIGHT);
        guide.wait_for("✓ passed");
        wait_until("the end of what hung", || {
            let processes = guide.processes();
            !processes
                .iter()
                .any(|it| it.contains("sleep") || it.contains("--exact"))
        });
    }
}

#[test]
fn a_save_of_the_tests_counts_and_one_without_a_change_does_not() {
    let course = SmallCourse::new();
    let guide = Guide::start(&course.root);
    course.save("00_double", RIGHT);
    guide.wait_for("✓ passed");
    guide.press("t");
    guide.wait_for("Esc back");
    // A check would show itself instead of the task.
    course.save_by_renaming("00_double", RIGHT);
    course.save("01_twice", NO_RUST);
    guide.press("?");
    guide.wait_for("Ctrl-Z");
    let cases = course
        .root
        .join("exercises/threads/tests/cases/00_double.rs");
    let stricter = fs::read_to_string(&cases)
        .unwrap()
        .replace("double(2), 4", "double(2), 5");
    fs::write(&cases, stricter).unwrap();
    guide.wait_for("✗ not yet");
    guide.wait_for("two and two");
}

#[test]
fn every_key_works_during_a_hang() {
    let course = SmallCourse::new();
    let guide = Guide::start(&course.root);
    course.save("00_double", ENDLESS);
    guide.wait_for("… twice");
    guide.press("h");
    guide.wait_for("hint 1 of 3");
    guide.press("?");
    guide.wait_for("Ctrl-Z");
    guide.press("\x1b");
    guide.wait_for("… twice");
    guide.press("n");
    guide.wait_for("threads/01 Twice as much");
    guide.wait_for("✗ not yet");
}

#[test]
fn r_checks_again_without_a_save() {
    let course = SmallCourse::new();
    let guide = Guide::start(&course.root);
    guide.wait_for("add x to itself");
    guide.press("t");
    guide.wait_for("Give back");
    guide.press("r");
    guide.wait_for("add x to itself");
}
