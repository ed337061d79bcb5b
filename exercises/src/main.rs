//! The guide: `cargo course`.

mod watch;

use std::io;
use std::process::ExitCode;

use judge::course::{Course, Exercise};

fn main() -> ExitCode {
    judge::supervise::serve_if_asked();
    match Course::locate() {
        Ok(course) => watch::watch(&course, &mut Forgetful, &Closed, None),
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Remembers nothing yet.
struct Forgetful;

impl watch::Memory for Forgetful {
    fn has_passed(&self, _: &Exercise) -> bool {
        false
    }
    fn hints_seen(&self, _: &Exercise) -> usize {
        0
    }
    fn remember_pass(&mut self, _: &Exercise) -> io::Result<()> {
        Ok(())
    }
    fn remember_hints(&mut self, _: &Exercise, _: usize) -> io::Result<()> {
        Ok(())
    }
    fn remember_visit(&mut self, _: &Exercise) -> io::Result<()> {
        Ok(())
    }
}

/// Shows solutions without a difference, and makes nothing anew yet.
struct Closed;

impl watch::Library for Closed {
    fn solution(&self, exercise: &Exercise, _colour: bool) -> io::Result<String> {
        std::fs::read_to_string(exercise.solution())
    }
    fn reset(&self, _: &Exercise) -> io::Result<String> {
        Err(io::Error::other("a reset is not made yet"))
    }
}
