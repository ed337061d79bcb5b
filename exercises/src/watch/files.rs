//! Tells that a file was saved.
//!
//! Editors save in many ways: in place, in pieces, twice, or into a new file that takes the old one's name. So the folder
//! is watched, not the file; what is written in pieces is given a moment to become whole; and only a changed content
//! counts. Where the system tells nothing (no more watches to be had, a network drive) the files are looked at
//! every [`LOOK`] anyway.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use notify::event::{AccessKind, AccessMode, ModifyKind};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

/// How often the files are looked at without being told.
const LOOK: Duration = Duration::from_millis(200);

/// A file that is being written is read when nothing came for this long,
const QUIET: Duration = Duration::from_millis(10);

/// or when it has been written to for this long.
const SETTLED: Duration = Duration::from_millis(30);

/// Files under watch, until it is dropped.
pub struct Files {
    /// Why the system does not tell of saves, if it does not.
    pub only_looks: Option<String>,
    _watcher: Option<RecommendedWatcher>,
    _alive: Sender<Sign>,
}

/// What the system told about one of the files.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// Somebody closed it after writing, or gave it its name.
    Whole,
    /// Something was written; more may come.
    Part,
}

impl Files {
    /// Calls `on_save` on a thread of its own, each time that the content of one of `paths` has changed.
    pub fn watch(paths: Vec<PathBuf>, on_save: impl FnMut() + Send + 'static) -> Files {
        let (sender, signs) = mpsc::channel();
        let watcher = watcher(&paths, sender.clone());
        let seen = paths.into_iter().map(Seen::new).collect();
        thread::Builder::new()
            .name("files".to_string())
            .spawn(move || look_and_tell(seen, &signs, on_save))
            .expect("the system has a thread left");
        let (watcher, only_looks) = match watcher {
            Ok(watcher) => (Some(watcher), None),
            Err(error) => (None, Some(error.to_string())),
        };
        Files {
            only_looks,
            _watcher: watcher,
            _alive: sender,
        }
    }
}

fn watcher(paths: &[PathBuf], sender: Sender<Sign>) -> notify::Result<RecommendedWatcher> {
    let names: BTreeSet<OsString> = paths
        .iter()
        .filter_map(|path| Some(path.file_name()?.to_os_string()))
        .collect();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        let sign = match event {
            Ok(event) => sign_of(&event, &names),
            Err(_) => Some(Sign::Part),
        };
        if let Some(sign) = sign {
            let _ = sender.send(sign);
        }
    })?;
    let folders: BTreeSet<&Path> = paths.iter().filter_map(|path| path.parent()).collect();
    for folder in folders {
        watcher.watch(folder, RecursiveMode::NonRecursive)?;
    }
    Ok(watcher)
}

fn sign_of(event: &Event, names: &BTreeSet<OsString>) -> Option<Sign> {
    let ours = |path: &PathBuf| path.file_name().is_some_and(|name| names.contains(name));
    if !event.need_rescan() && !event.paths.iter().any(ours) {
        return None;
    }
    match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write))
        | EventKind::Modify(ModifyKind::Name(_)) => Some(Sign::Whole),
        // Our own reading is an access, too.
        EventKind::Access(_) => None,
        _ => Some(Sign::Part),
    }
}

fn look_and_tell(mut seen: Vec<Seen>, signs: &Receiver<Sign>, mut on_save: impl FnMut()) {
    loop {
        let told = match signs.recv_timeout(LOOK) {
            Ok(Sign::Whole) => true,
            Ok(Sign::Part) => {
                settle(signs);
                true
            }
            Err(RecvTimeoutError::Timeout) => false,
            Err(RecvTimeoutError::Disconnected) => return,
        };
        let mut changed = false;
        for file in &mut seen {
            changed |= file.look(told);
        }
        if changed {
            on_save();
        }
    }
}

/// Waits until the file is whole, or nothing came for a moment.
fn settle(signs: &Receiver<Sign>) {
    let end = Instant::now() + SETTLED;
    while Instant::now() < end {
        match signs.recv_timeout(QUIET) {
            Ok(Sign::Part) => {}
            Ok(Sign::Whole) | Err(_) => return,
        }
    }
}

/// A file as it was when it was last read.
struct Seen {
    path: PathBuf,
    stamp: Option<(SystemTime, u64)>,
    content: Option<Vec<u8>>,
}

