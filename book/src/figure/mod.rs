//! Charts: `{{#figure NAME}}`.
//!
//! What a figure shows stands in `figures/NAME.toml`, with where it was measured, or is computed when the book is built. The
//! drawing is committed beside it; a test holds it to its data, byte by byte. `cargo run -p book -- figures` draws all anew,
//! `-- figures --measure NAME` measures one anew first.

pub mod computed;
pub mod data;
mod draw;
mod measure;
mod scale;
mod svg;

use std::error::Error;
use std::fs;
use std::path::PathBuf;

use crate::fault::unknown;
use crate::html::{escape, table};
use crate::{Course, Fault, Place, files};

use data::{Content, Figure, Kind, Stretch};

/// `{{#figure NAME}}`: the drawing, its caption, and its data as a table.
///
/// # Errors
///
/// If there is no such figure, or its file is not as expected.
pub fn render(argument: &str, at: &Place, course: &Course) -> Result<String, Fault> {
    if !names(course).iter().any(|name| name == argument) {
        return Err(at.fault(unknown("figure", argument, names(course))));
    }
    let figure = read(argument, course)?;
    let content = content(argument, &figure)?;
    let svg = draw::draw(&figure, &content);
    let origin = match &figure.facts {
        Some(facts) => format!(
            "Measured by <code>{}</code> on {} ({} cores), {}, {}, {}.",
            escape(&figure.command),
            escape(&facts.cpu),
            facts.cores,
            escape(&facts.system),
            escape(&facts.rustc),
            escape(&facts.date)
        ),
        None => format!(
            "Computed. What is measured: <code>{}</code>.",
            escape(&figure.command)
        ),
    };
    Ok(format!(
        "<figure class=\"chart\" id=\"figure-{argument}\">\n{svg}<figcaption><strong>{}.</strong> {origin}</figcaption>\n\
        <details><summary>The data</summary>\n{}</details>\n</figure>\n",
        escape(&figure.title),
        data(&figure, &content)
    ))
}

/// `figures [--measure NAME]`: draws every figure anew from its data.
///
/// # Errors
///
/// If one cannot be measured, read or written.
pub fn command(mut arguments: pico_args::Arguments) -> Result<(), Box<dyn Error>> {
    let measured: Option<String> = arguments.opt_value_from_str("--measure")?;
    if let Some(other) = arguments.finish().first() {
        return Err(format!(
            "`{}` is no option; expected --measure NAME",
            other.display()
        )
        .into());
    }
    let course = Course::here()?;
    if let Some(name) = measured {
        let mut figure = read(&name, &course)?;
        if figure.computed.is_some() {
            return Err(format!("{name} is computed, not measured").into());
        }
        measure::measure(&mut figure, &course)?;
        let path = course.book().join(format!("figures/{name}.toml"));
        fs::write(&path, toml::to_string_pretty(&figure)?)?;
        println!("measured {name}");
    }
    let names = names(&course);
    for name in &names {
        fs::write(
            course.book().join(format!("figures/{name}.svg")),
            drawn(name, &course)?,
        )?;
    }
    println!("drew {} figures", names.len());
    Ok(())
}

fn drawn(name: &str, course: &Course) -> Result<String, Fault> {
    let figure = read(name, course)?;
    let content = content(name, &figure)?;
    Ok(draw::draw(&figure, &content))
}

/// Every figure that has a file.
pub fn names(course: &Course) -> Vec<String> {
    let files = files::below(&course.book().join("figures"), "toml").unwrap_or_default();
    let name = |file: &PathBuf| file.with_extension("").to_string_lossy().into_owned();
    files.iter().map(name).collect()
}

fn read(name: &str, course: &Course) -> Result<Figure, Fault> {
    let file = format!("figures/{name}.toml");
    let place = Place::new(&file, 1);
    let text = fs::read_to_string(course.book().join(&file))
        .map_err(|error| place.fault(format!("cannot be read: {error}")))?;
    parse(&place, &text)
}

fn parse(place: &Place, text: &str) -> Result<Figure, Fault> {
    toml::from_str(text).map_err(|error| {
        let line = error
            .span()
            .map_or(1, |span| text[..span.start].matches('\n').count() + 1);
        place
            .at_line(line)
            .fault(error.message().trim().to_string())
    })
}

