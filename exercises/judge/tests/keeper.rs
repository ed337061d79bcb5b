//! What is left when a judge is killed: no process, and a terminal in order.
//!
//! This program is the test, the judge that is killed, that judge's keeper, and the learner's test in an endless loop. So
//! it has no libtest harness, and begins as every program with a judge must.

fn main() {
    #[cfg(target_os = "linux")]
    linux::main();
}

#[cfg(target_os = "linux")]
mod linux {
    use std::fs::{self, File};
    use std::io::{self, BufRead, BufReader, Read, Write};
    use std::os::unix::process::CommandExt;
    use std::process::{Child, ChildStdout, Command, Stdio};
    use std::sync::mpsc::{Receiver, channel};
    use std::thread;
    use std::time::{Duration, Instant};

    use judge::run::{Cancel, Limits, run_command, run_test};
    use judge::supervise;
    use rustix::fs::{Mode, OFlags, open};
    use rustix::process::{
        Pid, Signal, getpgrp, ioctl_tiocsctty, kill_process, kill_process_group, setsid,
    };
    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    use rustix::termios::{
        LocalModes, OptionalActions, tcgetattr, tcgetpgrp, tcsetattr, tcsetpgrp,
    };

    /// Marks every process of one attempt, in its environment.
    const ATTEMPT: &str = "KEEPER_TEST_ATTEMPT";

    /// How long everything may take to disappear on a busy machine.
    const PATIENCE: Duration = Duration::from_secs(10);

    pub fn main() {
        supervise::serve_if_asked();
        let first = std::env::args().nth(1);
        match first.as_deref() {
            Some("judge") => judge(),
            Some("shell") => shell(),
            Some("guide") => guide(),
            Some("--exact") if std::env::var_os("JUDGE_RUN").is_some() => learner(),
            // Filters and flags of `cargo test` change nothing here.
            _ => {
                killed_at_any_moment();
                killed_after_its_keeper();
                killed_with_a_terminal();
            }
        }
    }

    /// Runs tests for ever, two at a time.
    fn judge() {
        let program = std::env::current_exe().unwrap();
        let cancel = Cancel::new();
        let hello = run_command(&mut Command::new("true"), PATIENCE, &cancel, &mut |_| {});
        assert!(hello.success());
        println!("{}", supervise::keeper_id().expect("a keeper"));
        let limits = Limits {
            run: Duration::from_millis(30),
            ..Limits::default()
        };
        let run = || {
            loop {
                run_test(&program, "endless", &limits, &cancel);
            }
        };
        thread::scope(|scope| {
            scope.spawn(run);
            scope.spawn(run);
        });
    }

    /// A test with a child in its group, and one that has left it.
    #[expect(clippy::zombie_processes, reason = "they are for others to end")]
    fn learner() {
        let sleep = || {
            let mut command = Command::new("sleep");
            command.arg("1000");
            command
        };
        let _child = sleep().spawn().unwrap();
        let _stray = sleep().process_group(0).spawn().unwrap();
        loop {
            std::hint::spin_loop();
        }
    }

    /// A judge under test.
    struct Attempt {
        mark: String,
        judge: Child,
        says: BufReader<ChildStdout>,
    }

    impl Attempt {
        fn start(name: &str) -> Attempt {
            let mark = format!("{ATTEMPT}={}-{name}", std::process::id());
            let mut judge = Command::new(std::env::current_exe().unwrap())
                .arg("judge")
                .env(ATTEMPT, mark.split_once('=').unwrap().1)
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            let says = BufReader::new(judge.stdout.take().unwrap());
            Attempt { mark, judge, says }
        }

        /// The keeper's number, as soon as there is one.
        fn keeper(&mut self) -> i32 {
            let mut line = String::new();
            self.says.read_line(&mut line).unwrap();
            line.trim().parse().unwrap()
        }

        fn processes(&self) -> Vec<i32> {
            processes(|environment| environment.split('\0').any(|it| it == self.mark))
        }

        /// Kills the judge: then no process of the attempt may be left.
        fn end(mut self) -> Duration {
            self.judge.kill().unwrap();
            let killed = Instant::now();
            self.judge.wait().unwrap();
            wait_until("nothing is left", || self.processes().is_empty());
            killed.elapsed()
        }
    }

    impl Drop for Attempt {
        fn drop(&mut self) {
            for process in self.processes() {
                let _ = kill_process(Pid::from_raw(process).unwrap(), Signal::KILL);
            }
            let _ = self.judge.wait();
        }
    }

    /// The numbers of all processes whose environment is as wanted.
    fn processes(wanted: impl Fn(&str) -> bool) -> Vec<i32> {
        fs::read_dir("/proc")
            .unwrap()
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
            .filter(|process| {
                let environment = fs::read(format!("/proc/{process}/environ"));
                environment.is_ok_and(|it| wanted(&String::from_utf8_lossy(&it)))
            })
            .collect()
    }

