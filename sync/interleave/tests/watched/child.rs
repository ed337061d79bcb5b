//! Tests in child processes: a stuck program ends its whole process, and a patient one shall have no other test beside
//! it that would hide a false alarm. Each test runs itself again; the child runs the program, the parent judges it.

use std::io::Read;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
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
    let end = in_child(others, program);
    let Outcome {
        status,
        printed,
        said,
    } = &end;
    assert_eq!(
        status.code(),
        Some(STUCK_EXIT_CODE),
        "{status}\n{printed}\n{said}"
    );
    assert!(!printed.contains(END), "it went on nevertheless:\n{said}");
    end.said
}

/// Runs `program` in a child and requires that it comes to its end.
pub fn must_end(program: impl FnOnce()) {
    let Outcome {
        status,
        printed,
        said,
    } = in_child(&[], program);
    assert!(
        status.success() && printed.contains(END),
        "{status}\n{printed}\n{said}"
    );
}

struct Outcome {
    status: ExitStatus,
    printed: String,
    said: String,
}

fn in_child(others: &[&str], program: impl FnOnce()) -> Outcome {
    let test = std::thread::current()
        .name()
        .expect("libtest names its threads")
        .to_string();
    if std::env::var(CHILD).is_ok_and(|child| child == test) {
        program();
        println!("{END}");
        std::process::exit(0);
    }
    assert!(
        !is_child(),
        "only the test that was asked for runs a program"
    );
    let start = Instant::now();
    let mut child = Command::new(std::env::current_exe().expect("a test knows its program"))
        .args(["--exact", "--nocapture", "--test-threads=4", &test])
        .args(others)
        .env(CHILD, &test)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a child process");
    let (ended, end) = channel();
    let printed = read(child.stdout.take().expect("piped"), ended.clone());
    let said = read(child.stderr.take().expect("piped"), ended);
    if !closes_in_time(&end) {
        child.kill().expect("the child can be ended");
    }
    let outcome = Outcome {
        status: child.wait().expect("the child has ended"),
        printed: printed.join().expect("the child writes text"),
        said: said.join().expect("the child writes text"),
    };
    println!("{test}: ended after {:.2} s", start.elapsed().as_secs_f64());
    println!("{}", outcome.said);
    outcome
}

/// Waits until both of the child's streams have ended.
fn closes_in_time(end: &Receiver<()>) -> bool {
    let deadline = Instant::now() + LIMIT;
    (0..2).all(|_| {
        end.recv_timeout(deadline.saturating_duration_since(Instant::now()))
            .is_ok()
    })
}

fn read(mut pipe: impl Read + Send + 'static, ended: Sender<()>) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut text = String::new();
        pipe.read_to_string(&mut text)
            .expect("the child writes text");
        // The parent may have given up.
        let _ = ended.send(());
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
