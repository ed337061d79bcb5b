//! What stands above the diff of a variant: one `Key: value` per line.

use std::fs;
use std::path::Path;

/// The fields of a variant's header, in their order. What they must be is for `solutions` to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Header<'a> {
    /// The header of a variant's file. Lines that are no field are passed over.
    pub fn of(file: &'a str) -> Header<'a> {
        let lines = file.lines().take_while(|line| !line.starts_with("--- "));
        let fields = lines.filter_map(|line| line.split_once(':'));
        Header(fields.map(|(key, value)| (key, value.trim())).collect())
    }

    /// The value of `key`; `None` if it is not there, or empty.
    pub fn get(&self, key: &str) -> Option<&'a str> {
        let field = self.0.iter().find(|(known, _)| *known == key)?;
        Some(field.1).filter(|value| !value.is_empty())
    }

    /// The names that `key` lists, with commas between them.
    pub fn names(&self, key: &str) -> Vec<String> {
        let names = self.get(key).unwrap_or_default().split(',');
        names
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .map(str::to_string)
            .collect()
    }
}

/// The texts of the variants in a folder, in the order of their names. None if the folder cannot be read.
pub fn texts(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut paths: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    paths.sort();
    paths
        .iter()
        .filter_map(|path| fs::read_to_string(path).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::Header;

    #[test]
    fn fields_end_where_the_diff_begins() {
        let file =
            "Misconception: It is safe: surely.\nCaught by: a, b,\n\n--- x\n+++ x\n Shows: no\n";
        let header = Header::of(file);
        assert_eq!(header.get("Misconception"), Some("It is safe: surely."));
        assert_eq!(header.names("Caught by"), ["a", "b"]);
        assert_eq!(header.get(" Shows"), None);
        assert_eq!(header.names("May also fail"), Vec::<String>::new());
    }
}
