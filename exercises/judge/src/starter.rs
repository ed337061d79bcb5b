//! The starting file of an exercise, made from its solution.
//!
//! In a solution, what the learner writes stands between two markers:
//!
//! ```text
//! // BEGIN SOLUTION -> todo!("what to do")
//! *self.balance.lock().unwrap() += amount;
//! // END SOLUTION
//! ```
//!
//! The text after the arrow takes the place of the region. More lines follow as `// STARTER: line`; an arrow without text
//! leaves nothing.

use std::fmt;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

const BEGIN: &str = "// BEGIN SOLUTION ->";
const STARTER: &str = "// STARTER:";
const END: &str = "// END SOLUTION";

/// What the compiler would say about a file that is not written yet, and what nobody needs to read.
const ALLOW: &str = "\
#![allow(
    dead_code,
    unused_imports,
    unused_mut,
    unused_variables,
    reason = \"until it is written\"
)]";

/// What the learner writes, and what stands there at first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// The line of `BEGIN SOLUTION`, from 1.
    pub begin: usize,
    /// The line of `END SOLUTION`, from 1.
    pub end: usize,
    /// The white space before the markers.
    pub indent: String,
    /// The lines that take its place, without the indent.
    pub starter: Vec<String>,
}

/// Why no starting file can be made. Lines count from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StarterError {
    /// The solution marks nothing that the learner should write.
    NoRegion,
    /// `BEGIN SOLUTION` at this line has no `END SOLUTION`.
    Unclosed(usize),
    /// `BEGIN SOLUTION` at `line` stands inside the region that begins at `outer`.
    Nested {
        /// The inner marker.
        line: usize,
        /// The outer marker.
        outer: usize,
    },
    /// `END SOLUTION` at this line closes nothing.
    NothingToEnd(usize),
    /// `STARTER:` at this line does not follow a `BEGIN SOLUTION`.
    StrayStarter(usize),
    /// The marker at this line is not written as markers are.
    Malformed(usize),
    /// The file does not begin with a `//!` doc.
    NoDoc,
    /// A function that returns `impl Trait` would end in `todo!()` at this line of the starting file; that does not compile.
    ImplTrait(usize),
    /// What would come out is not Rust.
    NotRust(String),
}

impl fmt::Display for StarterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRegion => write!(
                f,
                "no region is marked: write `{BEGIN} …` and `{END}` around one"
            ),
            Self::Unclosed(line) => write!(f, "line {line}: this region has no `{END}`"),
            Self::Nested { line, outer } => {
                write!(
                    f,
                    "line {line}: this region begins inside the one of line {outer}"
                )
            }
            Self::NothingToEnd(line) => write!(f, "line {line}: no region is open here"),
            Self::StrayStarter(line) => {
                write!(
                    f,
                    "line {line}: `{STARTER}` lines follow a `{BEGIN}` line, and nothing else"
                )
            }
            Self::Malformed(line) => {
                write!(
                    f,
                    "line {line}: markers are written `{BEGIN} …`, `{STARTER} …`, `{END}`"
                )
            }
            Self::NoDoc => write!(f, "the file does not begin with its task in `//!` lines"),
            Self::ImplTrait(line) => write!(
                f,
                "line {line} of the starting file: `todo!()` is not an `impl Trait`; give a value that is one, by \
                 `{STARTER}` lines"
            ),
            Self::NotRust(why) => write!(f, "the starting file would not be Rust: {why}"),
        }
    }
}

impl std::error::Error for StarterError {}

