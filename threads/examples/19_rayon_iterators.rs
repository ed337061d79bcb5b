//! # The same loops, one word changed
//!
//! Route: core, 10 minutes.
//!
//! Lesson 18 shared out a loop by hand: threads, a counter, chunks, results. The crate *rayon* does it behind an iterator:
//! write `into_par_iter` for `into_iter`, or `par_chunks_mut` for `chunks_mut`. How much speed does that cost? And does
//! rayon have to be told which loop is even and which is not?
//!
//! Run: `cargo run -p threads --example 19_rayon_iterators`
//! Look for: the last two columns. rayon was told no chunk size: it makes a few pieces for each worker, and cuts
//! a piece again when an idle worker has stolen it.
//! Try: `RAYON_NUM_THREADS=1` before the command. Then `-- --png picture.png`, and look at the picture.
//! Prints: `by hand and by rayon, every pixel is as one thread drew it: … of … pixels lie in the set`

use std::fs::File;
use std::io::{self, BufWriter};
use std::ops::Range;
use std::path::PathBuf;
use std::process;
use std::time::Duration;

use rayon::prelude::*;
use threads::arguments::Arguments;
use threads::chunks::in_taken_chunks;
use threads::divisors::count;
use threads::mandelbrot::View;
use threads::measure::{NOTE, medians, ms, ratio};

/// How long each of the three loops is measured.
const BUDGET: Duration = Duration::from_millis(400);

fn main() -> io::Result<()> {
    let mut arguments = Arguments::of("[--png FILE]");
    let path = arguments.path("--png");
    arguments.done();
    let (path, file) = create(path).unwrap_or_else(|sentence| {
        eprintln!("{sentence}");
        process::exit(2)
    });

    let workers = rayon::current_num_threads();
    println!(
        "three loops by one thread, by hand as in lesson 18, and by rayon; workers: {workers}"
    );
    println!("({NOTE})\n");
    println!(
        "                                one thread            by hand           by rayon   hand / rayon"
    );
    sum_of_divisors("even", 20_000..20_200, workers);
    sum_of_divisors("uneven", 1..2_941, workers);
    let view = View::new(600, 400);
    let pixels = picture(&view, workers);

    println!("\nthe picture, a pixel for each character:");
    print!("{}", View::new(78, 26).as_text());
    write_png(&view, &pixels, file)?;
    println!(
        "the picture, {} by {} pixels: {}",
        view.width,
        view.height,
        path.display()
    );
    let inside = pixels.iter().filter(|steps| **steps == view.limit).count();
    println!(
        "by hand and by rayon, every pixel is as one thread drew it: {inside} of {} pixels lie in the set",
        pixels.len()
    );
    Ok(())
}

/// Number n costs n divisions: even for a few large numbers of one size, uneven from 1 on.
fn sum_of_divisors(kind: &str, numbers: Range<usize>, workers: usize) {
    let (mut alone, mut hand, mut rayon) = (0, 0, 0);
    let times = medians(
        BUDGET,
        [
            &mut || alone = numbers.clone().map(count).sum::<usize>(),
            &mut || hand = sum_by_hand(&numbers, workers),
            &mut || rayon = numbers.clone().into_par_iter().map(count).sum::<usize>(),
        ],
    );
    assert_eq!([hand, rayon], [alone; 2]);
    let (first, last) = (numbers.start, numbers.end - 1);
    print_row(&format!("divisors, {kind}: {first} to {last}"), times);
}

fn sum_by_hand(numbers: &Range<usize>, workers: usize) -> usize {
    let add = |sum: &mut usize, chunk: Range<usize>| {
        *sum += chunk
            .map(|index| count(numbers.start + index))
            .sum::<usize>();
    };
    in_taken_chunks(numbers.len(), 10, workers, add)
        .iter()
        .sum()
}

/// The third loop is over the rows of a picture; see `src/mandelbrot.rs`.
fn picture(view: &View, workers: usize) -> Vec<u16> {
    let (mut alone, mut hand, mut rayon) = (vec![], vec![], vec![]);
    let times = medians(
        BUDGET,
        [
            &mut || alone = view.by_one_thread(),
            &mut || hand = view.by_hand(workers),
            &mut || rayon = view.by_rayon(),
        ],
    );
    assert!(hand == alone && rayon == alone);
    print_row(&format!("picture, uneven: {} rows", view.height), times);
    rayon
}

fn print_row(name: &str, [alone, hand, rayon]: [Duration; 3]) {
    println!(
        "{name:<31}{:>8.1} ms {:>8.1} ms {:>4.2} x {:>8.1} ms {:>4.2} x {:>8.2}",
        ms(alone),
        ms(hand),
        ratio(alone, hand),
        ms(rayon),
        ratio(alone, rayon),
        ratio(hand, rayon)
    );
}

/// Opens `path`, or a file in the folder for temporary files: a second one where the first belongs to another user.
fn create(path: Option<PathBuf>) -> Result<(PathBuf, File), String> {
    let open = |path: PathBuf| match File::create(&path) {
        Ok(file) => Ok((path, file)),
        Err(error) => Err(format!(
            "cannot write a picture to {}: {error}",
            path.display()
        )),
    };
    let temporary = |name: &str| std::env::temp_dir().join(name);
    match path {
        Some(path) => open(path),
        None => open(temporary("mandelbrot.png"))
            .or_else(|_| open(temporary(&format!("mandelbrot-{}.png", process::id())))),
    }
}

fn write_png(view: &View, pixels: &[u16], file: File) -> io::Result<()> {
    let (width, height) = (view.width as u32, view.height as u32);
    let mut encoder = png::Encoder::new(BufWriter::new(file), width, height);
    encoder.set_color(png::ColorType::Rgb);
    // In a build without optimisation the smallest file would take longer than the picture.
    encoder.set_compression(png::Compression::Fastest);
    let colours: Vec<u8> = pixels
        .iter()
        .flat_map(|&steps| view.colour(steps))
        .collect();
    encoder.write_header()?.write_image_data(&colours)?;
    Ok(())
}
