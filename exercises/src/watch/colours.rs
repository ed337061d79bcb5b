//! The colours of the screen, or none: <https://no-color.org>.

use judge::paint::Paint;
use ratatui::style::{Color, Modifier, Style};

/// Whether the reader wants colours.
#[derive(Clone, Copy)]
pub struct Colours {
    /// Whether there are any.
    pub on: bool,
}

impl Colours {
    /// As for all other output: what `--color` and `NO_COLOR` ask for.
    pub fn of(paint: Paint) -> Colours {
        Colours {
            on: paint == Paint::Coloured,
        }
    }

    /// The same, for text that the judge writes.
    pub fn paint(self) -> Paint {
        if self.on {
            Paint::Coloured
        } else {
            Paint::Plain
        }
    }

    /// What passed.
    pub fn good(self) -> Style {
        self.coloured(Color::Green)
    }

    /// What failed.
    pub fn bad(self) -> Style {
        self.coloured(Color::Red).add_modifier(Modifier::BOLD)
    }

    /// A key that can be pressed, a place where the reader is.
    pub fn accent(self) -> Style {
        self.coloured(Color::Cyan)
    }

    /// Something to take note of.
    pub fn notice(self) -> Style {
        self.coloured(Color::Yellow)
    }

    fn coloured(self, colour: Color) -> Style {
        if self.on {
            Style::new().fg(colour)
        } else {
            Style::new()
        }
    }
}

/// A title.
pub fn strong() -> Style {
    Style::new().add_modifier(Modifier::BOLD)
}

/// What matters less.
pub fn quiet() -> Style {
    Style::new().add_modifier(Modifier::DIM)
}

/// The row under the cursor.
pub fn chosen() -> Style {
    Style::new().add_modifier(Modifier::REVERSED)
}