/// The starting file of exercise `name` of `topic`, made from its solution's text.
///
/// The result is laid out as rustfmt wants it if the solution and its `STARTER` lines are.
///
/// # Errors
///
/// If the markers are not in order, or the result cannot compile for a reason that shows in the text.
pub fn starting_file(solution: &str, topic: &str, name: &str) -> Result<String, StarterError> {
    let regions = regions(solution)?;
    let doc = solution
        .lines()
        .take_while(|line| line.starts_with("//!"))
        .count();
    if doc == 0 {
        return Err(StarterError::NoDoc);
    }
    let written_later = |line: &String| line.contains("todo!(");
    let unfinished = regions
        .iter()
        .any(|region| region.starter.is_empty() || region.starter.iter().any(written_later));

    let mut file: Vec<String> = solution.lines().take(doc).map(str::to_string).collect();
    file.push("//!".to_string());
    file.push(format!(
        "//! Check: `cargo course check {name}`, or by hand `cargo test -p exercises-{topic} --test {name}`."
    ));
    if unfinished {
        file.push(String::new());
        file.push(ALLOW.to_string());
    }
    file.extend(
        replace(solution, &regions, |region| region.starter.clone())
            .into_iter()
            .skip(doc),
    );
    let file = file.join("\n") + "\n";
    let tokens: TokenStream = file
        .parse()
        .map_err(|error: proc_macro2::LexError| StarterError::NotRust(error.to_string()))?;
    match unwritten_impl_trait(tokens) {
        Some(line) => Err(StarterError::ImplTrait(line)),
        None => Ok(file),
    }
}

/// The solution with other text in each of its regions, indented as the region was. An empty list leaves nothing.
///
/// # Errors
///
/// If the markers are not in order.
pub fn with_regions(
    solution: &str,
    text: impl Fn(&Region) -> Vec<String>,
) -> Result<String, StarterError> {
    let regions = regions(solution)?;
    Ok(replace(solution, &regions, text).join("\n") + "\n")
}

/// The marked regions of a solution, from the top.
///
/// # Errors
///
/// If the markers are not in order, or there are none.
pub fn regions(solution: &str) -> Result<Vec<Region>, StarterError> {
    let mut found: Vec<Region> = Vec::new();
    let mut open: Option<Region> = None;
    // Whether only marker lines stand between here and the last `BEGIN SOLUTION`.
    let mut head = false;
    for (number, line) in (1..).zip(solution.lines()) {
        let text = line.trim_start();
        if let Some(first) = text.strip_prefix(BEGIN) {
            if let Some(outer) = &open {
                let outer = outer.begin;
                return Err(StarterError::Nested {
                    line: number,
                    outer,
                });
            }
            let first = first.trim();
            open = Some(Region {
                begin: number,
                end: number,
                indent: line[..line.len() - text.len()].to_string(),
                starter: (!first.is_empty())
                    .then(|| first.to_string())
                    .into_iter()
                    .collect(),
            });
            head = true;
        } else if let Some(more) = text.strip_prefix(STARTER) {
            let region = open.as_mut().filter(|_| head);
            let region = region.ok_or(StarterError::StrayStarter(number))?;
            let more = more.strip_prefix(' ').unwrap_or(more).trim_end();
            region.starter.push(more.to_string());
        } else if text.trim_end() == END {
            let mut region = open.take().ok_or(StarterError::NothingToEnd(number))?;
            region.end = number;
            found.push(region);
        } else if text.starts_with("//")
            && ["BEGIN SOLUTION", "END SOLUTION", "STARTER:"]
                .iter()
                .any(|word| text.contains(word))
        {
            return Err(StarterError::Malformed(number));
        } else {
            head = false;
        }
    }
    match open {
        Some(region) => Err(StarterError::Unclosed(region.begin)),
        None if found.is_empty() => Err(StarterError::NoRegion),
        None => Ok(found),
    }
}

fn replace(
    solution: &str,
    regions: &[Region],
    text: impl Fn(&Region) -> Vec<String>,
) -> Vec<String> {
    let lines: Vec<&str> = solution.lines().collect();
    let mut file: Vec<String> = Vec::new();
    let mut next = 0;
    for region in regions {
        file.extend(
            lines[next..region.begin - 1]
                .iter()
                .map(ToString::to_string),
        );
        next = region.end;
        let written = text(region);
        if written.is_empty() {
            close_the_gap(&mut file, &lines, &mut next);
        }
        file.extend(written.into_iter().map(|line| {
            if line.is_empty() {
                line
            } else {
                format!("{}{line}", region.indent)
            }
        }));
    }
    file.extend(lines[next..].iter().map(ToString::to_string));
    while file.last().is_some_and(String::is_empty) {
        file.pop();
    }
    file
}

