//! The pages in Chromium, opened as files.
//!
//! Per page: no exception, no message on the console, nothing loaded from elsewhere, axe-core without complaint in every
//! theme, and all text there without JavaScript. On the first page also what a reader without a mouse can do.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{fs, io};

use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::{Value, json};

use super::Report;
use super::devtools::{self, Browser};
use super::pages::Page;
use crate::explorer;
use crate::{Course, Place};

/// What the reader may ask for.
pub struct Options {
    /// `axe.min.js`.
    pub axe: Option<PathBuf>,
    /// Where pictures of the pages go.
    pub screenshots: Option<PathBuf>,
}

/// All that mdBook has: two light ones, three dark.
const THEMES: [&str; 5] = ["light", "rust", "coal", "navy", "ayu"];

/// What a page that was built rightly has at least, in characters.
const SHORTEST: u64 = 300;

/// How long the largest explorer may take to open.
const OPENS_WITHIN: Duration = Duration::from_secs(1);

/// Checks `pages`, which lie in `folder`.
///
/// # Errors
///
/// If there is no browser, or it does not work.
pub fn check(
    course: &Course,
    folder: &Path,
    pages: &[Page],
    options: &Options,
    report: &mut Report,
) -> Result<(), Box<dyn Error>> {
    let Some(program) = devtools::find() else {
        return Err(
            "there is no Chromium on this machine; --without-browser leaves out what needs one"
                .into(),
        );
    };
    let axe = if let Some(file) = &options.axe {
        Some(fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?)
    } else {
        println!("SKIPPED: accessibility (--axe FILE gives axe-core; .ci/book gets it)");
        None
    };
    let mut browser = Browser::start(&program)?;
    let chapters: Vec<&Page> = pages.iter().filter(|page| page.is_chapter()).collect();
    let mut checked = 0;
    for theme in THEMES {
        let script =
            format!("try {{ localStorage.setItem('mdbook-theme', '{theme}') }} catch {{}}");
        let script = browser.call(
            "Page.addScriptToEvaluateOnNewDocument",
            &json!({ "source": script }),
        )?;
        for page in &chapters {
            let mut faults = opened(&mut browser, folder, page)?;
            if let Some(axe) = &axe {
                faults.extend(complaints(&mut browser, axe)?);
                checked += 1;
            }
            let told = faults
                .into_iter()
                .map(|fault| format!("{} ({theme}): {fault}", page.path.display()));
            report.faults.extend(told);
            if let Some(pictures) = &options.screenshots {
                picture(&mut browser, pictures, page, theme)?;
            }
        }
        browser.call("Page.removeScriptToEvaluateOnNewDocument", &script)?;
    }
    report.count(chapters.len() * THEMES.len(), "pages opened");
    report.count(checked, "of them by axe");
    without_javascript(&mut browser, folder, &chapters, report)?;
    let mut hands = Hands {
        browser: &mut browser,
        folder,
    };
    let tasks: [(&str, Task); 5] = [
        ("the lost update is found by keyboard", find_the_lost_update),
        ("the deadlock is found by keyboard", find_the_deadlock),
        ("a time line is read by keyboard", read_the_time_line),
        ("a quiz is answered by keyboard", answer_the_quiz),
        ("a search finds a term", search),
    ];
    let mut done = 0;
    for (name, task) in tasks {
        match task(&mut hands) {
            Ok(()) => done += 1,
            Err(error) => report.faults.push(format!("{name}: {error}")),
        }
    }
    report.count(done, "tasks done by keyboard");
    largest(course, &mut browser, folder, report)
}

fn url(folder: &Path, page: &Path) -> String {
    format!("file://{}", folder.join(page).display())
}

/// Opens a page and says what went wrong in it.
fn opened(browser: &mut Browser, folder: &Path, page: &Page) -> io::Result<Vec<String>> {
    browser.open(&url(folder, &page.path))?;
    // Two frames later, what the page's own scripts began has been drawn.
    browser.evaluate(
        "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))",
    )?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
    let faults = browser.events.iter().filter_map(|event| {
        let of = &event["params"];
        match event["method"].as_str()? {
            "Runtime.exceptionThrown" => Some(format!("exception: {}", of["exceptionDetails"])),
            "Runtime.consoleAPICalled" if of["type"] == "error" => {
                Some(format!("console: {}", of["args"]))
            }
            "Log.entryAdded" if of["entry"]["level"] == "error" => {
                Some(format!("log: {}", of["entry"]["text"]))
            }
            "Network.requestWillBeSent" => {
                let url = text(&of["request"]["url"]);
                let inside = ["file:", "data:", "about:"]
                    .iter()
                    .any(|it| url.starts_with(it));
                (!inside).then(|| format!("asks for {url}"))
            }
            _ => None,
        }
    });
    Ok(faults.collect())
}

