//! Text with colours, as rustc and the judge write it, made into lines for the screen.
//!
//! A learner's program may print anything. What is not a colour is taken out here, so that no test can move the cursor,
//! clear the screen or set the window's title.

use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};

/// Columns from one tab stop to the next.
const TAB: usize = 4;

/// The lines of `text`. Without `colour`, weight and underlines are kept and colours are not.
pub fn lines(text: &str, colour: bool) -> Vec<Line<'static>> {
    let mut style = Style::new();
    text.split('\n')
        .map(|line| one_line(line, &mut style, colour))
        .collect()
}

fn one_line(text: &str, style: &mut Style, colour: bool) -> Line<'static> {
    let mut spans = Vec::new();
    let mut piece = String::new();
    let mut column = 0;
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match c {
            '\x1b' => {
                if !piece.is_empty() {
                    spans.push(Span::styled(std::mem::take(&mut piece), *style));
                }
                if let Some(numbers) = escape(&mut rest) {
                    select(style, &numbers, colour);
                }
            }
            '\t' => {
                let blanks = TAB - column % TAB;
                piece.extend(std::iter::repeat_n(' ', blanks));
                column += blanks;
            }
            '\r' => {}
            c if c.is_control() => {
                piece.push('\u{fffd}');
                column += 1;
            }
            c => {
                piece.push(c);
                column += 1;
            }
        }
    }
    if !piece.is_empty() {
        spans.push(Span::styled(piece, *style));
    }
    Line::from(spans)
}

/// Takes an escape sequence, whose first character is gone already. Gives the numbers if it selects a style.
fn escape(rest: &mut std::str::Chars<'_>) -> Option<Vec<u8>> {
    match rest.next()? {
        '[' => {
            let mut arguments = String::new();
            loop {
                match rest.next()? {
                    'm' => break,
                    '\x40'..='\x7e' => return None,
                    c => arguments.push(c),
                }
            }
            arguments
                .split([';', ':'])
                .map(|number| match number {
                    "" => Some(0),
                    number => number.parse().ok(),
                })
                .collect()
        }
        // A string for the terminal itself, such as a title: up to BEL or ESC \.
        ']' | 'P' | '_' | '^' | 'X' => {
            loop {
                match rest.next()? {
                    '\x07' => break,
                    '\x1b' => {
                        rest.next();
                        break;
                    }
                    _ => {}
                }
            }
            None
        }
        _ => None,
    }
}

fn select(style: &mut Style, numbers: &[u8], colour: bool) {
    let mut rest = numbers.iter().copied();
    while let Some(number) = rest.next() {
        match number {
            0 => *style = Style::new(),
            1 => *style = style.add_modifier(Modifier::BOLD),
            2 => *style = style.add_modifier(Modifier::DIM),
            3 => *style = style.add_modifier(Modifier::ITALIC),
            4 => *style = style.add_modifier(Modifier::UNDERLINED),
            7 => *style = style.add_modifier(Modifier::REVERSED),
            22 => *style = style.remove_modifier(Modifier::BOLD | Modifier::DIM),
            23 => *style = style.remove_modifier(Modifier::ITALIC),
            24 => *style = style.remove_modifier(Modifier::UNDERLINED),
            27 => *style = style.remove_modifier(Modifier::REVERSED),
            30..=37 if colour => style.fg = Some(Color::Indexed(number - 30)),
            38 => {
                let chosen = extended(&mut rest);
                if colour {
                    style.fg = chosen;
                }
            }
            39 => style.fg = None,
            40..=47 if colour => style.bg = Some(Color::Indexed(number - 40)),
            48 => {
                let chosen = extended(&mut rest);
                if colour {
                    style.bg = chosen;
                }
            }
            49 => style.bg = None,
            90..=97 if colour => style.fg = Some(Color::Indexed(number - 90 + 8)),
            100..=107 if colour => style.bg = Some(Color::Indexed(number - 100 + 8)),
            _ => {}
        }
    }
}

fn extended(rest: &mut impl Iterator<Item = u8>) -> Option<Color> {
    match rest.next()? {
        5 => Some(Color::Indexed(rest.next()?)),
        2 => Some(Color::Rgb(rest.next()?, rest.next()?, rest.next()?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(line: &Line<'_>) -> String {
        line.spans
            .iter()
            .map(|span| span.content.as_ref())
            .collect()
    }

    #[test]
    fn a_colour_lasts_until_it_is_taken_back_also_over_a_line_end() {
        let lines = lines("a\x1b[1;31mb\nc\x1b[0md", true);
        assert_eq!(text(&lines[1]), "cd");
        let red = Style::new()
            .fg(Color::Indexed(1))
            .add_modifier(Modifier::BOLD);
        assert_eq!(lines[0].spans[1].style, red);
        assert_eq!(lines[1].spans[0].style, red);
        assert_eq!(lines[1].spans[1].style, Style::new());
    }

    #[test]
    fn without_colour_the_weight_stays() {
        let lines = lines("\x1b[1;38;5;9mb\x1b[48;2;1;2;3mc", false);
        let bold = Style::new().add_modifier(Modifier::BOLD);
        assert_eq!(lines[0].spans[0].style, bold);
        assert_eq!(lines[0].spans[1].style, bold);
    }

    #[test]
    fn a_program_cannot_move_the_cursor_or_set_the_title() {
        let lines = lines(
            "\x1b[2J\x1b[1;1Ha\x1b]0;mine\x07b\x1b]0;mine\x1b\\c\r\x08d",
            true,
        );
        assert_eq!(text(&lines[0]), "abc\u{fffd}d");
    }

    #[test]
    fn an_escape_that_is_cut_off_ends_with_the_text() {
        assert_eq!(text(&lines("a\x1b[3", true)[0]), "a");
        assert_eq!(text(&lines("a\x1b", true)[0]), "a");
    }

    #[test]
    fn a_tab_goes_to_the_next_stop() {
        assert_eq!(text(&lines("ab\tc", true)[0]), "ab  c");
    }
}
