//! Draws the desk.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::card::Card;
use super::colours::{chosen, quiet, strong};
use super::desk::{Desk, Page};

/// From this many rows on, there is room for more than one row about the exercise.
const ROOMY: u16 = 18;

/// From this many rows on, the middle shows the task above the check.
const TALL: u16 = 24;

/// From this many columns on, the list says how long each takes.
const WIDE: usize = 70;

/// Draws everything into the whole of the frame.
pub fn draw(frame: &mut Frame<'_>, desk: &mut Desk) {
    let area = frame.area();
    let header_rows = if area.height >= ROOMY { 4 } else { 2 };
    let footer = footer(desk, usize::from(area.width));
    let [head, body, rule, foot] = Layout::vertical([
        Constraint::Length(header_rows),
        Constraint::Fill(1),
        Constraint::Length(1),
        Constraint::Length(footer.len() as u16),
    ])
    .areas(area);
    draw_head(frame, head, desk);
    let part = draw_body(frame, body, desk);
    draw_rule(frame, rule, part);
    for (line, row) in footer.iter().zip(foot.rows()) {
        frame.render_widget(line, row);
    }
}

fn draw_head(frame: &mut Frame<'_>, area: Rect, desk: &Desk) {
    let card = desk.card();
    let width = usize::from(area.width);
    let counted = format!("{} of {}", desk.done(), desk.cards.len());
    let bar = bar(desk.done(), desk.cards.len(), (width / 4).clamp(5, 30));
    let first = vec![
        Span::styled("Happens-Before ", strong()),
        Span::styled(bar.0, desk.colours.good()),
        Span::styled(bar.1, quiet()),
        Span::raw(format!(" {counted}")),
    ];
    let about = if width < WIDE {
        String::new()
    } else {
        about(card)
    };
    let mut lines = vec![
        ends(first, Span::styled(about, quiet()), width),
        ends(
            vec![
                Span::styled(format!("{} ", number(card)), quiet()),
                Span::styled(card.title.clone(), strong()),
            ],
            state(desk),
            width,
        ),
    ];
    if area.height > 2 {
        lines.push(Line::styled(
            format!("{} ", desk.path),
            desk.colours.accent(),
        ));
    }
    for (line, row) in lines.iter().zip(area.rows()) {
        frame.render_widget(line, row);
    }
}

/// `left` at the left end, cut with `…` if it must be, and `right` whole at the right end.
fn ends<'a>(mut left: Vec<Span<'a>>, right: Span<'a>, width: usize) -> Line<'a> {
    let room = width.saturating_sub(right.width() + 1);
    let mut used: usize = left.iter().map(Span::width).sum();
    if used > room {
        while used >= room.max(1) {
            let Some(last) = left.last_mut() else { break };
            let mut text = last.content.to_string();
            if let Some(cut) = text.pop() {
                used -= Span::raw(cut.to_string()).width();
                last.content = text.into();
            } else {
                left.pop();
            }
        }
        left.push(Span::raw("…"));
        used += 1;
    }
    let between = width.saturating_sub(used + right.width());
    left.push(Span::raw(" ".repeat(between)));
    left.push(right);
    Line::from(left)
}

/// The filled and the empty part of a bar of `width` columns.
fn bar(done: usize, all: usize, width: usize) -> (String, String) {
    let filled = done * width / all.max(1);
    ("━".repeat(filled), "─".repeat(width - filled))
}

/// `core, 15 minutes`.
fn about(card: &Card) -> String {
    match (card.route, card.minutes) {
        (None, _) => String::new(),
        (Some(route), 0) => route.word().to_string(),
        (Some(route), minutes) => format!("{}, {minutes} minutes", route.word()),
    }
}

/// `threads/05` of `threads/05_account`.
fn number(card: &Card) -> String {
    let id = card.exercise.id();
    match id.split_once('_') {
        Some((number, _)) => number.to_string(),
        None => id,
    }
}

fn state(desk: &Desk) -> Span<'static> {
    let seconds = desk.check.time().as_secs_f32();
    match desk.check.passed {
        None => Span::styled(format!("checking {seconds:.1} s"), desk.colours.notice()),
        Some(true) => Span::styled(format!("✓ passed in {seconds:.2} s"), desk.colours.good()),
        Some(false) => Span::styled(format!("✗ not yet, {seconds:.2} s"), desk.colours.bad()),
    }
}

/// Which lines of how many are seen, if not all.
type Part = Option<(usize, usize, usize)>;

fn draw_body(frame: &mut Frame<'_>, area: Rect, desk: &mut Desk) -> Part {
    match desk.page {
        Page::Run if area.height >= TALL => draw_task_and_run(frame, area, desk),
        Page::Run => desk.run.draw(frame, area),
        Page::Task => desk.task.draw(frame, area),
        Page::Hints => desk.hints.draw(frame, area),
        Page::Solution => desk.solution.draw(frame, area),
        Page::Help => desk.help.draw(frame, area),
        Page::List => draw_list(frame, area, desk),
    }
}

/// The task takes what it needs, but leaves most to the check.
fn draw_task_and_run(frame: &mut Frame<'_>, area: Rect, desk: &mut Desk) -> Part {
    let needed = desk.task.height_at(area.width);
    let given = needed.min(usize::from(area.height) * 2 / 5);
    let [task, between, run] = Layout::vertical([
        Constraint::Length(given as u16),
        Constraint::Length(1),
        Constraint::Fill(1),
    ])
    .areas(area);
    desk.task.show_start();
    desk.task.draw(frame, task);
    let rest = if needed > given {
        format!("  … {} more lines: t", needed - given)
    } else {
        String::new()
    };
    frame.render_widget(Line::styled(rest, quiet()), between);
    desk.run.draw(frame, run)
}

