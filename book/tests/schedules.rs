//! The schedules for instructors hold what lessons and exercises say of themselves.

use std::error::Error;
use std::fs;

use book::Course;
use judge::describe::route;

/// The rows of a table: what is done, and for how many minutes.
type Schedule = Vec<(String, u32)>;

/// Every table of `text` whose second column is called `minutes`.
fn schedules(text: &str) -> Vec<Schedule> {
    let mut schedules = Vec::new();
    for line in text.lines() {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [what, minutes] = cells[..] else { continue };
        match (minutes.trim_matches('*').parse(), schedules.last_mut()) {
            _ if minutes == "minutes" => schedules.push(Schedule::new()),
            (Ok(minutes), Some(schedule)) => schedule.push((what.to_string(), minutes)),
            _ => {}
        }
    }
    schedules
}

/// What the lesson or exercise called `name` says of itself.
fn stated(course: &Course, kind: &str, name: &str) -> Option<u32> {
    if kind == "lesson" {
        let (_, minutes) = route(&format!("{}.", course.lessons.get(name)?.route))?;
        return Some(minutes);
    }
    let exercise = course
        .exercises
        .exercises()
        .find(|exercise| exercise.name == name)?;
    Some(exercise.describe_as_written().ok()?.minutes)
}

#[test]
fn schedules_hold_the_minutes_that_lessons_and_exercises_state() -> Result<(), Box<dyn Error>> {
    let course = Course::here()?;
    let text = fs::read_to_string(course.book().join("chapters/instructors.md"))?;
    let schedules = schedules(&text);
    assert_eq!(schedules.len(), 3, "half a day, a day, and a second one");
    for schedule in &schedules {
        for (what, planned) in schedule {
            if let Some((kind, name)) = what.split_once(" `") {
                let stated = stated(&course, kind, name.trim_end_matches('`'));
                assert_eq!(stated, Some(*planned), "{what}");
            }
        }
    }
    Ok(())
}

#[test]
fn schedules_add_up() -> Result<(), Box<dyn Error>> {
    let course = Course::here()?;
    let text = fs::read_to_string(course.book().join("chapters/instructors.md"))?;
    for schedule in schedules(&text) {
        let (total, parts) = schedule.split_last().ok_or("a schedule without rows")?;
        assert_eq!(total.0, "**together**");
        let sum: u32 = parts.iter().map(|(_, minutes)| minutes).sum();
        assert_eq!(total.1, sum, "{parts:?}");
    }
    Ok(())
}
