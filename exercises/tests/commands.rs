//! Every command without a terminal, on a small course: what it prints, its exit code, and what it leaves on disk.

#[path = "terminal/course.rs"]
#[allow(dead_code, reason = "the tests in a terminal use all of it")]
mod course;

use std::fs;
use std::process::{Command, Output, Stdio};

use course::{ENDLESS, NO_RUST, RIGHT, SmallCourse, WRONG};

/// A text with the doc that every exercise has.
fn with_doc(text: &str) -> String {
    format!("//! # Double\n//!\n//! Route: core, 5 minutes.\n\n{text}")
}

impl SmallCourse {
    fn guide(&self, arguments: &[&str]) -> Ran {
        let output = self.command(arguments).output();
        Ran::of(&output.expect("the guide can be run"))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_exercises"));
        command
            .args(arguments)
            .current_dir(self.root.join("exercises/threads"))
            .env_remove("CARGO_TARGET_DIR")
            .stdin(Stdio::null());
        command
    }

    fn state(&self) -> String {
        fs::read_to_string(self.root.join(".course/state.json")).unwrap_or_default()
    }
}

struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Ran {
    fn of(output: &Output) -> Ran {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ran {
            code: output.status.code(),
            out: text(&output.stdout),
            err: text(&output.stderr),
        }
    }

    #[track_caller]
    fn says(&self, code: i32, words: &[&str]) -> &Self {
        let all = format!("{}{}", self.out, self.err);
        assert_eq!(self.code, Some(code), "{all}");
        for words in words {
            assert!(all.contains(words), "no `{words}` in:\n{all}");
        }
        assert!(
            !all.contains('\x1b'),
            "escape sequences without a terminal:\n{all}"
        );
        self
    }
}

#[test]
fn without_a_command_it_says_where_you_are_and_checks_it() {
    let course = SmallCourse::new();
    let words = [
        "0 of 3 exercises done",
        "threads/00_double: Double",
        "edit exercises/threads/00_double.rs",
        "not yet",
    ];
    course.guide(&[]).says(1, &words);
}

#[test]
fn a_pass_is_kept_and_an_edit_after_it_is_told() {
    let course = SmallCourse::new();
    course.save("00_double", &with_doc(RIGHT));
    course.guide(&["check", "double"]).says(
        0,
        &[
            "✓ twice two is four",
            "threads/00_double: passed",
            "by hand: cargo test",
        ],
    );
    course
        .guide(&["list"])
        .says(0, &["✓ threads/00_double", "1 of 3 done"]);
    course.save("00_double", &with_doc(WRONG));
    course
        .guide(&["list", "--filter", "done"])
        .says(0, &["~ threads/00_double", "1 of 3 done"]);
    course
        .guide(&["next", "--all"])
        .says(0, &["threads/01_twice"]);
    course.guide(&["next"]).says(0, &["The core route is done"]);
}

#[test]
fn every_way_to_fail_ends_with_code_1_and_a_reason() {
    let course = SmallCourse::new();
    course.save("00_double", &with_doc(WRONG));
    course.guide(&["check", "double"]).says(
        1,
        &[
            "✗ twice two is four",
            "two and two",
            "hint threads/00_double",
        ],
    );
    course.save("00_double", &with_doc(NO_RUST));
    course
        .guide(&["check", "double"])
        .says(1, &["error[E0308]", "--explain E0308"]);
    course.save("00_double", "");
    course
        .guide(&["check", "double"])
        .says(1, &["00_double.rs is empty"]);
    assert!(!course.state().contains("\"file\""), "{}", course.state());
}

#[test]
fn all_exercises_are_checked_in_order() {
    let course = SmallCourse::new();
    course.save("01_twice", &with_doc(RIGHT));
    let ran = course.guide(&["check", "all"]);
    ran.says(1, &["1 of 3 exercises passed"]);
    let place = |name: &str| ran.out.find(name).expect("it is named");
    assert!(place("threads/00_double") < place("threads/01_twice"));
}

#[test]
fn unknown_names_give_the_nearest_and_code_2() {
    let course = SmallCourse::new();
    for command in ["check", "hint", "lesson", "solution", "reset"] {
        course
            .guide(&[command, "duoble"])
            .says(2, &["did you mean `threads/00_double`?"]);
    }
    course
        .guide(&["loom", "duoble"])
        .says(2, &["did you mean `threads/00_double`?"]);
    course.guide(&["chek"]).says(2, &["check"]);
    course
        .guide(&["list", "--filter", "cor"])
        .says(2, &["core, more, advanced"]);
}

#[test]
fn hints_come_one_at_a_time() {
    let course = SmallCourse::new();
    course
        .guide(&["hint"])
        .says(0, &["hint 1 of 3", "Think of plus."]);
    course.guide(&["hint"]).says(0, &["hint 2 of 3"]);
    course.guide(&["hint"]).says(0, &["hint 3 of 3"]);
    course
        .guide(&["hint"])
        .says(0, &["hint 3 of 3", "That was the last one"]);
    course
        .guide(&["hint", "--all"])
        .says(0, &["hint 1 of 3", "hint 2 of 3", "hint 3 of 3"]);
}

