//! Whole checks, on a small course of its own: what learners do to an exercise, and what they are told.

mod fixture;

use judge::check::{Event, Settings, check};
use judge::paint::Paint;
use judge::run::{Cancel, Limits};
use judge::say;
use judge::verdict::{Engine, Obstacle, Outcome, Verdict};
use std::time::Duration;

use fixture::Fixture;

/// The answer that passes.
const RIGHT: &str =
    "//! # Two\n//!\n//! Route: core, 5 minutes.\n\npub fn two() -> u32 {\n    2\n}\n";

/// Cases that only the model checkers run.
const MODELS_ALONE: &str = "//! Start: `it_is_two`: not yet implemented\n\n// lab::models!\n#![cfg(feature = \"explored\")]\n\n\
    use super::exercise::two;\n\n#[test]\nfn it_is_two() {\n    assert_eq!(two(), 2);\n}\n";

fn judged(body: &str) -> (Fixture, Verdict) {
    let fixture = Fixture::new();
    fixture.write(
        "01_two.rs",
        &RIGHT.replace("    2\n", &format!("    {body}\n")),
    );
    let verdict = fixture.check(&Settings {
        limits: Limits {
            run: Duration::from_secs(2),
            ..Limits::default()
        },
        ..Settings::default()
    });
    assert_eq!(verdict.passed(), body == "2", "{}", said(&verdict));
    (fixture, verdict)
}

fn said(verdict: &Verdict) -> String {
    say::verdict(verdict, Paint::Plain)
}

fn outcome(verdict: &Verdict) -> Outcome {
    let (_, test) = verdict
        .first_failure()
        .unwrap_or_else(|| panic!("{}", said(verdict)));
    test.outcome.clone()
}

fn obstacle(verdict: &Verdict) -> &Obstacle {
    let obstacle = verdict
        .stages
        .iter()
        .find_map(|stage| stage.obstacle.as_ref());
    obstacle.unwrap_or_else(|| panic!("{}", said(verdict)))
}

#[test]
fn a_right_answer_passes_with_its_models() {
    let (_fixture, verdict) = judged("2");
    let engines: Vec<Engine> = verdict.stages.iter().map(|stage| stage.engine).collect();
    assert_eq!(engines, [Engine::Watched, Engine::Explored]);
    let names: Vec<&str> = verdict.stages[0]
        .tests
        .iter()
        .map(|test| &test.name[..])
        .collect();
    assert_eq!(
        names,
        ["two_is_even", "it_is_two"],
        "in the order of the file"
    );
}

#[test]
fn a_wrong_answer_fails_and_its_models_are_not_run() {
    let (_fixture, verdict) = judged("3");
    assert_eq!(verdict.stages.len(), 1);
    assert!(matches!(outcome(&verdict), Outcome::Failed { .. }));
    assert!(said(&verdict).contains("3 is odd"), "{}", said(&verdict));
}

#[test]
fn an_answer_that_only_a_model_refuses_is_refused() {
    let (_fixture, verdict) = judged("if cfg!(feature = \"explored\") { 4 } else { 2 }");
    assert_eq!(verdict.stages.len(), 2);
    assert!(verdict.stages[0].passed());
    assert!(
        said(&verdict).contains("in every interleaving"),
        "{}",
        said(&verdict)
    );
}

#[test]
fn an_answer_that_does_not_compile_is_shown_as_rustc_shows_it() {
    let (_fixture, verdict) = judged("\"two\"");
    let Obstacle::DoesNotCompile { codes, .. } = obstacle(&verdict) else {
        panic!("{}", said(&verdict));
    };
    assert_eq!(codes, &["E0308"]);
    assert!(
        said(&verdict).contains("--> exercises/threads/01_two.rs:6:5"),
        "{}",
        said(&verdict)
    );
}

#[test]
fn leaving_the_program_is_no_pass() {
    let (_fixture, verdict) =
        judged("unsafe { unsafe extern \"C\" { fn exit(code: i32) -> !; } exit(0) }");
    assert_eq!(outcome(&verdict), Outcome::Exited { code: 0 });
}

