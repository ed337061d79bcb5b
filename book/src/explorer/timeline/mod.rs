//! An execution under weak memory, row by row: `{{#timeline NAME}}`.
//!
//! The explorer knows one memory that all threads see alike. Where that is not enough, an execution that loom found is shown,
//! committed in `book/timelines`: which store each load read from, what that orders, and which values each thread may
//! still see. All of it stands in the page; `assets/timeline.js` shows it one step at a time.

mod order;
mod recorded;

use std::fmt::Write;
use std::fs;

use super::document::{self, Piece};
use super::drawing::{Drawing, Step};
use super::programs::Shown;
use crate::fault::unknown;
use crate::html::{escape, table};
use crate::{Course, Fault, Place};

use order::{Link, Row, visible};
use recorded::{Check, Event, Recorded, Trace};

/// A question that interleavings alone do not answer.
struct Timeline {
    /// What `{{#timeline NAME}}` calls it, and its file.
    name: &'static str,
    question: &'static str,
    variants: &'static [Variant],
}

struct Variant {
    /// Its name in the file.
    name: &'static str,
    title: &'static str,
    shown: Shown,
    /// Objects and their first values: a trace begins after them.
    first: &'static [(&'static str, &'static str)],
}

const TIMELINES: &[Timeline] = &[
    Timeline {
        name: "message_passing",
        question: "One thread writes a message and raises a flag, main sees the flag and reads the message. Which message?",
        variants: &[
            Variant {
                name: "broken",
                title: "Relaxed store, Relaxed load",
                shown: &[(MESSAGE_PASSING, &["send_and_read"])],
                first: &[("message", "0"), ("ready", "false")],
            },
            Variant {
                name: "fixed",
                title: "Release store, Acquire load",
                shown: &[(MESSAGE_PASSING, &["send_and_read"])],
                first: &[("message", "0"), ("ready", "false")],
            },
        ],
    },
    Timeline {
        name: "once_and_lazy",
        question: "Main has made the value and raised the flag, the other thread sees the flag and takes no lock. Does it see the value?",
        variants: &[
            Variant {
                name: "broken",
                title: "the first look is Relaxed",
                shown: &[(
                    ONCE_AND_LAZY,
                    &[
                        "relaxed_flag::get_or_init",
                        "Once::get",
                        "Once::get_or_init",
                    ],
                )],
                first: &[("ready", "false")],
            },
            Variant {
                name: "fixed",
                title: "the first look is an Acquire load",
                shown: &[
                    (DRIVEN, &["made_and_read"]),
                    (
                        ONCE_AND_LAZY,
                        &["Once::get", "Once::get_or_init", "Once::lock"],
                    ),
                ],
                first: &[("ready", "false")],
            },
        ],
    },
    Timeline {
        name: "spin_lock",
        question: "Two threads add one each, and never are both inside the lock. Does the second see what the first has written?",
        variants: &[
            Variant {
                name: "broken",
                title: "Relaxed store to unlock",
                shown: &[
                    (DRIVEN, &["both_add"]),
                    (
                        SPIN_LOCK,
                        &["take", "Guard::deref_mut", "relaxed_unlock::unlock"],
                    ),
                ],
                first: &[("locked", "false")],
            },
            Variant {
                name: "fixed",
                title: "Release store to unlock",
                shown: &[
                    (DRIVEN, &["both_add"]),
                    (SPIN_LOCK, &["take", "Guard::deref_mut", "Guard::drop"]),
                ],
                first: &[("locked", "false")],
            },
        ],
    },
    Timeline {
        name: "arc",
        question: "Each of two owners reads the value and leaves, and the last one drops it. Is the drop after both reads?",
        variants: &[
            Variant {
                name: "broken",
                title: "Release to subtract, no fence",
                shown: &[
                    (DRIVEN, &["two_owners", "Owned::read", "Owned::drop"]),
                    (ARC, &["Arc::clone", "Arc::leave", "no_fence::drop"]),
                ],
                first: &[("owners", "1"), ("value", "42")],
            },
            Variant {
                name: "fixed",
                title: "Release to subtract, Acquire fence for the last",
                shown: &[
                    (DRIVEN, &["two_owners", "Owned::read", "Owned::drop"]),
                    (ARC, &["Arc::clone", "Arc::leave", "Arc::drop"]),
                ],
                first: &[("owners", "1"), ("value", "42")],
            },
        ],
    },
    Timeline {
        name: "seqlock",
        question: "A writer replaces both words while main copies them. Does main find out?",
        variants: &[
            Variant {
                name: "broken",
                title: "no fence before the second look",
                shown: &[
                    (DRIVEN, &["never_half"]),
                    (
                        SEQLOCK,
                        &[
                            "no_fence::try_read",
                            "SeqLock::copy",
                            "SeqLock::write",
                            "SeqLock::begin",
                            "SeqLock::store",
                        ],
                    ),
                ],
                first: &[("version", "0"), ("word 0", "1"), ("word 1", "1")],
            },
            Variant {
                name: "fixed",
                title: "an Acquire fence before the second look",
                shown: &[
                    (DRIVEN, &["never_half"]),
                    (
                        SEQLOCK,
                        &[
                            "SeqLock::try_read",
                            "SeqLock::copy",
                            "SeqLock::write",
                            "SeqLock::begin",
                            "SeqLock::store",
                        ],
                    ),
                ],
                first: &[("version", "0"), ("word 0", "1"), ("word 1", "1")],
            },
        ],
    },
];

