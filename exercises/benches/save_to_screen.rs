//! How long it takes from a save until the guide shows what came out, in a real terminal.
//!
//! Run: `cargo test -p exercises --bench save_to_screen` (not `cargo bench`: learners run the guide unoptimised.)
//!
//! It works on a copy of the course below `target`, so that no file of yours is touched. The first run builds what the
//! exercise needs. Each row is the median of [`TIMES`] saves; between two, the starting file is checked.

#[cfg(target_os = "linux")]
#[path = "../tests/terminal/guide.rs"]
#[allow(dead_code, reason = "how the guide ends is for the tests")]
mod guide;

#[cfg(target_os = "linux")]
mod measure {
    use std::path::{Path, PathBuf};
    use std::time::{Duration, Instant};
    use std::{env, fs, io, thread};

    use judge::course::{Course, Exercise};
    use judge::starter::starting_file;

    use crate::guide::Guide;

    /// How often each is measured.
    const TIMES: usize = 5;

    /// The exercises that are saved: with models, so that two programs are compiled, and without.
    const EXERCISES: [&str; 2] = ["05_account", "04_name_the_culprit"];

    /// What rustlings 6.5 takes on a machine with 2 cores, in seconds: to a compile error, and to a pass.
    const RUSTLINGS: [f64; 2] = [0.30, 0.66];

    /// What the guide may take, in seconds: to a compile error, and to a pass beyond the tests' own time.
    const BARS: [f64; 2] = [0.30, 0.35];

    /// From a save to the screen, and what the screen says of the time between.
    struct Measured {
        seen: Duration,
        /// The builds of all stages.
        builds: Duration,
        /// All tests. Two run at a time.
        tests: Duration,
    }

    pub fn run() -> io::Result<()> {
        let course = copy_of_the_course()?;
        for name in EXERCISES {
            let exercise = course.find(name).map_err(io::Error::other)?;
            measure(&course, exercise)?;
        }
        Ok(())
    }

    fn measure(course: &Course, exercise: &Exercise) -> io::Result<()> {
        let solution = fs::read_to_string(exercise.solution())?;
        let start = starting_file(&solution, &exercise.topic, &exercise.name)
            .map_err(|error| io::Error::other(error.to_string()))?;
        let broken = format!("{start}\nconst WORDS: u64 = \"not a number\";\n");
        // Only this one is left to do, so the guide begins with it.
        fs::write(exercise.file(), &start)?;
        let guide = Guide::start(&course.root);
        guide.wait_for("Happens-Before");
        go_to(&guide, exercise);
        guide.wait_for("✗ not yet");

        let mut errors = Vec::new();
        let mut passes = Vec::new();
        for _ in 0..TIMES {
            errors.push(save(&guide, exercise, &broken, "E0308")?);
            save(&guide, exercise, &start, "✗ not yet")?;
            passes.push(save(&guide, exercise, &solution, "✓ passed")?);
            save(&guide, exercise, &start, "✗ not yet")?;
        }
        fs::write(exercise.file(), &start)?;
        print(&exercise.name, &mut errors, &mut passes);
        Ok(())
    }

    fn go_to(guide: &Guide, exercise: &Exercise) {
        guide.press("l");
        guide.press("/");
        guide.press(&exercise.name);
        guide.wait_for(&format!("/{}", exercise.name));
        guide.press("\r");
        guide.wait_for(&format!("{}.rs", exercise.name));
    }

    /// Saves `text` and waits until the screen shows `wanted`.
    fn save(guide: &Guide, exercise: &Exercise, text: &str, wanted: &str) -> io::Result<Measured> {
        let began = Instant::now();
        fs::write(exercise.file(), text)?;
        guide.wait_until(wanted, |screen| {
            let shown = screen.contents();
            shown.contains(wanted) && !shown.contains("checking")
        });
        let seen = began.elapsed();
        let screen = guide.screen();
        Ok(Measured {
            seen,
            builds: times(&screen, "built in "),
            tests: times(&screen, "  ✓ "),
        })
    }

    /// The sum of the times, such as `3 ms` or `1.25 s`, that stand in the lines which hold `mark`.
    fn times(screen: &str, mark: &str) -> Duration {
        screen
            .lines()
            .filter(|line| !line.contains("✓ passed in")) // the state at the top
            .filter_map(|line| line.split_once(mark))
            .filter_map(|(_, rest)| {
                let words: Vec<&str> = rest.split([' ', ')']).collect();
                let at = words.iter().position(|word| ["ms", "s"].contains(word))?;
                let number: f64 = words[at.checked_sub(1)?].parse().ok()?;
                let unit = if words[at] == "ms" { 1e-3 } else { 1.0 };
                Some(Duration::from_secs_f64(number * unit))
            })
            .sum()
    }

    fn print(name: &str, errors: &mut [Measured], passes: &mut [Measured]) {
        let median = |all: &mut [Measured]| {
            all.sort_by_key(|one| one.seen);
            let one = &all[all.len() / 2];
            [one.seen, one.builds, one.tests].map(|time| time.as_secs_f64())
        };
        let [error, ..] = median(errors);
        let [pass, builds, tests] = median(passes);
        let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
        let load = load.split(' ').next().unwrap_or("unknown");
        let cores = thread::available_parallelism().map_or(1, usize::from);
        println!("{name}, median of {TIMES} saves, in seconds ({cores} cores, load {load})");
        println!(
            "{:32} {:>6} {:>6} {:>10}",
            "from the save", "here", "bar", "rustlings"
        );
        let row = |what: &str, here: f64, bar: f64, rustlings: f64| {
            let verdict = if here <= bar { "kept" } else { "MISSED" };
            println!("{what:32} {here:>6.3} {bar:>6.2} {rustlings:>10.2}  {verdict}");
        };
        row("to a compile error", error, BARS[0], RUSTLINGS[0]);
        row(
            "to a pass, less the tests' time",
            pass - tests / 2.0,
            BARS[1],
            RUSTLINGS[1],
        );
        println!();
        println!(
            "to a pass in all {pass:.3}: builds {builds:.3}, tests {tests:.3} (two run at a time)"
        );
        let range = |all: &[Measured]| {
            let last = all.len() - 1;
            format!(
                "{:.3} to {:.3}",
                all[0].seen.as_secs_f64(),
                all[last].seen.as_secs_f64()
            )
        };
        if load.parse().is_ok_and(|load: f64| load > cores as f64) {
            println!("other programs used the machine: measure again when it is quiet");
        }
        println!(
            "least to most: error {}, pass {}",
            range(errors),
            range(passes)
        );
        println!();
    }

    /// The course, copied below `target`. Files that are the same stay untouched, so a second run builds nothing anew.
    fn copy_of_the_course() -> io::Result<Course> {
        let from = Course::locate()?.root;
        let target = env::var_os("CARGO_TARGET_DIR").map_or(from.join("target"), PathBuf::from);
        let to = target.join("save_to_screen");
        copy(&from, &to, &target)?;
        Course::open(&to)
    }

    fn copy(from: &Path, to: &Path, except: &Path) -> io::Result<()> {
        fs::create_dir_all(to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            let (path, copied) = (entry.path(), to.join(entry.file_name()));
            if path == except || entry.file_name() == ".git" {
                continue;
            }
            if path.is_dir() {
                copy(&path, &copied, except)?;
            } else {
                let content = fs::read(&path)?;
                if fs::read(&copied).ok().as_ref() != Some(&content) {
                    fs::write(&copied, content)?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(target_os = "linux")]
fn main() -> std::io::Result<()> {
    measure::run()
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("the pseudo-terminal of this measurement needs Linux");
}
