//! A quiz as HTML: a form that a little JavaScript answers, and the answers folded below for readers without it.

use std::fmt::Write;

use mdbook_markdown::pulldown_cmark::{Parser, html};

use super::Quiz;
use super::format::{OneOrMore, Question};
use crate::explorer::escape;

/// Something to choose.
struct Choice {
    /// As Markdown.
    text: String,
    /// Why it is wrong, as Markdown. None: it is right.
    why: Option<String>,
}

/// The form.
pub fn form(quiz: &Quiz) -> String {
    let mut form = format!(
        "<form class=\"quiz\" data-quiz=\"{}\">\n",
        escape(&quiz.name)
    );
    for (number, (_, question)) in (1..).zip(&quiz.questions) {
        form.push_str(&fieldset(number, question));
    }
    form.push_str("<p class=\"score\" role=\"status\"></p>\n</form>\n");
    form.push_str("<details class=\"quiz-answers\"><summary>Answers</summary>\n<ol>\n");
    for (_, question) in &quiz.questions {
        let _ = writeln!(
            form,
            "<li>{}{}</li>",
            markdown(&format!("**{}**", right(question).join(", "))),
            markdown(question.context())
        );
    }
    form.push_str("</ol>\n</details>\n");
    form
}

fn fieldset(number: usize, question: &Question) -> String {
    let id = escape(question.id());
    let mut html = format!(
        "<fieldset id=\"question-{id}\"><legend>{number}. {}</legend>\n",
        inline(question.prompt())
    );
    if let Some((kind, choices)) = choices(question) {
        if kind == "checkbox" {
            html.push_str("<p class=\"hint\">Choose all that are right.</p>\n");
        }
        for (place, choice) in choices.iter().enumerate() {
            // What it is worth stands in the page: this is for learning, not for marks.
            let why = match &choice.why {
                Some(why) => format!("data-why=\"{}\"", escape(&inline(why))),
                None => "data-right".to_string(),
            };
            let _ = writeln!(
                html,
                "<label><input type=\"{kind}\" name=\"{id}\" value=\"{place}\" {why}> <span>{}</span></label>",
                inline(&choice.text)
            );
        }
    } else {
        let accepted: Vec<String> = accepted(question).iter().map(|text| plain(text)).collect();
        let _ = writeln!(
            html,
            "<label>Your answer: <input type=\"text\" name=\"{id}\" autocomplete=\"off\" spellcheck=\"false\" data-accepted=\"{}\"></label>",
            escape(&serde_json::to_string(&accepted).expect("texts can be written as JSON"))
        );
    }
    let _ = writeln!(
        html,
        "<div class=\"actions\"><button type=\"submit\">Check</button> <button type=\"button\" class=\"show\">Show me</button></div>\n\
        <div class=\"feedback\" role=\"status\"></div>\n<template>{}</template>\n</fieldset>",
        one_line(&markdown(question.context()))
    );
    html
}

/// Radio buttons or check boxes, and what they stand for, in an order that depends on the question alone.
fn choices(question: &Question) -> Option<(&'static str, Vec<Choice>)> {
    let (kind, mut choices) = match question {
        Question::MultipleChoice { prompt, answer, .. } => {
            let kind = match answer.answer {
                OneOrMore::One(_) => "radio",
                OneOrMore::More(_) => "checkbox",
            };
            let right = answer.answer.all().iter().map(|text| Choice {
                text: text.clone(),
                why: None,
            });
            let wrong = prompt.distractors.iter().map(|wrong| Choice {
                text: wrong.text.clone(),
                why: Some(wrong.why.clone()),
            });
            (kind, right.chain(wrong).collect::<Vec<_>>())
        }
        Question::Outcomes { offered, why, .. } => {
            let choices = offered.iter().map(|text| Choice {
                text: text.clone(),
                why: why.get(text).cloned(),
            });
            // As the author lists them: mostly numbers.
            return Some(("checkbox", choices.collect()));
        }
        Question::ShortAnswer { .. } | Question::Tracing { .. } => return None,
    };
    choices.sort_by_key(|choice| hash(&format!("{}\n{}", question.id(), choice.text)));
    Some((kind, choices))
}

/// Where the right one stands, if one is right.
#[cfg(test)]
pub(super) fn place_of_the_one_right_choice(question: &Question) -> Option<usize> {
    let (kind, choices) = choices(question)?;
    (kind == "radio").then(|| choices.iter().position(|choice| choice.why.is_none()))?
}

fn right(question: &Question) -> Vec<String> {
    match question {
        Question::MultipleChoice { answer, .. } | Question::Outcomes { answer, .. } => {
            answer.answer.all().to_vec()
        }
        Question::ShortAnswer { answer, .. } => vec![answer.answer.clone()],
        Question::Tracing { answer, .. } => vec![format!("`{}`", answer.stdout)],
    }
}

fn accepted(question: &Question) -> Vec<String> {
    match question {
        Question::ShortAnswer { answer, .. } => {
            let mut accepted = vec![answer.answer.clone()];
            accepted.extend(answer.alternatives.iter().cloned());
            accepted
        }
        Question::Tracing { answer, .. } => vec![answer.stdout.clone()],
        Question::MultipleChoice { .. } | Question::Outcomes { .. } => Vec::new(),
    }
}

/// As it is compared: case, quotes and spaces do not count. `quiz.js` does the same to what the reader wrote.
fn plain(text: &str) -> String {
    let kept: String = text.chars().filter(|it| !"`'\".".contains(*it)).collect();
    kept.to_lowercase()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// FNV-1a: spreads, and stays the same for ever.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

fn markdown(text: &str) -> String {
    let mut out = String::new();
    html::push_html(&mut out, Parser::new(text.trim()));
    one_line(&out)
}

/// Markdown of one paragraph, without the paragraph.
fn inline(text: &str) -> String {
    let html = markdown(text);
    let inner = html
        .strip_prefix("<p>")
        .and_then(|it| it.strip_suffix("</p>"));
    match inner {
        Some(inner) if !inner.contains("<p>") => inner.to_string(),
        _ => html,
    }
}

/// An empty line would end the HTML block that this stands in.
fn one_line(html: &str) -> String {
    let mut html = html.trim().to_string();
    while html.contains("\n\n") {
        html = html.replace("\n\n", "\n");
    }
    html
}

#[cfg(test)]
mod tests {
    use super::{inline, plain};

    #[test]
    fn what_is_written_is_compared_without_case_quotes_and_spaces() {
        assert_eq!(plain("  `4  of 6`. "), "4 of 6");
        assert_eq!(plain("Deadlock"), "deadlock");
    }

    #[test]
    fn one_paragraph_is_text() {
        assert_eq!(inline("a `b`"), "a <code>b</code>");
    }
}
