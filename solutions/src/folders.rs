//! Finds exercises, variants and lessons by their file names.

use std::collections::BTreeSet;
use std::path::Path;
use std::{fs, io};

use judge::course::{Exercise, TOPICS};

/// The exercises under `root` that `wanted` names: all of them if it is empty, else topics, names, or `topic/name`.
///
/// # Errors
///
/// If a folder cannot be read, or a wanted name stands for nothing.
pub fn exercises(root: &Path, wanted: &[String]) -> io::Result<Vec<Exercise>> {
    let mut all = Vec::new();
    for topic in TOPICS {
        let mut names = BTreeSet::new();
        for folder in ["exercises", "solutions"] {
            names.extend(numbered(&root.join(folder).join(topic), ".rs")?);
        }
        all.extend(names.iter().map(|name| Exercise::new(root, topic, name)));
    }
    if wanted.is_empty() {
        return Ok(all);
    }
    let means = |word: &str, exercise: &Exercise| {
        [&exercise.topic, &exercise.name, &exercise.id()]
            .into_iter()
            .any(|name| name == word)
            || exercise
                .name
                .strip_prefix(word)
                .is_some_and(|rest| rest.starts_with('_'))
    };
    for word in wanted {
        if !all.iter().any(|exercise| means(word, exercise)) {
            let message = format!("`{word}` is neither a topic nor an exercise");
            return Err(io::Error::new(io::ErrorKind::NotFound, message));
        }
    }
    all.retain(|exercise| wanted.iter().any(|word| means(word, exercise)));
    Ok(all)
}

/// The names in `folder` that begin with a digit and end in `ending`, without it, sorted. None if there is no folder.
pub fn numbered(folder: &Path, ending: &str) -> io::Result<Vec<String>> {
    let mut names = names(folder, ending)?;
    names.retain(|name| name.starts_with(|c: char| c.is_ascii_digit()));
    Ok(names)
}

/// The names in `folder` that end in `ending`, without it, sorted. None if there is no folder.
pub fn names(folder: &Path, ending: &str) -> io::Result<Vec<String>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut names: Vec<String> = fs::read_dir(folder)?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|file| file.strip_suffix(ending).map(str::to_string))
        .collect();
    names.sort();
    Ok(names)
}

/// A path as messages and diffs write it: from the root of the course, with `/`.
pub fn shown(root: &Path, path: &Path) -> String {
    let path = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    #[test]
    fn exercises_are_asked_for_by_topic_name_or_number() {
        let course = Fixture::new("asked");
        for word in ["threads", "01_sum", "threads/01_sum", "01"] {
            assert_eq!(
                exercises(course.root(), &[word.to_string()]).unwrap().len(),
                1,
                "{word}"
            );
        }
        assert_eq!(exercises(course.root(), &[]).unwrap().len(), 1);
        assert!(exercises(course.root(), &["02".to_string()]).is_err());
    }
}
