//! Tests in child processes: a stuck program ends its whole process, and a patient one shall have no other test beside
//! it that would hide a false alarm. Each test runs itself again; the child runs the program, the parent judges it.

use std::collections::HashMap;
use std::io::Read;
use std::process::{Child as Process, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{LazyLock, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use interleave::STUCK_EXIT_CODE;

/// Set in a child to the name of the test that it runs.
const CHILD: &str = "INTERLEAVE_TEST_CHILD";

/// What a child says last when its program came to its end.
const END: &str = "the program came to its end";

/// Far more than any report takes: a child that is still there by then will never end.
const LIMIT: Duration = Duration::from_secs(60);

/// Whether this process is the child of some test.
pub fn is_child() -> bool {
    std::env::var_os(CHILD).is_some()
}

/// Runs `program` in a child and requires that it is found to be stuck. Gives what was reported.
pub fn report_of(program: impl FnOnce()) -> String {
    report_beside(&[], program)
}

/// The same, with other tests running in the same process.
pub fn report_beside(others: &[&str], program: impl FnOnce()) -> String {
    let test = this_test();
    run_if_child(&test, program);
    let Outcome {
        status,
        printed,
        said,
    } = Child::start(&test, others).outcome();
    assert_eq!(
        status.code(),
        Some(STUCK_EXIT_CODE),
        "{status}\n{printed}\n{said}"
    );
    assert!(!printed.contains(END), "it went on nevertheless:\n{said}");
    said
}

/// Runs `program` in a child and requires that it comes to its end.
///
/// Such programs spend their time waiting: those of all tests that were asked for are started together.
pub fn must_end(program: impl FnOnce()) {
    static STARTED: LazyLock<Mutex<HashMap<String, Child>>> = LazyLock::new(|| {
        let all = tests_asked_for()
            .into_iter()
            .filter(|test| test.starts_with("patient::for_"));
        Mutex::new(
            all.map(|test| (test.clone(), Child::start(&test, &[])))
                .collect(),
        )
    });
    let test = this_test();
    run_if_child(&test, program);
    let child = STARTED.lock().unwrap().remove(&test);
    child.expect("every test is listed").must_end();
}

/// The same for one program, with other tests running in its process.
pub fn must_end_beside(others: &[&str], program: impl FnOnce()) {
    let test = this_test();
    run_if_child(&test, program);
    Child::start(&test, others).must_end();
}

fn this_test() -> String {
    std::thread::current()
        .name()
        .expect("libtest names its threads")
        .to_string()
}

/// In the child of this very test, runs the program and ends there.
fn run_if_child(test: &str, program: impl FnOnce()) {
    if std::env::var(CHILD).is_ok_and(|child| child == test) {
        program();
        println!("{END}");
        std::process::exit(0);
    }
    assert!(
        !is_child(),
        "only the test that was asked for runs a program"
    );
}

/// The names of the tests that this process was started to run.
fn tests_asked_for() -> Vec<String> {
    let list = Command::new(std::env::current_exe().expect("a test knows its program"))
        .args(std::env::args().skip(1).chain(["--list".to_string()]))
        .output()
        .expect("a list of tests");
    let lines = String::from_utf8_lossy(&list.stdout).into_owned();
    lines
        .lines()
        .filter_map(|line| line.strip_suffix(": test"))
        .map(str::to_string)
        .collect()
}

struct Child {
    process: Process,
    ended: Receiver<()>,
    printed: JoinHandle<String>,
    said: JoinHandle<String>,
    start: Instant,
}

struct Outcome {
    status: ExitStatus,
    printed: String,
    said: String,
}

impl Child {
    fn start(test: &str, others: &[&str]) -> Self {
        let mut process = Command::new(std::env::current_exe().expect("a test knows its program"))
            .args(["--exact", "--nocapture", "--test-threads=4", test])
            .args(others)
            .env(CHILD, test)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("a child process");
        let (end, ended) = channel();
        Child {
            ended,
            printed: read(process.stdout.take().expect("piped"), end.clone()),
            said: read(process.stderr.take().expect("piped"), end),
            process,
            start: Instant::now(),
        }
    }

    fn must_end(self) {
        let Outcome {
            status,
            printed,
            said,
        } = self.outcome();
        assert!(
            status.success() && printed.contains(END),
            "{status}\n{printed}\n{said}"
        );
    }

    fn outcome(mut self) -> Outcome {
        // Both streams end when the child does.
        let deadline = self.start + LIMIT;
        let in_time = (0..2).all(|_| {
            let left = deadline.saturating_duration_since(Instant::now());
            self.ended.recv_timeout(left).is_ok()
        });
        let seconds = self.start.elapsed().as_secs_f64();
        if !in_time {
            self.process.kill().expect("the child can be ended");
        }
        let outcome = Outcome {
            status: self.process.wait().expect("the child has ended"),
            printed: self.printed.join().expect("the child writes text"),
            said: self.said.join().expect("the child writes text"),
        };
        println!("ended within {seconds:.2} s\n{}", outcome.said);
        outcome
    }
}

fn read(mut pipe: impl Read + Send + 'static, end: Sender<()>) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut text = String::new();
        pipe.read_to_string(&mut text)
            .expect("the child writes text");
        // The parent may have given up.
        let _ = end.send(());
        text
    })
}

/// Requires that the report contains these sentences.
#[track_caller]
pub fn assert_says(report: &str, sentences: &[&str]) {
    for sentence in sentences {
        assert!(
            report.contains(sentence),
            "it does not say {sentence:?}:\n{report}"
        );
    }
}
