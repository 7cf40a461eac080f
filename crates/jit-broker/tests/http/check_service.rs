//! A service that is asked about requests, on a socket of its own, and says what a test tells it.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

/// What the service does with a question.
#[derive(Clone, Debug)]
pub(crate) enum Manner {
    /// Answers 200 with this, and with the ID of the question where it has none.
    Says(Value),
    /// Answers 200 with this text.
    Writes(String),
    /// Answers with this status and header, and an answer that would let it pass.
    Status(u16, &'static str),
    /// Says yes under another media type.
    AsText,
    /// Says nothing, and keeps the connection.
    Hangs,
    /// Begins to answer, byte by byte, without an end.
    Drips,
    /// Answers without an end.
    Floods,
    /// Closes the connection.
    Drops,
}

/// A question as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> &str {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let found = lines.find(|(found, _)| found.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value)
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// The service; it goes with the test.
pub(crate) struct CheckService {
    pub(crate) url: String,
    manner: Arc<Mutex<Manner>>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl CheckService {
    pub(crate) fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/jit", listener.local_addr().unwrap());
        let manner = Arc::new(Mutex::new(manner));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (manner_now, noted) = (Arc::clone(&manner), Arc::clone(&asked));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (manner, noted) = (Arc::clone(&manner_now), Arc::clone(&noted));
                thread::spawn(move || serve(stream, &manner, &noted));
            }
        });
        Self { url, manner, asked }
    }

    pub(crate) fn now(&self, manner: Manner) {
        *self.manner.lock().unwrap() = manner;
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

fn serve(mut stream: TcpStream, manner: &Mutex<Manner>, noted: &Mutex<Vec<Asked>>) {
    let Some(asked) = read(&mut stream) else {
        return;
    };
    let id = asked.json()["id"].clone();
    noted.lock().unwrap().push(asked);
    let manner = manner.lock().unwrap().clone();
    // The broker may have gone away by now.
    let _ = answer(&mut stream, &manner, &id);
}

fn read(stream: &mut TcpStream) -> Option<Asked> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let length = stream.read(&mut chunk).ok().filter(|length| *length > 0)?;
        bytes.extend_from_slice(&chunk[..length]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let asked = Asked {
            head: head.to_owned(),
            body: body.to_owned(),
        };
        if asked.header("content-length").parse() == Ok(body.len()) {
            return Some(asked);
        }
    }
}

fn answer(stream: &mut TcpStream, manner: &Manner, id: &Value) -> std::io::Result<()> {
    let yes = json!({ "id": id, "allow": true }).to_string();
    match manner {
        Manner::Says(value) => {
            let mut value = value.clone();
            if value.get("id").is_none() {
                value["id"] = id.clone();
            }
            whole(
                stream,
                200,
                "content-type: application/json",
                &value.to_string(),
            )
        }
        Manner::Writes(text) => whole(stream, 200, "content-type: application/json", text),
        Manner::Status(status, header) => {
            let header = format!("content-type: application/json\r\n{header}");
            whole(stream, *status, &header, &yes)
        }
        Manner::AsText => whole(stream, 200, "content-type: text/plain", &yes),
        Manner::Hangs => {
            thread::sleep(Duration::from_mins(1));
            Ok(())
        }
        Manner::Drips => {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n")?;
            loop {
                stream.write_all(b" ")?;
                thread::sleep(Duration::from_millis(20));
            }
        }
        Manner::Floods => {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n")?;
            loop {
                stream.write_all(&[b' '; 4096])?;
            }
        }
        Manner::Drops => Ok(()),
    }
}

fn whole(stream: &mut TcpStream, status: u16, headers: &str, body: &str) -> std::io::Result<()> {
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status} Whatever\r\n{headers}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}
