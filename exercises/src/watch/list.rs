//! The list of all exercises: which are shown, and which one the cursor is on.

use judge::describe::Route;
use ratatui::crossterm::event::{KeyCode, KeyEvent};

use super::card::Card;

/// What the list shows of all exercises, and where the cursor is.
#[derive(Default)]
pub struct List {
    /// The place of the cursor among the rows that are shown.
    pub cursor: usize,
    /// The first row on the screen.
    pub top: usize,
    /// Only this route.
    pub route: Option<Route>,
    /// Only those done, or only those not done.
    pub done: Option<bool>,
    /// Only those whose name or title holds this.
    pub search: String,
    /// Whether keys go into the search.
    pub types: bool,
}

/// What a key meant to the list.
#[derive(Debug, PartialEq, Eq)]
pub enum Meant {
    /// Nothing to do outside of the list.
    Stay,
    /// Close the list.
    Close,
    /// Go to this exercise.
    Visit(usize),
    /// Not a key of the list.
    Other,
}

impl List {
    /// The numbers of the cards that are shown.
    pub fn shown(&self, cards: &[Card]) -> Vec<usize> {
        let search = self.search.to_lowercase();
        (0..cards.len())
            .filter(|&at| {
                let card = &cards[at];
                self.route.is_none_or(|route| card.route == Some(route))
                    && self.done.is_none_or(|done| card.done == done)
                    && (card.exercise.id().to_lowercase().contains(&search)
                        || card.title.to_lowercase().contains(&search))
            })
            .collect()
    }

    /// Opens the list with the cursor on the card `at`.
    pub fn open(&mut self, cards: &[Card], at: usize) {
        self.types = false;
        let shown = self.shown(cards);
        self.cursor = shown.iter().position(|&card| card == at).unwrap_or(0);
    }

    /// Takes a key.
    pub fn press(&mut self, key: KeyEvent, cards: &[Card], page: usize) -> Meant {
        let shown = self.shown(cards);
        let last = shown.len().saturating_sub(1);
        match key.code {
            KeyCode::Enter => {
                return match shown.get(self.cursor) {
                    Some(&card) => Meant::Visit(card),
                    None => Meant::Stay,
                };
            }
            KeyCode::Down => self.cursor = (self.cursor + 1).min(last),
            KeyCode::Up => self.cursor = self.cursor.saturating_sub(1),
            KeyCode::PageDown => self.cursor = (self.cursor + page).min(last),
            KeyCode::PageUp => self.cursor = self.cursor.saturating_sub(page),
            KeyCode::Home => self.cursor = 0,
            KeyCode::End => self.cursor = last,
            _ if self.types => self.type_key(key.code),
            KeyCode::Char('j') => self.cursor = (self.cursor + 1).min(last),
            KeyCode::Char('k') => self.cursor = self.cursor.saturating_sub(1),
            KeyCode::Char('/') => self.types = true,
            KeyCode::Char('c') => self.toggle_route(Route::Core),
            KeyCode::Char('m') => self.toggle_route(Route::More),
            KeyCode::Char('a') => self.toggle_route(Route::Advanced),
            KeyCode::Char('d') => self.toggle_done(true),
            KeyCode::Char('p') => self.toggle_done(false),
            KeyCode::Esc if !self.search.is_empty() => {
                self.search.clear();
                self.cursor = 0;
            }
            KeyCode::Esc | KeyCode::Char('l') => return Meant::Close,
            _ => return Meant::Other,
        }
        Meant::Stay
    }

    fn type_key(&mut self, code: KeyCode) {
        match code {
            KeyCode::Char(c) => self.search.push(c),
            KeyCode::Backspace => {
                self.search.pop();
            }
            KeyCode::Esc => {
                self.search.clear();
                self.types = false;
            }
            _ => return,
        }
        self.cursor = 0;
    }

    fn toggle_route(&mut self, route: Route) {
        self.route = (self.route != Some(route)).then_some(route);
        self.cursor = 0;
    }

    fn toggle_done(&mut self, done: bool) {
        self.done = (self.done != Some(done)).then_some(done);
        self.cursor = 0;
    }
}
