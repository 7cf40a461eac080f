//! The endpoint for programs that take credentials as in a container.

mod end;
mod endpoint;
mod program;
mod refusals;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Stdio};
use std::time::Duration;

use jit_api::CredentialsAnswer;
use serde_json::Value;

use crate::fake_broker::Answer;
use crate::stage::Stage;

const VEND: &str = "POST /v1/credentials";
const SERVE: [&str; 5] = [
    "serve-credentials",
    "--account",
    "payments-prod",
    "--permission-set",
    "PowerUser",
];

fn stage(answer: &CredentialsAnswer) -> Stage {
    let stage = Stage::new();
    stage.broker.on(VEND, Answer::json(answer));
    stage
}

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&SERVE[..], more].concat()
}

/// `jit serve-credentials` that has said where it is.
struct Endpoint {
    process: Child,
    stdout: BufReader<ChildStdout>,
    address: String,
    token: String,
}

impl Endpoint {
    fn start(stage: &Stage, more: &[&str]) -> Self {
        let args = with(&[&["--format", "env-no-export"], more].concat());
        let mut command = stage.command(&args);
        let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut stdout = BufReader::new(process.stdout.take().unwrap());
        let mut value = |name: &str| {
            let mut line = String::new();
            stdout.read_line(&mut line).unwrap();
            line.trim_end().strip_prefix(name).unwrap().to_owned()
        };
        let url = value("AWS_CONTAINER_CREDENTIALS_FULL_URI=");
        let token = value("AWS_CONTAINER_AUTHORIZATION_TOKEN=");
        let address = url.strip_prefix("http://").unwrap();
        let address = address.strip_suffix("/credentials").unwrap().to_owned();
        Self {
            process,
            stdout,
            address,
            token,
        }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        let patience = Some(Duration::from_secs(20));
        stream.set_read_timeout(patience).unwrap();
        stream
    }

    /// What comes back for these bytes, in which `HERE` and `TOKEN` are filled in.
    fn raw(&self, request: &str) -> Reply {
        let request = request
            .replace("HERE", &self.address)
            .replace("TOKEN", &self.token);
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).unwrap();
        Reply::read(&mut stream)
    }

    /// What a program gets that was told everything.
    fn get(&self) -> Reply {
        self.raw("GET /credentials HTTP/1.1\r\nHost: HERE\r\nAuthorization: TOKEN\r\n\r\n")
    }
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// An answer, byte for byte.
#[derive(Debug)]
struct Reply {
    status: u16,
    head: String,
    body: String,
}

impl Reply {
    fn read(stream: &mut TcpStream) -> Self {
        let mut bytes = Vec::new();
        // A server that hangs up with something unread resets the connection.
        let _ = stream.read_to_end(&mut bytes);
        let text = String::from_utf8(bytes).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).and_then(|it| it.parse().ok());
        Self {
            status: status.unwrap_or(0),
            head: head.to_ascii_lowercase(),
            body: body.to_owned(),
        }
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}
