//! # What a thousand cores would gain
//!
//! Route: more, 15 minutes.
//!
//! A picture is drawn by several threads, then coloured by one. Measure two threads: what would a thousand gain? Amdahl
//! keeps the picture as it is: the colouring stays, and soon nothing else is left. Gustafson draws a finer picture on the
//! bigger machine. The *serial fraction* is the part of the time in which one thread works alone.
//!
//! Run: `cargo run -p threads --example 21_scaling_laws`
//! Look for: the serial fraction found twice: derived from the speed-up alone (Karp and Flatt), and by the clock. Where the
//! derived one is larger, the rest is what the threads cost each other, or a core that was busy with something else.
//! Try: `-- --points 1`, then `-- --points 8`: more drawing for the same colouring. What happens to the limit?
//! Prints: `fixed work: a serial fraction of … allows … x at most, however many cores`

use std::hint::black_box;
use std::thread::available_parallelism;
use std::time::Duration;

use threads::arguments::Arguments;
use threads::mandelbrot::View;
use threads::measure::{NOTE, medians, ms, ratio};
use threads::merge_sort;
use threads::scaling_laws::{amdahl, gustafson, karp_flatt};

/// How long each number of threads is measured.
const BUDGET: Duration = Duration::from_secs(1);

fn main() {
    let mut arguments = Arguments::of("[--points N]");
    let points = arguments.number("--points", 4, 1..=8);
    arguments.done();
    let cores = available_parallelism().map_or(1, usize::from);
    let picture = View {
        samples: points,
        ..View::new(240, 160)
    };

    println!(
        "P threads draw a picture of {points} points a pixel, one thread colours it; cores: {cores}"
    );
    println!("({NOTE})");
    if cores == 1 {
        println!("(on one core threads take turns: expect a serial fraction near 1)");
    }
    // Two threads always, four where there are cores for them.
    let threads = if cores < 4 { &[2][..] } else { &[2, 4] };
    let measured: Vec<Measured> = threads.iter().map(|&p| measure(&picture, p)).collect();
    print_measured(&measured);
    let most_threads = measured.last().expect("two threads were measured");
    print_computed(most_threads);

    let fraction = most_threads.derived_fraction();
    println!(
        "\nfixed work: a serial fraction of {fraction:.3} allows {:.1} x at most, however many cores",
        1.0 / fraction
    );
}

/// Times for one number of threads.
struct Measured {
    threads: usize,
    /// The picture by one thread and by all.
    fixed: [Duration; 2],
    /// The picture with as many times the points as there are threads, by one thread and by all.
    scaled: [Duration; 2],
    /// The serial part of both.
    colouring: Duration,
}

fn measure(picture: &View, threads: usize) -> Measured {
    let finer = View {
        samples: picture.samples * threads,
        ..*picture
    };
    let drawn = picture.by_one_thread();
    let [fixed_one, fixed_all, scaled_one, scaled_all, colouring] = medians(
        BUDGET,
        [
            &mut || draw_and_colour(picture, 1),
            &mut || draw_and_colour(picture, threads),
            &mut || draw_and_colour(&finer, 1),
            &mut || draw_and_colour(&finer, threads),
            &mut || drop(black_box(colour(&drawn))),
        ],
    );
    Measured {
        threads,
        fixed: [fixed_one, fixed_all],
        scaled: [scaled_one, scaled_all],
        colouring,
    }
}

impl Measured {
    /// The serial part of one thread's time for the fixed work, from the speed-up alone.
    fn derived_fraction(&self) -> f64 {
        let [one, all] = self.fixed;
        karp_flatt(ratio(one, all), self.threads as f64).clamp(0.0, 1.0)
    }

    /// The serial part of all threads' time for the scaled work, by the clock.
    fn scaled_fraction(&self) -> f64 {
        ratio(self.colouring, self.scaled[1])
    }
}

fn draw_and_colour(view: &View, threads: usize) {
    black_box(colour(&view.by_hand(threads)));
}

/// The serial part: sorts the pixels, so that each of 256 colours can be given to equally many of them.
fn colour(pixels: &[u16]) -> Vec<u8> {
    let mut sorted: Vec<u32> = pixels.iter().copied().map(u32::from).collect();
    merge_sort::by_one_thread(&mut sorted);
    let limits: Vec<u32> = (1..256)
        .map(|colour| sorted[colour * sorted.len() / 256])
        .collect();
    pixels
        .iter()
        .map(|&steps| limits.partition_point(|&limit| limit <= u32::from(steps)) as u8)
        .collect()
}

fn print_measured(measured: &[Measured]) {
    println!("\nfixed work: the same picture by more threads");
    println!(
        "  threads  one thread   P threads  speed-up   serial fraction: derived, by the clock"
    );
    for row in measured {
        println!(
            "{}   {:>24.3}  {:>12.3}",
            times(row.threads, row.fixed),
            row.derived_fraction(),
            ratio(row.colouring, row.fixed[0])
        );
    }
    println!("\nwork × P: P times the points, the colouring as before");
    println!(
        "  threads  one thread   P threads  speed-up   serial fraction by the clock, Gustafson's formula"
    );
    for row in measured {
        println!(
            "{}   {:>28.3}  {:>17.2} x",
            times(row.threads, row.scaled),
            row.scaled_fraction(),
            gustafson(row.scaled_fraction(), row.threads as f64)
        );
    }
}

fn times(threads: usize, [one, all]: [Duration; 2]) -> String {
    let speed_up = ratio(one, all);
    format!(
        "  {threads:>7} {:>8.1} ms {:>8.1} ms {speed_up:>7.2} x",
        ms(one),
        ms(all)
    )
}

fn print_computed(measured: &Measured) {
    println!(
        "\ncomputed from these fractions, not measured (bars: how much of the cores is put to use)"
    );
    println!("  cores   fixed work (Amdahl)              work × P (Gustafson)");
    for cores in [2, 4, 8, 16, 64, 256, 1024_u32].map(f64::from) {
        let fixed = amdahl(measured.derived_fraction(), cores);
        let scaled = gustafson(measured.scaled_fraction(), cores);
        println!(
            "  {cores:>5} {fixed:>8.1} x  {}   {scaled:>8.1} x  {}",
            share(fixed / cores),
            share(scaled / cores)
        );
    }
}

/// Part of a whole as a bar and in percent.
fn share(part: f64) -> String {
    let full = (10.0 * part).round() as usize;
    format!("{:·<10} {:>3.0} %", "█".repeat(full), 100.0 * part)
}
