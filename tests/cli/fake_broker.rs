//! A server on loopback that answers what it was told to, well or badly.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jit_api::{ErrorCode, Problem};
use serde::Serialize;

/// One thing to do with one call.
#[derive(Clone, Debug)]
pub struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    delay: Duration,
    drop: bool,
}

impl Answer {
    pub fn json(value: &impl Serialize) -> Self {
        Self::raw(200, "application/json", serde_json::to_vec(value).unwrap())
    }

    pub fn problem(problem: &Problem) -> Self {
        let body = serde_json::to_vec(problem).unwrap();
        Self::raw(problem.status, "application/problem+json", body)
    }

    pub fn refusal(code: ErrorCode, title: &str) -> Self {
        Self::problem(&Problem::new(code, title))
    }

    pub fn raw(status: u16, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: vec![("content-type", media_type.to_owned())],
            body: body.into(),
            delay: Duration::ZERO,
            drop: false,
        }
    }

    /// Reads the call and closes the connection.
    pub fn dropped() -> Self {
        let mut answer = Self::raw(200, "application/json", "");
        answer.drop = true;
        answer
    }

    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let mut head = format!(
            "HTTP/1.1 {} x\r\nconnection: close\r\ncontent-length: {}\r\n",
            self.status,
            self.body.len()
        );
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        [head.as_bytes(), b"\r\n", &self.body].concat()
    }
}

/// What came in.
#[derive(Clone, Debug)]
pub struct Call {
    /// `GET /v1/requests?view=mine`
    pub line: String,
    pub headers: HashMap<String, String>,
    pub body: String,
}

impl Call {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

#[derive(Debug, Default)]
struct State {
    /// By `METHOD /path`; the last answer of each stays.
    answers: HashMap<String, Vec<Answer>>,
    calls: Vec<Call>,
}

#[derive(Clone, Debug)]
pub struct FakeBroker {
    url: String,
    state: Arc<Mutex<State>>,
}

impl FakeBroker {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State::default()));
        let serving = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&serving);
                std::thread::spawn(move || serve(stream, &state));
            }
        });
        Self { url, state }
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// Answers calls of `METHOD /path` so; several answers are given in turn, the last for ever.
    pub fn on(&self, call: &str, answer: Answer) -> &Self {
        let mut state = self.state.lock().unwrap();
        state
            .answers
            .entry(call.to_owned())
            .or_default()
            .push(answer);
        drop(state);
        self
    }

    pub fn calls(&self) -> Vec<Call> {
        self.state.lock().unwrap().calls.clone()
    }

    /// The request lines of all calls.
    pub fn lines(&self) -> Vec<String> {
        self.calls().into_iter().map(|call| call.line).collect()
    }
}

fn serve(mut stream: TcpStream, state: &Mutex<State>) {
    let Some(call) = read(&mut stream) else {
        return;
    };
    let path = call.line.split('?').next().unwrap_or_default().to_owned();
    let answer = {
        let mut state = state.lock().unwrap();
        state.calls.push(call);
        match state.answers.get_mut(&path) {
            Some(answers) if answers.len() > 1 => answers.remove(0),
            Some(answers) => answers[0].clone(),
            None => Answer::refusal(ErrorCode::NotFound, "there is no such thing"),
        }
    };
    std::thread::sleep(answer.delay);
    if !answer.drop {
        // The client may have gone away by now.
        let _ = stream.write_all(&answer.bytes());
    }
}

fn read(stream: &mut TcpStream) -> Option<Call> {
    let mut bytes = Vec::new();
    let end = loop {
        let mut chunk = [0; 4096];
        let length = stream.read(&mut chunk).ok().filter(|length| *length > 0)?;
        bytes.extend_from_slice(&chunk[..length]);
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).ok()?;
    let mut lines = head.lines();
    let line = lines.next()?.strip_suffix(" HTTP/1.1")?.to_owned();
    let headers: HashMap<String, String> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let length = headers
        .get("content-length")
        .and_then(|l| l.parse().ok())
        .unwrap_or(0);
    let mut body = bytes[end..].to_vec();
    while body.len() < length {
        let mut chunk = [0; 4096];
        let read = stream.read(&mut chunk).ok().filter(|length| *length > 0)?;
        body.extend_from_slice(&chunk[..read]);
    }
    let body = String::from_utf8(body).ok()?;
    Some(Call {
        line,
        headers,
        body,
    })
}
