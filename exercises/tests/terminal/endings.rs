//! However the guide ends, the terminal is as before and nothing runs on.

use std::time::Duration;

use pty_process::blocking::Command;
use rustix::process::Signal;

use crate::course::{SmallCourse, WAITING};
use crate::guide::{Guide, wait_until};

/// What an end that is asked for may take on a busy machine.
const LIMIT: Duration = Duration::from_secs(20);

/// A guide that runs a test which never ends, and has started a process of its own.
fn hanging(course: &SmallCourse) -> Guide {
    let guide = Guide::start(&course.root);
    course.save("00_double", WAITING);
    guide.wait_for("… twice");
    wait_until("the test to start its process", || {
        let processes = guide.processes();
        processes.iter().any(|it| it.contains("sleep 1000"))
    });
    guide
}

#[test]
fn q_ends_it() {
    let course = SmallCourse::new();
    let mut guide = Guide::start(&course.root);
    guide.wait_for("✗ not yet");
    guide.press("q");
    assert_eq!(guide.wait_for_end().code(), Some(0));
    guide.assert_nothing_left(LIMIT);
}

#[test]
fn q_ends_it_during_a_hang() {
    let course = SmallCourse::new();
    let mut guide = hanging(&course);
    guide.press("q");
    assert_eq!(guide.wait_for_end().code(), Some(0));
    guide.assert_nothing_left(LIMIT);
}

#[test]
fn control_c_ends_it_during_a_hang() {
    let course = SmallCourse::new();
    let mut guide = hanging(&course);
    guide.press("\x03");
    assert_eq!(guide.wait_for_end().code(), Some(0));
    guide.assert_nothing_left(LIMIT);
}

#[test]
fn a_signal_ends_it_and_the_exit_code_says_which() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 130)] {
        let course = SmallCourse::new();
        let mut guide = hanging(&course);
        guide.signal(signal);
        assert_eq!(guide.wait_for_end().code(), Some(code));
        guide.assert_nothing_left(LIMIT);
    }
}

#[test]
fn control_z_gives_the_terminal_back_and_fg_takes_it_again() {
    let course = SmallCourse::new();
    let mut guide = Guide::start_as(&course.root, |program| {
        let script = "set -m; \"$0\"; echo \"stopped: $?\"; read line; fg; echo \"ended: $?\"";
        Command::new("sh").args(["-c", script, program])
    });
    guide.wait_for("✗ not yet");
    guide.press("\x1a");
    guide.wait_for("stopped: ");
    guide.wait_until("the shell's screen", |screen| !screen.alternate_screen());
    guide.press("\n");
    guide.wait_until("the guide's screen", |screen| {
        screen.alternate_screen() && screen.contents().contains("✗ not yet")
    });
    guide.press("q");
    guide.wait_for("ended: 0");
    guide.wait_for_end();
    guide.assert_nothing_left(LIMIT);
}

#[test]
fn a_stop_from_outside_is_survived_too() {
    let course = SmallCourse::new();
    let mut guide = Guide::start_as(&course.root, |program| {
        let script = "set -m; \"$0\"; stty sane; echo stopped; read line; fg; echo \"ended: $?\"";
        Command::new("sh").args(["-c", script, program])
    });
    guide.wait_for("✗ not yet");
    let processes = guide.processes();
    let inner = processes
        .iter()
        .filter_map(|process| process.split_once(": "))
        .find(|(_, command)| command.starts_with(env!("CARGO_BIN_EXE_exercises")));
    let id: i32 = inner.unwrap().0.parse().unwrap();
    let id = rustix::process::Pid::from_raw(id).unwrap();
    rustix::process::kill_process(id, Signal::STOP).unwrap();
    guide.wait_for("stopped");
    guide.press("\n");
    // With the shell's settings, the key below would be the beginning of a line.
    guide.wait_until("the guide's screen without the shell's words", |screen| {
        let shown = screen.contents();
        shown.contains("✗ not yet") && !shown.contains("stopped")
    });
    guide.press("q");
    guide.wait_for("ended: 0");
    guide.wait_for_end();
    guide.assert_nothing_left(LIMIT);
}
