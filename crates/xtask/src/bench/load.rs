//! Clients that do as little as possible themselves: the load shares the machine with the broker.

use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::samples::Samples;

/// What one client sends, over and over: the bytes of an HTTP/1.1 request.
pub(crate) trait Script: Send + Sync + Clone + 'static {
    /// The `n`th request of a client.
    fn request(&self, client: usize, n: usize) -> Vec<u8>;
}

impl<F: Fn(usize, usize) -> Vec<u8> + Send + Sync + Clone + 'static> Script for F {
    fn request(&self, client: usize, n: usize) -> Vec<u8> {
        self(client, n)
    }
}

/// Has so many clients, each on a connection of its own, send one request after the other for as
/// long as given. Every answer has to have the status.
pub(crate) async fn run(
    broker: SocketAddr,
    clients: usize,
    lasting: Duration,
    status: u16,
    script: impl Script,
) -> io::Result<Samples> {
    let mut running = JoinSet::new();
    let begin = Instant::now();
    for client in 0..clients {
        let script = script.clone();
        running.spawn(async move {
            let mut connection = Connection::open(broker).await?;
            let mut took = Vec::new();
            while begin.elapsed() < lasting {
                let request = script.request(client, took.len());
                let sent = Instant::now();
                let answer = connection.exchange(&request).await?;
                took.push(sent.elapsed());
                answer.expect(status)?;
            }
            io::Result::Ok(took)
        });
    }
    let mut all = Vec::new();
    while let Some(took) = running.join_next().await {
        all.extend(took.map_err(io::Error::other)??);
    }
    Ok(Samples::new(all, begin.elapsed()))
}

/// One kept-alive connection.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
}

/// An answer: its status and body.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn expect(&self, status: u16) -> io::Result<()> {
        if self.status == status {
            return Ok(());
        }
        let body = String::from_utf8_lossy(&self.body);
        let told: String = body.chars().take(300).collect();
        Err(io::Error::other(format!("HTTP {}: {told}", self.status)))
    }
}

impl Connection {
    pub(crate) async fn open(broker: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(broker).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            read: Vec::with_capacity(16 * 1024),
        })
    }

    pub(crate) async fn exchange(&mut self, request: &[u8]) -> io::Result<Answer> {
        self.stream.write_all(request).await?;
        loop {
            if let Some((answer, used)) = parse(&self.read)? {
                self.read.drain(..used);
                return Ok(answer);
            }
            if self.stream.read_buf(&mut self.read).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
    }
}

/// The answer at the beginning of what was read, if it is whole, and how long it is.
fn parse(read: &[u8]) -> io::Result<Option<(Answer, usize)>> {
    let Some(head_end) = read.windows(4).position(|w| w == b"\r\n\r\n") else {
        return Ok(None);
    };
    let (head, rest) = read.split_at(head_end + 4);
    let head = std::str::from_utf8(head).map_err(io::Error::other)?;
    let status = head.split(' ').nth(1).and_then(|s| s.parse().ok());
    let status = status.ok_or_else(|| io::Error::other("no HTTP status"))?;
    let length = head
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, value)| value.trim().parse().ok())
        .unwrap_or(0);
    Ok(rest.get(..length).map(|body| {
        let answer = Answer {
            status,
            body: body.to_vec(),
        };
        (answer, head_end + 4 + length)
    }))
}

/// The bytes of a request with a bearer token.
pub(crate) fn http(method: &str, path: &str, token: &str, body: Option<&str>) -> Vec<u8> {
    let body = body.unwrap_or_default();
    let kind = if body.is_empty() {
        ""
    } else {
        "content-type: application/json\r\n"
    };
    format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n{kind}content-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}
