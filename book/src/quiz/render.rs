//! A quiz as HTML: a form that a little JavaScript answers, and the answers folded below for readers without it.

use std::fmt::Write;

use judge::fingerprint::fnv1a;
use mdbook_markdown::pulldown_cmark::{Parser, html};
use toml::Spanned;

use super::Quiz;
use super::format::{OneOrMore, Question};
use crate::html::escape;

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
    let questions = || quiz.questions.iter().map(Spanned::get_ref);
    for (number, question) in (1..).zip(questions()) {
        form.push_str(&fieldset(number, question));
    }
    form.push_str("<p class=\"score\" role=\"status\"></p>\n</form>\n");
    form.push_str("<details class=\"quiz-answers\"><summary>Answers</summary>\n<ol>\n");
    for question in questions() {
        form.push_str(&answer(question));
    }
    form.push_str("</ol>\n</details>\n");
    form
}

fn fieldset(number: usize, question: &Question) -> String {
    let id = escape(question.id().get_ref());
    let (legend, rest) = prompt(question);
    let mut html =
        format!("<fieldset id=\"question-{id}\"><legend>{number}. {legend}</legend>\n{rest}");
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
    // Hidden until there is a script that hears the buttons.
    let _ = writeln!(
        html,
        "<div class=\"actions\" hidden><button type=\"submit\" aria-label=\"Check question {number}\">Check</button> \
        <button type=\"button\" class=\"show\" aria-label=\"Show me the answer to question {number}\">Show me</button></div>\n\
        <div class=\"feedback\" role=\"status\"></div>\n<template>{}</template>\n</fieldset>",
        markdown(question.context().get_ref())
    );
    html
}

/// What is right and why, and why the rest is not: for readers without JavaScript, and on paper.
fn answer(question: &Question) -> String {
    let right: Vec<String> = right(question).iter().map(|text| inline(text)).collect();
    let mut html = format!(
        "<li><p><strong>{}</strong></p>\n{}\n",
        right.join(" · "),
        markdown(question.context().get_ref())
    );
    let mut wrong = String::new();
    for choice in choices(question)
        .into_iter()
        .flat_map(|(_, choices)| choices)
    {
        if let Some(why) = &choice.why {
            let (text, why) = (inline(&choice.text), inline(why));
            let _ = writeln!(wrong, "<li><em>{text}</em>: {why}</li>");
        }
    }
    if !wrong.is_empty() {
        let _ = writeln!(html, "<p>Not right:</p>\n<ul>\n{wrong}</ul>");
    }
    html.push_str("</li>\n");
    html
}

/// The first paragraph of what is asked, which becomes the legend, and what follows it.
fn prompt(question: &Question) -> (String, String) {
    let html = markdown(question.prompt().get_ref());
    let begin = html.strip_prefix("<p>").unwrap_or(&html);
    let (legend, rest) = begin.split_once("</p>").unwrap_or((begin, ""));
    let mut rest = rest.trim().to_string();
    if let Question::Tracing {
        code: Some(code), ..
    } = question
    {
        rest.push_str(&markdown(&format!(
            "````rust\n{}\n````",
            code.get_ref().trim()
        )));
    }
    if !rest.is_empty() {
        rest.push('\n');
    }
    (legend.to_string(), rest)
}

