//! # A pipeline of five stages
//!
//! Route: core, 20 minutes.
//!
//! Each item has to pass five stages: 1 → 2 → 3 → 4 → 5, and can be in one at a time only. A *pipeline* gives each stage a
//! thread of its own and puts a queue between neighbours. What is gained? Stage 3 is the slowest: what helps more, to make
//! stage 1 twice as fast, or stage 3? And when the last item is in, how do five threads learn that they may go home,
//! without losing what is still on its way?
//!
//! Run: `cargo run -p threads --example 15_pipeline`
//! Look for: read a column of the second chart: at one moment, several stages work on different items. Stage 3 never rests.
//! Try: `-- --room 8` gives the queues more room. The time stays; what grows? Then two ways to stop badly, one of which never
//! ends: `cargo loom -p threads pipeline`.
//! Prints: `main: 8 of 8 items came out in order, and all 5 stages ended`

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use interleave::gantt::Recorder;
use interleave::trace::Trace;
use threads::arguments::Arguments;
use threads::measure::{ms, time};
use threads::pipeline::{Pipeline, stopped_all_at_once};

/// The stages and how long each holds an item. A stage waits for a device of its own and needs no core meanwhile, so
/// that the picture is the same on any machine.
const STAGES: [Stage; 5] = [
    Stage::new("1 scan", 4),
    Stage::new("2 clean", 4),
    Stage::new("3 read", 10),
    Stage::new("4 sort", 4),
    Stage::new("5 file", 4),
];

#[derive(Clone, Copy)]
struct Stage {
    name: &'static str,
    time: Duration,
}

impl Stage {
    const fn new(name: &'static str, ms: u64) -> Self {
        Stage {
            name,
            time: Duration::from_millis(ms),
        }
    }

    fn work(&self) {
        thread::sleep(self.time);
    }
}

fn main() {
    let mut arguments = Arguments::of("[--items N] [--room N]");
    let items = arguments.number("--items", 8, 2..=26);
    let room = arguments.number("--room", 1, 0..=26);
    arguments.done();
    let items: Vec<char> = ('A'..='Z').take(items).collect();
    let n = items.len();

    let stages = STAGES.map(|stage| format!("{} {:.0} ms", stage.name, ms(stage.time)));
    println!(
        "{n} items, named by letters, pass 5 stages: {}",
        stages.join(", ")
    );
    println!("(times are measured and change a little from run to run)");

    println!("\none thread carries each item through all stages");
    let (one_thread, chart) = time(|| by_one_thread(&items).chart(WIDTH));
    println!("{chart}");

    println!(
        "five threads, one for each stage; a queue holds {room}, and when it is full its sender waits"
    );
    let (five_threads, came_out) = by_five_threads(STAGES, &items, room);
    print!("{}", five_threads.chart(WIDTH));
    println!(
        "  at most {} items were inside at once",
        most_inside(&five_threads.trace())
    );

    println!("\nthe pace: the first item needs all stages, each other item only the slowest");
    pace(&items, room, one_thread);

    println!("\nthe last item is in: stop!");
    let lost = n - stopped_by_a_flag(&items, room);
    println!(
        "  twin: one flag stops all stages at once: {lost} of {n} items were on their way and are lost"
    );
    let order = if came_out == items { "in" } else { "out of" };
    println!("  each stage ends once the one before it has ended and the queue is empty:");
    println!(
        "main: {} of {n} items came out {order} order, and all 5 stages ended",
        came_out.len()
    );
}

/// Width of the charts, in columns.
const WIDTH: usize = 90;

fn recorder() -> Recorder {
    Recorder::new(STAGES.map(|stage| stage.name))
}

fn by_one_thread(items: &[char]) -> Recorder {
    let recorder = recorder();
    for item in items {
        for (lane, stage) in STAGES.iter().enumerate() {
            recorder.busy(lane, item, || stage.work());
        }
    }
    recorder
}

fn by_five_threads(stages: [Stage; 5], items: &[char], room: usize) -> (Recorder, Vec<char>) {
    let recorder = Arc::new(recorder());
    let mut pipeline = Pipeline::fed_by(items.to_vec(), room);
    for (lane, stage) in stages.into_iter().enumerate() {
        let recorder = Arc::clone(&recorder);
        pipeline = pipeline.stage(stage.name, move |item| {
            recorder.busy(lane, item, || stage.work());
            item
        });
    }
    let came_out = pipeline.collect();
    let recorder = Arc::into_inner(recorder).expect("all stages have ended");
    (recorder, came_out)
}

/// The most items that had begun stage 1 and not yet ended stage 5.
fn most_inside(trace: &Trace) -> usize {
    let spans = |lane| {
        let on_lane = trace.events.iter().filter(move |event| event.lane == lane);
        on_lane.filter_map(|event| event.span)
    };
    let inside = |now| {
        let begun = spans(0).filter(|span| span.start <= now).count();
        begun - spans(4).filter(|span| span.end <= now).count()
    };
    let moments = spans(0).map(|span| span.start);
    moments.map(inside).max().unwrap_or(0)
}

/// Which stage is worth making faster: computed, and measured beside it.
fn pace(items: &[char], room: usize, one_thread: Duration) {
    let n = items.len() as u32;
    let all = |stages: [Stage; 5]| -> Duration { stages.iter().map(|stage| stage.time).sum() };
    let row = |what: &str, computed, measured| {
        println!(
            "  {what:<36}{:>7.0} ms{:>7.0} ms",
            ms(computed),
            ms(measured)
        );
    };
    println!("  {:<36}{:>10}{:>10}", "", "computed", "measured");
    row("one thread", all(STAGES) * n, one_thread);

    let mut stage_1_faster = STAGES;
    stage_1_faster[0].time /= 2;
    let mut stage_3_faster = STAGES;
    stage_3_faster[2].time /= 2;
    for (what, stages) in [
        ("five threads", STAGES),
        ("five threads, stage 1 twice as fast", stage_1_faster),
        ("five threads, stage 3 twice as fast", stage_3_faster),
    ] {
        let slowest = stages.iter().map(|stage| stage.time).max();
        let computed = all(stages) + slowest.unwrap_or_default() * (n - 1);
        row(
            what,
            computed,
            by_five_threads(stages, items, room).0.elapsed(),
        );
    }
}

/// How many items come out of the twin.
fn stopped_by_a_flag(items: &[char], room: usize) -> usize {
    let stages = STAGES.map(|stage| {
        move |item| {
            stage.work();
            item
        }
    });
    stopped_all_at_once::run(items.to_vec(), stages.into(), room).len()
}
