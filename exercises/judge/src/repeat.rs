//! Repeats a call of rustc that cargo made: while only the exercise changes, cargo's own look at the whole workspace, 50 to
//! 60 ms, is saved.
//!
//! The repetition writes to a folder of its own. cargo's records stay true: it builds anew when it is asked next.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

/// One call of rustc, and what must not have changed since.
#[derive(Clone, Debug)]
pub struct Call {
    program: String,
    /// Without those that say where to write, and how much.
    arguments: Vec<String>,
    /// Where cargo made the call.
    folder: PathBuf,
    /// The libraries that it links, and when they were built.
    libraries: Vec<(PathBuf, SystemTime)>,
    /// The name of the crate, and of the program that comes out.
    name: String,
}

impl Call {
    /// The last call that builds the test `name`, as `cargo -v` tells it on standard error. `folder` is the workspace's.
    pub fn told_by_cargo(stderr: &str, name: &str, folder: &Path) -> Option<Call> {
        let words = stderr
            .lines()
            .rev()
            .filter_map(|line| line.trim().strip_prefix("Running `")?.strip_suffix('`'))
            .filter_map(words)
            .find(|words| {
                words
                    .windows(2)
                    .any(|pair| pair[0] == "--crate-name" && pair[1] == name)
            })?;
        // Environment variables may stand in front.
        let mut words = words.into_iter().skip_while(|word| word.contains('='));
        let program = words.next()?;
        let mut call = Call {
            program,
            arguments: Vec::new(),
            folder: folder.to_path_buf(),
            libraries: Vec::new(),
            name: name.to_string(),
        };
        while let Some(word) = words.next() {
            match word.as_str() {
                "--out-dir" => drop(words.next()?),
                "-C" => {
                    let option = words.next()?;
                    let own = [
                        "incremental=",
                        "extra-filename=",
                        "debuginfo=",
                        "strip=",
                        "codegen-units=",
                    ];
                    if !own.iter().any(|own| option.starts_with(own)) {
                        call.arguments.extend([word, option]);
                    }
                }
                "--extern" => {
                    let library = words.next()?;
                    if let Some((_, path)) = library.split_once('=') {
                        let path = folder.join(path);
                        call.libraries.push((path.clone(), built(&path)?));
                    }
                    call.arguments.extend([word, library]);
                }
                _ => call.arguments.push(word),
            }
        }
        Some(call)
    }

    /// Whether the libraries are those that cargo linked.
    pub fn is_current(&self) -> bool {
        self.libraries
            .iter()
            .all(|(path, then)| built(path) == Some(*then))
    }

    /// The same call, writing to `out`.
    pub fn command(&self, out: &Path) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(&self.arguments)
            .arg("--out-dir")
            .arg(out)
            .arg("-C")
            .arg(format!("incremental={}", out.join("incremental").display()))
            // A quarter of the time goes into debug information, which no verdict needs: panics and reports know their lines.
            .args(["-C", "debuginfo=0", "-C", "strip=debuginfo"])
            .current_dir(&self.folder);
        // std as it lies in the toolchain, found by its place from `out`: less to link, a tenth of the time.
        #[cfg(unix)]
        command.args(["-C", "prefer-dynamic", "-C", "rpath"]);
        command
    }

    /// The program that [`command`](Call::command) makes.
    pub fn program(&self, out: &Path) -> PathBuf {
        out.join(format!("{}{}", self.name, std::env::consts::EXE_SUFFIX))
    }
}

fn built(library: &Path) -> Option<SystemTime> {
    fs::metadata(library).ok()?.modified().ok()
}

/// The words of a command line as cargo prints it: parts in single quotes, or with backslashes, as a shell reads them.
fn words(line: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut rest = line.chars();
    while let Some(next) = rest.next() {
        match next {
            ' ' => words.extend(word.take()),
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match rest.next()? {
                        '\'' => break,
                        quoted => word.push(quoted),
                    }
                }
            }
            '\\' => word.get_or_insert_default().push(rest.next()?),
            plain => word.get_or_insert_default().push(plain),
        }
    }
    words.extend(word);
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::{Call, words};

    #[test]
    fn words_are_read_as_a_shell_does() {
        let line = r#"rustc --cfg 'feature="a b"' it\'s 'don'\''t' ''"#;
        let read = words(line).expect("every quote is closed");
        assert_eq!(
            read,
            ["rustc", "--cfg", "feature=\"a b\"", "it's", "don't", ""]
        );
        assert_eq!(words("rustc 'open"), None);
    }

    #[test]
    fn the_call_of_the_test_is_taken_without_its_places() {
        let folder = std::env::temp_dir();
        let library = folder.join(format!("judge-repeat-{}.rlib", std::process::id()));
        std::fs::write(&library, "").expect("the temporary folder can be written");
        let stderr = format!(
            "   Compiling lab\n     Running `/bin/rustc --crate-name lab src/lib.rs`\n     \
             Running `A=b /bin/rustc --crate-name 05_account --test -C incremental=i -C debuginfo=line-tables-only -C metadata=m -C \
             extra-filename=-x --out-dir d --extern lab={}`\n    Finished\n",
            library.display()
        );
        let call = Call::told_by_cargo(&stderr, "05_account", &folder).expect("a call of rustc");
        assert_eq!(call.program, "/bin/rustc");
        let linked = format!("lab={}", library.display());
        let expected = [
            "--crate-name",
            "05_account",
            "--test",
            "-C",
            "metadata=m",
            "--extern",
            &linked,
        ];
        assert_eq!(call.arguments, expected);
        assert!(call.is_current());
        std::fs::remove_file(&library).expect("it was just written");
        assert!(!call.is_current(), "a library that is gone was not noticed");
        assert!(Call::told_by_cargo(&stderr, "06_model", &folder).is_none());
    }
}
