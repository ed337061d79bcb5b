//! What lessons say that the compiler refuses, taken to the compiler.
//!
//! A `compile_fail` doc test would pass on any error. Here each refused program must give exactly one error, in exactly
//! the words that its lesson prints, and the accepted version beside it must compile: so nothing else is wrong with it.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use threads::refused::{Refusal, in_source};

#[test]
fn a_refused_program_gives_the_one_error_that_its_lesson_prints() {
    for (place, refusal) in refusals() {
        let errors = errors_in(&format!("{place}_refused"), &refusal.refused());
        let expected = [
            refusal.error.as_str(),
            "error: aborting due to 1 previous error",
        ];
        assert_eq!(errors, expected, "{place}: {refusal}");
    }
}

#[test]
fn the_accepted_version_beside_it_compiles() {
    for (place, refusal) in refusals() {
        let errors = errors_in(&format!("{place}_accepted"), &refusal.accepted());
        assert!(errors.is_empty(), "{place}: {refusal}\n{errors:#?}");
    }
}

/// The refused programs of the lessons of all topics, each with the lesson's name and its own number there.
fn refusals() -> Vec<(String, Refusal)> {
    let topics = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("..")).unwrap();
    let lessons = topics
        .filter_map(|topic| fs::read_dir(topic.unwrap().path().join("examples")).ok())
        .flatten();
    let mut refusals = Vec::new();
    for entry in lessons {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let lesson = path.file_stem().unwrap().to_string_lossy().into_owned();
        let found = in_source(&fs::read_to_string(&path).unwrap());
        let numbered = (1..).zip(found);
        refusals.extend(numbered.map(|(number, refusal)| (format!("{lesson}_{number}"), refusal)));
    }
    assert!(!refusals.is_empty(), "no lesson has a refused program");
    refusals
}

/// The first line of each error that the compiler gives for `program`.
fn errors_in(name: &str, program: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    // The file names the crate, and no crate begins with a digit, as lessons do.
    let source = folder.join(format!("lesson_{name}.rs"));
    fs::write(&source, program).unwrap();
    let output = Command::new(compiler())
        .args([
            "--edition",
            "2024",
            "--emit",
            "metadata",
            "--color",
            "never",
        ])
        .arg("--out-dir")
        .arg(folder)
        .arg(&source)
        .output()
        .expect("the compiler starts");
    let said = String::from_utf8_lossy(&output.stderr);
    let errors: Vec<String> = said
        .lines()
        .filter(|line| line.starts_with("error"))
        .map(str::to_string)
        .collect();
    assert_eq!(output.status.success(), errors.is_empty(), "{said}");
    errors
}

/// The compiler that belongs to the Cargo that runs this test.
fn compiler() -> PathBuf {
    let beside_cargo =
        Path::new(env!("CARGO")).with_file_name(format!("rustc{}", env::consts::EXE_SUFFIX));
    if beside_cargo.exists() {
        beside_cargo
    } else {
        PathBuf::from("rustc")
    }
}
