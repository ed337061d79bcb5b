//! Finds the words that an exercise must not use: what stands outside the watch of its tests, or would end them.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Where a refused path begins, and what to write instead.
const REFUSED: [(&[&str], &str); 15] = [
    (
        &["std", "sync"],
        "locks of std are not watched: say lab::sync",
    ),
    (
        &["core", "sync"],
        "atomics of core are not watched: say lab::sync::atomic",
    ),
    (
        &["alloc", "sync"],
        "Arc of alloc is not watched: say lab::sync::Arc",
    ),
    (
        &["std", "thread"],
        "threads of std are not watched: say lab::thread",
    ),
    (
        &["std", "process", "exit"],
        "it ends the whole program, tests and all: let the function return",
    ),
    (
        &["std", "process", "abort"],
        "it ends the whole program, tests and all: let the function return",
    ),
    (
        &["process", "exit"],
        "it ends the whole program, tests and all: let the function return",
    ),
    (
        &["process", "abort"],
        "it ends the whole program, tests and all: let the function return",
    ),
    (
        &["std", "process", "Command"],
        "an exercise starts no program of its own",
    ),
    (
        &["process", "Command"],
        "an exercise starts no program of its own",
    ),
    (
        &["interleave"],
        "the engine is chosen by how the exercise is judged: say lab",
    ),
    (
        &["loom"],
        "the engine is chosen by how the exercise is judged: say lab",
    ),
    (
        &["parking_lot"],
        "these locks are not watched: say lab::sync",
    ),
    (&["libc"], "an exercise needs no system call of its own"),
    (
        &["crossbeam"],
        "these channels and threads are not watched: say lab::sync and lab::thread",
    ),
];

/// What may not get another name, nor be opened whole: refused words would hide behind it.
const ROOTS: [&[&str]; 4] = [&["std"], &["core"], &["alloc"], &["std", "process"]];

/// What may stand before a path without being a part of it.
const KEYWORDS: [&str; 12] = [
    "as", "dyn", "else", "for", "if", "impl", "in", "match", "mut", "return", "use", "while",
];

const HIDES: &str = "what it hides cannot be looked for: name what you need, as in `use std::collections::BTreeMap`";

/// A sentence for each place in `text` that uses a refused word; `file` is how the learner knows the file. A text that is
/// no Rust at all gives none: rustc explains better.
pub fn refused(text: &str, file: &str) -> Vec<String> {
    let Ok(tokens) = text.parse::<TokenStream>() else {
        return Vec::new();
    };
    let mut places = Vec::new();
    look(tokens, &[], false, &mut places);
    places.sort_by_key(|place| place.line);
    places.dedup_by(|later, earlier| later.line == earlier.line && later.why == earlier.why);
    places
        .into_iter()
        .map(|Place { line, path, why }| format!("{file}:{line}: {path}: {why}"))
        .collect()
}

struct Place {
    line: usize,
    path: String,
    why: &'static str,
}

/// Looks through `tokens`. `before` is the path that stands in front of a group, as in `std::{sync::Mutex, thread}`.
/// `imports` says that the group is part of a `use`.
fn look(tokens: TokenStream, before: &[String], mut imports: bool, places: &mut Vec<Place>) {
    let mut path: Vec<String> = before.to_vec();
    // How many of the two colons of `::` have come since the last word.
    let mut colons = 2;
    for token in tokens {
        match token {
            TokenTree::Ident(word) => {
                let line = word.span().start().line;
                // `r#std` is `std`.
                let word = word.to_string();
                let word = word.strip_prefix("r#").unwrap_or(&word);
                imports |= word == "use";
                if word == "as" && colons < 2 {
                    hides(&path, "as", line, imports, places);
                }
                // `use ::std` is two words, `use` and a path that begins with its colons.
                if KEYWORDS.contains(&word) {
                    (path, colons) = (before.to_vec(), 2);
                    continue;
                }
                if colons < 2 {
                    path.clear();
                }
                path.push(word.to_string());
                colons = 0;
                let whole = path.strip_prefix(&[String::new()][..]).unwrap_or(&path);
                if let Some((refused, why)) = REFUSED.iter().find(|(refused, _)| whole == *refused)
                {
                    places.push(Place {
                        line,
                        path: refused.join("::"),
                        why,
                    });
                }
            }
            TokenTree::Punct(mark) if mark.as_char() == ':' => {
                colons += 1;
                if colons > 2 || (colons == 2 && path.is_empty()) {
                    path = before.to_vec();
                    colons = 2;
                }
            }
            TokenTree::Punct(mark) if mark.as_char() == '*' && colons == 2 => {
                hides(&path, "*", mark.span().start().line, imports, places);
                (path, colons) = (before.to_vec(), 2);
            }
            TokenTree::Group(group) => {
                let goes_on = colons == 2 && group.delimiter() == Delimiter::Brace;
                let inner = if goes_on { path.clone() } else { Vec::new() };
                look(group.stream(), &inner, imports && goes_on, places);
                (path, colons) = (before.to_vec(), 2);
            }
            // A comma begins anew inside a group of `use`; anything else ends a path.
            TokenTree::Punct(mark) => {
                imports &= mark.as_char() != ';';
                (path, colons) = (before.to_vec(), 2);
            }
            TokenTree::Literal(_) => (path, colons) = (before.to_vec(), 2),
        }
    }
}

