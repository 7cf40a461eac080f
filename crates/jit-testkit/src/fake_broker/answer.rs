use std::io::{self, Write};
use std::thread;
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
    manner: Manner,
}

/// How the answer is brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    /// As a whole.
    AtOnce,
    /// Not at all: the connection is closed.
    Dropped,
    /// Byte by byte, with this pause after each.
    Dripping(Duration),
    /// The body again and again, until nobody reads any more.
    Endless,
}

impl Answer {
    /// 200 with this value.
    ///
    /// # Panics
    ///
    /// When JSON cannot express it.
    #[must_use]
    pub fn json(value: &impl Serialize) -> Self {
        let body = serde_json::to_vec(value).expect("it is expressed in JSON");
        Self::raw(200, "application/json", body)
    }

    /// This problem, with its status.
    ///
    /// # Panics
    ///
    /// Never: problems are expressed in JSON.
    #[must_use]
    pub fn problem(problem: &Problem) -> Self {
        let body = serde_json::to_vec(problem).expect("it is expressed in JSON");
        Self::raw(problem.status, "application/problem+json", body)
    }

    /// A problem with this code and title, and nothing else.
    #[must_use]
    pub fn refusal(code: ErrorCode, title: &str) -> Self {
        Self::problem(&Problem::new(code, title))
    }

    /// These bytes, whatever they are.
    #[must_use]
    pub fn raw(status: u16, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: vec![("content-type", media_type.to_owned())],
            body: body.into(),
            delay: Duration::ZERO,
            manner: Manner::AtOnce,
        }
    }

    /// Reads the call and closes the connection.
    #[must_use]
    pub fn dropped() -> Self {
        Self {
            manner: Manner::Dropped,
            ..Self::raw(200, "application/json", "")
        }
    }

    /// The same with one more header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// The same, after a while.
    #[must_use]
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// The same, byte by byte with this pause after each.
    #[must_use]
    pub fn dripping(mut self, pause: Duration) -> Self {
        self.manner = Manner::Dripping(pause);
        self
    }

    /// The same, with a body that begins anew whenever it is at its end.
    #[must_use]
    pub fn endless(mut self) -> Self {
        self.manner = Manner::Endless;
        self
    }

    /// Brings the answer. The client may have gone away by now, or go away meanwhile.
    pub(super) fn send(&self, stream: &mut impl Write) {
        thread::sleep(self.delay);
        let _ = self.bring(stream);
    }

    fn bring(&self, stream: &mut impl Write) -> io::Result<()> {
        match self.manner {
            Manner::Dropped => Ok(()),
            Manner::AtOnce => stream.write_all(&[self.head(), self.body.clone()].concat()),
            Manner::Dripping(pause) => {
                stream.write_all(&self.head())?;
                self.body.iter().try_for_each(|byte| {
                    thread::sleep(pause);
                    stream.write_all(&[*byte])
                })
            }
            Manner::Endless => {
                stream.write_all(&self.head())?;
                loop {
                    stream.write_all(&self.body)?;
                }
            }
        }
    }

    fn head(&self) -> Vec<u8> {
        let mut head = vec![
            format!("HTTP/1.1 {} x", self.status),
            "connection: close".to_owned(),
        ];
        if self.manner != Manner::Endless {
            head.push(format!("content-length: {}", self.body.len()));
        }
        let headers = self.headers.iter();
        head.extend(headers.map(|(name, value)| format!("{name}: {value}")));
        head.push("\r\n".to_owned());
        head.join("\r\n").into_bytes()
    }
}
