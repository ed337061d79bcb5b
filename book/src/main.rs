//! `cargo run -p book`: builds the book and serves it on this machine. See `-- help`.

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use book::{Course, check, figure, serve};

const HELP: &str = "\
usage: cargo run -p book [-- COMMAND]

  (none)         builds the book and serves it on this machine; says where
  build          builds it into target/book
  check          builds it, and checks text, code, links and pages
  figures        draws the figures anew from their data
  help           this text";

fn main() -> ExitCode {
    let mut arguments = pico_args::Arguments::from_env();
    let command = arguments.subcommand().ok().flatten();
    let done = match command.as_deref() {
        None => build().and_then(|folder| serve::serve(&folder).map_err(Into::into)),
        Some("build") => build().map(drop),
        Some("check") => check::command(arguments),
        Some("figures") => figure::command(arguments),
        Some("help") => {
            println!("{HELP}");
            Ok(())
        }
        Some(other) => Err(format!("`{other}` is no command\n\n{HELP}").into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Builds, and says how long it took and where the first page is.
fn build() -> Result<std::path::PathBuf, Box<dyn Error>> {
    let begin = Instant::now();
    let course = Course::here()?;
    let folder = book::build::build(&course)?;
    let page = folder.join("index.html");
    let shown = page.strip_prefix(&course.root).unwrap_or(Path::new(&page));
    println!(
        "built in {:.1} s: {}",
        begin.elapsed().as_secs_f64(),
        shown.display()
    );
    Ok(folder)
}