fn content(name: &str, figure: &Figure) -> Result<Content, Fault> {
    let place = Place::new(format!("figures/{name}.toml"), 1);
    let content = match (&figure.computed, figure.kind) {
        (Some(by), _) => computed::content(by)
            .ok_or_else(|| place.fault(unknown("computed figure", by, computed::NAMES)))?,
        (None, Kind::Bars) => Content::Bars(
            figure
                .bars
                .iter()
                .map(|bar| (bar.name.clone(), bar.value))
                .collect(),
        ),
        (None, Kind::Lines) => {
            let points =
                |series: &data::Series| series.points.iter().map(|it| (it.x, it.value)).collect();
            Content::Lines(
                figure
                    .series
                    .iter()
                    .map(|it| (it.name.clone(), points(it)))
                    .collect(),
            )
        }
        (None, Kind::Gantt) => {
            return Err(place.fault("a Gantt chart is computed: expected `computed`"));
        }
    };
    let (kind, values) = (content.kind(), content.values());
    if kind != figure.kind {
        return Err(place.fault(format!(
            "kind is {:?}, what is computed is {kind:?}",
            figure.kind
        )));
    }
    if values.is_empty() {
        return Err(
            place.fault("there is nothing to draw: expected [[bars]], [[series]] or `computed`")
        );
    }
    if figure.computed.is_none() && figure.facts.is_none() {
        return Err(place.fault("expected [facts]: where and when it was measured"));
    }
    let drawable = |value: &f64| {
        value.is_finite()
            && if figure.log {
                *value > 0.0
            } else {
                *value >= 0.0
            }
    };
    match values.iter().find(|value| !drawable(value)) {
        Some(value) => Err(place.fault(format!("{value} has no place on the axis"))),
        None => Ok(content),
    }
}

fn data(figure: &Figure, content: &Content) -> String {
    let unit = figure.unit.as_str();
    match content {
        Content::Bars(bars) => {
            let rows = bars
                .iter()
                .map(|(name, value)| vec![name.clone(), number(*value)]);
            table(&["what", unit], rows)
        }
        Content::Lines(series) => {
            let x = figure.x.as_ref().map_or("", |axis| axis.name.as_str());
            let rows = series.iter().flat_map(|(name, points)| {
                points
                    .iter()
                    .map(|(x, value)| vec![name.clone(), number(*x), number(*value)])
            });
            table(&["what", x, unit], rows)
        }
        Content::Gantt(names, stretches) => {
            let row = |it: &Stretch| {
                vec![
                    names[it.row].clone(),
                    it.name.clone(),
                    number(it.from),
                    number(it.to),
                ]
            };
            let [from, to] = ["from", "to"].map(|word| format!("{word}, {unit}"));
            table(&["who", "what", &from, &to], stretches.iter().map(row))
        }
    }
}

fn number(value: f64) -> String {
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{drawn, names, parse, render};
    use crate::{Course, Place};

    #[test]
    fn every_figure_is_what_its_data_draws() {
        let course = Course::here().unwrap();
        for name in names(&course) {
            let committed = fs::read_to_string(course.book().join(format!("figures/{name}.svg")))
                .unwrap_or_default();
            let drawn = drawn(&name, &course).unwrap();
            assert!(
                committed == drawn,
                "figures/{name}.svg is not drawn from its data: cargo run -p book -- figures"
            );
        }
    }

    #[test]
    fn an_unknown_figure_is_told_with_the_nearest() {
        let course = Course::here().unwrap();
        let fault = render("spawn_cots", &Place::new("chapters/a.md", 9), &course).unwrap_err();
        assert!(
            fault.to_string().contains("the nearest is `spawn_cost`"),
            "{fault}"
        );
    }

    #[test]
    fn malformed_data_is_told_with_its_line() {
        let place = Place::new("figures/a.toml", 1);
        let fault = parse(&place, "kind = \"bars\"\ntitle = 3\n").unwrap_err();
        assert_eq!(fault.place.line, 2, "{fault}");
        let fault = parse(&place, "kind = \"pie\"\n").unwrap_err();
        assert!(
            fault
                .message
                .contains("expected one of `bars`, `lines`, `gantt`"),
            "{fault}"
        );
    }
}
