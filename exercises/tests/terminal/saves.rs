//! A save starts the check anew, whatever goes on.

use std::fs;

use crate::course::{ENDLESS, NO_RUST, RIGHT, SmallCourse, WRONG};
use crate::guide::Guide;

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
    let course = SmallCourse::new();
    let guide = Guide::start(&course.root);
    course.save("00_double", ENDLESS);
    guide.wait_for("… twice");
    course.save("00_double", RIGHT);
    guide.wait_for("✓ passed");
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
