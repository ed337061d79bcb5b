//! What stands above the diff of a variant.

use judge::variant::Header;
use serde::Serialize;

/// The header of a wrong variant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Wrong {
    /// One sentence, as the learner thinks it.
    pub misconception: String,
    /// The tests that fail every time.
    pub caught_by: Vec<String>,
    /// The tests that fail sometimes.
    pub may_also_fail: Vec<String>,
    /// How the failure looks.
    pub shows: Shows,
    /// Why loom does not refuse it although the explorer does, if so.
    pub loom: Option<String>,
}

/// How a failure looks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Shows {
    /// Who reports it.
    pub kind: Kind,
    /// What the report says, with single spaces.
    pub phrase: String,
}

/// Who reports a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A panic in a test on watched threads.
    Message,
    /// The watcher of threads: they can never go on.
    Deadlock,
    /// A model checker.
    Model,
    /// The probe of the kernel: all threads stand still.
    Still,
    /// A limit of time or output.
    Limit,
    /// rustc. The phrase is its code.
    CompileError,
}

impl Kind {
    const NAMES: [(&'static str, Kind); 6] = [
        ("message", Kind::Message),
        ("deadlock", Kind::Deadlock),
        ("model", Kind::Model),
        ("still", Kind::Still),
        ("limit", Kind::Limit),
        ("compile error", Kind::CompileError),
    ];

    /// As headers write it.
    pub fn name(self) -> &'static str {
        let named = Self::NAMES.iter().find(|(_, kind)| *kind == self);
        named.map_or("", |(name, _)| name)
    }
}

/// Reads the header of a wrong variant.
///
/// # Errors
///
/// A sentence that names the line or the key.
pub fn wrong(text: &str) -> Result<Wrong, String> {
    let keys = [
        "Misconception",
        "Caught by",
        "May also fail",
        "Shows",
        "Loom",
    ];
    let fields = fields(text, &keys)?;
    let shows = shows(required(&fields, "Shows")?)?;
    let caught_by = fields.names("Caught by");
    let by_rustc = shows.kind == Kind::CompileError;
    if by_rustc && !caught_by.is_empty() {
        return Err(
            "what does not compile is caught by no test: take `Caught by` away".to_string(),
        );
    }
    if !by_rustc && caught_by.is_empty() {
        return Err("`Caught by` is missing: which tests refuse it every time?".to_string());
    }
    Ok(Wrong {
        misconception: required(&fields, "Misconception")?.to_string(),
        caught_by,
        may_also_fail: fields.names("May also fail"),
        shows,
        loom: fields.get("Loom").map(str::to_string),
    })
}

/// Reads the header of a right variant: its idea, one sentence.
///
/// # Errors
///
/// A sentence that names the line or the key.
pub fn right(text: &str) -> Result<String, String> {
    let fields = fields(text, &["Idea"])?;
    required(&fields, "Idea").map(str::to_string)
}

fn shows(text: &str) -> Result<Shows, String> {
    let (name, phrase) = text.split_once(": ").unwrap_or((text, ""));
    let kinds = || Kind::NAMES.map(|(name, _)| name).join(", ");
    let (_, kind) = Kind::NAMES
        .into_iter()
        .find(|(known, _)| *known == name)
        .ok_or_else(|| {
            format!(
                "`Shows: {name}` is no kind of failure; there are: {}",
                kinds()
            )
        })?;
    let phrase = one_spaced(phrase);
    if phrase.is_empty() {
        return Err(format!(
            "`Shows: {name}` needs a phrase: what does the reader see?"
        ));
    }
    Ok(Shows { kind, phrase })
}

/// The text with every run of white space made one space: lines wrap, phrases do not.
pub fn one_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Reads a header, in which each line begins with one of `keys`, none twice.
fn fields<'a>(text: &'a str, keys: &[&str]) -> Result<Header<'a>, String> {
    let mut seen: Vec<&str> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let (key, _) = line
            .split_once(':')
            .filter(|(key, _)| keys.contains(key))
            .ok_or_else(|| {
                format!(
                    "`{line}`: a header line begins with one of: {}",
                    keys.join(", ")
                )
            })?;
        if seen.contains(&key) {
            return Err(format!("`{key}` stands there twice"));
        }
        seen.push(key);
    }
    Ok(Header::of(text))
}

fn required<'a>(fields: &Header<'a>, key: &str) -> Result<&'a str, String> {
    fields.get(key).ok_or_else(|| format!("`{key}` is missing"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WRONG: &str = "Misconception: It is safe.\nCaught by: a, b\nMay also fail: c\nShows: deadlock: waits   for\n";

    #[test]
    fn a_header_is_read_with_all_its_fields() {
        let header = wrong(WRONG).unwrap();
        assert_eq!(header.misconception, "It is safe.");
        assert_eq!(header.caught_by, ["a", "b"]);
        assert_eq!(header.may_also_fail, ["c"]);
        assert_eq!(
            header.shows,
            Shows {
                kind: Kind::Deadlock,
                phrase: "waits for".to_string()
            }
        );
        assert_eq!(
            right("Idea: Another way.\n"),
            Ok("Another way.".to_string())
        );
    }

    #[test]
    fn a_header_that_lacks_something_says_what() {
        let without = |line: &str| {
            wrong(
                &WRONG
                    .lines()
                    .filter(|l| !l.starts_with(line))
                    .collect::<Vec<_>>()
                    .join("\n"),
            )
            .unwrap_err()
        };
        assert!(without("Misconception").contains("Misconception"));
        assert!(without("Caught by").contains("Caught by"));
        assert!(without("Shows").contains("Shows"));
        assert!(wrong("Shows: smell: bad").unwrap_err().contains("smell"));
        assert!(wrong("Shows: model:").unwrap_err().contains("model"));
        assert!(wrong("Cuaght by: a").unwrap_err().contains("Cuaght"));
        assert!(
            wrong(&format!("{WRONG}Caught by: d"))
                .unwrap_err()
                .contains("twice")
        );
        assert!(right("").unwrap_err().contains("Idea"));
    }

    #[test]
    fn what_does_not_compile_is_caught_by_no_test() {
        assert!(wrong("Misconception: m\nShows: compile error: E0382").is_ok());
        assert!(wrong("Misconception: m\nCaught by: a\nShows: compile error: E0382").is_err());
    }
}