/// Radio buttons or check boxes, and what they stand for, in an order that depends on the question alone.
fn choices(question: &Question) -> Option<(&'static str, Vec<Choice>)> {
    let (kind, mut choices) = match question {
        Question::MultipleChoice { prompt, answer, .. } => {
            let kind = match answer.answer.get_ref() {
                OneOrMore::One(_) => "radio",
                OneOrMore::More(_) => "checkbox",
            };
            let right = answer.answer.get_ref().all().iter().map(|text| Choice {
                text: text.clone(),
                why: None,
            });
            let wrong = prompt.distractors.iter().map(|wrong| Choice {
                text: wrong.text.get_ref().clone(),
                why: Some(wrong.why.get_ref().clone()),
            });
            (kind, right.chain(wrong).collect::<Vec<_>>())
        }
        Question::Outcomes { offered, why, .. } => {
            let choices = offered.iter().map(|text| Choice {
                text: text.get_ref().clone(),
                why: why.get(text.get_ref()).map(|why| why.get_ref().clone()),
            });
            // As the author lists them: mostly numbers.
            return Some(("checkbox", choices.collect()));
        }
        Question::ShortAnswer { .. } | Question::Tracing { .. } => return None,
    };
    choices.sort_by_key(|choice| fnv1a(&format!("{}\n{}", question.id().get_ref(), choice.text)));
    Some((kind, choices))
}

/// Where the right one stands, if one is right, and of how many.
#[cfg(test)]
pub(super) fn place_of_the_one_right_choice(question: &Question) -> Option<(usize, usize)> {
    let (kind, choices) = choices(question)?;
    let place = choices.iter().position(|choice| choice.why.is_none())?;
    (kind == "radio").then_some((place, choices.len()))
}

fn right(question: &Question) -> Vec<String> {
    match question {
        Question::MultipleChoice { answer, .. } | Question::Outcomes { answer, .. } => {
            answer.answer.get_ref().all().to_vec()
        }
        Question::ShortAnswer { answer, .. } => vec![answer.answer.get_ref().clone()],
        Question::Tracing { answer, .. } => vec![format!("`{}`", answer.stdout.get_ref())],
    }
}

fn accepted(question: &Question) -> Vec<String> {
    match question {
        Question::ShortAnswer { answer, .. } => {
            let alternatives = answer.alternatives.iter();
            let accepted = std::iter::once(&answer.answer).chain(alternatives);
            accepted.map(|text| text.get_ref().clone()).collect()
        }
        Question::Tracing { answer, .. } => vec![answer.stdout.get_ref().clone()],
        Question::MultipleChoice { .. } | Question::Outcomes { .. } => Vec::new(),
    }
}

/// As it is compared: case, quotes, surplus spaces and a full stop at the end do not count. `quiz.js` does the same to what
/// the reader wrote.
fn plain(text: &str) -> String {
    let kept: String = text.chars().filter(|it| !"`'\"".contains(*it)).collect();
    let words: Vec<String> = kept.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ").trim_end_matches('.').trim().to_string()
}

fn markdown(text: &str) -> String {
    let mut out = String::new();
    html::push_html(&mut out, Parser::new(text.trim()));
    without_empty_lines(&out)
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

/// Without an empty line, which would end the HTML block that this stands in; in code, where it counts, it is written in
/// another way.
fn without_empty_lines(html: &str) -> String {
    let lines = html.trim().lines();
    let lines: Vec<&str> = lines
        .map(|line| if line.trim().is_empty() { "" } else { line })
        .collect();
    let mut html = lines.join("\n");
    while html.contains("\n\n") {
        html = html.replace("\n\n", "\n&#10;");
    }
    html
}

#[cfg(test)]
mod tests {
    use super::{inline, markdown, plain};

    #[test]
    fn what_is_written_is_compared_without_case_quotes_and_spaces() {
        assert_eq!(plain("  `4  of 6`. "), "4 of 6");
        assert_eq!(plain("Deadlock"), "deadlock");
        assert_eq!(plain("1.5"), "1.5");
        assert_eq!(plain("\"4 .\""), "4");
    }

    #[test]
    fn one_paragraph_is_text() {
        assert_eq!(inline("a `b`"), "a <code>b</code>");
    }

    #[test]
    fn an_empty_line_of_code_does_not_end_the_html() {
        let html = markdown("```text\na\n\n  \nb\n```");
        assert_eq!(
            html,
            "<pre><code class=\"language-text\">a\n&#10;\nb\n</code></pre>"
        );
    }
}