const MESSAGE_PASSING: &str = "sync/interleave/examples/programs/message_passing.rs";
/// What the threads do with the mechanisms below.
const DRIVEN: &str = "sync/interleave/tests/loom/timelines.rs";
const ONCE_AND_LAZY: &str = "sync/src/once_and_lazy.rs";
const SPIN_LOCK: &str = "sync/src/spin_lock.rs";
const ARC: &str = "sync/src/arc.rs";
const SEQLOCK: &str = "sync/src/seqlock.rs";

/// `{{#timeline NAME}}`: the executions of the program called `argument`.
///
/// # Errors
///
/// If there is no such time line, its file cannot be read, or its source does not hold what it shows.
pub fn render(argument: &str, at: &Place, course: &Course) -> Result<String, Fault> {
    let names = TIMELINES.iter().map(|timeline| timeline.name);
    let timeline = TIMELINES
        .iter()
        .find(|timeline| timeline.name == argument)
        .ok_or_else(|| at.fault(unknown("time line", argument, names)))?;
    let file = format!("timelines/{}.json", timeline.name);
    let fault = |told: String| at.fault(format!("book/{file}: {told}"));
    let text =
        fs::read_to_string(course.book().join(&file)).map_err(|error| fault(error.to_string()))?;
    let recorded = Recorded::read(&text).map_err(fault)?;
    let mut html = format!(
        "<trace-timeline id=\"timeline-{}\">\n<p class=\"question\">{}</p>\n",
        timeline.name,
        escape(timeline.question)
    );
    for variant in timeline.variants {
        let check = recorded
            .variants
            .get(variant.name)
            .ok_or_else(|| fault(unknown("variant", variant.name, recorded.variants.keys())))?;
        let picture = Picture {
            id: format!("timeline-{}-{}", timeline.name, variant.name),
            variant,
            check,
            trace: &check.trace,
            rows: order::rows(&check.trace).map_err(fault)?,
            code: document::code(variant.shown, at, course)?,
        };
        html.push_str(&picture.html());
    }
    html.push_str("</trace-timeline>\n");
    Ok(html)
}

struct Picture<'a> {
    id: String,
    variant: &'a Variant,
    check: &'a Check,
    trace: &'a Trace,
    rows: Vec<Row>,
    code: Vec<Piece>,
}

