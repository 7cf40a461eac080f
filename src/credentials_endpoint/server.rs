use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::judge::{Expected, PATH, judge};
use super::{EndpointToken, SessionSource, answer};
use crate::loopback;

/// How long a program may take to say what it wants.
const READ_LIMIT: Duration = Duration::from_secs(2);

/// How long a connection may last, with everything.
const CONNECTION_LIMIT: Duration = Duration::from_secs(5);

/// The longest head of a request, in bytes.
const MAX_HEAD: usize = 16 * 1024;

/// How many connections are served at a time. More wait until one of them ends.
const MAX_CONNECTIONS: usize = 64;

/// After a connection that could not be taken, such as for want of files.
const PAUSE: Duration = Duration::from_millis(100);

/// Where programs get credentials: a port of loopback, for who knows the token.
#[derive(Debug)]
pub(crate) struct CredentialsEndpoint {
    listener: TcpListener,
    address: SocketAddr,
    token: EndpointToken,
}

/// What every connection has.
struct Shared {
    expected: Expected,
    source: SessionSource,
}

impl CredentialsEndpoint {
    /// Listens on 127.0.0.1, or on `[::1]` where there is no IPv4; port 0 means any. Nobody is
    /// answered yet.
    ///
    /// # Errors
    ///
    /// When the port is taken.
    pub(crate) async fn bind(port: u16, token: EndpointToken) -> io::Result<Self> {
        let listener = loopback::listen(port).await?;
        let address = listener.local_addr()?;
        Ok(Self {
            listener,
            address,
            token,
        })
    }

    /// Where the credentials are.
    pub(crate) fn url(&self) -> String {
        format!("http://{}{PATH}", self.address)
    }

    /// What a program has to know.
    pub(crate) fn token(&self) -> &EndpointToken {
        &self.token
    }

    /// Answers for as long as it is waited for.
    pub(crate) async fn serve(&self, source: SessionSource) -> Infallible {
        let expected = Expected {
            authority: self.address.to_string(),
            token: self.token.clone(),
        };
        let shared = Arc::new(Shared { expected, source });
        let mut connections = JoinSet::new();
        loop {
            tokio::select! {
                accepted = self.listener.accept(), if connections.len() < MAX_CONNECTIONS => {
                    match accepted {
                        Ok((stream, _)) => {
                            connections.spawn(serve(stream, Arc::clone(&shared)));
                        }
                        Err(_) => sleep(PAUSE).await,
                    }
                }
                Some(_) = connections.join_next() => {}
            }
        }
    }
}

/// Answers one request. Whoever does not read the answer in time goes without.
async fn serve(stream: TcpStream, shared: Arc<Shared>) {
    let service = service_fn(move |request| {
        let shared = Arc::clone(&shared);
        async move { Ok::<_, Infallible>(shared.answer(request).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(READ_LIMIT)
        .max_buf_size(MAX_HEAD)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service);
    let _ = timeout(CONNECTION_LIMIT, connection).await;
}

impl Shared {
    async fn answer(&self, request: Request<Incoming>) -> Response<String> {
        let (head, _) = request.into_parts();
        if let Err(refusal) = judge(&head, &self.expected) {
            return answer::refused(refusal);
        }
        match self.source.json().await {
            Ok(json) => answer::credentials(json.as_str().to_owned()),
            Err(err) => answer::none(&err),
        }
    }
}
