//! Threads that can never go on: each program must end with a report and the reserved exit code.
//!
//! A stuck program ends its whole process. So each test runs itself again in a child process, where it is the stuck
//! program, and reads what the child says.

use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::RecvTimeoutError as TimeUp;
use std::time::{Duration, Instant};

use interleave::watched::sync::{Arc, Barrier, Condvar, Mutex, mpsc};
use interleave::watched::thread;
use interleave::{Named, STUCK_EXIT_CODE};

/// Set in the child to the name of the test that it runs.
const CHILD: &str = "INTERLEAVE_STUCK_CHILD";

/// Far more than any report takes: a child that is still there has not been found out.
const LIMIT: Duration = Duration::from_secs(60);

/// Runs `program` in a child process and gives what it reported.
fn report_of(program: impl FnOnce()) -> String {
    let test = std::thread::current()
        .name()
        .expect("libtest names threads")
        .to_string();
    if std::env::var(CHILD).is_ok_and(|child| child == test) {
        program();
        println!("the program came to its end");
        std::process::exit(0);
    }
    let start = Instant::now();
    let mut child = Command::new(std::env::current_exe().expect("a test knows its program"))
        .args(["--exact", &test, "--nocapture"])
        .env(CHILD, &test)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a child process");
    let stderr = child.stderr.take().expect("piped");
    let stdout = child.stdout.take().expect("piped");
    let (done, end) = std::sync::mpsc::channel();
    let readers = [read(stdout, done.clone()), read(stderr, done)];
    let mut open = readers.len();
    while open > 0 {
        match end.recv_timeout(LIMIT) {
            Ok(()) => open -= 1,
            Err(TimeUp::Disconnected) => break,
            Err(TimeUp::Timeout) => {
                child.kill().expect("the child can be ended");
                break;
            }
        }
    }
    let status: ExitStatus = child.wait().expect("the child has ended");
    let [printed, report] = readers.map(|reader| reader.join().expect("text"));
    let seconds = start.elapsed().as_secs_f64();
    eprintln!("{test}: reported after {seconds:.2} s\n{report}");
    assert_eq!(
        status.code(),
        Some(STUCK_EXIT_CODE),
        "{status}\n{printed}\n{report}"
    );
    report
}

fn read(
    mut pipe: impl std::io::Read + Send + 'static,
    done: std::sync::mpsc::Sender<()>,
) -> std::thread::JoinHandle<String> {
    std::thread::spawn(move || {
        let mut text = String::new();
        pipe.read_to_string(&mut text)
            .expect("the child writes text");
        // The reader may have given up waiting.
        let _ = done.send(());
        text
    })
}

#[track_caller]
fn assert_says(report: &str, sentences: &[&str]) {
    for sentence in sentences {
        assert!(
            report.contains(sentence),
            "the report does not say {sentence:?}:\n{report}"
        );
    }
}

/// Two threads that take two locks in opposite order, and surely both have one when they ask for the other.
fn lock_in_opposite_order() {
    let left = Arc::new(Mutex::new(()).named("left"));
    let right = Arc::new(Mutex::new(()).named("right"));
    let both_have_one = Arc::new(Barrier::new(2));
    let other = thread::spawn({
        let (left, right, both) = (left.clone(), right.clone(), both_have_one.clone());
        move || {
            let _right = right.lock().unwrap();
            both.wait();
            let _left = left.lock().unwrap();
        }
    });
    let left = left.lock().unwrap();
    both_have_one.wait();
    let right = right.lock().unwrap();
    drop((right, left));
    other.join().unwrap();
}

#[test]
fn two_locks_in_opposite_order() {
    let report = report_of(lock_in_opposite_order);
    assert_says(
        &report,
        &[
            "main",
            "waits to lock right",
            "held by thread 1 since watched_stuck.rs:",
        ],
    );
}

#[test]
fn a_receive_whose_sender_lives_in_the_receiver_itself() {
    let report = report_of(|| {
        let (sender, receiver) = mpsc::channel::<u32>().named("jobs");
        let worker = thread::spawn(move || for _job in receiver {});
        sender.send(1).unwrap();
        worker.join().unwrap();
        drop(sender);
    });
    assert_says(
        &report,
        &["waits to receive from jobs", "1 sender is still alive"],
    );
}

#[test]
fn a_notification_that_comes_before_the_wait() {
    let report = report_of(|| {
        let shared = Arc::new((
            Mutex::new(false).named("ready"),
            Condvar::new().named("changed"),
        ));
        let notifier = thread::spawn({
            let shared = shared.clone();
            move || shared.1.notify_one()
        });
        notifier.join().unwrap();
        let ready = shared.0.lock().unwrap();
        let _ready = shared.1.wait(ready).unwrap();
    });
    assert_says(
        &report,
        &["waits to be notified by changed", "when nobody waited"],
    );
}
