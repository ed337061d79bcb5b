//! Boxes in the text: a lesson to run, an exercise to do, notes for instructors.

use judge::describe::Description;

use crate::{Course, Fault, Place};

/// `{{#run 09_lost_update}}`: what the lesson says of itself, and the command that runs it.
///
/// # Errors
///
/// If there is no such lesson.
pub fn lesson(argument: &str, at: &Place, course: &Course) -> Result<String, Fault> {
    let lesson = course.lessons.get(argument).ok_or_else(|| {
        at.fault(crate::fault::unknown(
            "lesson",
            argument,
            course.lessons.keys().cloned(),
        ))
    })?;
    Ok(format!(
        "<div class=\"box lesson\">\n\n**Lesson {}: {}** <span class=\"route\">{}</span>\n\n```sh\n{}\n```\n\n\
        - **Look for:** {}\n- **Try:** {}\n- **It prints:** `{}`\n\n</div>\n",
        lesson.number(),
        lesson.title,
        lesson.route,
        lesson.run,
        lesson.look_for,
        lesson.try_this,
        lesson.prints,
    ))
}

/// `{{#exercise threads/05_account}}`: what is to be done, and the command that judges it.
///
/// # Errors
///
/// If there is no such exercise, or its file cannot be read.
pub fn exercise(argument: &str, at: &Place, course: &Course) -> Result<String, Fault> {
    let all = || course.exercises.exercises();
    let exercise = all()
        .find(|exercise| exercise.id() == argument)
        .ok_or_else(|| {
            at.fault(crate::fault::unknown(
                "exercise",
                argument,
                all().map(judge::course::Exercise::id),
            ))
        })?;
    let Description {
        title,
        route,
        minutes,
        task,
        ..
    } = exercise
        .describe_as_written()
        .map_err(|error| at.fault(format!("the solution of {argument}: {error}")))?;
    let (route, task) = (route.word(), task.split("\n\n").next().unwrap_or_default());
    Ok(format!(
        "<div class=\"box exercise\">\n\n**Exercise: {title}** <span class=\"route\">{route}, {minutes} minutes</span>\n\n{task}\n\n\
        Edit `exercises/{argument}.rs`, then:\n\n```sh\ncargo course check {}\n```\n\n</div>\n",
        exercise.name,
    ))
}

/// `{{#instructor 20}}`: the beginning of folded notes for instructors, with how many minutes the chapter takes in class.
///
/// # Errors
///
/// If `argument` is no number of minutes.
pub fn instructor(argument: &str, at: &Place) -> Result<String, Fault> {
    let minutes: u32 = argument
        .parse()
        .map_err(|_| at.fault(format!("expected minutes, such as `20`, not `{argument}`")))?;
    Ok(format!(
        "<details class=\"box instructor\">\n<summary>For instructors: {minutes} minutes</summary>\n\n"
    ))
}

/// `{{/instructor}}`: their end.
pub fn instructor_ends() -> String {
    "\n</details>\n".to_string()
}

#[cfg(test)]
mod tests {
    use crate::{Course, Place};

    #[test]
    fn boxes_say_what_lessons_and_exercises_say_of_themselves() {
        let course = Course::here().unwrap();
        let at = Place::new("chapters/a.md", 1);
        let lesson = super::lesson("09_lost_update", &at, &course).unwrap();
        assert!(
            lesson.contains("**Lesson 09: Two threads, one counter**"),
            "{lesson}"
        );
        assert!(lesson.contains("cargo run -p threads --example 09_lost_update"));
        let exercise = super::exercise("threads/05_account", &at, &course).unwrap();
        assert!(
            exercise.contains("Many threads pay in and out."),
            "{exercise}"
        );
        assert!(exercise.contains("cargo course check 05_account"));
    }

    #[test]
    fn unknown_names_and_minutes_are_refused() {
        let course = Course::here().unwrap();
        let at = Place::new("chapters/a.md", 1);
        let told = super::lesson("09_lost_updates", &at, &course).unwrap_err();
        assert!(
            told.message.contains("the nearest is `09_lost_update`"),
            "{told}"
        );
        let told = super::exercise("threads/5_account", &at, &course).unwrap_err();
        assert!(
            told.message.contains("the nearest is `threads/05_account`"),
            "{told}"
        );
        assert!(super::instructor("some", &at).is_err());
    }
}
