//! A broker and issuer on loopback whose answers a test decides.
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use jit_api::{AudienceParameter, Secret, TokenKind};
use jit_domain::{Clock, Timestamp};
use url::form_urlencoded;

use super::SessionRecord;
use super::record::{Renewal, VERSION};

/// What was asked.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) path: String,
    pub(super) form: BTreeMap<String, String>,
    /// The header of this name; empty where there is none.
    pub(super) authorization: String,
}

/// What to answer.
#[derive(Clone, Debug)]
pub(super) enum Reply {
    Json(u16, serde_json::Value),
    Raw(&'static str),
    /// JSON, one byte at a time, with this pause after each.
    Dripping(serde_json::Value, Duration),
    /// To another address, with this status.
    Redirect(u16, String),
    /// The request is taken and the connection ends.
    Lost,
}

type Handler = dyn Fn(&Asked) -> Reply + Send + Sync;

/// Serves until the test ends.
pub(super) struct FakeIssuer {
    pub(super) base: String,
    pub(super) asked: Arc<Mutex<Vec<Asked>>>,
}

impl FakeIssuer {
    pub(super) fn start(handler: impl Fn(&str, &Asked) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (log, own) = (asked.clone(), base.clone());
        let handler: Arc<Handler> = Arc::new(move |asked: &Asked| handler(&own, asked));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (handler, log) = (handler.clone(), log.clone());
                thread::spawn(move || serve(stream, &*handler, &log));
            }
        });
        Self { base, asked }
    }

    pub(super) fn count(&self, path: &str) -> usize {
        let asked = self.asked.lock().unwrap();
        asked.iter().filter(|it| it.path == path).count()
    }
}

fn serve(stream: TcpStream, handler: &Handler, log: &Mutex<Vec<Asked>>) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let path = line.split(' ').nth(1)?.to_owned();
    let (mut length, mut authorization) = (0, String::new());
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let Some((name, value)) = header.split_once(':') else {
            break;
        };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse().ok()?,
            "authorization" => value.trim().clone_into(&mut authorization),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let form = form_urlencoded::parse(&body).into_owned().collect();
    let asked = Asked {
        path,
        form,
        authorization,
    };
    log.lock().unwrap().push(asked.clone());
    let mut stream = stream;
    match handler(&asked) {
        Reply::Lost => None,
        Reply::Redirect(status, target) => {
            let head = format!(
                "HTTP/1.1 {status} X\r\nlocation: {target}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            );
            stream.write_all(head.as_bytes()).ok()
        }
        Reply::Dripping(value, pause) => {
            let body = value.to_string();
            let head = format!(
                "HTTP/1.1 200 X\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
                body.len()
            );
            stream.write_all(head.as_bytes()).ok()?;
            body.bytes().try_for_each(|byte| {
                thread::sleep(pause);
                stream.write_all(&[byte]).ok()
            })
        }
        Reply::Raw(text) => stream.write_all(text.as_bytes()).ok(),
        Reply::Json(status, value) => {
            let body = value.to_string();
            let head = format!(
                "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                body.len()
            );
            stream.write_all((head + &body).as_bytes()).ok()
        }
    }
}

/// A clock that stands where a test put it.
#[derive(Debug)]
pub(super) struct FakeClock(Mutex<Timestamp>);

impl FakeClock {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self(Mutex::new(start())))
    }

    pub(super) fn advance(&self, seconds: i64) {
        let mut now = self.0.lock().unwrap();
        *now = now.plus_seconds(seconds);
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

/// The instant at which every test begins.
pub(super) fn start() -> Timestamp {
    "2026-01-01T00:00:00Z".parse().unwrap()
}

/// A sign-in with this token, which is good for five minutes and cannot be renewed.
pub(super) fn record(token: &str) -> SessionRecord {
    SessionRecord {
        version: VERSION,
        broker: "http://127.0.0.1:1".parse().unwrap(),
        issuer: Some("http://127.0.0.1:2".parse().unwrap()),
        subject: Some("engineer".parse().unwrap()),
        token: Secret::new(token.to_owned()),
        received_at: start(),
        expires_at: Some(start().plus_seconds(300)),
        renewal: None,
    }
}

/// The same, to be renewed with this refresh token at this issuer.
pub(super) fn renewable(token: &str, refresh_token: &str, issuer: &str) -> SessionRecord {
    let renewal = Renewal {
        refresh_token: Secret::new(refresh_token.to_owned()),
        client_id: "jit-cli".to_owned(),
        token_endpoint: format!("{issuer}/token").parse().unwrap(),
        revocation_endpoint: Some(format!("{issuer}/revoke").parse().unwrap()),
        audience: "https://broker.example.com".to_owned(),
        audience_parameter: AudienceParameter::Resource,
        token_kind: TokenKind::AccessToken,
    };
    SessionRecord {
        renewal: Some(renewal),
        ..record(token)
    }
}
