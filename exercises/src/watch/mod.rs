//! Watch mode: the current exercise on the screen, checked whenever it is saved.
//!
//! One thread draws and decides; it is told what happens by others, through one channel. So a key is answered during a
//! check as well as between two.
//!
//! | module | what it does |
//! |---|---|
//! | [`desk`] | what is on the screen, and what a key means for it |
//! | [`screen`] | draws that |
//! | [`list`], [`pane`], [`card`] | the list of exercises, a text that scrolls, what is known of one exercise |
//! | [`ansi`], [`colours`] | coloured text made safe for the screen; colours or none |
//! | [`run`], [`progress`] | the check, on a thread of its own; what is seen of it while it goes on |
//! | [`files`] | tells that the exercise was saved |
//! | [`input`] | keys and signals |
//! | [`terminal`] | takes the terminal and gives it back |

mod ansi;
mod card;
mod colours;
mod desk;
mod files;
mod input;
mod list;
mod pane;
mod progress;
mod run;
mod screen;
mod terminal;

use std::fs;
use std::io::{self, IsTerminal};
use std::process::ExitCode;
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Duration;

use judge::check::Event;
use judge::course::{Course, Exercise};
use judge::paint::Paint;
use judge::say;
use judge::verdict::Verdict;
use ratatui::crossterm::event::KeyEvent;

use self::card::Card;
use self::colours::Colours;
use self::desk::{Action, Desk};
use self::files::Files;
use self::run::Runner;
use self::terminal::Screen;

/// How often a clock that is shown goes on.
const TICK: Duration = Duration::from_millis(100);

/// What is told to the thread that draws.
enum Message {
    /// A key was pressed.
    Key(KeyEvent),
    /// The terminal has another size.
    Resize,
    /// Something the check depends on was saved.
    Saved,
    /// The check of this number goes on.
    Event(u64, Event),
    /// The check of this number has ended.
    Verdict(u64, Box<Verdict>),
    /// The process was stopped, and goes on.
    Continued,
    /// The guide should end, with this exit code.
    End(u8),
}

/// What the guide remembers of the learner.
pub trait Memory {
    /// Whether the exercise has passed.
    fn has_passed(&self, exercise: &Exercise) -> bool;
    /// How many of its hints have been seen.
    fn hints_seen(&self, exercise: &Exercise) -> usize;
    /// Remembers that `own`, the text of the exercise, has passed; on disk, at once.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    fn remember_pass(&mut self, exercise: &Exercise, own: &str) -> io::Result<()>;
    /// Remembers how many hints were seen.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    fn remember_hints(&mut self, exercise: &Exercise, seen: usize) -> io::Result<()>;
    /// Remembers where the learner is.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    fn remember_visit(&mut self, exercise: &Exercise) -> io::Result<()>;
}

/// What watch mode asks the rest of the guide for.
pub trait Library {
    /// The solution beside the learner's own, in colours or without.
    ///
    /// # Errors
    ///
    /// If a file cannot be read.
    fn solution(&self, exercise: &Exercise, paint: Paint) -> io::Result<String>;
    /// Makes the starting file anew and keeps the learner's. Says in a sentence where.
    ///
    /// # Errors
    ///
    /// If a file cannot be read or written.
    fn reset(&self, exercise: &Exercise) -> io::Result<String>;
}

/// Runs watch mode until the reader leaves: on `start`, or else on the first exercise that has not passed.
///
/// Ends with success after `q`, else with what a shell says of the signal that ended it.
pub fn watch(
    course: &Course,
    memory: &mut dyn Memory,
    library: &dyn Library,
    start: Option<&Exercise>,
    paint: Paint,
) -> ExitCode {
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        eprintln!("watch mode needs a terminal; `cargo course check` does without");
        return ExitCode::from(2);
    }
    match Session::begin(course, memory, library, start, paint) {
        Ok(session) => ExitCode::from(session.run()),
        Err(error) => {
            terminal::give_back();
            eprintln!("watch mode cannot use this terminal: {error}");
            ExitCode::FAILURE
        }
    }
}

struct Session<'a> {
    course: &'a Course,
    memory: &'a mut dyn Memory,
    library: &'a dyn Library,
    desk: Desk,
    runner: Runner,
    /// The exercise as it was when the check began: what is saved meanwhile has not passed.
    checked: String,
    files: Option<Files>,
    to: Sender<Message>,
    messages: Receiver<Message>,
    screen: Screen,
}

