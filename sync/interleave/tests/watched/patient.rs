//! Threads that wait for long, but not for ever: none of these programs may be called stuck.
//!
//! Each lets others stand still for [`LONG`]: several times what the watcher takes for stuck.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use interleave::watched::sync::{Arc, Barrier, Condvar, Mutex, mpsc};
use interleave::watched::thread;

use crate::child::{must_end, must_end_beside};

/// Longer than the watcher takes to be sure, on a busy machine too.
const LONG: Duration = Duration::from_millis(1500);

/// Is busy for a while.
fn compute() {
    let start = Instant::now();
    while start.elapsed() < LONG {
        std::hint::spin_loop();
    }
}

#[test]
fn for_threads_that_sleep() {
    must_end(|| {
        let lock = Arc::new(Mutex::new(()));
        let sleeper = thread::spawn({
            let lock = lock.clone();
            move || {
                let _guard = lock.lock().unwrap();
                thread::sleep(LONG);
            }
        });
        let waiter = thread::spawn(move || drop(lock.lock().unwrap()));
        waiter.join().unwrap();
        sleeper.join().unwrap();
    });
}

#[test]
fn for_a_thread_that_computes() {
    must_end(|| {
        let (sender, receiver) = mpsc::channel();
        let barrier = Arc::new(Barrier::new(2));
        let worker = thread::spawn({
            let barrier = barrier.clone();
            move || {
                compute();
                sender.send(1).unwrap();
                barrier.wait();
            }
        });
        assert_eq!(receiver.recv(), Ok(1));
        barrier.wait();
        worker.join().unwrap();
    });
}

#[test]
fn for_a_main_thread_that_computes() {
    must_end(|| {
        let (sender, receiver) = mpsc::channel();
        let worker = thread::spawn(move || receiver.recv());
        compute();
        sender.send(1).unwrap();
        assert_eq!(worker.join().unwrap(), Ok(1));
    });
}

#[test]
fn for_a_peer_that_answers_late() {
    must_end(|| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        // The peer is all by itself: it shares nothing watched, and stands for another process.
        let peer = std::thread::spawn(move || {
            let mut stream = TcpStream::connect(address).unwrap();
            std::thread::sleep(LONG);
            stream.write_all(b"late").unwrap();
        });
        let (sender, receiver) = mpsc::channel();
        let reader = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut text = String::new();
            stream.read_to_string(&mut text).unwrap();
            sender.send(text).unwrap();
        });
        assert_eq!(receiver.recv().unwrap(), "late");
        reader.join().unwrap();
        peer.join().unwrap();
    });
}

#[test]
fn for_another_process() {
    must_end(|| {
        let (sender, receiver) = mpsc::channel();
        let reader = thread::spawn(move || {
            let (mut own_end, other_end) = std::io::pipe().unwrap();
            let writer = std::process::Command::new("sleep")
                .arg(LONG.as_secs_f64().to_string())
                .stdout(other_end)
                .spawn();
            // Without a program `sleep` there is nobody to wait for, and the pipe ends at once.
            let mut text = String::new();
            own_end.read_to_string(&mut text).unwrap();
            if let Ok(mut writer) = writer {
                writer.wait().unwrap();
            }
            sender.send(text).unwrap();
        });
        assert_eq!(receiver.recv().unwrap(), "");
        reader.join().unwrap();
    });
}

#[test]
#[cfg_attr(
    not(target_os = "linux"),
    ignore = "only Linux tells what unwatched threads do"
)]
fn for_a_thread_of_std_that_acts_late() {
    must_end(|| {
        let (sender, receiver) = mpsc::channel();
        let stranger = std::thread::spawn(move || {
            std::thread::sleep(LONG);
            sender.send(1).unwrap();
        });
        assert_eq!(receiver.recv(), Ok(1));
        stranger.join().unwrap();
    });
}