impl Picture<'_> {
    fn html(&self) -> String {
        let Variant { name, title, .. } = self.variant;
        let marks = escape(&serde_json::json!(self.marks()).to_string());
        let mut html = format!(
            "<section class=\"variant\" id=\"{}\" data-name=\"{name}\" data-title=\"{title}\" data-marks=\"{marks}\">\n\
            <p class=\"which\"><strong>{name}</strong>: {title}.</p>\n<p class=\"found\">{}</p>\n<div class=\"columns\">\n",
            self.id,
            escape(&self.found())
        );
        for lane in 0..self.trace.lanes.len() {
            html.push_str(&self.column(lane));
        }
        let _ = writeln!(
            html,
            "</div>\n<div class=\"walked\" tabindex=\"0\" role=\"group\" aria-label=\"steps of {name}\">\n{}</div>\n{}</section>",
            self.drawing().svg(),
            self.table()
        );
        html
    }

    /// What the model checker says.
    fn found(&self) -> String {
        let Check {
            executions,
            failure,
            not_explored,
            ..
        } = self.check;
        match failure {
            Some(failure) => format!(
                "loom finds a {} in execution {executions}: {}.",
                failure.kind.replace('_', " "),
                failure.message
            ),
            None if not_explored.is_empty() => {
                format!(
                    "loom finds no failure in {executions} executions. In this one the message arrives."
                )
            }
            None => format!(
                "loom finds no failure in {executions} executions (not explored: {}). In this one the message arrives.",
                not_explored.join(", ")
            ),
        }
    }

    /// The code that a thread runs; its lines can be found by `data-line`.
    fn column(&self, lane: usize) -> String {
        let name = escape(&self.trace.lanes[lane].name);
        let mut html = format!(
            "<div class=\"column\"><p class=\"thread\">{name}</p>\
            <div class=\"source\" tabindex=\"0\" role=\"group\" aria-label=\"code of {name}, {}\">",
            self.variant.name
        );
        let own = self.trace.events.iter().filter(|event| event.lane == lane);
        let used: Vec<usize> = own
            .filter_map(|event| self.place(event))
            .map(|(piece, _)| piece)
            .collect();
        for (number, piece) in self
            .code
            .iter()
            .enumerate()
            .filter(|(number, _)| used.contains(number))
        {
            let _ = write!(
                html,
                "<p class=\"file\">{}:{}</p><ol>",
                piece.file, piece.start
            );
            for (line, text) in (piece.start..).zip(&piece.lines) {
                // A line of nothing has no height, and an empty line would end the HTML.
                let text = if text.is_empty() { " " } else { text };
                let _ = write!(
                    html,
                    "<li value=\"{line}\" data-line=\"{number}-{line}\"><code>{}</code></li>",
                    escape(text)
                );
            }
            html.push_str("</ol>");
        }
        html.push_str("</div></div>\n");
        html
    }

    fn place(&self, event: &Event) -> Option<(usize, u32)> {
        let location = event.location.as_ref()?;
        let piece = document::piece_of(&self.code, &location.file, location.line)?;
        Some((piece, location.line))
    }

    /// For each number of steps taken, for each thread: the line that it is before, as `data-line` has it, or nothing.
    fn marks(&self) -> Vec<Vec<String>> {
        let events = &self.trace.events;
        let mark = |taken: usize, lane: usize| {
            let next = events[taken..].iter().find(|event| event.lane == lane);
            // After the last step, the line that broke a rule is still the one to look at.
            let failed = || {
                events
                    .last()
                    .filter(|event| event.lane == lane && event.failed())
            };
            let place = next.or_else(failed).and_then(|event| self.place(event));
            place.map_or(String::new(), |(piece, line)| format!("{piece}-{line}"))
        };
        let marks = |taken| {
            (0..self.trace.lanes.len())
                .map(|lane| mark(taken, lane))
                .collect()
        };
        (0..=events.len()).map(marks).collect()
    }

    fn drawing(&self) -> Drawing<'_> {
        let steps = self
            .trace
            .events
            .iter()
            .zip(&self.rows)
            .map(|(event, row)| Step {
                lane: event.lane,
                label: self.step(event),
                from: row.links.iter().map(|link| link.class()).collect(),
            });
        Drawing {
            title: format!(
                "{}: {}, step by step",
                self.variant.name, self.variant.title
            ),
            lanes: self
                .trace
                .lanes
                .iter()
                .map(|lane| lane.name.as_str())
                .collect(),
            steps: steps.collect(),
        }
    }

    fn step(&self, event: &Event) -> String {
        let ordering = event
            .ordering
            .as_ref()
            .map(|ordering| format!(" ({ordering})"));
        self.trace.step(event) + &ordering.unwrap_or_default()
    }

    fn table(&self) -> String {
        let lanes = &self.trace.lanes;
        let seers = lanes.iter().map(|lane| format!("{} may see", lane.name));
        let seers: Vec<String> = seers.collect();
        let mut heads = vec!["step", "thread", "does", "order"];
        heads.extend(seers.iter().map(String::as_str));
        let rows = self.trace.events.iter().enumerate().map(|(row, event)| {
            let mut cells = vec![
                (row + 1).to_string(),
                lanes[event.lane].name.clone(),
                self.step(event),
                self.order(row),
            ];
            cells.extend((0..lanes.len()).map(|lane| self.may_see(row, lane)));
            cells
        });
        format!(
            "<div class=\"state\" tabindex=\"0\" role=\"group\" aria-label=\"steps in words\">{}</div>\n",
            table(&heads, rows)
        )
    }

    /// How a row is joined to others, in words.
    fn order(&self, row: usize) -> String {
        let words: Vec<String> = self.rows[row]
            .links
            .iter()
            .map(|link| link.words())
            .collect();
        if words.is_empty() {
            "–".to_string()
        } else {
            words.join("; ")
        }
    }

    /// What `lane` may see after a row: `message: 0 or 42 (a race), ready: true`.
    fn may_see(&self, row: usize, lane: usize) -> String {
        let objects = self.trace.objects.iter().enumerate();
        let seen = objects
            .filter(|(_, object)| object.kind == "atomic" || object.kind == "cell")
            .filter(|(index, _)| self.trace.shows_values_of(*index))
            .filter_map(|(index, object)| {
                let stores = visible(self.trace, &self.rows, row, lane, index);
                let values: Vec<&str> = stores
                    .iter()
                    .map(|store| self.value(*store, &object.name))
                    .collect();
                let race = if object.kind == "cell" && values.len() > 1 {
                    " (a race)"
                } else {
                    ""
                };
                (!values.is_empty())
                    .then(|| format!("{}: {}{race}", object.name, values.join(" or ")))
            });
        let seen: Vec<String> = seen.collect();
        if seen.is_empty() {
            "does not run".to_string()
        } else {
            seen.join(", ")
        }
    }

    fn value(&self, store: Option<usize>, object: &str) -> &str {
        let first = || {
            self.variant
                .first
                .iter()
                .find(|(name, _)| *name == object)
                .map(|(_, value)| *value)
        };
        match store {
            Some(row) => self.trace.events[row].written.as_deref(),
            None => first(),
        }
        .unwrap_or("?")
    }
}

