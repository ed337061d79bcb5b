//! Whether a wrong answer is refused as its header says.

use std::collections::BTreeSet;

use judge::verdict::{Engine, Outcome, TestReport};

use super::said::{outcome_words, place, said, shows};
use super::{Court, Evidence, by_test};
use crate::header::{Kind, Wrong};

impl Court<'_> {
    pub(super) fn refused(&mut self, one: &Evidence, header: &Wrong) {
        if header.shows.kind == Kind::CompileError {
            return self.refused_by_rustc(one, &header.shows.phrase);
        }
        if !self.compiles(one) {
            return;
        }
        self.names(one, header);
        for ((engine, test), runs) in by_test(&one.runs) {
            let passed = runs
                .iter()
                .filter(|run| run.outcome == Outcome::Passed)
                .count();
            let is_in = |names: &[String]| names.iter().any(|name| name == test);
            if is_in(&header.caught_by) {
                self.caught(one, header, engine, test, &runs, passed);
            } else if passed < runs.len() && !is_in(&header.may_also_fail) {
                let (n, place) = (runs.len(), place(engine));
                let failed = n - passed;
                let sentence = format!(
                    "`{test}` refuses it too {place}, in {failed} of {n} runs; its header does not say so."
                );
                let first = runs.iter().find(|run| run.outcome != Outcome::Passed);
                self.miss(
                    &one.answer.title(),
                    sentence,
                    &first.map(|run| said(run)).unwrap_or_default(),
                );
            }
        }
    }

    fn refused_by_rustc(&mut self, one: &Evidence, code: &String) {
        let title = one.answer.title();
        match one.refused.get(&Engine::Watched) {
            None => self.miss(
                &title,
                format!("it compiles, but it should not: {code}."),
                "",
            ),
            Some(refusal) if !refusal.codes.contains(code) => {
                let codes: Vec<&str> = refusal.codes.iter().map(String::as_str).collect();
                let sentence =
                    format!("rustc refuses it by [{}], not by {code}.", codes.join(", "));
                self.miss(&title, sentence, &refusal.rendered);
            }
            Some(_) => {}
        }
    }

    /// The tests that a header names exist, and one of them is where its kind of failure is seen.
    fn names(&mut self, one: &Evidence, header: &Wrong) {
        let title = one.answer.title();
        let known: BTreeSet<String> = self.tests.values().flatten().cloned().collect();
        for test in header
            .caught_by
            .iter()
            .chain(&header.may_also_fail)
            .filter(|test| !known.contains(*test))
        {
            self.miss(
                &title,
                format!("its header names `{test}`, but there is no such test."),
                "",
            );
        }
        let modelled = |test: &&String| !self.has(Engine::Watched, test);
        let models = header.caught_by.iter().filter(modelled).count();
        match header.shows.kind {
            Kind::Model if models == 0 => self.miss(
                &title,
                "its header says `Shows: model`, but names no model that catches it.",
                "",
            ),
            Kind::Message | Kind::Deadlock | Kind::Still if models == header.caught_by.len() => {
                let kind = header.shows.kind.name();
                self.miss(&title, format!("its header says `Shows: {kind}`, but only models catch it: that is `Shows: model`."), "");
            }
            _ => {}
        }
    }

    /// A test of `Caught by` failed in every run, and as the header says.
    fn caught(
        &mut self,
        one: &Evidence,
        header: &Wrong,
        engine: Engine,
        test: &str,
        runs: &[&TestReport],
        passed: usize,
    ) {
        let (title, n, place) = (one.answer.title(), runs.len(), place(engine));
        let kind = header.shows.kind;
        if engine == Engine::Loom && self.has(Engine::Explored, test) {
            // What a model shows is asked of the explorer: that is what a learner sees first.
            if passed > 0 && header.loom.is_none() {
                let sentence = format!(
                    "`{test}` catches it on the explorer, but not under loom; a line `Loom: …` can say why."
                );
                self.miss(&title, sentence, "");
            }
        } else if passed > 0 {
            self.miss(
                &title,
                format!("`{test}` should catch it {place}, but passes in {passed} of {n} runs."),
                "",
            );
        } else if let Some(other) = runs.iter().find(|run| !fits(kind, &run.outcome, engine)) {
            let sentence = format!(
                "`{test}` should show a {} {place}, but it comes to this: {}.",
                kind.name(),
                outcome_words(&other.outcome)
            );
            self.miss(&title, sentence, &said(other));
        } else if let Some(other) = runs.iter().find(|run| !shows(run, &header.shows.phrase)) {
            let phrase = &header.shows.phrase;
            self.miss(
                &title,
                format!("`{test}` catches it {place}, but does not show “{phrase}”."),
                &said(other),
            );
        }
    }
}

/// Whether a failure is of the kind that the header states. Model checkers report everything by a panic.
fn fits(kind: Kind, outcome: &Outcome, engine: Engine) -> bool {
    match outcome {
        Outcome::Failed { .. } => {
            engine != Engine::Watched || matches!(kind, Kind::Message | Kind::Model)
        }
        Outcome::Killed { .. } | Outcome::Exited { .. } => {
            matches!(kind, Kind::Message | Kind::Model)
        }
        Outcome::Stuck { .. } => kind == Kind::Deadlock,
        Outcome::Still { .. } => kind == Kind::Still,
        Outcome::TooLong { .. } | Outcome::TooMuchOutput { .. } => kind == Kind::Limit,
        Outcome::Passed | Outcome::Missing | Outcome::NotRun => false,
    }
}
