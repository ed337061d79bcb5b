//! Draws bars, lines and Gantt charts.

use super::data::{Content, Figure, Stretch};
use super::scale::{Scale, label};
use super::svg::{Anchor, Svg};

const WIDTH: f64 = 720.0;
const ROW: f64 = 30.0;
/// How wide a character is, about.
const CHARACTER: f64 = 7.0;

/// `content` as `figure` wants it.
pub fn draw(figure: &Figure, content: &Content) -> String {
    let svg = match content {
        Content::Bars(bars) => draw_bars(figure, bars),
        Content::Lines(series) => draw_lines(figure, series),
        Content::Gantt(rows, stretches) => draw_gantt(figure, rows, stretches),
    };
    svg.finish(&figure.title, &figure.description)
}

fn widest<'a>(texts: impl Iterator<Item = &'a str>) -> f64 {
    let longest = texts.map(|text| text.chars().count()).max().unwrap_or(0);
    longest as f64 * CHARACTER
}

fn draw_bars(figure: &Figure, bars: &[(String, f64)]) -> Svg {
    let left = widest(bars.iter().map(|(name, _)| name.as_str())) + 20.0;
    let length = WIDTH - left - 110.0;
    let values = bars.iter().map(|(_, value)| *value);
    let scale = Scale::of(values, figure.log, left, length);
    let bottom = ROW * bars.len() as f64 + 10.0;
    let mut svg = Svg::new(WIDTH, bottom + 42.0);
    draw_ticks_below(&mut svg, &scale, bottom);
    for (row, (name, value)) in bars.iter().enumerate() {
        let y = 8.0 + ROW * row as f64;
        svg.text(left - 8.0, y + 17.0, Anchor::End, name);
        svg.bar(left, y, (scale.place(*value) - left).max(1.0), ROW - 8.0);
        let shown = format!("{} {}", label(rounded(*value)), figure.unit);
        svg.text(scale.place(*value) + 8.0, y + 17.0, Anchor::Start, &shown);
    }
    svg.axis((left, 4.0), (left, bottom));
    let note = if figure.log {
        " (each step is ten times the one before)"
    } else {
        ""
    };
    svg.text(
        left,
        bottom + 36.0,
        Anchor::Start,
        &format!("{}{note}", figure.unit),
    );
    svg
}

/// The grid of a chart whose values go to the right, with its labels below.
fn draw_ticks_below(svg: &mut Svg, scale: &Scale, bottom: f64) {
    for tick in scale.ticks() {
        let x = scale.place(tick);
        svg.grid((x, 4.0), (x, bottom));
        svg.text(x, bottom + 17.0, Anchor::Middle, &label(tick));
    }
}

/// To three digits: more would claim too much.
fn rounded(value: f64) -> f64 {
    if value == 0.0 {
        return 0.0;
    }
    let power = 10_f64.powf(2.0 - value.abs().log10().floor());
    (value * power).round() / power
}

fn draw_lines(figure: &Figure, series: &[(String, Vec<(f64, f64)>)]) -> Svg {
    let right = widest(series.iter().map(|(name, _)| name.as_str())) + 20.0;
    let (left, top, height) = (64.0, 28.0, 260.0);
    let length = WIDTH - left - right;
    let all = || series.iter().flat_map(|(_, points)| points.iter().copied());
    let axis = figure.x.as_ref();
    let x_log = axis.is_some_and(|axis| axis.log);
    let x_scale = Scale::of(all().map(|(x, _)| x), x_log, left, length);
    // Upwards: the place grows as the value does, so it is taken off the bottom.
    let y_scale = Scale::of(all().map(|(_, value)| value), figure.log, 0.0, height);
    let y = |value: f64| top + height - y_scale.place(value);
    let mut svg = Svg::new(WIDTH, top + height + 46.0);
    for tick in y_scale.ticks() {
        svg.grid((left, y(tick)), (left + length, y(tick)));
        svg.text(left - 8.0, y(tick) + 4.0, Anchor::End, &label(tick));
    }
    for tick in x_scale.ticks() {
        svg.text(
            x_scale.place(tick),
            top + height + 18.0,
            Anchor::Middle,
            &label(tick),
        );
        svg.grid(
            (x_scale.place(tick), top),
            (x_scale.place(tick), top + height),
        );
    }
    svg.axis((left, top), (left, top + height));
    svg.axis((left, top + height), (left + length, top + height));
    svg.text(8.0, 14.0, Anchor::Start, &figure.unit);
    let name = axis.map_or("", |axis| axis.name.as_str());
    svg.text(
        left + length / 2.0,
        top + height + 38.0,
        Anchor::Middle,
        name,
    );
    let mut labels: Vec<f64> = Vec::new();
    for (number, (name, points)) in series.iter().enumerate() {
        let points: Vec<(f64, f64)> = points
            .iter()
            .map(|&(x, value)| (x_scale.place(x), y(value)))
            .collect();
        svg.curve(&points, number);
        for point in &points {
            svg.marker(*point, number);
        }
        if let Some(&(x, end)) = points.last() {
            // Two that end together must not be written over each other.
            let mut at = end + 4.0;
            while labels.iter().any(|taken| (taken - at).abs() < 16.0) {
                at += 4.0;
            }
            labels.push(at);
            svg.text(x + 12.0, at, Anchor::Start, name);
        }
    }
    svg
}

fn draw_gantt(figure: &Figure, rows: &[String], stretches: &[Stretch]) -> Svg {
    let left = widest(rows.iter().map(String::as_str)) + 20.0;
    let length = WIDTH - left - 20.0;
    let scale = Scale::of(stretches.iter().map(|it| it.to), false, left, length);
    let bottom = ROW * rows.len() as f64 + 10.0;
    let mut svg = Svg::new(WIDTH, bottom + 40.0);
    draw_ticks_below(&mut svg, &scale, bottom);
    for (row, name) in rows.iter().enumerate() {
        svg.text(left - 8.0, 25.0 + ROW * row as f64, Anchor::End, name);
    }
    for it in stretches {
        let (x, to) = (scale.place(it.from), scale.place(it.to));
        let y = 8.0 + ROW * it.row as f64;
        svg.bar(x, y, to - x, ROW - 8.0);
        svg.text(f64::midpoint(x, to), y + 16.0, Anchor::Middle, &it.name);
    }
    svg.axis((left, 4.0), (left, bottom));
    svg.text(left, bottom + 35.0, Anchor::Start, &figure.unit);
    svg
}

#[cfg(test)]
mod tests {
    use super::rounded;

    #[test]
    fn values_are_shown_to_three_digits() {
        assert!((rounded(1289.4) - 1290.0).abs() < 1e-9);
        assert!((rounded(0.017_23) - 0.0172).abs() < 1e-9);
    }
}