impl Seen {
    fn new(path: PathBuf) -> Seen {
        let mut seen = Seen {
            path,
            stamp: None,
            content: None,
        };
        seen.look(true);
        seen
    }

    /// Reads the file if its time or length is new, or if `told`. Says whether it holds something else than before.
    /// A file that is gone for the moment has not changed: many editors save that way.
    fn look(&mut self, told: bool) -> bool {
        let stamp = fs::metadata(&self.path)
            .and_then(|facts| Ok((facts.modified()?, facts.len())))
            .ok();
        if !told && stamp == self.stamp {
            return false;
        }
        self.stamp = stamp;
        let Ok(mut content) = fs::read(&self.path) else {
            return false;
        };
        if content.is_empty() {
            // Most likely cut down to be written anew.
            thread::sleep(QUIET);
            content = fs::read(&self.path).unwrap_or_default();
        }
        if self.content.as_ref() == Some(&content) {
            return false;
        }
        self.content = Some(content);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Far longer than any save takes to be seen.
    const PATIENCE: Duration = Duration::from_secs(20);

    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Folder {
            let path = std::env::temp_dir().join(format!("saved-{name}-{}", std::process::id()));
            fs::create_dir_all(&path).unwrap();
            Folder(path)
        }

        fn file(&self, name: &str) -> PathBuf {
            self.0.join(name)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn watched(path: &Path) -> (Files, Receiver<()>) {
        let (sender, saves) = mpsc::channel();
        let files = Files::watch(vec![path.to_path_buf()], move || {
            let _ = sender.send(());
        });
        (files, saves)
    }

    #[test]
    fn a_save_in_place_is_told() {
        let folder = Folder::new("in-place");
        let file = folder.file("a.rs");
        fs::write(&file, "one").unwrap();
        let (_files, saves) = watched(&file);
        fs::write(&file, "two").unwrap();
        saves.recv_timeout(PATIENCE).unwrap();
    }

    #[test]
    fn a_save_by_renaming_is_told() {
        let folder = Folder::new("by-renaming");
        let file = folder.file("a.rs");
        fs::write(&file, "one").unwrap();
        let (_files, saves) = watched(&file);
        for text in ["two", "three"] {
            fs::remove_file(&file).unwrap();
            fs::write(folder.file("a.rs.new"), text).unwrap();
            fs::rename(folder.file("a.rs.new"), &file).unwrap();
            saves.recv_timeout(PATIENCE).unwrap();
        }
    }

    #[test]
    fn a_save_without_a_change_and_another_file_are_not_told() {
        let folder = Folder::new("unchanged");
        let file = folder.file("a.rs");
        fs::write(&file, "one").unwrap();
        let (_files, saves) = watched(&file);
        fs::write(&file, "one").unwrap();
        fs::write(folder.file("b.rs"), "other").unwrap();
        // The folder's events come in order: when this one is told, those before it have been looked at.
        fs::write(folder.file("a.rs.new"), "two").unwrap();
        fs::rename(folder.file("a.rs.new"), &file).unwrap();
        saves.recv_timeout(PATIENCE).unwrap();
        assert!(saves.try_recv().is_err(), "one change, told twice");
    }

    #[test]
    fn without_the_systems_help_a_save_is_seen_by_looking() {
        let folder = Folder::new("looking");
        let file = folder.file("a.rs");
        fs::write(&file, "one").unwrap();
        let (sender, saves) = mpsc::channel();
        let (_alive, signs) = mpsc::channel();
        let seen = vec![Seen::new(file.clone())];
        thread::spawn(move || {
            look_and_tell(seen, &signs, || {
                let _ = sender.send(());
            });
        });
        fs::write(&file, "two, and longer").unwrap();
        saves.recv_timeout(PATIENCE).unwrap();
    }

    #[test]
    fn a_folder_that_cannot_be_watched_is_looked_at_and_says_why() {
        let folder = Folder::new("missing");
        let (files, saves) = watched(&folder.file("not-there/a.rs"));
        assert!(files.only_looks.is_some());
        fs::create_dir(folder.file("not-there")).unwrap();
        fs::write(folder.file("not-there/a.rs"), "one").unwrap();
        saves.recv_timeout(PATIENCE).unwrap();
    }
}