/// Notes that a root of refused paths gets another name (`as`), or is opened whole (`*`).
fn hides(path: &[String], how: &str, line: usize, imports: bool, places: &mut Vec<Place>) {
    // `self` in front means this module, behind the path itself.
    let is_word = |word: &&String| !word.is_empty() && *word != "self";
    let whole: Vec<&str> = path.iter().filter(is_word).map(String::as_str).collect();
    // Outside of a `use`, `process as u32` is about a variable.
    let imported = imports && whole == ["process"];
    if imported || ROOTS.iter().any(|root| whole == *root) {
        let link = if how == "*" { "::" } else { " " };
        places.push(Place {
            line,
            path: format!("{}{link}{how}", whole.join("::")),
            why: HIDES,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::refused;

    fn lines_of(text: &str) -> Vec<String> {
        refused(text, "x.rs")
            .into_iter()
            .map(|sentence| sentence.split(": ").take(2).collect::<Vec<_>>().join(" "))
            .collect()
    }

    #[test]
    fn a_path_is_refused_wherever_it_stands() {
        assert_eq!(lines_of("use std::sync::Mutex;"), ["x.rs:1 std::sync"]);
        assert_eq!(lines_of("use ::std::sync::Mutex;"), ["x.rs:1 std::sync"]);
        assert_eq!(
            lines_of("fn f(a: &mut ::std::sync::Mutex<u8>) {}"),
            ["x.rs:1 std::sync"]
        );
        assert_eq!(
            lines_of("fn f() {\n    ::std::thread::yield_now();\n}"),
            ["x.rs:2 std::thread"]
        );
        assert_eq!(
            lines_of("use std::{fmt, sync::{Arc, Mutex}};"),
            ["x.rs:1 std::sync"]
        );
        assert_eq!(
            lines_of("use std::{\n    collections::BTreeMap,\n    thread,\n};"),
            ["x.rs:3 std::thread"]
        );
        assert_eq!(
            lines_of("use std::process;\nfn f() { process::exit(0) }"),
            ["x.rs:2 process::exit"]
        );
        assert_eq!(
            lines_of("use std::process::{Command, ExitStatus};"),
            ["x.rs:1 std::process::Command"]
        );
        assert_eq!(
            lines_of("fn f() { std::process::exit(0) }"),
            ["x.rs:1 std::process::exit"]
        );
        assert_eq!(
            lines_of("fn f(a: std::sync::Arc<u8>, b: std::sync::Arc<u8>) {}"),
            ["x.rs:1 std::sync"]
        );
    }

    #[test]
    fn another_name_does_not_help() {
        assert_eq!(lines_of("use std as s;"), ["x.rs:1 std as"]);
        assert_eq!(lines_of("extern crate std as s;"), ["x.rs:1 std as"]);
        assert_eq!(
            lines_of("use std::process as p;"),
            ["x.rs:1 std::process as"]
        );
        assert_eq!(lines_of("use std::process::*;"), ["x.rs:1 std::process::*"]);
        assert_eq!(
            lines_of("use std::{process as p, fmt};"),
            ["x.rs:1 std::process as"]
        );
        assert_eq!(lines_of("use ::std::*;"), ["x.rs:1 std::*"]);
        assert_eq!(lines_of("use std::{self as s};"), ["x.rs:1 std as"]);
        assert_eq!(
            lines_of("use std::{process::{self as p}};"),
            ["x.rs:1 std::process as"]
        );
        assert_eq!(lines_of("use r#std as s;"), ["x.rs:1 std as"]);
        assert_eq!(lines_of("use self::process as p;"), ["x.rs:1 process as"]);
        assert_eq!(lines_of("use process::*;"), ["x.rs:1 process::*"]);
    }

    #[test]
    fn what_only_looks_like_it_is_not_refused() {
        let text = r#"
            //! std::sync
            use lab::{sync::Mutex, thread};
            use std::collections::BTreeMap;
            // std::thread
            fn sync(thread: &str) -> String { format!("std::sync {thread}") }
            fn f() { let std = 1; let _ = std; sync("std::thread"); lab::thread::yield_now(); }
            struct S { std: u8, process: u8 }
            mod my { pub mod sync {} }
            use my::sync as _;
            use std::fmt as f;
            use std::collections::*;
            fn g(process: u8, a: u8) -> u32 { process as u32 * 2 + (a * process) as u32 }
        "#;
        assert_eq!(lines_of(text), Vec::<String>::new());
    }

    #[test]
    fn no_rust_is_left_to_rustc() {
        assert!(refused("use std::sync::Mutex; \"", "x.rs").is_empty());
    }
}
