//! The screen at several sizes, drawn into memory.

use std::path::Path;
use std::time::Duration;

use judge::check::Event;
use judge::course::Exercise;
use judge::describe::Route;
use judge::verdict::{Engine, Outcome, TestReport};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::{KeyCode, KeyEvent};

use super::*;
use crate::watch::colours::Colours;

fn desk() -> Desk {
    let cards = (0..30)
        .map(|number| Card {
            exercise: Exercise::new(
                Path::new("/course"),
                "threads",
                &format!("{number:02}_account"),
            ),
            title: format!("An account that 口座 number {number} shares"),
            route: Some(Route::Core),
            minutes: 15,
            task: "Many threads pay in and out. Nothing may be lost.".to_string(),
            done: number < 10,
        })
        .collect();
    let mut desk = Desk::new(cards, Colours { on: true });
    let path = "exercises/threads/12_account.rs".to_string();
    desk.visit(12, path, vec!["Look at the guard.".to_string()], 0);
    desk
}

fn drawn(desk: &mut Desk, width: u16, height: u16) -> Vec<String> {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| draw(frame, desk)).unwrap();
    let buffer = terminal.backend().buffer();
    (0..height)
        .map(|y| {
            let mut row = String::new();
            let mut x = 0;
            while x < width {
                let symbol = buffer[(x, y)].symbol();
                row.push_str(symbol);
                x += Span::raw(symbol).width().max(1) as u16;
            }
            row.trim_end().to_string()
        })
        .collect()
}

fn ended(name: &str, outcome: Outcome) -> Event {
    Event::TestEnded {
        engine: Engine::Watched,
        report: TestReport {
            name: name.to_string(),
            outcome,
            time: Duration::from_millis(3),
            output: String::new(),
        },
    }
}

fn run_a_little(desk: &mut Desk) {
    let engine = Engine::Watched;
    desk.progress(Event::StageStarted {
        engine,
        command: String::new(),
    });
    desk.progress(Event::Built {
        engine,
        time: Duration::from_millis(210),
        foreign_crates: 0,
    });
    for name in ["a_deposit_is_added", "a_withdrawal_takes"] {
        let name = name.to_string();
        desk.progress(Event::TestStarted { engine, name });
    }
    desk.progress(ended("a_deposit_is_added", Outcome::Passed));
}

#[test]
fn each_test_is_seen_as_it_ends() {
    let mut desk = desk();
    run_a_little(&mut desk);
    let screen = drawn(&mut desk, 100, 30).join("\n");
    assert!(screen.contains("built in 210 ms"), "{screen}");
    assert!(screen.contains("✓ a deposit is added  3 ms"), "{screen}");
    assert!(screen.contains("… a withdrawal takes"), "{screen}");
    let message = "no".to_string();
    desk.progress(ended("a_withdrawal_takes", Outcome::Failed { message }));
    let screen = drawn(&mut desk, 100, 30).join("\n");
    assert!(screen.contains("✗ a withdrawal takes"), "{screen}");
    assert!(!screen.contains("… a withdrawal takes"), "{screen}");
}

#[test]
fn a_wide_screen_says_where_one_is_and_what_to_do() {
    let mut desk = desk();
    let screen = drawn(&mut desk, 100, 40).join("\n");
    for part in [
        "10 of 30",
        "core, 15 minutes",
        "threads/12 An account that 口座 number 12 shares",
        "exercises/threads/12_account.rs",
        "Nothing may be lost.",
        "h hint",
        "q quit",
        "? help",
        "checking",
    ] {
        assert!(screen.contains(part), "{part} is missing:\n{screen}");
    }
}

#[test]
fn a_small_screen_still_shows_the_check_and_the_first_keys() {
    let mut desk = desk();
    run_a_little(&mut desk);
    let rows = drawn(&mut desk, 40, 12);
    let screen = rows.join("\n");
    for part in [
        "10 of 30",
        "checking",
        "✓ a deposit is added",
        "h hint",
        "q quit",
    ] {
        assert!(screen.contains(part), "{part} is missing:\n{screen}");
    }
    assert!(rows.iter().all(|row| Span::raw(row).width() <= 40));
}

#[test]
fn no_size_is_too_small_to_draw() {
    let mut desk = desk();
    for key in ["", "l", "/", "t", "h", "?", "x"] {
        for c in key.chars() {
            desk.press(KeyEvent::from(KeyCode::Char(c)));
        }
        for (width, height) in [(1, 1), (2, 5), (5, 2), (10, 3), (300, 1), (1, 100)] {
            drawn(&mut desk, width, height);
        }
        desk.press(KeyEvent::from(KeyCode::Esc));
    }
}

#[test]
fn a_long_verdict_scrolls_to_its_last_line_and_says_where_one_is() {
    let mut desk = desk();
    let text: Vec<String> = (1..=100).map(|line| format!("line {line}")).collect();
    desk.end(false, &text.join("\n"));
    let screen = drawn(&mut desk, 60, 20).join("\n");
    assert!(screen.contains("line 1\n"), "{screen}");
    assert!(screen.contains("1–14 of 100"), "{screen}");
    desk.press(KeyEvent::from(KeyCode::PageDown));
    assert!(
        drawn(&mut desk, 60, 20)
            .join("\n")
            .contains("line 14\nline 15\n")
    );
    desk.press(KeyEvent::from(KeyCode::End));
    let screen = drawn(&mut desk, 60, 20).join("\n");
    assert!(screen.contains("line 100"), "{screen}");
    assert!(screen.contains("87–100 of 100"), "{screen}");
}

#[test]
fn the_cursor_of_a_long_list_stays_on_the_screen() {
    let mut desk = desk();
    desk.press(KeyEvent::from(KeyCode::Char('l')));
    let screen = drawn(&mut desk, 60, 12).join("\n");
    assert!(screen.contains("›· threads/12_account"), "{screen}");
    desk.press(KeyEvent::from(KeyCode::End));
    let screen = drawn(&mut desk, 60, 12).join("\n");
    assert!(screen.contains("threads/29_account"), "{screen}");
    desk.press(KeyEvent::from(KeyCode::Home));
    let screen = drawn(&mut desk, 60, 12).join("\n");
    assert!(screen.contains(" ✓ threads/00_account"), "{screen}");
}

#[test]
fn without_colour_nothing_has_one() {
    let mut desk = desk();
    desk.colours = Colours { on: false };
    run_a_little(&mut desk);
    for key in ["", "l", "t", "h"] {
        for c in key.chars() {
            desk.press(KeyEvent::from(KeyCode::Char(c)));
        }
        let mut terminal = Terminal::new(TestBackend::new(80, 30)).unwrap();
        terminal.draw(|frame| draw(frame, &mut desk)).unwrap();
        for cell in terminal.backend().buffer().content() {
            assert_eq!(cell.fg, ratatui::style::Color::Reset, "{}", cell.symbol());
            assert_eq!(cell.bg, ratatui::style::Color::Reset, "{}", cell.symbol());
        }
    }
}

#[test]
fn a_title_that_is_too_long_is_cut_and_the_state_is_not() {
    let mut desk = desk();
    desk.colours = Colours { on: false };
    let rows = drawn(&mut desk, 45, 12);
    assert_eq!(rows[1], "threads/12 An account that 口… checking 0.0 s");
    desk.end(true, "well done");
    let rows = drawn(&mut desk, 30, 12);
    assert!(rows[1].contains("… ✓ passed in 0."), "{}", rows[1]);
}
