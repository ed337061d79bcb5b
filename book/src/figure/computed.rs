//! Figures that are computed when the book is built.

use super::data::{Content, Stretch};

#[path = "../../../threads/src/scaling_laws.rs"]
#[allow(dead_code, reason = "a figure uses two of its laws")]
mod scaling_laws;

/// Every figure that can be computed.
pub const NAMES: [&str; 3] = ["pipeline", "scaling_laws", "task_graph"];

/// What `name` shows; none if nothing is called so.
pub fn content(name: &str) -> Option<Content> {
    Some(match name {
        "pipeline" => pipeline(),
        "scaling_laws" => laws(),
        "task_graph" => task_graph(),
        _ => return None,
    })
}

/// Lesson 15: eight items through five stages, with room for one item before each.
fn pipeline() -> Content {
    let stages = [
        ("1 scan", 4.0),
        ("2 clean", 4.0),
        ("3 read", 10.0),
        ("4 sort", 4.0),
        ("5 file", 4.0),
    ];
    let items = 8;
    // When each stage is done with each item, and when the item has left it.
    let mut left = vec![[0.0_f64; 5]; items];
    let mut stretches = Vec::new();
    for item in 0..items {
        for (stage, (_, takes)) in stages.iter().enumerate() {
            let arrives = if stage == 0 {
                0.0
            } else {
                left[item][stage - 1]
            };
            // A stage is free when the item before has left it.
            let free = if item == 0 {
                0.0
            } else {
                left[item - 1][stage]
            };
            let begin = arrives.max(free);
            let end = begin + takes;
            stretches.push(Stretch {
                row: stage,
                name: char::from(b'A' + item as u8).to_string(),
                from: begin,
                to: end,
            });
            // It leaves when there is room before the next stage: when the item two places ahead has left that one.
            let room = match (stages.get(stage + 1), item.checked_sub(2)) {
                (Some(_), Some(ahead)) => left[ahead][stage + 1],
                _ => 0.0,
            };
            left[item][stage] = end.max(room);
        }
    }
    let rows = stages.iter().map(|(name, _)| (*name).to_string()).collect();
    Content::Gantt(rows, stretches)
}

/// Lesson 16: five tasks on two workers, each taking the first task that is ready.
fn task_graph() -> Content {
    let tasks: [(&str, f64, &[usize]); 5] = [
        ("1", 10.0, &[]),
        ("2", 20.0, &[0]),
        ("3", 30.0, &[0]),
        ("4", 10.0, &[1, 2]),
        ("5", 10.0, &[3]),
    ];
    let mut free = [0.0_f64; 2];
    let mut ended = [0.0_f64; 5];
    let mut stretches = Vec::new();
    // Listed in an order in which each comes after what it needs.
    for (number, (name, takes, needs)) in tasks.iter().enumerate() {
        let ready = needs.iter().map(|need| ended[*need]).fold(0.0, f64::max);
        let begins = |worker: &usize| free[*worker].max(ready);
        let worker = usize::from(begins(&0) > begins(&1));
        let begin = free[worker].max(ready);
        ended[number] = begin + takes;
        free[worker] = ended[number];
        stretches.push(Stretch {
            row: worker,
            name: (*name).to_string(),
            from: begin,
            to: ended[number],
        });
    }
    Content::Gantt(
        vec!["worker 1".to_string(), "worker 2".to_string()],
        stretches,
    )
}

/// Lesson 21: what the laws promise beyond the cores at hand.
fn laws() -> Content {
    let cores: Vec<f64> = (0..=10).map(|power| f64::from(1_u32 << power)).collect();
    let curve = |law: fn(f64, f64) -> f64, fraction: f64| {
        cores
            .iter()
            .map(|&p| (p, law(fraction, p)))
            .collect::<Vec<_>>()
    };
    Content::Lines(vec![
        (
            "Gustafson, 10 % serial".to_string(),
            curve(scaling_laws::gustafson, 0.1),
        ),
        (
            "Amdahl, 1 % serial".to_string(),
            curve(scaling_laws::amdahl, 0.01),
        ),
        (
            "Amdahl, 10 % serial".to_string(),
            curve(scaling_laws::amdahl, 0.1),
        ),
    ])
}

#[cfg(test)]
mod tests {
    use super::content;
    use crate::figure::data::Content;

    fn end_of(name: &str) -> f64 {
        let Some(Content::Gantt(_, stretches)) = content(name) else {
            panic!("{name} is a Gantt chart");
        };
        stretches.iter().map(|it| it.to).fold(0.0, f64::max)
    }

    #[test]
    fn the_pipeline_takes_what_lesson_15_computes() {
        // The first item needs all stages, each of the other seven the slowest.
        assert!((end_of("pipeline") - (26.0 + 7.0 * 10.0)).abs() < 1e-9);
    }

    #[test]
    fn two_workers_take_what_lesson_16_computes() {
        assert!((end_of("task_graph") - 60.0).abs() < 1e-9);
    }

    #[test]
    fn amdahl_stays_below_one_over_the_serial_part() {
        let Some(Content::Lines(series)) = content("scaling_laws") else {
            panic!("the laws are lines");
        };
        let last = series[2].1.last().unwrap().1;
        assert!(last > 9.0 && last < 10.0, "{last}");
    }
}