fn draw_list(frame: &mut Frame<'_>, area: Rect, desk: &mut Desk) -> Part {
    let [filter, rows] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(area);
    let shown = desk.list.shown(&desk.cards);
    frame.render_widget(filter_line(desk, shown.len()), filter);
    let height = usize::from(rows.height).max(1);
    desk.list.cursor = desk.list.cursor.min(shown.len().saturating_sub(1));
    let cursor = desk.list.cursor;
    desk.list.top = desk
        .list
        .top
        .clamp((cursor + 1).saturating_sub(height), cursor);
    let top = desk.list.top;
    for (place, row) in (top..).zip(rows.rows()) {
        let Some(&at) = shown.get(place) else { break };
        let style = if place == cursor {
            chosen()
        } else {
            Style::new()
        };
        frame.render_widget(
            list_row(desk, at, usize::from(area.width)).style(style),
            row,
        );
    }
    let last = (top + height).min(shown.len());
    (shown.len() > height).then_some((top + 1, last, shown.len()))
}

fn filter_line(desk: &Desk, count: usize) -> Line<'static> {
    let list = &desk.list;
    let mut words = Vec::new();
    if let Some(route) = list.route {
        words.push(route.word().to_string());
    }
    if let Some(done) = list.done {
        words.push(if done { "done" } else { "pending" }.to_string());
    }
    let mut spans = vec![Span::styled(
        format!("{count} of {} ", desk.cards.len()),
        quiet(),
    )];
    if !words.is_empty() {
        spans.push(Span::styled(
            format!("{} ", words.join(", ")),
            desk.colours.notice(),
        ));
    }
    if list.types || !list.search.is_empty() {
        spans.push(Span::styled(
            format!("/{}", list.search),
            desk.colours.accent(),
        ));
        if list.types {
            spans.push(Span::styled(" ", chosen()));
        }
    }
    Line::from(spans)
}

fn list_row(desk: &Desk, at: usize, width: usize) -> Line<'static> {
    let card = &desk.cards[at];
    let here = if at == desk.current { "›" } else { " " };
    let mark = if card.done { "✓" } else { "·" };
    let names = desk.cards.iter().map(|card| card.exercise.id().len());
    let column = names.max().unwrap_or(0).min(width / 2);
    let id = card.exercise.id();
    let left = vec![
        Span::styled(here, desk.colours.accent()),
        Span::styled(format!("{mark} "), desk.colours.good()),
        Span::raw(format!("{id:column$}  ")),
        Span::styled(card.title.clone(), quiet()),
    ];
    let right = match card.route {
        Some(route) if width < WIDE => route.word().to_string(),
        _ => about(card),
    };
    ends(left, Span::styled(right, quiet()), width)
}

fn draw_rule(frame: &mut Frame<'_>, area: Rect, part: Part) {
    let width = usize::from(area.width);
    let text = match part {
        None => "─".repeat(width),
        Some((first, last, all)) => {
            let end = format!(" {first}–{last} of {all} ──");
            let rest = width.saturating_sub(Span::raw(&end).width());
            format!("{}{end}", "─".repeat(rest))
        }
    };
    frame.render_widget(Line::styled(text, quiet()), area);
}

/// One row, or two if a note has something to say.
fn footer(desk: &Desk, width: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    if let Some(note) = &desk.note {
        lines.push(Line::styled(note.clone(), desk.colours.notice()));
    }
    if desk.asks_reset {
        let question = "start this exercise anew? (yours is kept)  y yes  n no";
        lines.push(Line::styled(question, desk.colours.notice()));
        return lines;
    }
    let keys: &[(&str, &str)] = match desk.page {
        Page::List if desk.list.types => &[("Enter", "go"), ("↑↓", "move"), ("Esc", "end search")],
        Page::List => &[
            ("Enter", "go"),
            ("/", "search"),
            ("c", "core"),
            ("m", "more"),
            ("a", "advanced"),
            ("d", "done"),
            ("p", "pending"),
            ("Esc", "back"),
            ("q", "quit"),
        ],
        Page::Run if desk.check.passed == Some(true) => &[
            ("n", "next"),
            ("q", "quit"),
            ("s", "solution"),
            ("l", "list"),
            ("t", "task"),
            ("r", "run"),
            ("p", "previous"),
            ("x", "reset"),
            ("?", "help"),
        ],
        Page::Run => &[
            ("h", "hint"),
            ("q", "quit"),
            ("l", "list"),
            ("t", "task"),
            ("n", "next"),
            ("r", "run"),
            ("p", "previous"),
            ("x", "reset"),
            ("?", "help"),
        ],
        Page::Hints => &[("h", "next hint"), ("Esc", "back"), ("q", "quit")],
        _ => &[("Esc", "back"), ("q", "quit"), ("?", "help")],
    };
    lines.push(key_line(keys, width, desk.colours.accent()));
    lines
}

/// As many keys as fit, each whole.
fn key_line(keys: &[(&str, &str)], width: usize, key_style: Style) -> Line<'static> {
    let mut spans = Vec::new();
    let mut used = 0;
    for (key, what) in keys {
        let (key, what) = (
            Span::styled(key.to_string(), key_style),
            format!(" {what}  "),
        );
        let added = key.width() + Span::raw(what.trim_end()).width();
        if used + added > width {
            break;
        }
        used += added + 2;
        spans.push(key);
        spans.push(Span::raw(what));
    }
    Line::from(spans)
}

#[cfg(test)]
#[path = "screen_tests.rs"]
mod tests;