/// What axe-core finds in the open page.
fn complaints(browser: &mut Browser, axe: &str) -> io::Result<Vec<String>> {
    browser.evaluate(&format!("{axe};0"))?;
    // Without preload: it would fetch style sheets, which a file may not.
    let found = browser.evaluate(
        "axe.run(document, { preload: false }).then((result) => result.violations.flatMap((violation) => \
        violation.nodes.map((node) => `axe: ${violation.id}: ${node.html.slice(0, 160)}: ${node.failureSummary}`)))",
    )?;
    let found = found.as_array().cloned().unwrap_or_default();
    Ok(found
        .iter()
        .filter_map(|it| it.as_str().map(str::to_string))
        .collect())
}

fn picture(
    browser: &mut Browser,
    folder: &Path,
    page: &Page,
    theme: &str,
) -> Result<(), Box<dyn Error>> {
    let height = browser
        .evaluate("document.documentElement.scrollHeight")?
        .as_u64()
        .unwrap_or(900);
    let size = json!({ "width": 1000, "height": height.min(8000), "deviceScaleFactor": 1, "mobile": false });
    browser.call("Emulation.setDeviceMetricsOverride", &size)?;
    let taken = browser.call("Page.captureScreenshot", &json!({ "format": "png" }))?;
    browser.call("Emulation.clearDeviceMetricsOverride", &json!({}))?;
    let name = page
        .path
        .with_extension("")
        .to_string_lossy()
        .replace('/', "-");
    fs::create_dir_all(folder)?;
    let bytes = BASE64_STANDARD.decode(taken["data"].as_str().unwrap_or_default())?;
    fs::write(folder.join(format!("{name}-{theme}.png")), bytes)?;
    Ok(())
}

/// Every page can be read without JavaScript, what an explorer shows included.
fn without_javascript(
    browser: &mut Browser,
    folder: &Path,
    pages: &[&Page],
    report: &mut Report,
) -> io::Result<()> {
    browser.call(
        "Emulation.setScriptExecutionDisabled",
        &json!({ "value": true }),
    )?;
    for page in pages {
        browser.open(&url(folder, &page.path))?;
        let text = browser.evaluate("document.querySelector('main').innerText.length")?;
        if text.as_u64().unwrap_or_default() < SHORTEST {
            let fault = format!(
                "{}: {text} characters without JavaScript, expected {SHORTEST}",
                page.path.display()
            );
            report.faults.push(fault);
        }
        let hidden = browser.evaluate(
            "[...document.querySelectorAll('interleaving-explorer .without')].filter((it) => !it.offsetHeight).length",
        )?;
        if hidden != json!(0) {
            let fault = format!(
                "{}: {hidden} explorers show nothing without JavaScript",
                page.path.display()
            );
            report.faults.push(fault);
        }
    }
    browser.call(
        "Emulation.setScriptExecutionDisabled",
        &json!({ "value": false }),
    )?;
    report.count(pages.len(), "read without JavaScript");
    Ok(())
}

/// A reader without a mouse.
struct Hands<'a> {
    browser: &'a mut Browser,
    folder: &'a Path,
}

type Task = fn(&mut Hands) -> Result<(), Box<dyn Error>>;

impl Hands<'_> {
    fn open(&mut self, page: &str) -> io::Result<()> {
        self.browser.open(&url(self.folder, Path::new(page)))
    }

    /// Presses Tab until the focus is on or in what `selector` finds.
    fn tab_to(&mut self, selector: &str) -> Result<(), Box<dyn Error>> {
        for _ in 0..300 {
            self.browser.press("Tab")?;
            let there = format!("Boolean(document.activeElement?.closest('{selector}'))");
            if self.browser.evaluate(&there)? == json!(true) {
                return Ok(());
            }
        }
        Err(format!("300 times Tab did not lead to `{selector}`").into())
    }

    fn press(&mut self, keys: &[&str]) -> io::Result<()> {
        keys.iter().try_for_each(|key| self.browser.press(key))
    }

    /// Holds the text of what `selector` finds to `wanted`.
    fn sees(&mut self, selector: &str, wanted: &str) -> Result<(), Box<dyn Error>> {
        let text = self.browser.evaluate(&format!(
            "document.querySelector('{selector}')?.textContent"
        ))?;
        let text = text.as_str().unwrap_or_default();
        if text.contains(wanted) {
            return Ok(());
        }
        Err(format!("`{selector}` says {text:?}, expected {wanted:?}").into())
    }
}

fn find_the_lost_update(hands: &mut Hands) -> Result<(), Box<dyn Error>> {
    hands.open("introduction.html")?;
    hands.tab_to("#explorer-lost_update")?;
    // Both load, both store; then main reads the total.
    hands.press(&["1", "2", "1", "2"])?;
    hands.sees("#explorer-lost_update .status", "other: store counter <- 1")?;
    hands.press(&["1"])?;
    hands.sees(
        "#explorer-lost_update .status",
        "an update was lost: the counter shows 1, not 2",
    )
}

