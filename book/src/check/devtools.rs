//! A headless Chromium, told what to do over a pipe.
//!
//! The protocol is Chrome's, for its developer tools: JSON objects that end with a zero byte. `--remote-debugging-pipe` reads them
//! from file descriptor 3 and writes them to 4; a shell puts our pipes there, so that this needs no unsafe code.

use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};
use std::{env, fs, process, thread};

use serde_json::{Value, json};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Names by which Chromium goes.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// Chromium with one page open. Ended when dropped.
pub struct Browser {
    child: Child,
    to: ChildStdin,
    from: Receiver<Value>,
    session: String,
    number: u64,
    /// What happened without being asked for, the earliest first.
    pub events: Vec<Value>,
    profile: PathBuf,
}

/// The program, if this machine has one.
pub fn find() -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    NAMES
        .iter()
        .flat_map(|name| env::split_paths(&path).map(move |folder| folder.join(name)))
        .find(|file| file.is_file())
}

impl Browser {
    /// Starts `program`, with a profile of its own.
    ///
    /// # Errors
    ///
    /// If it cannot be started, or does not answer.
    pub fn start(program: &Path) -> io::Result<Browser> {
        let profile = env::temp_dir().join(format!("book-browser-{}", process::id()));
        fs::create_dir_all(&profile)?;
        let mut child = Command::new("sh")
            .args([
                "-c",
                "exec \"$@\" 3<&0 4>&1 0</dev/null 1>/dev/null 2>/dev/null",
                "sh",
            ])
            .arg(program)
            .args([
                "--headless",
                "--remote-debugging-pipe",
                "--disable-gpu",
                "--no-first-run",
            ])
            // Wide enough for mdBook to show its list of chapters.
            .arg("--window-size=1300,1000")
            // CI runs as root, where Chromium's sandbox does not; the pages are our own.
            .args([
                "--no-sandbox",
                "--disable-quic",
                "--disable-background-networking",
            ])
            .args(["--disable-component-update", "--disable-sync"])
            .arg(format!("--user-data-dir={}", profile.display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let (to, stdout) = (child.stdin.take(), child.stdout.take());
        let (Some(to), Some(stdout)) = (to, stdout) else {
            return Err(io::Error::other("no pipes to the browser"));
        };
        let (sender, from) = channel();
        thread::spawn(move || {
            let mut stdout = BufReader::new(stdout);
            let mut message = Vec::new();
            while stdout
                .read_until(0, &mut message)
                .is_ok_and(|length| length > 0)
            {
                let value = serde_json::from_slice(message.strip_suffix(&[0]).unwrap_or(&message));
                if let Ok(value) = value
                    && sender.send(value).is_err()
                {
                    return;
                }
                message.clear();
            }
        });
        let mut browser = Browser {
            child,
            to,
            from,
            session: String::new(),
            number: 0,
            events: Vec::new(),
            profile,
        };
        let target = browser.call("Target.createTarget", &json!({ "url": "about:blank" }))?;
        let target = json!({ "targetId": target["targetId"], "flatten": true });
        let attached = browser.call("Target.attachToTarget", &target)?;
        browser.session = attached["sessionId"]
            .as_str()
            .unwrap_or_default()
            .to_string();
        for domain in [
            "Page.enable",
            "Runtime.enable",
            "Log.enable",
            "Network.enable",
        ] {
            browser.call(domain, &json!({}))?;
        }
        Ok(browser)
    }

    /// Calls a method of the protocol.
    ///
    /// # Errors
    ///
    /// If the browser says so, is gone, or does not answer within a minute.
    pub fn call(&mut self, method: &str, parameters: &Value) -> io::Result<Value> {
        self.number += 1;
        let mut message = json!({ "id": self.number, "method": method, "params": parameters });
        if !self.session.is_empty() {
            message["sessionId"] = json!(self.session);
        }
        self.to.write_all(format!("{message}\0").as_bytes())?;
        let end = Instant::now() + PATIENCE;
        loop {
            let answer = self.receive(end)?;
            if answer["id"] == json!(self.number) {
                return match answer.get("error") {
                    Some(error) => Err(io::Error::other(format!("{method}: {error}"))),
                    None => Ok(answer["result"].clone()),
                };
            }
            self.events.push(answer);
        }
    }

    fn receive(&mut self, end: Instant) -> io::Result<Value> {
        let left = end.saturating_duration_since(Instant::now());
        self.from.recv_timeout(left).map_err(|error| match error {
            RecvTimeoutError::Timeout => {
                io::Error::new(io::ErrorKind::TimedOut, "the browser does not answer")
            }
            RecvTimeoutError::Disconnected => io::Error::other("the browser has ended"),
        })
    }

    /// Opens `url` and waits until it is loaded. Forgets the events of the page before.
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call).
    pub fn open(&mut self, url: &str) -> io::Result<()> {
        // Another page first: from one place to another in the same page would load nothing.
        self.events.clear();
        self.load("about:blank")?;
        self.events.clear();
        self.load(url)
    }

    fn load(&mut self, url: &str) -> io::Result<()> {
        self.call("Page.navigate", &json!({ "url": url }))?;
        let end = Instant::now() + PATIENCE;
        let is_loaded = |event: &Value| event["method"] == "Page.loadEventFired";
        while !self.events.iter().any(is_loaded) {
            let event = self.receive(end)?;
            self.events.push(event);
        }
        Ok(())
    }

    /// What a JavaScript expression gives; promises are waited for.
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call), or if the expression throws.
    pub fn evaluate(&mut self, expression: &str) -> io::Result<Value> {
        let parameters =
            json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let result = self.call("Runtime.evaluate", &parameters)?;
        match result.get("exceptionDetails") {
            Some(thrown) => Err(io::Error::other(format!("{thrown}"))),
            None => Ok(result["result"]["value"].clone()),
        }
    }

    /// Presses a key: a character, or `Tab`, `Enter`, `Space`, `ArrowLeft`, `ArrowRight`.
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call).
    pub fn press(&mut self, key: &str) -> io::Result<()> {
        let (code, text) = match key {
            "Tab" => (9, ""),
            "Enter" => (13, "\r"),
            "ArrowLeft" => (37, ""),
            "ArrowRight" => (39, ""),
            "Space" => (32, " "),
            _ => (i32::from(key.to_uppercase().as_bytes()[0]), key),
        };
        let name = if key == "Space" { " " } else { key };
        let down =
            json!({ "type": "keyDown", "key": name, "text": text, "windowsVirtualKeyCode": code });
        self.call("Input.dispatchKeyEvent", &down)?;
        let up = json!({ "type": "keyUp", "key": name, "windowsVirtualKeyCode": code });
        self.call("Input.dispatchKeyEvent", &up).map(drop)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.call("Browser.close", &json!({}));
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.profile);
    }
}