#[test]
fn the_solution_waits_for_a_pass() {
    let course = SmallCourse::new();
    course.guide(&["solution"]).says(1, &["has not passed yet"]);
    course
        .guide(&["solution", "--force"])
        .says(0, &["+     x + x"]);
    course.save(
        "00_double",
        &with_doc("pub fn double(x: u32) -> u32 {\n    2 * x\n}\n"),
    );
    course.guide(&["check"]).says(0, &["passed"]);
    course
        .guide(&["solution"])
        .says(0, &["-     2 * x", "+     x + x"]);
}

#[test]
fn a_reset_keeps_what_was_there() {
    let course = SmallCourse::new();
    let own = with_doc(WRONG);
    let start = fs::read_to_string(course.file("00_double")).expect("it is there");
    course.save("00_double", &own);
    course.guide(&["reset"]).says(2, &["--yes"]);
    assert!(
        course.holds(&own),
        "a reset that may not ask has changed the file"
    );
    course.guide(&["reset", "--yes"]).says(0, &["yours is"]);
    assert!(course.holds(&own), "what the learner wrote is gone");
    let again = fs::read_to_string(course.file("00_double")).expect("it is there");
    assert!(
        again.contains("todo!(\"add x to itself\")")
            && start.contains("todo!(\"add x to itself\")")
    );
    course
        .guide(&["reset", "--yes"])
        .says(0, &["as it was at the start"]);
}

#[test]
fn an_update_touches_nothing_that_was_edited() {
    let course = SmallCourse::new();
    // From here on, the guide knows what was handed out.
    course.guide(&["reset", "--yes", "00_double"]);
    course.guide(&["reset", "--yes", "01_twice"]);
    let own = with_doc(WRONG);
    course.save("00_double", &own);
    for name in ["00_double", "01_twice"] {
        let path = course.root.join(format!("solutions/threads/{name}.rs"));
        let solution = fs::read_to_string(&path).expect("it is there");
        fs::write(
            path,
            solution.replace("Give back `x` twice.", "Give back twice `x`."),
        )
        .expect("it can be written");
    }
    course
        .guide(&["update"])
        .says(0, &["01_twice: new starting file", "00_double.rs.new"]);
    let now = |file: &str| fs::read_to_string(course.file(file)).expect("it is there");
    assert_eq!(now("00_double"), own, "an edited file was changed");
    assert!(now("01_twice").contains("Give back twice `x`."));
    let beside = course.root.join("exercises/threads/00_double.rs.new");
    assert!(
        fs::read_to_string(beside)
            .expect("it was laid beside")
            .contains("Give back twice `x`.")
    );
}

#[test]
fn reports_are_what_machines_read() {
    let course = SmallCourse::new();
    course.save("00_double", &with_doc(RIGHT));
    course.save(
        "01_twice",
        &with_doc("pub fn double(x: u32) -> u32 {\n    println!(\"<\\x1b[31m&\");\n    x\n}\n"),
    );
    let ran = course.guide(&["report"]);
    let json: serde_json::Value = serde_json::from_str(&ran.out).expect("it is JSON");
    assert_eq!(
        (ran.code, &json["exercises"], &json["passed"]),
        (Some(1), &3.into(), &1.into())
    );
    assert_eq!(json["results"][0]["exercise"], "threads/00_double");
    assert_eq!(
        json["results"][0]["stages"][0]["tests"][1]["outcome"]["kind"],
        "passed"
    );
    let file = course.root.join("report.xml");
    let ran = course.guide(&[
        "report",
        "--format",
        "junit",
        "--output",
        &file.to_string_lossy(),
    ]);
    assert_eq!((ran.code, &ran.out[..]), (Some(1), ""));
    let xml = fs::read_to_string(file).expect("it was written");
    assert!(
        xml.contains("<testsuite name=\"threads/00_double\" tests=\"2\" failures=\"0\""),
        "{xml}"
    );
    assert!(
        xml.contains("<testcase classname=\"threads/01_twice\" name=\"twice_two_is_four\""),
        "{xml}"
    );
    assert!(!xml.contains('\x1b') && xml.contains("&lt;"), "{xml}");
}

#[test]
fn a_broken_state_is_set_aside_with_a_note() {
    let course = SmallCourse::new();
    fs::create_dir_all(course.root.join(".course")).expect("it can be made");
    fs::write(course.root.join(".course/state.json"), "{ half").expect("it can be written");
    course
        .guide(&["list"])
        .says(0, &["note: ", "state.json.broken-1"]);
    assert!(course.holds("{ half"), "the broken file is gone");
}

#[test]
fn outside_of_a_course_it_says_so() {
    let output = Command::new(env!("CARGO_BIN_EXE_exercises"))
        .arg("list")
        .current_dir(std::env::temp_dir())
        .output();
    Ran::of(&output.expect("the guide can be run")).says(2, &["is not in a folder of the course"]);
}

