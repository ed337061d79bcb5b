//! Finds a piece of a Rust file by its name: an item, or what stands between two anchor comments.

use std::fs;
use std::ops::RangeInclusive;

use syn::spanned::Spanned;
use syn::{ImplItem, Item, TraitItem, Type};

use crate::fault::unknown;
use crate::{Course, Fault, Place};

/// Lines of a file, from 1.
pub type Lines = RangeInclusive<usize>;

/// The lines of every piece of `text` called `name`: `function`, `Type`, `impl Type`, `impl Trait for Type`,
/// `Type::method`, `module::function`, or an anchor.
///
/// # Errors
///
/// If `text` is not Rust; the names that there are, if this is none of them.
pub fn find(text: &str, name: &str) -> Result<Vec<Lines>, Missing> {
    if let Some(lines) = anchor(text, name) {
        return Ok(vec![lines]);
    }
    let file = syn::parse_file(text).map_err(Missing::NotRust)?;
    let mut named = Vec::new();
    collect(&file.items, "", &mut named);
    let found: Vec<Lines> = named
        .iter()
        .filter(|(known, _)| known == name)
        .map(|(_, lines)| lines.clone())
        .collect();
    if found.is_empty() {
        return Err(Missing::Unknown {
            known: named.into_iter().map(|(name, _)| name).collect(),
        });
    }
    Ok(found)
}

/// The text of `file`, a path from the root of `course`, and the lines of its pieces called `names`.
///
/// # Errors
///
/// If there is no such file or piece, or it is not Rust.
pub fn in_file<'a>(
    file: &str,
    names: impl IntoIterator<Item = &'a str>,
    at: &Place,
    course: &Course,
) -> Result<(String, Vec<Lines>), Fault> {
    let text = fs::read_to_string(course.root.join(file))
        .map_err(|error| at.fault(format!("cannot read {file}: {error}")))?;
    let mut pieces = Vec::new();
    for name in names {
        let found = find(&text, name).map_err(|missing| {
            at.fault(match missing {
                Missing::NotRust(error) => format!("{file} cannot be read as Rust: {error}"),
                Missing::Unknown { known } => {
                    unknown(&format!("item in {file} called"), name, known)
                }
            })
        })?;
        pieces.extend(found);
    }
    Ok((text, pieces))
}

/// Why a name was not found.
#[derive(Debug)]
pub enum Missing {
    /// The file cannot be read as Rust.
    NotRust(syn::Error),
    /// It has other names.
    Unknown {
        /// All of them.
        known: Vec<String>,
    },
}

/// Every item with its name; methods as `Type::method`.
fn collect(items: &[Item], within: &str, named: &mut Vec<(String, Lines)>) {
    for item in items {
        let lines = lines_of(item);
        let full = |name: &str| format!("{within}{name}");
        match item {
            Item::Impl(block) => {
                let of = type_name(&block.self_ty);
                let name = match &block.trait_ {
                    Some((_, path, _)) => {
                        let of_trait = path.segments.last().map(|last| last.ident.to_string());
                        format!("impl {} for {of}", of_trait.unwrap_or_default())
                    }
                    None => format!("impl {of}"),
                };
                named.push((full(&name), lines));
                for part in &block.items {
                    if let ImplItem::Fn(method) = part {
                        let name = format!("{of}::{}", method.sig.ident);
                        named.push((full(&name), lines_of(method)));
                    }
                }
            }
            Item::Trait(definition) => {
                let name = definition.ident.to_string();
                for part in &definition.items {
                    if let TraitItem::Fn(method) = part {
                        let name = format!("{name}::{}", method.sig.ident);
                        named.push((full(&name), lines_of(method)));
                    }
                }
                named.push((full(&name), lines));
            }
            Item::Mod(module) => {
                let name = module.ident.to_string();
                if let Some((_, items)) = &module.content {
                    collect(items, &format!("{within}{name}::"), named);
                }
                named.push((full(&name), lines));
            }
            other => {
                if let Some(name) = simple_name(other) {
                    named.push((full(&name), lines));
                }
            }
        }
    }
}

fn simple_name(item: &Item) -> Option<String> {
    let ident = match item {
        Item::Fn(item) => &item.sig.ident,
        Item::Struct(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Union(item) => &item.ident,
        Item::Const(item) => &item.ident,
        Item::Static(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        _ => return None,
    };
    Some(ident.to_string())
}

fn type_name(of: &Type) -> String {
    match of {
        Type::Path(path) => path
            .path
            .segments
            .last()
            .map(|last| last.ident.to_string())
            .unwrap_or_default(),
        Type::Reference(reference) => type_name(&reference.elem),
        _ => String::new(),
    }
}

fn lines_of(item: &impl Spanned) -> Lines {
    let span = item.span();
    span.start().line..=span.end().line
}

/// The lines between `ANCHOR: name` and `ANCHOR_END: name`.
fn anchor(text: &str, name: &str) -> Option<Lines> {
    let line_with = |sign: &str| {
        let at = text.lines().position(|line| {
            let comment = line.trim_start().strip_prefix("// ");
            comment.and_then(|it| it.strip_prefix(sign)) == Some(name)
        });
        at.map(|at| at + 1)
    };
    let (begin, end) = (line_with("ANCHOR: ")?, line_with("ANCHOR_END: ")?);
    (begin + 1 < end).then(|| begin + 1..=end - 1)
}

#[cfg(test)]
mod tests {
    use super::{Missing, find};

    const TEXT: &str = "//! Doc.\n\n/// A pair.\npub struct Pair(u8, u8);\n\nimpl Pair {\n    /// Sum.\n    pub fn sum(&self) -> u8 {\n        \
        self.0\n    }\n}\n\nimpl Clone for Pair {\n    fn clone(&self) -> Self {\n        todo!()\n    }\n}\n\nmod twin {\n    pub fn broken() {\n        \
        // ANCHOR: heart\n        work();\n        // ANCHOR_END: heart\n    }\n}\n";

    #[test]
    fn items_are_found_with_their_docs() {
        assert_eq!(find(TEXT, "Pair").unwrap(), [3..=4]);
        assert_eq!(find(TEXT, "impl Pair").unwrap(), [6..=11]);
        assert_eq!(find(TEXT, "Pair::sum").unwrap(), [7..=10]);
        assert_eq!(find(TEXT, "impl Clone for Pair").unwrap(), [13..=17]);
        assert_eq!(find(TEXT, "twin::broken").unwrap(), [20..=24]);
        assert_eq!(find(TEXT, "heart").unwrap(), [22..=22]);
    }

    #[test]
    fn a_missing_name_is_told_with_those_that_exist() {
        let Err(Missing::Unknown { known }) = find(TEXT, "broken") else {
            panic!("`broken` alone is no name in this file");
        };
        assert!(known.contains(&"twin::broken".to_string()), "{known:?}");
    }
}
