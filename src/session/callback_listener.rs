use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::SessionError;
use super::callback::{self, Expected, Verdict};
use crate::loopback;

/// How long to wait for the browser.
pub(super) const PATIENCE: Duration = Duration::from_mins(5);

/// How long one connection may take to say what it wants.
const READ_LIMIT: Duration = Duration::from_secs(5);

/// The longest head of a request, in bytes; browsers with many cookies of loopback need some.
const MAX_HEAD: usize = 32 * 1024;

/// How many connections are served at a time.
const MAX_CONNECTIONS: usize = 32;

/// Where the browser brings the answer of the issuer: a port of loopback, open only for this.
#[derive(Debug)]
pub(super) struct CallbackListener {
    listener: TcpListener,
    address: SocketAddr,
}

impl CallbackListener {
    /// Listens on 127.0.0.1, or on `[::1]` where there is no IPv4; port 0 means any.
    ///
    /// # Errors
    ///
    /// [`SessionError::Listen`] when the port is taken.
    pub(super) async fn bind(port: u16) -> Result<Self, SessionError> {
        let failed = |cause| SessionError::Listen { port, cause };
        let listener = loopback::listen(port).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        Ok(Self { listener, address })
    }

    /// What a browser that comes here says in `Host`.
    pub(super) fn authority(&self) -> String {
        self.address.to_string()
    }

    /// Where the issuer has to send the browser.
    pub(super) fn redirect_uri(&self) -> String {
        format!("http://{}{}", self.address, callback::PATH)
    }

    /// Waits for the one answer that belongs to our request, and listens no longer after it.
    /// Everybody else gets 404.
    ///
    /// # Errors
    ///
    /// [`SessionError::TimedOut`] after five minutes, [`SessionError::Denied`],
    /// [`SessionError::Mismatch`].
    pub(super) async fn wait(self, expected: Expected) -> Result<String, SessionError> {
        let verdict = timeout(PATIENCE, self.first_answer(&expected)).await;
        match verdict.map_err(|_| SessionError::TimedOut(PATIENCE))? {
            Verdict::Code(code) => Ok(code),
            Verdict::Denied { error, description } => {
                Err(super::token_answer::refused(&error, description.as_ref()))
            }
            Verdict::Mismatch(rule) => Err(SessionError::Mismatch(rule)),
            Verdict::Stranger => Err(SessionError::Mismatch("nobody answered")),
        }
    }

    async fn first_answer(&self, expected: &Expected) -> Verdict {
        let mut connections = JoinSet::new();
        loop {
            tokio::select! {
                accepted = self.listener.accept(), if connections.len() < MAX_CONNECTIONS => {
                    if let Ok((stream, _)) = accepted {
                        connections.spawn(serve(stream, expected.clone()));
                    }
                }
                Some(served) = connections.join_next() => {
                    if let Ok(verdict @ (Verdict::Code(_) | Verdict::Denied { .. } | Verdict::Mismatch(_))) = served {
                        return verdict;
                    }
                }
            }
        }
    }
}

/// Reads one request, judges it and answers it.
async fn serve(mut stream: TcpStream, expected: Expected) -> Verdict {
    let head = timeout(READ_LIMIT, read_head(&mut stream)).await;
    let Ok(Ok(head)) = head else {
        return Verdict::Stranger;
    };
    let verdict = callback::judge(&head, &expected);
    let answer = answer(&verdict);
    // The verdict stands, whether or not the browser is there to read the page.
    let _ = timeout(READ_LIMIT, async {
        stream.write_all(answer.as_bytes()).await?;
        stream.shutdown().await
    })
    .await;
    verdict
}

async fn read_head(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    let mut buffer = [0_u8; 2048];
    while !head.windows(4).any(|window| window == b"\r\n\r\n") {
        let read = stream.read(&mut buffer).await?;
        if read == 0 || head.len() + read > MAX_HEAD {
            return Err(io::ErrorKind::InvalidData.into());
        }
        head.extend(buffer.iter().take(read));
    }
    Ok(head)
}

/// A page that holds nothing of what came in.
fn answer(verdict: &Verdict) -> String {
    let (status, text) = match verdict {
        Verdict::Stranger => ("404 Not Found", "There is nothing here."),
        Verdict::Code(_) => (
            "200 OK",
            "The answer has arrived. You can close this page and go back to the terminal.",
        ),
        Verdict::Denied { .. } | Verdict::Mismatch(_) => (
            "200 OK",
            "The sign-in did not work. The terminal says why; you can close this page.",
        ),
    };
    let page = format!("<!doctype html><meta charset=\"utf-8\"><title>jit</title><p>{text}</p>\n");
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: {}\r\n\
         cache-control: no-store\r\ncontent-security-policy: default-src 'none'\r\n\
         referrer-policy: no-referrer\r\nx-content-type-options: nosniff\r\nconnection: close\r\n\r\n{page}",
        page.len()
    )
}

#[cfg(test)]
#[path = "callback_listener_tests.rs"]
mod tests;
