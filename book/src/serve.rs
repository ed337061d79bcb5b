//! Serves the built book on this machine, until Ctrl-C.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{fs, thread};

/// Tried first, so that a bookmark works; if it is taken, the system chooses another.
const PORT: u16 = 3000;

/// How long a client may take to say what it wants, or to take what it gets.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a request may take, in bytes.
const REQUEST: u64 = 16 * 1024;

/// Serves `folder` and says where. Only ends by a signal.
///
/// # Errors
///
/// If no port can be had.
pub fn serve(folder: &Path) -> io::Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, PORT))
        .or_else(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))?;
    println!(
        "the book is at http://{}/ (Ctrl-C ends)",
        listener.local_addr()?
    );
    serve_on(&listener, folder);
    Ok(())
}

/// Serves `folder` to whoever connects to `listener`, each client on a thread of its own.
pub fn serve_on(listener: &TcpListener, folder: &Path) {
    for client in listener.incoming() {
        // A client that went away again, or no file descriptor left: others may fare better.
        let Ok(client) = client else { continue };
        let folder = folder.to_path_buf();
        let _ = thread::Builder::new().spawn(move || answer(client, &folder));
    }
}

fn answer(mut client: TcpStream, folder: &Path) -> io::Result<()> {
    client.set_read_timeout(Some(PATIENCE))?;
    client.set_write_timeout(Some(PATIENCE))?;
    let mut request = String::new();
    let mut lines = BufReader::new((&client).take(REQUEST));
    lines.read_line(&mut request)?;
    // The rest of the head: a client that is not read to the end sees a reset.
    let mut line = String::new();
    while lines.read_line(&mut line)? > 2 {
        line.clear();
    }
    let mut words = request.split_whitespace();
    let (method, target) = (words.next().unwrap_or_default(), words.next());
    let (status, kind, body) = match (method, target.and_then(|it| file_of(it, folder))) {
        ("GET" | "HEAD", Some(file)) => match fs::read(&file) {
            Ok(body) => ("200 OK", kind_of(&file), body),
            Err(_) => missing(folder),
        },
        ("GET" | "HEAD", None) => missing(folder),
        _ => (
            "405 Method Not Allowed",
            "text/plain",
            b"only GET\n".to_vec(),
        ),
    };
    write!(
        client,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nCache-Control: no-cache\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    if method != "HEAD" {
        client.write_all(&body)?;
    }
    client.flush()
}

fn missing(folder: &Path) -> (&'static str, &'static str, Vec<u8>) {
    let page = fs::read(folder.join("404.html"));
    let body = page.unwrap_or_else(|_| b"not found\n".to_vec());
    ("404 Not Found", "text/html; charset=utf-8", body)
}

/// The file below `folder` that a request asks for. None for anything that could lead out of it.
fn file_of(target: &str, folder: &Path) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?.strip_prefix('/')?;
    // Our file names need no escapes.
    let plain = |part: &str| {
        !part.starts_with('.') && !part.contains(['\\', '%', ':', '\0']) && !part.is_empty()
    };
    let (path, asks_for_folder) = match path.strip_suffix('/') {
        Some(path) => (path, true),
        None => (path, path.is_empty()),
    };
    let mut file = folder.to_path_buf();
    for part in path.split('/').filter(|_| !path.is_empty()) {
        if !plain(part) {
            return None;
        }
        file.push(part);
    }
    if asks_for_folder {
        file.push("index.html");
    }
    Some(file)
}

fn kind_of(file: &Path) -> &'static str {
    match file.extension().and_then(|it| it.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
    use std::path::Path;
    use std::{env, fs, process, thread};

    use super::{file_of, serve_on};

    #[test]
    fn nothing_outside_of_the_folder_is_served() {
        let folder = Path::new("/book");
        assert_eq!(file_of("/", folder), Some("/book/index.html".into()));
        assert_eq!(file_of("/a/b.css?x", folder), Some("/book/a/b.css".into()));
        assert_eq!(file_of("/a/", folder), Some("/book/a/index.html".into()));
        for bad in [
            "/../x",
            "/a/../../x",
            "//etc/passwd",
            "/%2e%2e/x",
            "x",
            "/.git/config",
            "/a\\b",
        ] {
            assert_eq!(file_of(bad, folder), None, "{bad}");
        }
    }

    #[test]
    fn pages_are_served_and_missing_ones_refused() {
        let folder = env::temp_dir().join(format!("book-serve-{}", process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("index.html"), "<p>hello").unwrap();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn({
            let folder = folder.clone();
            move || serve_on(&listener, &folder)
        });
        let ask = |request: &str| {
            let mut client = TcpStream::connect(address).unwrap();
            client.write_all(request.as_bytes()).unwrap();
            client.shutdown(Shutdown::Write).unwrap();
            let mut answer = String::new();
            client.read_to_string(&mut answer).unwrap();
            answer
        };
        let page = ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        assert!(
            page.starts_with("HTTP/1.1 200 OK\r\n") && page.ends_with("<p>hello"),
            "{page}"
        );
        assert!(ask("HEAD / HTTP/1.1\r\n\r\n").ends_with("\r\n\r\n"));
        assert!(ask("GET /x HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 404"));
        assert!(ask("DELETE / HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 405"));
        fs::remove_dir_all(&folder).unwrap();
    }
}
