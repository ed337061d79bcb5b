//! Every link leads somewhere, and no page loads anything from elsewhere.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use std::{fs, io};

use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use super::Report;
use super::pages::Page;
use crate::files;

/// What a page refers to, and what can be referred to in it.
struct References<'a> {
    page: &'a Page,
    ids: BTreeSet<String>,
    /// Attribute and value.
    links: Vec<(&'static str, String)>,
}

/// Checks the links of all pages, and what the style sheets below `folder` load.
///
/// # Errors
///
/// If a style sheet cannot be read.
pub fn check(folder: &Path, pages: &[Page], report: &mut Report) -> io::Result<()> {
    let read: Vec<References> = pages.iter().map(read).collect();
    let ids: BTreeMap<&Path, &BTreeSet<String>> = read
        .iter()
        .map(|read| (read.page.path.as_path(), &read.ids))
        .collect();
    let mut count = 0;
    for read in &read {
        for (attribute, link) in &read.links {
            count += 1;
            if let Some(wrong) = fault(folder, &read.page.path, attribute, link, &ids) {
                report.faults.push(format!(
                    "{}: {attribute}=\"{link}\": {wrong}",
                    read.page.path.display()
                ));
            }
        }
    }
    for sheet in files::below(folder, "css")? {
        for link in loaded_by(&fs::read_to_string(folder.join(&sheet))?) {
            count += 1;
            if let Some(wrong) = fault(folder, &sheet, "url", &link, &ids) {
                report
                    .faults
                    .push(format!("{}: url({link}): {wrong}", sheet.display()));
            }
        }
    }
    report.count(count, "links");
    Ok(())
}

fn read(page: &Page) -> References<'_> {
    let tags = Tags::default();
    let input = BufferQueue::default();
    input.push_back(page.html.as_str().into());
    let tokenizer = Tokenizer::new(tags, TokenizerOpts::default());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let mut references = References {
        page,
        ids: BTreeSet::new(),
        links: Vec::new(),
    };
    for tag in tokenizer.sink.0.into_inner() {
        for attribute in &tag.attrs {
            let value = attribute.value.to_string();
            match &*attribute.name.local {
                "id" => drop(references.ids.insert(value)),
                "href" if &*tag.name == "a" => references.links.push(("href", value)),
                // Of a link to a style sheet or icon: loaded with the page.
                "href" if &*tag.name == "link" => references.links.push(("src", value)),
                "src" => references.links.push(("src", value)),
                _ => {}
            }
        }
    }
    references
}

/// The opening tags of a page.
#[derive(Default)]
struct Tags(RefCell<Vec<Tag>>);

impl TokenSink for Tags {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        let Token::TagToken(tag) = token else {
            return TokenSinkResult::Continue;
        };
        if tag.kind == TagKind::EndTag {
            return TokenSinkResult::Continue;
        }
        // What stands in these is no HTML.
        let raw = match &*tag.name {
            "script" => Some(RawKind::ScriptData),
            "style" => Some(RawKind::Rawtext),
            _ => None,
        };
        self.0.borrow_mut().push(tag);
        raw.map_or(TokenSinkResult::Continue, TokenSinkResult::RawData)
    }
}

fn fault(
    folder: &Path,
    from: &Path,
    attribute: &str,
    link: &str,
    ids: &BTreeMap<&Path, &BTreeSet<String>>,
) -> Option<String> {
    if link.starts_with("data:") {
        return None;
    }
    if link.contains("://") || link.starts_with("mailto:") || link.starts_with("//") {
        let loads = attribute != "href";
        let odd = !link.starts_with("https://") || link.contains(' ');
        return (loads || odd).then(|| {
            if loads {
                "loaded from elsewhere".to_string()
            } else {
                "expected https".to_string()
            }
        });
    }
    let (path, id) = link.split_once('#').unwrap_or((link, ""));
    let path = path.split('?').next().unwrap_or_default();
    let target = if path.is_empty() {
        from.to_path_buf()
    } else {
        plain(&from.parent().unwrap_or(Path::new("")).join(path))
    };
    if !folder.join(&target).is_file() {
        return Some("there is no such file".to_string());
    }
    // Sent to explorers as an order, not as a place: see explorer.js.
    let id = id.split('=').next().unwrap_or_default();
    let known = ids.get(target.as_path());
    (!id.is_empty() && known.is_some_and(|ids| !ids.contains(id)))
        .then(|| format!("there is no id `{id}` in {}", target.display()))
}

fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(plain.pop()),
            Component::CurDir => {}
            other => plain.push(other),
        }
    }
    plain
}

fn loaded_by(sheet: &str) -> Vec<String> {
    sheet
        .split("url(")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
        .map(|link| link.trim_matches(['"', '\'', ' ']).to_string())
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::path::Path;

    use super::{fault, loaded_by, read};
    use crate::check::pages::Page;

    #[test]
    fn links_and_ids_are_found_outside_of_scripts() {
        let page = Page {
            path: "a.html".into(),
            html: "<h1 id=\"top\"><a class=\"x\" href=\"b.html#c\">b</a><script src=\"d.js\">'<a href=\"no\">'</script><img src=\"e.png\">"
                .to_string(),
        };
        let read = read(&page);
        assert!(read.ids.contains("top"));
        let links: Vec<&str> = read.links.iter().map(|(_, link)| link.as_str()).collect();
        assert_eq!(links, ["b.html#c", "d.js", "e.png"]);
    }

    #[test]
    fn dead_and_foreign_links_are_refused() {
        let ids = BTreeSet::from(["here".to_string()]);
        let ids = BTreeMap::from([(Path::new("lib.rs"), &ids)]);
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let of = |attribute: &str, link: &str| {
            fault(&folder, Path::new("check/a.html"), attribute, link, &ids)
        };
        assert_eq!(of("href", "../lib.rs#here"), None);
        assert!(
            of("href", "../lib.rs#there")
                .unwrap()
                .contains("no id `there`")
        );
        assert!(of("href", "nothing.html").unwrap().contains("no such file"));
        assert_eq!(of("href", "https://example.org"), None);
        assert!(
            of("src", "https://example.org/a.js")
                .unwrap()
                .contains("elsewhere")
        );
    }

    #[test]
    fn style_sheets_load_by_url() {
        assert_eq!(loaded_by("a { b: url('c.woff2') }"), ["c.woff2"]);
    }
}
