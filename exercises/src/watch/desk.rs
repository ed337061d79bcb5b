//! What is on the screen, and what a key means for it. Nothing here touches a file, a process or the terminal.

use judge::check::Event;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::text::Line;

use super::ansi;
use super::card::Card;
use super::colours::Colours;
use super::list::{List, Meant};
use super::pane::Pane;
use super::progress::Progress;

/// Everything that is shown.
pub struct Desk {
    /// Colours, or none.
    pub colours: Colours,
    /// All exercises, in teaching order.
    pub cards: Vec<Card>,
    /// The one that is worked on.
    pub current: usize,
    /// Its file, as one would name it in the course's folder.
    pub path: String,
    /// What fills the middle.
    pub page: Page,
    /// The check that goes on, or the last one.
    pub check: Progress,
    /// The check, as text.
    pub run: Pane,
    /// What to do.
    pub task: Pane,
    /// The hints seen so far.
    pub hints: Pane,
    /// The solution beside the learner's own.
    pub solution: Pane,
    /// The keys.
    pub help: Pane,
    /// All exercises.
    pub list: List,
    /// The hints of the current exercise.
    pub hint_texts: Vec<String>,
    /// How many of them have been seen.
    pub hints_seen: usize,
    /// Whether `y` starts the exercise anew.
    pub asks_reset: bool,
    /// The newest thing to say, until a key is pressed.
    pub note: Option<String>,
}

/// What fills the middle of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// The check.
    Run,
    /// What to do.
    Task,
    /// Hints.
    Hints,
    /// The solution.
    Solution,
    /// All exercises.
    List,
    /// All keys.
    Help,
}

/// What a key asks for beyond the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Nothing.
    Nothing,
    /// Leave the guide.
    Quit,
    /// Back to the shell for a while.
    Suspend,
    /// Check again.
    Run,
    /// Work on this one.
    Visit(usize),
    /// Remember that this many hints have been seen.
    HintsSeen(usize),
    /// Show the solution.
    Solution,
    /// Start the exercise anew.
    Reset,
}

impl Desk {
    /// The exercise `current` of `cards`, not yet checked.
    pub fn new(cards: Vec<Card>, colours: Colours) -> Desk {
        let mut help = Pane::default();
        help.set(ansi::lines(include_str!("help.txt").trim_end(), colours.on));
        Desk {
            colours,
            cards,
            current: 0,
            path: String::new(),
            page: Page::Run,
            check: Progress::new(),
            run: Pane::default(),
            task: Pane::default(),
            hints: Pane::default(),
            solution: Pane::default(),
            help,
            list: List::default(),
            hint_texts: Vec::new(),
            hints_seen: 0,
            asks_reset: false,
            note: None,
        }
    }

    /// The exercise that is worked on.
    pub fn card(&self) -> &Card {
        &self.cards[self.current]
    }

    /// Turns to the exercise `at`, whose hints are given.
    pub fn visit(&mut self, at: usize, path: String, hint_texts: Vec<String>, hints_seen: usize) {
        self.current = at;
        self.path = path;
        self.hints_seen = hints_seen.min(hint_texts.len());
        self.hint_texts = hint_texts;
        self.page = Page::Run;
        self.asks_reset = false;
        self.task
            .set(ansi::lines(&self.cards[at].task, self.colours.on));
        self.task.show_start();
        self.write_hints();
        self.begin();
    }

    /// A check begins.
    pub fn begin(&mut self) {
        self.check = Progress::new();
        self.run.set(Vec::new());
        self.run.show_end();
        if !matches!(self.page, Page::List) {
            self.page = Page::Run;
        }
    }

    /// A check goes on.
    pub fn progress(&mut self, event: Event) {
        self.check.add(event);
        let text = self.check.text(self.colours.paint());
        self.run.set(ansi::lines(&text, self.colours.on));
    }

    /// A check has ended. `text` says what came out, in colours.
    pub fn end(&mut self, passed: bool, text: &str) {
        self.check.end(passed);
        self.cards[self.current].done |= passed;
        self.run.set(ansi::lines(text.trim_end(), self.colours.on));
        self.run.show_start();
    }

    /// Shows the solution beside the learner's own.
    pub fn show_solution(&mut self, text: &str) {
        self.solution
            .set(ansi::lines(text.trim_end(), self.colours.on));
        self.solution.show_start();
        self.page = Page::Solution;
    }

    /// How many exercises have passed.
    pub fn done(&self) -> usize {
        self.cards.iter().filter(|card| card.done).count()
    }

