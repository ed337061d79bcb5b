//! The pages as they were built.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::Report;
use crate::files;

/// The most that a page may have without its figures, in bytes.
const LARGEST: usize = 300 * 1024;

/// A page.
pub struct Page {
    /// From the folder of the book: `threads/09_lost_update.html`.
    pub path: PathBuf,
    /// Its text.
    pub html: String,
}

impl Page {
    /// Whether it is a chapter: not the whole book on one page, nor a part that other pages show.
    pub fn is_chapter(&self) -> bool {
        let name = self.path.to_string_lossy();
        !["print.html", "toc.html", "404.html"].contains(&&*name)
    }
}

/// Every page below `folder`, by path.
///
/// # Errors
///
/// If one cannot be read.
pub fn all(folder: &Path) -> io::Result<Vec<Page>> {
    let read = |path: PathBuf| {
        let html = fs::read_to_string(folder.join(&path))?;
        Ok(Page { path, html })
    };
    files::below(folder, "html")?
        .into_iter()
        .map(read)
        .collect()
}

/// No page is so large that it would open slowly.
pub fn check_sizes(pages: &[Page], report: &mut Report) {
    let chapters = || pages.iter().filter(|page| page.is_chapter());
    for page in chapters() {
        let size = without_figures(&page.html);
        if size > LARGEST {
            report.faults.push(format!(
                "{}: {size} bytes without figures, expected at most {LARGEST}",
                page.path.display()
            ));
        }
    }
    report.count(chapters().count(), "pages");
    if let Some(largest) = chapters().map(|page| without_figures(&page.html)).max() {
        report.count(largest / 1024, "KB the largest of them");
    }
}

fn without_figures(html: &str) -> usize {
    let figures: usize = html
        .split("<svg")
        .skip(1)
        .filter_map(|rest| rest.find("</svg>"))
        .sum();
    html.len() - figures
}
