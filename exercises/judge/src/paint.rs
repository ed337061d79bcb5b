//! Colours of a terminal, and none.

/// Whether the text carries colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// Escape sequences of ANSI terminals.
    Coloured,
    /// Text alone.
    Plain,
}

impl Paint {
    /// `text` in green: what is well.
    pub fn good(self, text: &str) -> String {
        self.wrap("32", text)
    }

    /// `text` in red: what is not.
    pub fn bad(self, text: &str) -> String {
        self.wrap("31", text)
    }

    /// `text` in bold: what to read first.
    pub fn strong(self, text: &str) -> String {
        self.wrap("1", text)
    }

    /// `text` dimmed: what can wait.
    pub fn quiet(self, text: &str) -> String {
        self.wrap("2", text)
    }

    fn wrap(self, code: &str, text: &str) -> String {
        match self {
            Paint::Coloured => format!("\x1b[{code}m{text}\x1b[0m"),
            Paint::Plain => text.to_string(),
        }
    }
}

/// `text` without the escape sequences that set colours.
pub fn without_colours(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("\x1b[") {
        plain.push_str(&rest[..start]);
        let sequence = &rest[start + 2..];
        let end = sequence.find(|c: char| c.is_ascii_alphabetic());
        rest = end.map_or("", |end| &sequence[end + 1..]);
    }
    plain + rest
}
