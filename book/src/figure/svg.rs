//! The few shapes that our figures are made of, as SVG in the colour of the text around them.
//!
//! Everything is drawn in `currentColor`, so a figure is right in every theme, and told apart by shape, dash and label, never
//! by colour. Lengths are in units of the drawing, about a pixel each when it is not scaled.

use std::fmt::Write;

use crate::html::escape;

/// A drawing.
pub struct Svg {
    width: f64,
    height: f64,
    body: String,
}

/// Where a text stands, seen from its point.
#[derive(Clone, Copy)]
pub enum Anchor {
    /// The text begins there.
    Start,
    /// The middle of the text is there.
    Middle,
    /// The text ends there.
    End,
}

impl Svg {
    /// An empty drawing.
    pub fn new(width: f64, height: f64) -> Self {
        Svg {
            width,
            height,
            body: String::new(),
        }
    }

    /// A text on the line `y`.
    pub fn text(&mut self, x: f64, y: f64, anchor: Anchor, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let (x, y, text) = (short(x), short(y), escape(text));
        let _ = writeln!(
            self.body,
            "<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{text}</text>"
        );
    }

    /// A thin line of the grid.
    pub fn grid(&mut self, from: (f64, f64), to: (f64, f64)) {
        self.line(from, to, "stroke-opacity=\"0.25\"");
    }

    /// A line of an axis.
    pub fn axis(&mut self, from: (f64, f64), to: (f64, f64)) {
        self.line(from, to, "stroke-opacity=\"0.8\"");
    }

    fn line(&mut self, from: (f64, f64), to: (f64, f64), look: &str) {
        let [x1, y1, x2, y2] = [from.0, from.1, to.0, to.1].map(short);
        let _ = writeln!(
            self.body,
            "<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\" stroke=\"currentColor\" {look}/>"
        );
    }

    /// A filled box with a border.
    pub fn bar(&mut self, x: f64, y: f64, width: f64, height: f64) {
        let [x, y, width, height] = [x, y, width, height].map(short);
        let _ = writeln!(
            self.body,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"currentColor\" fill-opacity=\"0.2\" \
            stroke=\"currentColor\"/>"
        );
    }

    /// A curve through `points`; `number` chooses dash and marker.
    pub fn curve(&mut self, points: &[(f64, f64)], number: usize) {
        let dash = ["", "7 4", "2 3", "9 3 2 3"][number % 4];
        let path: Vec<String> = points
            .iter()
            .map(|&(x, y)| format!("{},{}", short(x), short(y)))
            .collect();
        let dash = if dash.is_empty() {
            String::new()
        } else {
            format!(" stroke-dasharray=\"{dash}\"")
        };
        let _ = writeln!(
            self.body,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\"{dash}/>",
            path.join(" ")
        );
    }

    /// A point of a curve.
    pub fn marker(&mut self, (x, y): (f64, f64), number: usize) {
        let [x, y] = [x, y].map(short);
        let shape = match number % 3 {
            0 => format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"4\" fill=\"currentColor\"/>"),
            1 => format!("<path d=\"M{x},{y}m-4,-4h8v8h-8z\" fill=\"currentColor\"/>"),
            _ => format!("<path d=\"M{x},{y}m0,-5l5,9h-10z\" fill=\"currentColor\"/>"),
        };
        let _ = writeln!(self.body, "{shape}");
    }

    /// The whole drawing: what it is called, and what it shows to those who cannot see it.
    pub fn finish(self, title: &str, description: &str) -> String {
        let (width, height) = (short(self.width), short(self.height));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" fill=\"currentColor\" \
            font-family=\"sans-serif\" font-size=\"13\">\n<title>{}</title>\n<desc>{}</desc>\n{}</svg>\n",
            escape(title),
            escape(description),
            self.body
        )
    }
}

/// With one digit behind the point, or none.
fn short(number: f64) -> String {
    let text = format!("{number:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_string)
}

#[cfg(test)]
mod tests {
    use super::{Anchor, Svg, short};

    #[test]
    fn numbers_are_short() {
        assert_eq!(short(3.0), "3");
        assert_eq!(short(3.1234), "3.1");
    }

    #[test]
    fn a_drawing_says_what_it_is_and_escapes_texts() {
        let mut svg = Svg::new(10.0, 20.0);
        svg.text(1.0, 2.0, Anchor::Middle, "a < b");
        let drawn = svg.finish("A & B", "Two letters");
        assert!(drawn.contains("viewBox=\"0 0 10 20\""), "{drawn}");
        assert!(
            drawn.contains("<title>A &amp; B</title>")
                && drawn.contains("<desc>Two letters</desc>")
        );
        assert!(drawn.contains(">a &lt; b</text>"));
    }
}