#[test]
#[cfg_attr(
    not(target_os = "linux"),
    ignore = "only Linux tells what unwatched threads do"
)]
fn for_a_thread_of_std_that_waits_with_a_limit() {
    must_end(|| {
        let (sender, receiver) = mpsc::channel();
        let stranger = std::thread::spawn(move || {
            let (_keep, never) = std::sync::mpsc::channel::<()>();
            never.recv_timeout(LONG).unwrap_err();
            sender.send(1).unwrap();
        });
        assert_eq!(receiver.recv(), Ok(1));
        stranger.join().unwrap();
    });
}

#[test]
fn for_a_pool_of_std_threads_that_uses_watched_objects_of_its_own() {
    must_end(|| {
        let (job, jobs) = std::sync::mpsc::channel::<Box<dyn FnOnce() + Send>>();
        let pool = std::thread::Builder::new()
            .name("pool".to_string())
            .spawn(move || jobs.iter().for_each(|job| job()))
            .unwrap();
        // The worker is known from now on, as the only member of a family of its own.
        job.send(Box::new(|| drop(Mutex::new(0).lock().unwrap())))
            .unwrap();
        let (sender, receiver) = mpsc::channel();
        job.send(Box::new(move || {
            compute();
            sender.send(1).unwrap();
        }))
        .unwrap();
        assert_eq!(receiver.recv(), Ok(1));
        drop(job);
        pool.join().unwrap();
    });
}

#[test]
fn for_a_watched_thread_that_a_pool_started() {
    must_end(|| {
        let (sender, receiver) = mpsc::channel();
        let pool = std::thread::spawn(move || {
            // Neither the pool's thread nor the new one has touched the channel when the wait begins.
            let worker = thread::spawn(move || {
                compute();
                sender.send(1).unwrap();
            });
            worker.join().unwrap();
        });
        assert_eq!(receiver.recv(), Ok(1));
        pool.join().unwrap();
    });
}

#[test]
fn for_a_thread_that_waits_in_std_for_one_that_sleeps() {
    must_end(|| {
        let (sender, receiver) = mpsc::channel();
        let middle = thread::spawn(move || {
            let sleeper = std::thread::spawn(|| std::thread::sleep(LONG));
            sleeper.join().unwrap();
            sender.send(1).unwrap();
        });
        assert_eq!(receiver.recv(), Ok(1));
        middle.join().unwrap();
    });
}

#[test]
fn for_waits_with_a_time_limit() {
    must_end(|| {
        let shared = Arc::new((Mutex::new(false), Condvar::new()));
        let setter = thread::spawn({
            let shared = shared.clone();
            move || {
                thread::park_timeout(LONG / 2);
                let (_keep, receiver) = mpsc::channel::<()>();
                receiver.recv_timeout(LONG / 2).unwrap_err();
                let (sender, _keep) = mpsc::sync_channel(1);
                sender.send(()).unwrap();
                sender.try_send(()).unwrap_err();
                let never = (Mutex::new(()), Condvar::new());
                let guard = never.0.lock().unwrap();
                assert!(never.1.wait_timeout(guard, LONG / 2).unwrap().1.timed_out());
                *shared.0.lock().unwrap() = true;
                shared.1.notify_all();
            }
        });
        let guard = shared.0.lock().unwrap();
        drop(shared.1.wait_while(guard, |ready| !*ready).unwrap());
        setter.join().unwrap();
    });
}

/// Nobody will ever wake that thread. But nobody waits for it either, once this test is over.
#[test]
fn a_test_that_leaves_a_thread_behind() {
    thread::spawn(thread::park);
}

#[test]
fn a_thread_left_behind_is_not_reported() {
    must_end_beside(&["patient::a_test_that_leaves_a_thread_behind"], || {
        // Known to the watcher from here on: this sleep does not count for the other test's thread.
        drop(Mutex::new(()).lock().unwrap());
        thread::sleep(LONG);
    });
}
