//! Finds the course from a folder, and an exercise from what a learner types.

use std::{env, fmt, io};

use crate::course::{Course, Exercise};

/// No exercise, or more than one, has such a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotFound {
    /// What was asked for.
    pub name: String,
    /// The exercises that may have been meant, the likeliest first.
    pub nearest: Vec<String>,
}

impl fmt::Display for NotFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no exercise `{}`", self.name)?;
        match &self.nearest[..] {
            [] => write!(f, "; `cargo course list` shows all"),
            [one] => write!(f, "; did you mean `{one}`?"),
            [others @ .., last] => {
                write!(f, "; did you mean `{}` or `{last}`?", others.join("`, `"))
            }
        }
    }
}

impl std::error::Error for NotFound {}

impl Course {
    /// The course whose folder, or a folder in it, is the current one.
    ///
    /// # Errors
    ///
    /// If no folder upwards holds `Cargo.toml` and `exercises`, or it cannot be read.
    pub fn locate() -> io::Result<Course> {
        let here = env::current_dir()?;
        let mut hindered = None;
        for folder in here.ancestors() {
            if !folder.join("Cargo.toml").is_file() {
                continue;
            }
            match Course::open(folder) {
                Ok(course) => return Ok(course),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                // A course that cannot be read is not the same as none.
                Err(error) => hindered = hindered.or(Some(error)),
            }
        }
        Err(hindered.unwrap_or_else(|| {
            let message = format!("{} is not in a folder of the course", here.display());
            io::Error::new(io::ErrorKind::NotFound, message)
        }))
    }

    /// The exercise called `name`: `threads/05_account`, `05_account`, `account`, `threads/5`, a number if only one topic
    /// has it, or the beginning of a name if only one goes on so.
    ///
    /// # Errors
    ///
    /// If there is none, or more than one, with the likeliest names.
    pub fn find(&self, name: &str) -> Result<&Exercise, NotFound> {
        let asked = name
            .trim()
            .trim_end_matches(".rs")
            .trim_start_matches("exercises/");
        let all: Vec<&Exercise> = self.exercises().collect();
        let ways: [fn(&Exercise, &str) -> bool; 3] = [is_named, has_number, begins_with];
        for way in ways {
            let found: Vec<&Exercise> = all.iter().filter(|it| way(it, asked)).copied().collect();
            match found[..] {
                [] => {}
                [one] => return Ok(one),
                [..] => {
                    return Err(NotFound {
                        name: name.to_string(),
                        nearest: found.iter().map(|it| it.id()).collect(),
                    });
                }
            }
        }
        let mut near: Vec<(usize, &&Exercise)> =
            all.iter().map(|it| (distance(asked, it), it)).collect();
        near.sort_by_key(|(distance, _)| *distance);
        let limit = asked.chars().count().div_ceil(2).max(2);
        Err(NotFound {
            name: name.to_string(),
            nearest: near
                .into_iter()
                .take_while(|(distance, _)| *distance <= limit)
                .take(3)
                .map(|(_, it)| it.id())
                .collect(),
        })
    }
}

fn is_named(exercise: &Exercise, name: &str) -> bool {
    [
        exercise.id(),
        exercise.name.clone(),
        bare(&exercise.name).to_string(),
    ]
    .iter()
    .any(|known| known == name)
        || name.split_once('/') == Some((&exercise.topic, bare(&exercise.name)))
}

fn has_number(exercise: &Exercise, name: &str) -> bool {
    let (topic, number) = name.split_once('/').unwrap_or((&exercise.topic, name));
    let own = exercise
        .name
        .split('_')
        .next()
        .and_then(|it| it.parse::<u32>().ok());
    topic == exercise.topic && own.is_some() && own == number.parse().ok()
}

fn begins_with(exercise: &Exercise, name: &str) -> bool {
    !name.is_empty()
        && [
            exercise.id(),
            exercise.name.clone(),
            bare(&exercise.name).to_string(),
        ]
        .iter()
        .any(|known| known.starts_with(name))
}

/// The name without its number.
fn bare(name: &str) -> &str {
    name.split_once('_').map_or(name, |(_, bare)| bare)
}

/// To the nearest of the names by which an exercise is known.
fn distance(asked: &str, exercise: &Exercise) -> usize {
    let id = exercise.id();
    [&id[..], &exercise.name, bare(&exercise.name)]
        .into_iter()
        .map(|known| strsim::levenshtein(asked, known))
        .min()
        .unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use crate::course::{Course, Exercise, Topic};

    fn course() -> Course {
        let root = Path::new("/course");
        let topic = |name: &str, exercises: &[&str]| Topic {
            name: name.to_string(),
            exercises: exercises
                .iter()
                .map(|it| Exercise::new(root, name, it))
                .collect(),
        };
        Course {
            root: PathBuf::from(root),
            topics: vec![
                topic("threads", &["00_hello", "05_account", "10_task_graph"]),
                topic("sync", &["05_bounded_queue", "10_task_cache"]),
            ],
        }
    }

    #[test]
    fn an_exercise_is_found_by_what_a_learner_types() {
        let course = course();
        let names = [
            ("threads/05_account", "threads/05_account"),
            ("05_account", "threads/05_account"),
            ("05_account.rs", "threads/05_account"),
            ("exercises/threads/05_account.rs", "threads/05_account"),
            ("account", "threads/05_account"),
            ("threads/account", "threads/05_account"),
            ("threads/5", "threads/05_account"),
            ("sync/05", "sync/05_bounded_queue"),
            ("0", "threads/00_hello"),
            ("bound", "sync/05_bounded_queue"),
        ];
        for (typed, meant) in names {
            let found = course.find(typed).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(found.id(), meant, "typed {typed}");
        }
    }

    #[test]
    fn an_unknown_name_gives_the_nearest() {
        let course = course();
        let sentence = |typed: &str| course.find(typed).expect_err("not a name").to_string();
        assert_eq!(
            sentence("acount"),
            "there is no exercise `acount`; did you mean `threads/05_account`?"
        );
        assert_eq!(
            sentence("5"),
            "there is no exercise `5`; did you mean `threads/05_account` or `sync/05_bounded_queue`?"
        );
        assert_eq!(
            sentence("zzzzzz"),
            "there is no exercise `zzzzzz`; `cargo course list` shows all"
        );
        assert_eq!(
            sentence(""),
            "there is no exercise ``; `cargo course list` shows all"
        );
    }
}
