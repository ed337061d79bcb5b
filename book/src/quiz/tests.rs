//! Quizzes as authors write them, rightly and wrongly.

use std::collections::{BTreeMap, BTreeSet};

use super::read::parse;
use super::verify::Truth;
use super::{all, faults, fragments_of, render, together};
use crate::{Course, Place};

const CHOICE: &str = r#"[[questions]]
type = "MultipleChoice"
id = "a"
prompt.prompt = "Why?"
prompt.distractors = [
    { text = "no", why = "since" },
    { text = "never", why = "because" },
]
answer.answer = "yes"
context = "so"

"#;

/// Begins in line 12 if it stands after [`CHOICE`].
const OUTCOMES: &str = r#"[[questions]]
type = "Outcomes"
id = "b"
prompt.prompt = "Which?"
program = "p/broken"
object = "counter"
offered = ["0", "1", "2"]
answer.answer = ["1", "2"]
why = { "0" = "never" }
context = "so"
"#;

const SHORT: &str = r#"[[questions]]
type = "ShortAnswer"
id = "c"
prompt.prompt = "Which word?"
answer.answer = "deadlock"
context = "so"
"#;

const LESSON: &str = r#"[[questions]]
type = "Tracing"
id = "d"
prompt.prompt = "How many?"
program = "09_lost_update"
answer.stdout = "4 of 6"
context = "so"
"#;

const CODE: &str = r#"[[questions]]
type = "Tracing"
id = "e"
prompt.prompt = "What is printed?"
code = 'println!("{}", 1 + 1);'
answer.stdout = "2"
context = "so"
"#;

/// In place of the explorer: the program `p/broken` leaves 1 or 2 in `counter`.
fn outcomes(program: &str, object: &str) -> Result<BTreeSet<String>, String> {
    match (program, object) {
        ("p/broken", "counter") => Ok(["1", "2"].map(String::from).into()),
        ("p/broken", _) => Err(format!("there is no object `{object}`")),
        _ => Err(format!("there is no program `{program}`")),
    }
}

/// All that is said of `text`.
fn said(text: &str) -> String {
    let course = Course::here().unwrap();
    let truth = Truth {
        course: &course,
        outcomes,
    };
    let found = match parse("q", "quizzes/q.toml", text) {
        Ok(quiz) => faults(&quiz, &truth),
        Err(fault) => vec![fault],
    };
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    found.join("\n")
}

/// Holds that `text` is refused at `line` with `message`.
#[track_caller]
fn refused(text: &str, line: usize, message: &str) {
    let said = said(text);
    assert!(
        said.starts_with(&format!("book/quizzes/q.toml:{line}: ")) && said.contains(message),
        "expected line {line}: {message}\nsaid: {said}"
    );
}

/// [`CHOICE`] and [`OUTCOMES`], in one of which `old` is replaced by `new`.
#[track_caller]
fn with(old: &str, new: &str) -> String {
    let text = format!("{CHOICE}{OUTCOMES}");
    assert!(text.contains(old), "`{old}` is nowhere");
    text.replacen(old, new, 1)
}

#[test]
fn what_is_right_is_taken() {
    assert_eq!(
        said(&format!("{CHOICE}{OUTCOMES}{SHORT}{LESSON}{CODE}")),
        ""
    );
}

#[test]
fn what_the_format_does_not_know_is_refused_where_it_stands() {
    refused(&with("id = \"a\"", "id = a"), 3, "");
    refused(
        &with("\"MultipleChoice\"", "\"MultiChoice\""),
        2,
        "unknown variant `MultiChoice`",
    );
    refused(
        &with("type = \"MultipleChoice\"\n", ""),
        1,
        "missing field `type`",
    );
    refused(&with("text = \"never\"", "txt = \"never\""), 7, "txt");
    refused(&with("offered", "offers"), 18, "offers");
    refused(
        &with("program = \"p/broken\"\n", ""),
        12,
        "missing field `program`",
    );
    refused(&with("\"so\"\n", "7\n"), 10, "expected a string");
    refused(
        &with("[[questions]]", "[[question]]"),
        1,
        "expected `questions`",
    );
}

#[test]
fn a_quiz_has_two_to_five_questions() {
    refused("", 1, "0 questions, expected 2 to 5");
    refused(CHOICE, 1, "1 questions, expected 2 to 5");
    refused(&CHOICE.repeat(6), 1, "6 questions, expected 2 to 5");
}

#[test]
fn a_claim_that_is_not_so_is_refused_with_both() {
    let claim = "answer.answer = [\"1\", \"2\"]";
    refused(
        &with(claim, "answer.answer = \"2\""),
        19,
        "the text says 2; computed: 1, 2",
    );
    refused(
        &with(claim, "answer.answer = [\"0\", \"1\", \"2\"]"),
        19,
        "the text says 0, 1, 2; computed: 1, 2",
    );
    refused(
        &with("\"1\", \"2\"]\nanswer", "\"1\"]\nanswer"),
        19,
        "`2` is right, but not offered",
    );
    refused(
        &with("p/broken", "p/brokn"),
        16,
        "there is no program `p/brokn`",
    );
    let other = LESSON.replace("4 of 6", "5 of 6");
    refused(
        &format!("{other}{CHOICE}"),
        6,
        "the text says `5 of 6`; 09_lost_update prints `",
    );
    let other = LESSON.replace("09_lost_update", "09_lost_updat");
    refused(
        &format!("{other}{CHOICE}"),
        5,
        "the nearest is `09_lost_update`",
    );
}

