//! A receiver of webhooks that says yes to everything, and counts.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// A server on loopback that speaks as much HTTP as one client of ours needs.
#[derive(Debug)]
pub(super) struct Receiver {
    url: String,
    seen: Arc<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    calls: AtomicU64,
    came: Notify,
}

impl Receiver {
    pub(super) async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let seen = Arc::new(Seen::default());
        let for_all = Arc::clone(&seen);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let _ = stream.set_nodelay(true);
                tokio::spawn(answer(stream, Arc::clone(&for_all)));
            }
        });
        Ok(Self { url, seen })
    }

    pub(super) fn url(&self) -> String {
        self.url.clone()
    }

    /// Waits until so many calls have come in.
    pub(super) async fn await_calls(&self, count: u64) {
        loop {
            let came = self.seen.came.notified();
            if self.seen.calls.load(Ordering::SeqCst) >= count {
                return;
            }
            came.await;
        }
    }
}

async fn answer(mut stream: TcpStream, seen: Arc<Seen>) -> io::Result<()> {
    let mut unread = Vec::new();
    loop {
        while let Some(length) = whole_call(&unread) {
            unread.drain(..length);
            seen.calls.fetch_add(1, Ordering::SeqCst);
            seen.came.notify_one();
            stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await?;
        }
        if stream.read_buf(&mut unread).await? == 0 {
            return Ok(());
        }
    }
}

/// How many bytes the first call has, if all of them are there.
fn whole_call(bytes: &[u8]) -> Option<usize> {
    let head = bytes.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let text = String::from_utf8_lossy(bytes.get(..head)?).to_ascii_lowercase();
    let length = text
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"));
    let whole = head + length?.trim().parse::<usize>().ok()?;
    (bytes.len() >= whole).then_some(whole)
}