/// Where a region left nothing, blank lines do not pile up, and an empty block is written `{}`, as rustfmt has it.
fn close_the_gap(before: &mut Vec<String>, after: &[&str], next: &mut usize) {
    let opens = before.last().is_some_and(|line| line.ends_with('{'));
    let blank = before.last().is_none_or(String::is_empty);
    while (opens || blank) && after.get(*next).is_some_and(|line| line.trim().is_empty()) {
        *next += 1;
    }
    let Some(following) = after.get(*next).map(|line| line.trim()) else {
        return;
    };
    if following.starts_with('}') {
        while before.last().is_some_and(String::is_empty) {
            before.pop();
        }
        if let Some(last) = before.last_mut().filter(|line| line.ends_with('{'))
            && !following.contains("else")
        {
            last.push_str(following);
            *next += 1;
        }
    }
}

/// The line of a `todo!()` that is all that a function returning `impl Trait` gives back.
fn unwritten_impl_trait(tokens: TokenStream) -> Option<usize> {
    // Between `fn` and the body: 0 outside, 1 in the signature, 2 after the arrow, 3 when `impl` was seen there.
    let mut seen = 0;
    let mut dash = false;
    for token in tokens {
        match &token {
            TokenTree::Ident(word) if word == "fn" => seen = 1,
            TokenTree::Ident(word) if word == "where" && seen == 2 => seen = 1,
            TokenTree::Ident(word) if word == "impl" && seen == 2 => seen = 3,
            TokenTree::Punct(mark) if mark.as_char() == '>' && dash && seen == 1 => seen = 2,
            TokenTree::Punct(mark) if mark.as_char() == ';' => seen = 0,
            TokenTree::Group(group) => {
                let body = group.delimiter() == Delimiter::Brace;
                if body
                    && seen == 3
                    && let Some(line) = ends_in_todo(group.stream())
                {
                    return Some(line);
                }
                if seen == 2
                    && group.delimiter() == Delimiter::Parenthesis
                    && mentions_impl(group.stream())
                {
                    seen = 3;
                }
                if body {
                    seen = 0;
                }
                if let Some(line) = unwritten_impl_trait(group.stream()) {
                    return Some(line);
                }
            }
            _ => {}
        }
        dash = matches!(&token, TokenTree::Punct(mark) if mark.as_char() == '-');
    }
    None
}

fn mentions_impl(tokens: TokenStream) -> bool {
    tokens
        .into_iter()
        .any(|token| matches!(token, TokenTree::Ident(word) if word == "impl"))
}