    fn wait_until(what: &str, mut done: impl FnMut() -> bool) {
        let begun = Instant::now();
        while !done() {
            assert!(begun.elapsed() < PATIENCE, "waited in vain until {what}");
            thread::sleep(Duration::from_millis(1));
        }
    }

    fn kill(process: i32) {
        kill_process(Pid::from_raw(process).unwrap(), Signal::KILL).unwrap();
    }

    fn killed_at_any_moment() {
        let mut slowest = Duration::ZERO;
        for number in 0..24 {
            let mut attempt = Attempt::start(&number.to_string());
            // One in four dies while it starts.
            if number % 4 != 0 {
                attempt.keeper();
            }
            // Steps that share nothing with the length of a run.
            thread::sleep(Duration::from_micros(3_700) * number);
            slowest = slowest.max(attempt.end());
        }
        println!("a judge killed at any moment leaves no process: ok, {slowest:.1?} at most");
    }

    fn killed_after_its_keeper() {
        let mut attempt = Attempt::start("keeper");
        let keeper = attempt.keeper();
        let name = |process| fs::read_to_string(format!("/proc/{process}/comm"));
        assert_eq!(name(keeper).unwrap(), "judge-keeper\n");
        kill(keeper);
        wait_until("there is another keeper", || {
            let is_keeper = |process: &i32| name(*process).is_ok_and(|it| it == "judge-keeper\n");
            // The first may need a moment to die.
            let mut others = attempt.processes();
            others.retain(|process| *process != keeper);
            others.iter().any(is_keeper)
        });
        attempt.end();
        println!("a keeper that is killed is replaced: ok");
    }

    /// Leads the session of a terminal, as a shell does, and runs the guide in it.
    fn shell() {
        setsid().unwrap();
        ioctl_tiocsctty(io::stdin()).unwrap();
        let mut guide = Command::new(std::env::current_exe().unwrap())
            .arg("guide")
            .process_group(0)
            .spawn()
            .unwrap();
        println!("guide {}", guide.id());
        tcsetpgrp(io::stdin(), Pid::from_child(&guide)).unwrap();
        guide.wait().unwrap();
        // Stays, as a shell does: the terminal is gone with its leader.
        let _ = io::stdin().read(&mut [0]);
    }

    /// Takes the screen, and stays.
    fn guide() {
        wait_until("the guide is in the foreground", || {
            tcgetpgrp(io::stdin()).is_ok_and(|group| group == getpgrp())
        });
        let _guard = supervise::guard_terminal().unwrap();
        let mut settings = tcgetattr(io::stdout()).unwrap();
        settings.make_raw();
        tcsetattr(io::stdout(), OptionalActions::Now, &settings).unwrap();
        print!("\x1b[?1049h\x1b[?25ldrawn");
        io::stdout().flush().unwrap();
        loop {
            thread::park();
        }
    }

    fn killed_with_a_terminal() {
        let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&terminal).unwrap();
        unlockpt(&terminal).unwrap();
        let name = ptsname(&terminal, Vec::new()).unwrap();
        let screen = follow(File::from(terminal));
        let side = open(name, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap();
        let before = tcgetattr(&side).unwrap().local_modes;
        assert!(before.contains(LocalModes::ICANON | LocalModes::ECHO));

        let mut shell = Command::new(std::env::current_exe().unwrap())
            .arg("shell")
            .stdin(side.try_clone().unwrap())
            .stdout(side.try_clone().unwrap())
            .spawn()
            .unwrap();
        let shown = read_until(&screen, "drawn");
        let guide = shown.split_whitespace().nth(1).unwrap();
        let raw = tcgetattr(&side).unwrap().local_modes;
        assert!(!raw.intersects(LocalModes::ICANON | LocalModes::ECHO));
        let killed = Instant::now();
        // All of its group, as an impatient user does.
        let guide = Pid::from_raw(guide.parse().unwrap()).unwrap();
        kill_process_group(guide, Signal::KILL).unwrap();
        let shown = read_until(&screen, "\x1b[0m");
        assert!(shown.contains("\x1b[?1049l\x1b[?25h"), "{shown:?}");
        assert_eq!(tcgetattr(&side).unwrap().local_modes, before);
        println!("a terminal is put back: ok, {:.1?}", killed.elapsed());
        shell.kill().unwrap();
        shell.wait().unwrap();
    }

    /// What is written to the terminal, as it comes.
    fn follow(mut terminal: File) -> Receiver<String> {
        let (sender, receiver) = channel();
        thread::spawn(move || {
            let mut buffer = [0; 1024];
            while let Ok(length) = terminal.read(&mut buffer) {
                let text = String::from_utf8_lossy(&buffer[..length]).into_owned();
                if sender.send(text).is_err() {
                    return;
                }
            }
        });
        receiver
    }

    fn read_until(screen: &Receiver<String>, end: &str) -> String {
        let mut shown = String::new();
        while !shown.contains(end) {
            let text = screen.recv_timeout(PATIENCE);
            shown += &text.unwrap_or_else(|_| panic!("{end:?} never came after {shown:?}"));
        }
        shown
    }
}
