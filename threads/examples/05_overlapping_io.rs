//! # Twenty reads that wait together
//!
//! Route: core, 10 minutes.
//!
//! Twenty slow devices hang on *pipes*: queues of bytes that the operating system keeps. Each device answers 20 ms after it
//! was asked. A thread that reads from an empty pipe is *blocked*: it waits, without a core. Main asks one device after the
//! other. Then twenty threads ask one each. How long does each way take, and do the twenty need twenty cores?
//!
//! Run: `cargo run -p threads --example 05_overlapping_io`
//! Look for: the two pictures in the chart, a stair and a wall. Then the CPU time: what did the cores do meanwhile?
//! Try: `-- --threads 2`, so that each thread asks ten devices. Could 200 threads be faster than twenty? Threads that wait
//! cost no core, but each has a stack. How one thread waits for many things is a topic of its own.
//! Prints: `20 reads of at least 20 ms each: 20 of 20 answers both ways, the waits overlap, … x faster`

use std::error::Error;
use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::thread::{self, available_parallelism};
use std::time::Duration;

use cpu_time::ProcessTime;
use interleave::gantt::Recorder;
use threads::arguments::Arguments;
use threads::measure::{ms, ratio, time};

const DEVICES: usize = 20;
/// How long a device takes to answer.
const LATENCY: Duration = Duration::from_millis(20);

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = Arguments::of("[--threads N]");
    let threads = arguments.number("--threads", DEVICES, 1..=DEVICES);
    arguments.done();

    let cores = available_parallelism().map_or(1, usize::from);
    println!(
        "{DEVICES} devices that answer after {} ms; cores: {cores} (times change from run to run)\n",
        ms(LATENCY)
    );
    let mut devices = (1..=DEVICES)
        .map(Device::start)
        .collect::<io::Result<Vec<_>>>()?;
    let recorder = Recorder::new(
        devices
            .iter()
            .map(|device| format!("device {}", device.number)),
    );

    let one_by_one = measured(|| read_all(&mut devices, &recorder))?;
    let together = measured(|| read_by_threads(&mut devices, &recorder, threads))?;

    println!(
        "which device is waited for, and when: first one after the other, then by {threads} threads"
    );
    println!("{}", recorder.chart(100));

    println!(
        "{:<22}{:>12}{:>12}{:>14}",
        "", "wall time", "CPU time", "cores busy"
    );
    one_by_one.row("one after the other");
    together.row(&format!("by {threads} threads"));

    let verdict = if together.wall < one_by_one.wall {
        "the waits overlap"
    } else {
        "nothing overlaps"
    };
    println!(
        "\n{DEVICES} reads of at least {} ms each: {} of {DEVICES} answers both ways, {verdict}, {:.1} x faster",
        ms(LATENCY),
        one_by_one.answers.min(together.answers),
        ratio(one_by_one.wall, together.wall)
    );
    Ok(())
}

/// One end of a device: what is asked goes down one pipe, the answer comes up another.
struct Device {
    number: usize,
    questions: PipeWriter,
    answers: PipeReader,
}

impl Device {
    /// The device ends when its `Device` is dropped: nobody can ask it any more.
    fn start(number: usize) -> io::Result<Self> {
        let (mut asked, questions) = io::pipe()?;
        let (answers, mut answer) = io::pipe()?;
        thread::spawn(move || {
            let mut question = [0];
            while asked.read_exact(&mut question).is_ok() {
                thread::sleep(LATENCY);
                if answer.write_all(&question).is_err() {
                    break;
                }
            }
        });
        Ok(Device {
            number,
            questions,
            answers,
        })
    }

    /// Asks, and blocks until the answer is there.
    fn read(&mut self) -> io::Result<()> {
        self.questions.write_all(b"?")?;
        self.answers.read_exact(&mut [0])
    }
}

/// One device after the other. Gives the number of answers.
fn read_all(devices: &mut [Device], recorder: &Recorder) -> io::Result<usize> {
    for device in devices.iter_mut() {
        recorder.busy(device.number - 1, '█', || device.read())?;
    }
    Ok(devices.len())
}

/// Each thread takes its share of the devices, one after the other.
fn read_by_threads(
    devices: &mut [Device],
    recorder: &Recorder,
    threads: usize,
) -> io::Result<usize> {
    let share = devices.len().div_ceil(threads);
    thread::scope(|scope| {
        let readers: Vec<_> = devices
            .chunks_mut(share)
            .map(|devices| scope.spawn(|| read_all(devices, recorder)))
            .collect();
        readers
            .into_iter()
            .map(|reader| reader.join().expect("a reader does not panic"))
            .sum()
    })
}

struct Measured {
    answers: usize,
    wall: Duration,
    cpu: Duration,
}

fn measured(read: impl FnOnce() -> io::Result<usize>) -> io::Result<Measured> {
    let cpu = ProcessTime::now();
    let (wall, answers) = time(read);
    Ok(Measured {
        answers: answers?,
        wall,
        cpu: cpu.elapsed(),
    })
}

impl Measured {
    fn row(&self, way: &str) {
        println!(
            "{way:<22}{:>9.1} ms{:>9.1} ms{:>14.3}",
            ms(self.wall),
            ms(self.cpu),
            ratio(self.cpu, self.wall)
        );
    }
}