fn find_the_deadlock(hands: &mut Hands) -> Result<(), Box<dyn Error>> {
    hands.open("introduction.html")?;
    hands.tab_to("#explorer-lock_order")?;
    hands.press(&["b"])?;
    hands.sees("#explorer-lock_order .status", "Bug found: deadlock")?;
    hands.press(&["r"])?;
    hands.sees("#explorer-lock_order .status", "At the first step")?;
    hands.press(&["1", "2"])?;
    hands.sees("#explorer-lock_order .status", "Bug found: deadlock")?;
    hands.press(&["z", "y"])?;
    hands.sees("#explorer-lock_order .status", "Bug found: deadlock")?;
    // Elsewhere this key turns the page.
    hands.press(&["ArrowRight"])?;
    hands.sees("main h1", "Introduction")
}

fn read_the_time_line(hands: &mut Hands) -> Result<(), Box<dyn Error>> {
    const STATUS: &str = "#timeline-message_passing .status";
    hands.open("threads/10_reading_a_model.html")?;
    hands.tab_to("#timeline-message_passing")?;
    // From the tab to the button.
    hands.press(&["Tab", "n", "n", "n", "ArrowRight"])?;
    hands.sees(STATUS, "reads what step 3 stored, which orders nothing")?;
    hands.press(&["e"])?;
    hands.sees(STATUS, "Nothing orders it after step 2: a data race")?;
    hands.press(&["ArrowLeft", "z"])?;
    hands.sees(STATUS, "Step 3 of 5")?;
    // Elsewhere the arrows turn the page.
    hands.sees("main h1", "Reading a model")
}

fn answer_the_quiz(hands: &mut Hands) -> Result<(), Box<dyn Error>> {
    hands.open("introduction.html")?;
    hands.tab_to("#question-two-additions-totals")?;
    hands.press(&["Space", "Enter"])?;
    hands.sees("#question-two-additions-totals .feedback", "Not yet.")?;
    hands.press(&["Space", "Tab", "Space", "Tab", "Space", "Enter"])?;
    hands.sees("#question-two-additions-totals .feedback", "Right.")?;
    // mdBook has styles for classes of its own, such as `right`, which must not move an answered question aside.
    let float = "getComputedStyle(document.querySelector('#question-two-additions-totals')).float";
    match hands.browser.evaluate(float)? {
        float if float == json!("none") => Ok(()),
        float => Err(format!("an answered question floats: {float}").into()),
    }
}

fn search(hands: &mut Hands) -> Result<(), Box<dyn Error>> {
    hands.open("introduction.html")?;
    hands.press(&["s"])?;
    // The index is loaded when the search is opened for the first time.
    let until = |test: &str| {
        format!(
            "new Promise((done, fail) => {{ let left = 100; const look = () => {{ if ({test}) done(true); else if (left-- > 0) \
            setTimeout(look, 50); else fail('never: {}'); }}; look(); }})",
            test.replace('\'', "")
        )
    };
    hands
        .browser
        .evaluate(&until("document.activeElement.id === 'mdbook-searchbar'"))?;
    hands.press(&["d", "e", "a", "d", "l", "o", "c", "k"])?;
    hands.browser.evaluate(&until(
        "document.querySelectorAll('#mdbook-searchresults li').length > 0",
    ))?;
    hands.sees("#mdbook-searchresults", "Introduction")
}

/// An explorer with about 2,000 states opens soon enough.
fn largest(
    course: &Course,
    browser: &mut Browser,
    folder: &Path,
    report: &mut Report,
) -> Result<(), Box<dyn Error>> {
    let (html, states) =
        explorer::of_a_large_program(&Place::new("chapters/introduction.md", 1), course)?;
    let script = fs::read_to_string(course.book().join("assets/explorer.js"))?;
    let page = folder.join("largest-explorer.html");
    fs::write(
        &page,
        format!("<!doctype html><title>large</title><body>{html}<script>{script}</script>"),
    )?;
    let begin = Instant::now();
    browser.open(&url(folder, Path::new("largest-explorer.html")))?;
    let opened = browser
        .evaluate("document.querySelectorAll('interleaving-explorer .live .panel').length")?;
    let took = begin.elapsed();
    fs::remove_file(&page)?;
    println!(
        "an explorer of {states} states ({} KB): opened in {:.2} s",
        html.len() / 1024,
        took.as_secs_f64()
    );
    if opened != json!(1) {
        report.faults.push(format!(
            "the explorer of {states} states shows {opened} panels, expected 1"
        ));
    }
    if took > OPENS_WITHIN {
        let fault = format!(
            "the explorer of {states} states took {took:.1?} to open, expected at most {OPENS_WITHIN:?}"
        );
        report.faults.push(fault);
    }
    Ok(())
}