#[test]
fn every_wrong_choice_has_its_reason() {
    refused(
        &with("\"because\"", "\" \""),
        7,
        "no `why` for the wrong choice `never`",
    );
    refused(
        &with("{ \"0\" = \"never\" }", "{}"),
        18,
        "no `why` for the wrong choice `0`",
    );
    refused(
        &with("\"0\" = \"never\"", "\"0\" = \"\""),
        20,
        "no `why` for the wrong choice `0`",
    );
    refused(
        &with("\"0\" = \"never\"", "\"0\" = \"a\", \"1\" = \"b\""),
        20,
        "`why` speaks of `1`",
    );
    refused(
        &with("\"0\" = \"never\"", "\"0\" = \"a\", \"9\" = \"b\""),
        20,
        "`why` speaks of `9`",
    );
}

#[test]
fn choices_differ() {
    refused(
        &with("text = \"never\"", "text = \"yes\""),
        7,
        "`yes` is both right and wrong",
    );
    refused(
        &with("text = \"never\"", "text = \"no\""),
        7,
        "`no` is there twice",
    );
    refused(
        &with("\"yes\"", "[\"yes\", \"yes\"]"),
        9,
        "`yes` is there twice",
    );
    refused(
        &with("\"yes\"", "[]"),
        9,
        "expected something right and something wrong",
    );
    refused(
        &with("[\"0\", \"1\", ", "[\"0\", \"0\", \"1\", "),
        18,
        "`0` is offered twice",
    );
}

#[test]
fn what_is_empty_or_would_not_be_seen_is_refused() {
    refused(
        &with("context = \"so\"", "context = \" \""),
        10,
        "its context is empty",
    );
    refused(&with("id = \"a\"", "id = \"\""), 3, "its id is empty");
    refused(
        &with("\"Why?\"", "\"Why a Vec<T>?\""),
        4,
        "`<T>` in its prompt would be HTML",
    );
    assert_eq!(said(&with("\"Why?\"", "\"Why a `Vec<T>`?\"")), "");
    refused(&with("\"Why?\"", "\"* Why?\""), 4, "expected a paragraph");
    let none = CODE.replace("code = 'println!(\"{}\", 1 + 1);'\n", "");
    refused(
        &format!("{none}{CHOICE}"),
        5,
        "expected either `program` or `code`",
    );
}

#[test]
fn an_id_stands_once_in_the_book() {
    let course = Course::here().unwrap();
    let one = parse("one", "quizzes/one.toml", &format!("{SHORT}{LESSON}"));
    let two = parse("two", "quizzes/two.toml", &format!("{CODE}{SHORT}"));
    let found = together([one, two].into_iter(), &course).unwrap_err();
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        ["book/quizzes/two.toml:10: the id `c` stands at book/quizzes/one.toml:3 already"]
    );
}

#[test]
fn code_is_given_to_be_run() {
    let quiz = parse("q", "quizzes/q.toml", &format!("{SHORT}{CODE}")).unwrap();
    let fragments: Vec<_> = fragments_of(&quiz).collect();
    assert_eq!(fragments.len(), 1);
    assert_eq!(fragments[0].place, Place::new("quizzes/q.toml", 11));
    assert_eq!((&*fragments[0].id, &*fragments[0].stdout), ("e", "2"));
    assert!(render::form(&quiz).contains("<pre><code class=\"language-rust\">println!"));
}

#[test]
fn the_quizzes_of_the_book_are_true() {
    let course = Course::here().unwrap();
    if let Err(faults) = all(&course) {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        panic!("{}", faults.join("\n"));
    }
}

#[test]
fn a_form_is_one_piece_of_html_with_all_reasons() {
    let course = Course::here().unwrap();
    let mut quizzes = all(&course).unwrap();
    let text = format!("{CHOICE}{OUTCOMES}{SHORT}{CODE}")
        .replace("1 + 1);", "1 + 1);\n\n// end")
        .replace("'println", "'''println")
        .replace("end'", "end'''");
    quizzes.push(parse("q", "quizzes/q.toml", &text).unwrap());
    for quiz in quizzes {
        let form = render::form(&quiz);
        assert!(
            !form.contains("\n\n"),
            "{}: an empty line in {form}",
            quiz.name
        );
        let (form, answers) = form.split_once("</form>").unwrap();
        let number = |part: &str| form.matches(part).count();
        for part in [
            "<fieldset id=",
            "<legend>",
            "role=\"status\"></div>",
            "<template>",
        ] {
            assert_eq!(number(part), quiz.questions.len(), "{}: {part}", quiz.name);
        }
        let reasons = answers.matches("<li><em>").count();
        assert_eq!(reasons, number("data-why="), "{}", quiz.name);
    }
}

#[test]
fn the_right_answer_is_to_be_found_in_every_place() {
    let course = Course::here().unwrap();
    // By how many choices there are: how often the right one is the first, the second …
    let mut places: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for quiz in all(&course).unwrap() {
        for question in &quiz.questions {
            if let Some((place, of)) = render::place_of_the_one_right_choice(question.get_ref()) {
                places.entry(of).or_insert_with(|| vec![0; of])[place] += 1;
            }
        }
    }
    for (of, counts) in places {
        let sum: usize = counts.iter().sum();
        // With fewer, chance alone could leave a place empty.
        if sum < 5 * of {
            continue;
        }
        for count in &counts {
            assert!(
                count * of * 2 >= sum && count * of <= sum * 2,
                "of {of} choices the right one is in these places: {counts:?}"
            );
        }
    }
}

#[test]
fn an_unknown_quiz_is_told_with_the_nearest() {
    let course = Course::here().unwrap();
    let at = Place::new("chapters/a.md", 2);
    let said = render("threads/09_lost", &at, &course)
        .unwrap_err()
        .to_string();
    assert!(
        said.starts_with("book/chapters/a.md:2: there is no quiz"),
        "{said}"
    );
    assert!(
        said.contains("the nearest is `threads/09_lost_update`"),
        "{said}"
    );
}
