//! How a quiz is written down: `quizzes/TOPIC/NN_name.toml`.
//!
//! ```toml
//! [[questions]]
//! type = "MultipleChoice"
//! id = "least-total"                  # unique in the book
//! prompt.prompt = "Markdown"
//! prompt.distractors = [{ text = "wrong", why = "why it is wrong, as the learner thought it" }]
//! answer.answer = "right"             # a list: several are right, and all must be chosen
//! context = "why it is so"
//!
//! [[questions]]
//! type = "Outcomes"                   # checked against every interleaving
//! id = "possible-totals"
//! prompt.prompt = "Which values can the counter hold at the end?"
//! program = "lost_update/broken"      # a program of the explorer
//! object = "counter"
//! offered = ["0", "1", "2", "3"]
//! answer.answer = ["1", "2"]
//! why = { "0" = "why not", "3" = "why not" }
//! context = "why it is so"
//!
//! [[questions]]
//! type = "ShortAnswer"
//! id = "word-for-it"
//! prompt.prompt = "What is it called?"
//! answer.answer = "deadlock"
//! answer.alternatives = ["a deadlock"]
//! context = "why it is so"
//!
//! [[questions]]
//! type = "Tracing"                    # checked against the line that the lesson promises, which CI sees it print
//! id = "what-is-printed"
//! prompt.prompt = "What does it print?"
//! program = "09_lost_update"
//! answer.stdout = "4 of 6"            # a part of that line
//! context = "why it is so"
//!
//! [[questions]]
//! type = "Tracing"                    # `code` in place of `program`: shown with the prompt, and run by `check`
//! id = "what-it-prints"
//! prompt.prompt = "What does it print?"
//! code = 'println!("{}", 1 + 1);'     # what stands in `main`; std alone
//! answer.stdout = "2"                 # all that it prints
//! context = "why it is so"
//! ```
//!
//! All Markdown is that of the chapters, without HTML. A prompt begins with a paragraph; code and lists may follow. A choice is
//! one paragraph. Written answers are compared without case, quotes, surplus spaces and a full stop at the end.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

/// One question.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Question {
    /// Choose one, or all that are right.
    MultipleChoice {
        /// Unique in the book.
        id: Spanned<String>,
        /// What is asked.
        prompt: Choices,
        /// What is right.
        answer: Answer,
        /// Why, as Markdown.
        context: Spanned<String>,
    },
    /// Choose every outcome that some interleaving of a program has.
    Outcomes {
        /// Unique in the book.
        id: Spanned<String>,
        /// What is asked.
        prompt: Prompt,
        /// The program of the explorer: `lost_update/broken`.
        program: Spanned<String>,
        /// The object whose value at the end is the outcome.
        object: String,
        /// What can be chosen.
        offered: Vec<Spanned<String>>,
        /// What the author claims is right.
        answer: Answer,
        /// For each wrong choice: why it is wrong, as Markdown.
        why: BTreeMap<String, Spanned<String>>,
        /// Why, as Markdown.
        context: Spanned<String>,
    },
    /// Write a word or a number.
    ShortAnswer {
        /// Unique in the book.
        id: Spanned<String>,
        /// What is asked.
        prompt: Prompt,
        /// What is right.
        answer: Written,
        /// Why, as Markdown.
        context: Spanned<String>,
    },
    /// Write what a lesson or a few lines of code print. There is either `program` or `code`.
    Tracing {
        /// Unique in the book.
        id: Spanned<String>,
        /// What is asked.
        prompt: Prompt,
        /// The lesson.
        program: Option<Spanned<String>>,
        /// What stands in `main`.
        code: Option<Spanned<String>>,
        /// What is right.
        answer: Printed,
        /// Why, as Markdown.
        context: Spanned<String>,
    },
}

/// A question's text, as Markdown.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prompt {
    /// The text.
    pub prompt: Spanned<String>,
}

/// A question's text and its wrong answers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choices {
    /// The text, as Markdown.
    pub prompt: Spanned<String>,
    /// What is wrong.
    pub distractors: Vec<Distractor>,
}

/// A wrong answer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Distractor {
    /// As Markdown.
    pub text: Spanned<String>,
    /// Why it is wrong, as Markdown.
    pub why: Spanned<String>,
}

/// What is right: one, or several.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// As Markdown.
    pub answer: Spanned<OneOrMore>,
}

/// One text is asked for by radio buttons, a list by check boxes.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum OneOrMore {
    /// Exactly one is right.
    One(String),
    /// All of them, and only they.
    More(Vec<String>),
}

/// What may be written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written {
    /// Shown as the answer.
    pub answer: Spanned<String>,
    /// Right as well.
    #[serde(default)]
    pub alternatives: Vec<Spanned<String>>,
}

/// What a program prints.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Printed {
    /// A part of the line that the lesson promises; or all that the code prints, without the space around it.
    pub stdout: Spanned<String>,
}

impl OneOrMore {
    /// All of them.
    pub fn all(&self) -> &[String] {
        match self {
            OneOrMore::One(one) => std::slice::from_ref(one),
            OneOrMore::More(more) => more,
        }
    }
}

impl Question {
    /// Unique in the book.
    pub fn id(&self) -> &Spanned<String> {
        match self {
            Question::MultipleChoice { id, .. }
            | Question::Outcomes { id, .. }
            | Question::ShortAnswer { id, .. }
            | Question::Tracing { id, .. } => id,
        }
    }

    /// What is asked, as Markdown.
    pub fn prompt(&self) -> &Spanned<String> {
        match self {
            Question::MultipleChoice { prompt, .. } => &prompt.prompt,
            Question::Outcomes { prompt, .. }
            | Question::ShortAnswer { prompt, .. }
            | Question::Tracing { prompt, .. } => &prompt.prompt,
        }
    }

    /// Why the answer is right, as Markdown.
    pub fn context(&self) -> &Spanned<String> {
        match self {
            Question::MultipleChoice { context, .. }
            | Question::Outcomes { context, .. }
            | Question::ShortAnswer { context, .. }
            | Question::Tracing { context, .. } => context,
        }
    }
}