#[test]
fn leaving_by_its_usual_name_is_refused_with_the_reason() {
    let (_fixture, verdict) = judged("std::process::exit(0)");
    assert!(matches!(obstacle(&verdict), Obstacle::Refused { .. }));
    let text = said(&verdict);
    assert!(
        text.contains("01_two.rs:6: std::process::exit: it ends the whole program"),
        "{text}"
    );
}

#[test]
fn a_loop_without_an_end_is_ended() {
    let (_fixture, verdict) = judged("loop {\n        std::hint::spin_loop();\n    }");
    assert!(
        matches!(outcome(&verdict), Outcome::TooLong { .. }),
        "{}",
        said(&verdict)
    );
}

#[test]
fn printing_without_an_end_is_ended() {
    let (_fixture, verdict) = judged("loop {\n        println!(\"two\");\n    }");
    assert!(
        matches!(outcome(&verdict), Outcome::TooMuchOutput { .. }),
        "{}",
        said(&verdict)
    );
}

#[test]
fn a_stack_overflow_is_called_so() {
    let (_fixture, verdict) = judged("two() + std::hint::black_box(1)");
    let overflow = matches!(
        outcome(&verdict),
        Outcome::Killed {
            stack_overflow: true,
            ..
        }
    );
    assert!(overflow, "{}", said(&verdict));
}

#[test]
fn an_emptied_file_is_no_pass() {
    for text in ["", "\n\n", "// nothing is left\n"] {
        let fixture = Fixture::new();
        fixture.write("01_two.rs", text);
        let verdict = fixture.check(&Settings::default());
        assert!(!verdict.passed(), "{}", said(&verdict));
        assert!(verdict.stages[0].obstacle.is_some());
        let help = "`cargo course reset threads/01_two` brings the task back";
        let is_nothing = text.trim().is_empty();
        assert_eq!(
            said(&verdict).contains(help),
            is_nothing,
            "{}",
            said(&verdict)
        );
    }
}

#[test]
fn a_test_that_was_deleted_is_missed() {
    let fixture = Fixture::new();
    let cases = fixture.read("tests/cases/01_two.rs");
    let start = cases
        .find("#[test]\nfn it_is_two")
        .expect("the fixture has it");
    let end = cases[start..].find("}\n").expect("it ends") + start + 2;
    fixture.write(
        "tests/cases/01_two.rs",
        &(cases[..start].to_string() + &cases[end..]),
    );
    let verdict = fixture.check(&Settings::default());
    assert_eq!(outcome(&verdict), Outcome::Missing);
    assert!(
        said(&verdict).contains("it is two  missing"),
        "{}",
        said(&verdict)
    );
}

#[test]
fn deleted_files_of_tests_are_named() {
    for file in ["tests/cases/01_two.rs", "tests/01_two.rs"] {
        let fixture = Fixture::new();
        fixture.remove(file);
        let verdict = fixture.check(&Settings::default());
        assert!(!verdict.passed());
        let text = said(&verdict);
        assert!(
            text.contains(&format!("are gone: exercises/threads/{file}")),
            "{text}"
        );
    }
}

#[test]
fn all_tests_commented_out_are_missed() {
    let fixture = Fixture::new();
    let cases = fixture.read("tests/cases/01_two.rs").replace("#[test]", "");
    fixture.write("tests/cases/01_two.rs", &cases);
    let verdict = fixture.check(&Settings::default());
    assert!(!verdict.passed(), "{}", said(&verdict));
    assert_eq!(outcome(&verdict), Outcome::Missing);
}

#[test]
fn an_ignored_test_is_no_pass_and_the_reason_is_said() {
    let fixture = Fixture::new();
    let cases = fixture.read("tests/cases/01_two.rs");
    let ignored = cases.replace("#[test]\nfn it_is", "#[test]\n#[ignore]\nfn it_is");
    fixture.write("tests/cases/01_two.rs", &ignored);
    let verdict = fixture.check(&Settings::default());
    assert_eq!(outcome(&verdict), Outcome::NotRun);
    let text = said(&verdict);
    assert!(text.contains("Is it marked `#[ignore]`?"), "{text}");
}

