//! The file in which libtest notes a test that has run to its end: `--logfile`. Nothing that a test prints gets there.
//!
//! It has no name that anybody could find or leave behind: the test binary gets it as its standard input, where a
//! test that reads finds nothing.

use std::io;
use std::process::Command;

/// libtest's warning when it is given a log file: not the learner's.
pub(super) const WARNING: &str = "warning: `--logfile` is deprecated";

pub(super) use system::Sign;

#[cfg(unix)]
mod system {
    use std::fs::{self, File, OpenOptions};
    use std::io::{Read, Seek, SeekFrom};
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::{Command, io};

    /// What libtest noted.
    pub struct Sign(File);

    impl Sign {
        /// Has `command` keep its log.
        pub fn ask(command: &mut Command) -> io::Result<Sign> {
            let file = nameless()?;
            command
                .args(["--logfile", "/dev/fd/0"])
                .stdin(file.try_clone()?);
            Ok(Sign(file))
        }

        /// `ok NAME`, `failed NAME` or `ignored NAME`; empty if the test did not come to its end.
        pub fn read(&mut self) -> String {
            let mut text = String::new();
            let _ = self.0.seek(SeekFrom::Start(0));
            let _ = self.0.read_to_string(&mut text);
            text.trim_end().to_string()
        }
    }

    /// A new file, removed as soon as it is open.
    fn nameless() -> io::Result<File> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed); // Relaxed: only its own order matters.
        let name = format!("judge-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).create(true).truncate(true);
        let file = file.open(&path)?;
        fs::remove_file(&path)?;
        Ok(file)
    }
}

#[cfg(not(unix))]
mod system {
    use std::process::Stdio;

    use super::{Command, io};

    /// Here only what libtest prints tells of a pass.
    pub struct Sign;

    impl Sign {
        /// Gives `command` no input.
        pub fn ask(command: &mut Command) -> io::Result<Sign> {
            command.stdin(Stdio::null());
            Ok(Sign)
        }

        /// Nothing is known.
        pub fn read(&mut self) -> String {
            String::new()
        }
    }
}
