//! A scrollable text that wraps to the width it is given.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// A text, how it is wrapped, and where the reader is in it.
#[derive(Default)]
pub struct Pane {
    source: Vec<Line<'static>>,
    wrapped: Vec<Line<'static>>,
    /// The width for which `wrapped` was made; 0 if not at all.
    width: u16,
    top: usize,
    height: usize,
    /// Whether new lines are followed to the end.
    follows: bool,
}

impl Pane {
    /// Shows `lines`, at the place where the reader was.
    pub fn set(&mut self, lines: Vec<Line<'static>>) {
        self.source = lines;
        self.width = 0;
    }

    /// From the first line on.
    pub fn show_start(&mut self) {
        self.top = 0;
        self.follows = false;
    }

    /// To the last line, and on to those that come.
    pub fn show_end(&mut self) {
        self.follows = true;
    }

    /// Down by `lines`, or up if negative.
    pub fn scroll(&mut self, lines: isize) {
        self.follows = false;
        self.top = self.top.saturating_add_signed(lines).min(self.furthest());
    }

    /// Down by as many screens, less a line that is seen again.
    pub fn scroll_pages(&mut self, pages: isize) {
        self.scroll(pages * self.height.saturating_sub(1).max(1).cast_signed());
    }

    /// How many lines the text takes at `width` columns.
    pub fn height_at(&mut self, width: u16) -> usize {
        self.wrap_to(width);
        self.wrapped.len()
    }

    /// Draws what fits. Returns the numbers of the first and last line that are seen and how many there are, if not all
    /// are seen.
    pub fn draw(&mut self, frame: &mut Frame<'_>, area: Rect) -> Option<(usize, usize, usize)> {
        self.wrap_to(area.width);
        self.height = usize::from(area.height);
        self.top = if self.follows {
            self.furthest()
        } else {
            self.top.min(self.furthest())
        };
        let seen = self.wrapped.iter().skip(self.top).take(self.height);
        for (line, row) in seen.zip(area.rows()) {
            frame.render_widget(line, row);
        }
        (self.wrapped.len() > self.height).then(|| {
            let last = (self.top + self.height).min(self.wrapped.len());
            (self.top + 1, last, self.wrapped.len())
        })
    }

    fn furthest(&self) -> usize {
        self.wrapped.len().saturating_sub(self.height)
    }

    fn wrap_to(&mut self, width: u16) {
        if self.width != width {
            self.width = width;
            self.wrapped = self
                .source
                .iter()
                .flat_map(|line| wrap(line, usize::from(width)))
                .collect();
        }
    }
}

/// Breaks `line` between words where it can, else between characters, into lines of at most `width` columns. What
/// follows is indented like the beginning.
pub fn wrap(line: &Line<'static>, width: usize) -> Vec<Line<'static>> {
    if line.width() <= width || width == 0 {
        return vec![line.clone()];
    }
    let cells: Vec<Cell<'_>> = line
        .styled_graphemes(Style::new())
        .map(|grapheme| Cell {
            symbol: grapheme.symbol,
            style: grapheme.style,
            width: Span::raw(grapheme.symbol).width(),
        })
        .collect();
    let indent = cells.iter().take_while(|cell| cell.is_blank()).count();
    let indent = if indent <= width / 2 { indent } else { 0 };
    let mut lines = Vec::new();
    let mut rest = &cells[..];
    while !rest.is_empty() {
        let margin = if lines.is_empty() { 0 } else { indent };
        let (taken, next) = rest.split_at(first_break(rest, width - margin, indent));
        let mut spans = Vec::new();
        if margin > 0 {
            spans.push(Span::raw(" ".repeat(margin)));
        }
        join(taken, &mut spans);
        lines.push(Line::from(spans).style(line.style));
        let blanks = next.iter().take_while(|cell| cell.is_blank()).count();
        rest = &next[blanks..];
    }
    lines
}

struct Cell<'a> {
    symbol: &'a str,
    style: Style,
    width: usize,
}

impl Cell<'_> {
    fn is_blank(&self) -> bool {
        self.symbol == " "
    }
}

/// How many cells of `rest` go on this line, at least one.
fn first_break(rest: &[Cell<'_>], width: usize, indent: usize) -> usize {
    let mut used = 0;
    let mut last_blank = None;
    for (at, cell) in rest.iter().enumerate() {
        if cell.is_blank() && at > indent {
            last_blank = Some(at);
        }
        used += cell.width;
        if used > width {
            return last_blank.unwrap_or(at).max(1);
        }
    }
    rest.len()
}

fn join(cells: &[Cell<'_>], spans: &mut Vec<Span<'static>>) {
    for run in cells.chunk_by(|left, right| left.style == right.style) {
        let text: String = run.iter().map(|cell| cell.symbol).collect();
        spans.push(Span::styled(text, run[0].style));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(text: &str, width: usize) -> Vec<String> {
        wrap(&Line::from(text.to_string()), width)
            .iter()
            .map(|line| {
                line.spans
                    .iter()
                    .map(|span| span.content.as_ref())
                    .collect()
            })
            .collect()
    }

    #[test]
    fn breaks_between_words() {
        assert_eq!(wrapped("one two three", 8), ["one two", "three"]);
    }

    #[test]
    fn what_follows_is_indented_like_the_beginning() {
        assert_eq!(wrapped("  one two three", 9), ["  one two", "  three"]);
    }

    #[test]
    fn a_word_that_is_too_long_is_cut() {
        assert_eq!(wrapped("abcdefgh", 3), ["abc", "def", "gh"]);
    }

    #[test]
    fn a_wide_character_takes_two_columns() {
        assert_eq!(wrapped("日本語", 5), ["日本", "語"]);
        assert_eq!(wrapped("日本語", 1), ["日", "本", "語"]);
    }

    #[test]
    fn a_letter_with_its_accent_is_never_parted() {
        assert_eq!(wrapped("e\u{301}e\u{301}", 1), ["e\u{301}", "e\u{301}"]);
    }
}