#[test]
fn the_doctor_looks_at_every_part() {
    let course = SmallCourse::new();
    fs::remove_file(course.root.join("exercises/threads/hints/01_twice.md")).expect("it is there");
    course
        .guide(&["doctor"])
        .says(1, &["Rust", "free space", "✗ course", "hints/01_twice.md"]);
}

/// Progress is whole whenever the guide is killed while it writes it.
#[cfg(unix)]
#[test]
fn a_kill_at_any_moment_leaves_the_progress_whole() {
    let course = SmallCourse::new();
    course.guide(&["hint"]).says(0, &[]);
    for round in 0..20_u64 {
        let mut guide = course
            .command(&["hint", "01_twice"])
            .stdout(Stdio::null())
            .spawn()
            .expect("it can be run");
        // The moment of the kill is the point; whatever it hits, the file must be whole.
        std::thread::sleep(std::time::Duration::from_micros(300 * round));
        let _ = guide.kill();
        guide.wait().expect("it was started here");
        let state: serde_json::Value =
            serde_json::from_str(&course.state()).expect("the state is whole");
        assert_eq!(state["exercises"]["threads/00_double"]["hints"], 1);
        let aside = course.root.join(".course/state.json.broken-1");
        assert!(!aside.exists(), "a half-written state was found");
    }
}

/// What never ends is ended by its limit, and told so.
#[test]
fn an_endless_answer_is_ended() {
    let course = SmallCourse::new();
    course.save("00_double", &with_doc(ENDLESS));
    course
        .guide(&["check", "double"])
        .says(1, &["takes too long", "did not end within"]);
}

#[test]
fn a_reader_who_has_enough_ends_the_command_quietly() {
    let course = SmallCourse::new();
    let (reader, writer) = std::io::pipe().expect("the system has a pipe");
    drop(reader);
    let output = course
        .command(&["list"])
        .stdout(writer)
        .stderr(Stdio::piped())
        .output()
        .expect("the guide can be run");
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), &*told), (Some(141), ""));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_output_is_told_in_a_sentence() {
    let course = SmallCourse::new();
    let full = fs::File::options().write(true).open("/dev/full");
    let output = course
        .command(&["list"])
        .stdout(full.expect("Linux has it"))
        .stderr(Stdio::piped())
        .output()
        .expect("the guide can be run");
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(
        told.starts_with("the output cannot be written: No space left"),
        "{told}"
    );
}

#[test]
fn a_broken_state_is_told_though_the_command_fails() {
    let course = SmallCourse::new();
    fs::create_dir_all(course.root.join(".course")).expect("it can be made");
    fs::write(course.root.join(".course/state.json"), "{").expect("it can be written");
    course
        .guide(&["check", "no_such_exercise"])
        .says(2, &["note: ", "state.json.broken-1"]);
}

#[test]
fn an_exercise_without_models_needs_no_loom() {
    let course = SmallCourse::new();
    let ran = course.guide(&["loom", "00_double"]);
    ran.says(0, &["no models"]);
    assert!(!ran.out.contains("loom is built"), "{}", ran.out);
}

#[test]
fn a_report_for_programs_holds_no_colours() {
    let course = SmallCourse::new();
    course.save("00_double", &with_doc(NO_RUST));
    let ran = course.guide(&["report", "--format", "json"]);
    assert!(ran.out.contains("E0308"), "{}", ran.out);
    assert!(!ran.out.contains("\\u001b"), "{}", ran.out);
}

/// Git in the small course, with everything committed.
fn commit(course: &SmallCourse) {
    for arguments in [
        &["init", "-q"][..],
        &["add", "-A"],
        &[
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@b",
            "commit",
            "-qm",
            "all",
        ],
    ] {
        let done = Command::new("git")
            .current_dir(&course.root)
            .args(arguments)
            .status();
        assert!(done.expect("git can be run").success(), "git {arguments:?}");
    }
}

#[test]
fn doctor_sees_edited_tests() {
    let course = SmallCourse::new();
    commit(&course);
    let ran = course.guide(&["doctor"]);
    assert!(!ran.out.contains("tests were changed"), "{}", ran.out);
    let cases = course
        .root
        .join("exercises/threads/tests/cases/00_double.rs");
    let text = fs::read_to_string(&cases).expect("it is there");
    fs::write(&cases, format!("{text}\n// easier\n")).expect("it can be written");
    course
        .guide(&["doctor"])
        .says(1, &["1 files of the tests were changed"]);
}

#[test]
fn what_was_edited_before_the_guide_came_is_not_called_new() {
    let course = SmallCourse::new();
    course.guide(&["reset", "00_double", "--yes"]);
    commit(&course);
    fs::remove_dir_all(course.root.join(".course")).expect("the guide has made it");
    course.save("00_double", &with_doc(RIGHT));
    let ran = course.guide(&["update"]);
    ran.says(0, &["nothing that you wrote was touched"]);
    assert!(!ran.out.contains("00_double"), "{}", ran.out);
}