#[test]
fn an_exercise_may_have_models_alone() {
    for (body, passes) in [("2", true), ("4", false)] {
        let fixture = Fixture::new();
        fixture.write("tests/cases/01_two.rs", MODELS_ALONE);
        fixture.write(
            "01_two.rs",
            &RIGHT.replace("    2\n", &format!("    {body}\n")),
        );
        let verdict = fixture.check(&Settings::default());
        assert_eq!(verdict.passed(), passes, "{}", said(&verdict));
        let engines: Vec<Engine> = verdict.stages.iter().map(|stage| stage.engine).collect();
        assert_eq!(engines, [Engine::Explored], "{}", said(&verdict));
    }
    let fixture = Fixture::new();
    fixture.write("tests/cases/01_two.rs", MODELS_ALONE);
    let verdict = fixture.check(&Settings {
        up_to: Engine::Watched,
        ..Settings::default()
    });
    assert!(!verdict.passed(), "no test ran: {}", said(&verdict));
}

#[test]
fn edited_tests_are_named_with_the_command_that_brings_them_back() {
    let fixture = Fixture::new();
    fixture.commit();
    let clean = fixture.check(&Settings::default());
    assert_eq!(clean.notes, Vec::<String>::new());
    let files = ["tests/01_two.rs", "tests/cases/01_two.rs"];
    let mut edited = Vec::new();
    for file in files {
        fixture.write(file, &(fixture.read(file) + "// changed\n"));
        edited.push(format!("exercises/threads/{file}"));
        let notes = fixture.check(&Settings::default()).notes;
        let command = format!("`git checkout HEAD -- {}`", edited.join(" "));
        assert!(notes.len() == 1 && notes[0].contains(&command), "{notes:?}");
    }
}

#[test]
fn only_warnings_of_the_exercise_are_shown_and_once() {
    let fixture = Fixture::new();
    let cases = fixture.read("tests/cases/01_two.rs") + "\nfn never_called() {}\n";
    fixture.write("tests/cases/01_two.rs", &cases);
    fixture.write(
        "01_two.rs",
        &RIGHT.replace("    2\n", "    let mine = 1;\n    2\n"),
    );
    let verdict = fixture.check(&Settings::default());
    let text = said(&verdict);
    assert!(verdict.passed() && verdict.stages.len() == 2, "{text}");
    assert_eq!(text.matches("unused variable: `mine`").count(), 1, "{text}");
    assert!(!text.contains("never_called"), "{text}");
}

#[test]
fn a_cancelled_check_is_no_verdict() {
    let fixture = Fixture::new();
    let cancel = Cancel::new();
    let verdict = check(
        &fixture.exercise(),
        &Settings::default(),
        &cancel,
        &mut |event| {
            if let Event::TestStarted { .. } = event {
                cancel.cancel();
            }
        },
    );
    assert!(
        !verdict.passed() && verdict.was_cancelled(),
        "{}",
        said(&verdict)
    );
}

#[test]
fn a_repeated_check_sees_each_change_and_compiles_no_foreign_crate() {
    let fixture = Fixture::new();
    let settings = Settings {
        memory: Some(judge::build::Memory::default()),
        ..Settings::default()
    };
    for (body, passes) in [
        ("2", true),
        ("3", false),
        ("\"two\"", false),
        ("1 + 1", true),
        ("4", false),
    ] {
        fixture.write(
            "01_two.rs",
            &RIGHT.replace("    2\n", &format!("    {body}\n")),
        );
        let mut foreign = 0;
        let verdict = check(
            &fixture.exercise(),
            &settings,
            &Cancel::new(),
            &mut |event| {
                if let Event::Built { foreign_crates, .. } = event {
                    foreign += foreign_crates;
                }
            },
        );
        assert_eq!(verdict.passed(), passes, "{body}: {}", said(&verdict));
        assert_eq!(foreign, 0);
    }
}