fn ends_in_todo(body: TokenStream) -> Option<usize> {
    let tokens: Vec<TokenTree> = body.into_iter().collect();
    let [
        ..,
        TokenTree::Ident(word),
        TokenTree::Punct(_),
        TokenTree::Group(_),
    ] = tokens.as_slice()
    else {
        return None;
    };
    (word == "todo").then(|| word.span().start().line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(solution: &str) -> Result<String, StarterError> {
        starting_file(solution, "threads", "05_account")
    }

    const CHECK: &str = "//!\n//! Check: `cargo course check 05_account`, or by hand `cargo test -p exercises-threads --test 05_account`.\n";

    #[test]
    fn the_text_after_the_arrow_takes_the_place_of_the_region() {
        let solution = "\
//! # Title

fn answer() -> u8 {
    // BEGIN SOLUTION -> todo!(\"say it\")
    let half = 21;
    half * 2
    // END SOLUTION
}
";
        let expected = format!(
            "//! # Title\n{CHECK}\n{ALLOW}\n\nfn answer() -> u8 {{\n    todo!(\"say it\")\n}}\n"
        );
        assert_eq!(start(solution).unwrap(), expected);
    }

    #[test]
    fn a_start_that_is_written_out_needs_no_allowance() {
        let solution = "//! # T\n\nfn f() {\n    // BEGIN SOLUTION -> a();\n    // STARTER: if x {\n    // STARTER:     b();\n    // STARTER:\n    // STARTER: }\n    c();\n    // END SOLUTION\n}\n";
        let expected = format!(
            "//! # T\n{CHECK}\nfn f() {{\n    a();\n    if x {{\n        b();\n\n    }}\n}}\n"
        );
        assert_eq!(start(solution).unwrap(), expected);
    }

    #[test]
    fn an_arrow_without_text_leaves_nothing_and_no_gap() {
        let field = "//! # T\n\nstruct S {\n    // BEGIN SOLUTION ->\n    a: u8,\n    // END SOLUTION\n}\n\nfn f() {}\n";
        assert!(
            start(field)
                .unwrap()
                .ends_with("\n\nstruct S {}\n\nfn f() {}\n")
        );
        let item = "//! # T\n\nfn f() {}\n\n// BEGIN SOLUTION ->\nfn g() {}\n// END SOLUTION\n\nfn h() {}\n";
        assert!(
            start(item)
                .unwrap()
                .ends_with("\n\nfn f() {}\n\nfn h() {}\n")
        );
        let last = "//! # T\n\nfn f() {}\n\n// BEGIN SOLUTION ->\nfn g() {}\n// END SOLUTION\n";
        assert!(start(last).unwrap().ends_with("\n\nfn f() {}\n"));
    }

    #[test]
    fn markers_out_of_order_are_refused_with_their_lines() {
        let begin = "    // BEGIN SOLUTION -> a\n";
        let end = "    // END SOLUTION\n";
        let of = |text: String| start(&format!("//! # T\n{text}")).unwrap_err();
        assert_eq!(of(String::new()), StarterError::NoRegion);
        assert_eq!(of(begin.to_string()), StarterError::Unclosed(2));
        assert_eq!(
            of(format!("{begin}{begin}{end}")),
            StarterError::Nested { line: 3, outer: 2 }
        );
        assert_eq!(
            of(format!("{begin}{end}{end}")),
            StarterError::NothingToEnd(4)
        );
        assert_eq!(
            of(format!("{begin}x\n// STARTER: b\n{end}")),
            StarterError::StrayStarter(4)
        );
        assert_eq!(
            of("// STARTER: b\n".to_string()),
            StarterError::StrayStarter(2)
        );
        assert_eq!(
            of("// BEGIN SOLUTION\n".to_string()),
            StarterError::Malformed(2)
        );
        assert_eq!(
            of(format!("{begin}//END SOLUTION\n")),
            StarterError::Malformed(3)
        );
        assert_eq!(start(&format!("{begin}{end}")), Err(StarterError::NoDoc));
    }

    #[test]
    fn todo_in_place_of_an_impl_trait_is_refused() {
        let solution = |starter: &str, returns: &str| {
            format!(
                "//! # T\nimpl A {{\n    fn f() -> {returns} {{\n        // BEGIN SOLUTION -> {starter}\n        [1].into_iter()\n        // END SOLUTION\n    }}\n}}\n"
            )
        };
        for returns in [
            "impl Iterator<Item = u8>",
            "(u8, impl Fn())",
            "Option<impl Fn()>",
        ] {
            assert!(
                matches!(
                    start(&solution("todo!()", returns)),
                    Err(StarterError::ImplTrait(_))
                ),
                "{returns}"
            );
        }
        assert!(start(&solution("std::iter::empty()", "impl Iterator<Item = u8>")).is_ok());
        assert!(start(&solution("todo!()", "Vec<u8>")).is_ok());
    }

    #[test]
    fn a_start_that_is_not_rust_is_refused() {
        let solution = "//! # T\nfn f() {\n    // BEGIN SOLUTION -> (\n    // END SOLUTION\n}\n";
        assert!(matches!(start(solution), Err(StarterError::NotRust(_))));
    }
}