impl<'a> Session<'a> {
    fn begin(
        course: &'a Course,
        memory: &'a mut dyn Memory,
        library: &'a dyn Library,
        start: Option<&Exercise>,
        paint: Paint,
    ) -> io::Result<Session<'a>> {
        let cards: Vec<Card> = course
            .exercises()
            .map(|exercise| Card::read(exercise, memory.has_passed(exercise)))
            .collect();
        let first = match start {
            Some(start) => cards.iter().position(|card| card.exercise == *start),
            None => cards.iter().position(|card| !card.done),
        };
        let (to, messages) = mpsc::channel();
        // Signals first: from here on, none ends the process before the terminal is given back.
        #[cfg(unix)]
        input::read_signals(to.clone())?;
        let screen = Screen::take()?;
        input::read_keys(to.clone())?;
        let mut session = Session {
            course,
            memory,
            library,
            desk: Desk::new(cards, Colours::of(paint)),
            runner: Runner::new(to.clone()),
            checked: String::new(),
            files: None,
            to,
            messages,
            screen,
        };
        session.visit(first.unwrap_or(0));
        Ok(session)
    }

    /// Draws and decides until something ends it. Gives the exit code.
    fn run(mut self) -> u8 {
        let code = loop {
            let drawn = self
                .screen
                .terminal
                .draw(|frame| screen::draw(frame, &mut self.desk));
            if drawn.is_err() {
                break 1; // The terminal is gone.
            }
            let first = if self.desk.check.passed.is_none() {
                self.messages.recv_timeout(TICK).ok()
            } else {
                self.messages.recv().ok()
            };
            // All that came meanwhile is one picture.
            let rest: Vec<Message> = self.messages.try_iter().collect();
            let end = first
                .into_iter()
                .chain(rest)
                .find_map(|message| self.take(message));
            if let Some(code) = end {
                break code;
            }
        };
        terminal::give_back();
        self.runner.stop();
        code
    }

    /// Takes one message. Gives an exit code if it ends the guide.
    fn take(&mut self, message: Message) -> Option<u8> {
        match message {
            Message::Key(key) => {
                let action = self.desk.press(key);
                return self.act(action);
            }
            Message::Saved => self.check(),
            Message::Event(number, event) if number == self.runner.newest => {
                self.desk.progress(event);
            }
            Message::Verdict(number, verdict) if number == self.runner.newest => {
                self.end_check(&verdict);
            }
            // Drawn at the new size anyway; or of a check that nobody waits for.
            Message::Resize | Message::Event(..) | Message::Verdict(..) => {}
            Message::Continued => return self.come_back(),
            Message::End(code) => return Some(code),
        }
        None
    }

    fn act(&mut self, action: Action) -> Option<u8> {
        match action {
            Action::Nothing => {}
            Action::Quit => return Some(0),
            Action::Suspend => self.suspend(),
            Action::Run => self.check(),
            Action::Visit(at) => self.visit(at),
            Action::HintsSeen(seen) => {
                let exercise = self.desk.card().exercise.clone();
                let written = self.memory.remember_hints(&exercise, seen);
                self.note_failure(written);
            }
            Action::Solution => {
                let exercise = &self.desk.card().exercise;
                match self.library.solution(exercise, self.desk.colours.paint()) {
                    Ok(text) => self.desk.show_solution(&text),
                    Err(error) => self.desk.note = Some(error.to_string()),
                }
            }
            Action::Reset => {
                let done = self.library.reset(&self.desk.card().exercise);
                self.desk.note = Some(done.unwrap_or_else(|error| error.to_string()));
            }
        }
        None
    }

    /// Turns to the exercise `at`, watches its files and checks it.
    fn visit(&mut self, at: usize) {
        let card = &self.desk.cards[at];
        let exercise = card.exercise.clone();
        let path = card.path(&self.course.root);
        let hints = exercise.hint_texts().unwrap_or_default();
        let seen = self.memory.hints_seen(&exercise);
        self.desk.visit(at, path, hints, seen);
        let to = self.to.clone();
        let files = Files::watch(vec![exercise.file(), exercise.cases()], move || {
            let _ = to.send(Message::Saved);
        });
        if let Some(why) = &files.only_looks {
            self.desk.note = Some(format!("looking for saves every 200 ms, for {why}"));
        }
        self.files = Some(files);
        let written = self.memory.remember_visit(&exercise);
        self.note_failure(written);
        self.check();
    }

    fn check(&mut self) {
        self.desk.begin();
        let exercise = &self.desk.card().exercise;
        self.checked = fs::read_to_string(exercise.file()).unwrap_or_default();
        self.runner.start(exercise);
    }

    fn end_check(&mut self, verdict: &Verdict) {
        let text = say::verdict(verdict, self.desk.colours.paint());
        let passed = verdict.passed();
        self.desk.end(passed, &text);
        if passed {
            let exercise = self.desk.card().exercise.clone();
            let written = self.memory.remember_pass(&exercise, &self.checked);
            self.desk.note = Some("passed: n goes to the next, s shows the solution".to_string());
            self.note_failure(written);
        }
    }

    /// Back to the shell until it brings the guide back. Nothing runs meanwhile.
    fn suspend(&mut self) {
        #[cfg(unix)]
        {
            self.runner.stop();
            terminal::give_back();
            terminal::stop_until_continued();
            // Here again at once if there is no shell to go back to; else after SIGCONT, which is told as well.
            let _ = self.to.send(Message::Continued);
        }
        #[cfg(not(unix))]
        {
            self.desk.note = Some("this system has no Ctrl-Z".to_string());
        }
    }

    fn come_back(&mut self) -> Option<u8> {
        if self.screen.take_again().is_err() {
            return Some(1);
        }
        if self.desk.check.passed.is_none() {
            self.check();
        }
        None
    }

    fn note_failure(&mut self, written: io::Result<()>) {
        if let Err(error) = written {
            self.desk.note = Some(format!("progress cannot be kept: {error}"));
        }
    }
}