impl Link {
    fn class(self) -> (usize, &'static str) {
        match self {
            Link::After(row) => (row, "orders"),
            Link::Reads(row) => (row, "reads"),
            Link::Races(row) => (row, "races"),
        }
    }

    fn words(self) -> String {
        match self {
            Link::After(row) => format!("happens after step {}", row + 1),
            Link::Reads(row) => format!("reads what step {} stored, which orders nothing", row + 1),
            Link::Races(row) => format!("nothing orders it after step {}: a data race", row + 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{TIMELINES, render};
    use crate::{Course, Place};

    fn rendered(name: &str) -> String {
        let course = Course::here().unwrap();
        render(name, &Place::new("chapters/a.md", 4), &course).unwrap()
    }

    #[test]
    fn every_time_line_has_no_empty_line_and_knows_every_value() {
        for timeline in TIMELINES {
            let html = rendered(timeline.name);
            assert!(!html.trim_end().contains("\n\n"), "{}", timeline.name);
            // A value that is not known is drawn as `?`.
            let questions = timeline.question.matches('?').count();
            assert_eq!(html.matches('?').count(), questions, "{}", timeline.name);
        }
    }

    #[test]
    fn the_relaxed_message_races_and_the_other_arrives() {
        let html = rendered("message_passing");
        let (broken, fixed) = html
            .split_once("id=\"timeline-message_passing-fixed\"")
            .unwrap();
        assert!(broken.contains("reads what step 3 stored, which orders nothing"));
        assert!(broken.contains("nothing orders it after step 2: a data race"));
        assert!(broken.contains("loom finds a data race in execution"));
        assert!(fixed.contains("happens after step 3"));
        assert!(!fixed.contains("a data race"));
        assert!(fixed.contains("loom finds no failure in"));
    }

    #[test]
    fn every_step_but_the_last_marks_a_line_of_the_code_that_is_shown() {
        for timeline in TIMELINES {
            let html = rendered(timeline.name);
            for section in html.split("<section").skip(1) {
                let marks = section.split("data-marks=\"").nth(1).unwrap();
                let marks = marks.split_once('"').unwrap().0.replace("&quot;", "\"");
                let marks: Vec<Vec<String>> = serde_json::from_str(&marks).unwrap();
                for (row, marks) in marks[..marks.len() - 1].iter().enumerate() {
                    assert!(
                        marks.iter().any(|mark| !mark.is_empty()),
                        "{}, row {row}: {marks:?}",
                        timeline.name
                    );
                    for mark in marks.iter().filter(|mark| !mark.is_empty()) {
                        assert!(section.contains(&format!("data-line=\"{mark}\"")), "{mark}");
                    }
                }
            }
        }
    }

    #[test]
    fn an_unknown_time_line_is_refused_with_the_nearest() {
        let course = Course::here().unwrap();
        let fault = render("message_pasing", &Place::new("chapters/a.md", 4), &course).unwrap_err();
        assert!(
            fault
                .to_string()
                .contains("the nearest is `message_passing`"),
            "{fault}"
        );
    }
}
