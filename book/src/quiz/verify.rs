//! Whether what a question claims is so.

use super::format::Question;
use crate::{Course, Fault, Place, explorer};

/// Holds `question` to what is computed, and to what a question must have.
///
/// # Errors
///
/// The first thing that is wrong.
pub fn verify(question: &Question, at: &Place, course: &Course) -> Result<(), Fault> {
    let id = question.id();
    let fault = |message: String| Err(at.fault(format!("question `{id}`: {message}")));
    for (text, part) in [
        (id, "id"),
        (question.prompt(), "prompt"),
        (question.context(), "context"),
    ] {
        if text.trim().is_empty() {
            return fault(format!("its {part} is empty"));
        }
    }
    match question {
        Question::MultipleChoice { prompt, answer, .. } => {
            let right = answer.answer.all();
            if prompt.distractors.is_empty() || right.is_empty() {
                return fault(
                    "expected something right and something wrong to choose from".to_string(),
                );
            }
            for wrong in &prompt.distractors {
                if right.contains(&wrong.text) {
                    return fault(format!("`{}` is both right and wrong", wrong.text));
                }
                if wrong.why.trim().is_empty() {
                    return fault(format!("no `why` for the wrong choice `{}`", wrong.text));
                }
            }
        }
        Question::Outcomes {
            program,
            object,
            offered,
            answer,
            why,
            ..
        } => {
            let computed = explorer::outcomes(program, object).map_err(|told| at.fault(told))?;
            let mut claimed = answer.answer.all().to_vec();
            claimed.sort();
            let computed: Vec<String> = computed.into_iter().collect();
            if claimed != computed {
                let (claimed, computed) = (claimed.join(", "), computed.join(", "));
                return fault(format!("the text says {claimed}; computed: {computed}"));
            }
            if let Some(missing) = computed.iter().find(|right| !offered.contains(right)) {
                return fault(format!("`{missing}` is right, but not offered"));
            }
            let mut wrong = offered.iter().filter(|choice| !computed.contains(choice));
            let silent =
                |choice: &&String| why.get(*choice).is_none_or(|why| why.trim().is_empty());
            if let Some(silent) = wrong.find(silent) {
                return fault(format!("no `why` for the wrong choice `{silent}`"));
            }
            if let Some(extra) = why
                .keys()
                .find(|choice| !offered.contains(choice) || computed.contains(choice))
            {
                return fault(format!(
                    "`why` speaks of `{extra}`, which is no wrong choice"
                ));
            }
        }
        Question::ShortAnswer { answer, .. } => {
            if answer.answer.trim().is_empty() {
                return fault("its answer is empty".to_string());
            }
        }
        Question::Tracing {
            program, answer, ..
        } => {
            let lesson = course.lessons.get(program).ok_or_else(|| {
                at.fault(crate::fault::unknown(
                    "lesson",
                    program,
                    course.lessons.keys().cloned(),
                ))
            })?;
            if answer.stdout.trim().is_empty() || !lesson.prints.contains(&answer.stdout) {
                return fault(format!(
                    "the text says `{}`; {program} prints `{}`",
                    answer.stdout, lesson.prints
                ));
            }
        }
    }
    Ok(())
}