    /// What a key does to the screen, and what it asks for besides.
    pub fn press(&mut self, key: KeyEvent) -> Action {
        if key.modifiers.contains(KeyModifiers::CONTROL) {
            return match key.code {
                KeyCode::Char('c') => Action::Quit,
                KeyCode::Char('z') => Action::Suspend,
                _ => Action::Nothing,
            };
        }
        self.note = None;
        if self.asks_reset {
            self.asks_reset = false;
            match key.code {
                KeyCode::Char('y') => return Action::Reset,
                KeyCode::Char('q') => return Action::Quit,
                _ => {}
            }
            self.note = Some("nothing was changed".to_string());
            return Action::Nothing;
        }
        if self.page == Page::List {
            // A page of the list: the reader's eye needs no more exact a jump.
            match self.list.press(key, &self.cards, 10) {
                Meant::Stay => return Action::Nothing,
                Meant::Close => {
                    self.page = Page::Run;
                    return Action::Nothing;
                }
                Meant::Visit(at) if at == self.current => {
                    self.page = Page::Run;
                    return Action::Nothing;
                }
                Meant::Visit(at) => return Action::Visit(at),
                Meant::Other => {}
            }
        }
        self.press_anywhere(key.code)
    }

    fn press_anywhere(&mut self, code: KeyCode) -> Action {
        match code {
            KeyCode::Char('q') => return Action::Quit,
            KeyCode::Char('n') => return self.next(),
            KeyCode::Char('p') => return self.previous(),
            KeyCode::Char('r') => return Action::Run,
            KeyCode::Char('h') => return self.hint(),
            KeyCode::Char('s') => return self.solution(),
            KeyCode::Char('t') => self.toggle(Page::Task),
            KeyCode::Char('?') => self.toggle(Page::Help),
            KeyCode::Char('l') => {
                self.list.open(&self.cards, self.current);
                self.page = Page::List;
            }
            KeyCode::Char('x') => self.asks_reset = true,
            KeyCode::Esc => self.page = Page::Run,
            KeyCode::Down | KeyCode::Char('j') => self.pane().scroll(1),
            KeyCode::Up | KeyCode::Char('k') => self.pane().scroll(-1),
            KeyCode::PageDown | KeyCode::Char(' ') => self.pane().scroll_pages(1),
            KeyCode::PageUp => self.pane().scroll_pages(-1),
            KeyCode::Home | KeyCode::Char('g') => self.pane().show_start(),
            KeyCode::End | KeyCode::Char('G') => self.pane().show_end(),
            _ => {}
        }
        Action::Nothing
    }

    fn toggle(&mut self, page: Page) {
        self.page = if self.page == page { Page::Run } else { page };
    }

    /// The text that the reader scrolls.
    fn pane(&mut self) -> &mut Pane {
        match self.page {
            Page::Run | Page::List => &mut self.run,
            Page::Task => &mut self.task,
            Page::Hints => &mut self.hints,
            Page::Solution => &mut self.solution,
            Page::Help => &mut self.help,
        }
    }

    /// The next that is still to be done; before this one has passed, the next at all.
    fn next(&mut self) -> Action {
        let after = self.current + 1..self.cards.len();
        let found = if self.card().done {
            after
                .chain(0..self.current)
                .find(|&at| !self.cards[at].done)
        } else {
            after.min()
        };
        if found.is_none() {
            self.note = Some(if self.done() == self.cards.len() {
                "every exercise has passed".to_string()
            } else {
                "this is the last one; l lists what is left".to_string()
            });
        }
        found.map_or(Action::Nothing, Action::Visit)
    }

    fn previous(&mut self) -> Action {
        if self.current == 0 {
            self.note = Some("this is the first one".to_string());
            return Action::Nothing;
        }
        Action::Visit(self.current - 1)
    }

    fn hint(&mut self) -> Action {
        if self.hint_texts.is_empty() {
            self.note = Some("there are no hints for this one".to_string());
            return Action::Nothing;
        }
        // The first press shows again what was seen before; on the hints, each press shows one more.
        let more = self.page == Page::Hints || self.hints_seen == 0;
        self.page = Page::Hints;
        if more && self.hints_seen == self.hint_texts.len() {
            self.note = Some("these are all the hints".to_string());
        } else if more {
            self.hints_seen += 1;
        }
        self.write_hints();
        self.hints.show_end();
        Action::HintsSeen(self.hints_seen)
    }

    fn write_hints(&mut self) {
        let mut lines = Vec::new();
        for (at, text) in self.hint_texts.iter().take(self.hints_seen).enumerate() {
            let title = format!("hint {} of {}", at + 1, self.hint_texts.len());
            lines.push(Line::styled(title, self.colours.notice()));
            lines.push(Line::default());
            lines.extend(ansi::lines(text.trim_end(), self.colours.on));
            lines.push(Line::default());
        }
        self.hints.set(lines);
    }

    fn solution(&mut self) -> Action {
        if self.card().done {
            return Action::Solution;
        }
        self.note = Some("the solution is shown once this has passed; h gives a hint".to_string());
        Action::Nothing
    }
}

#[cfg(test)]
#[path = "desk_tests.rs"]
mod tests;
