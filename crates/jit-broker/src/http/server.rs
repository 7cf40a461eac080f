//! The way in for connections: accept loop, TLS, limits and timeouts of every phase, and the end.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum_server::accept::{Accept, NoDelayAcceptor};
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use axum_server::{Handle, Server};
use hyper_util::rt::TokioTimer;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::guarded::{Guard, Patience};
use super::slots::Slots;

/// The largest header section of a request, in bytes; larger ones are answered with 431.
const MAX_HEADER_BYTES: usize = 16 * 1024;

/// How many requests one HTTP/2 connection may have open at a time.
const MAX_STREAMS: u32 = 64;

/// How often an idle HTTP/2 peer is asked whether it is still there.
const PING_INTERVAL: Duration = Duration::from_secs(20);

/// How a listener treats its connections.
#[derive(Clone, Debug)]
pub struct ServerOptions {
    /// The certificate to serve with; none for plaintext.
    pub tls: Option<RustlsConfig>,
    /// Whether plaintext may be served on an address that is not loopback.
    pub allow_plaintext: bool,
    /// How many connections may be open at a time; further ones are closed at once.
    pub connections: usize,
    /// How many of them may come from one address (of IPv6, from one /64).
    pub connections_per_address: usize,
    /// How long a TLS handshake may take, and then the header section of each request.
    pub header_timeout: Duration,
    /// How long a client may take none of an answer that is ready for it.
    pub stall_timeout: Duration,
    /// How long requests that are under way may take to finish when the broker stops.
    pub drain: Duration,
}

impl Default for ServerOptions {
    fn default() -> Self {
        Self {
            tls: None,
            allow_plaintext: false,
            connections: 4096,
            connections_per_address: 2048,
            header_timeout: Duration::from_secs(10),
            stall_timeout: Duration::from_secs(30),
            drain: Duration::from_secs(10),
        }
    }
}

/// The listener cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Tokens and credentials would cross a network in the clear.
    #[error(
        "refusing to serve plaintext on `{0}`: set a certificate, listen on loopback, or allow it with `allow_plaintext`"
    )]
    Plaintext(SocketAddr),
    /// The listener fails.
    #[error("cannot serve: {0}")]
    Io(#[from] io::Error),
}

/// Serves a listener until `stopping` turns true, then answers what is under way and returns.
///
/// # Errors
///
/// [`ServeError::Plaintext`] before anything is accepted; [`ServeError::Io`].
pub async fn serve(
    listener: TcpListener,
    router: Router,
    options: ServerOptions,
    stopping: watch::Receiver<bool>,
) -> Result<(), ServeError> {
    let address = listener.local_addr()?;
    if options.tls.is_none() && !options.allow_plaintext && !address.ip().is_loopback() {
        return Err(ServeError::Plaintext(address));
    }
    let handle = Handle::new();
    let stopper = tokio::spawn(stop_when_told(stopping, handle.clone(), options.drain));
    let server = Server::<SocketAddr>::from_listener(listener).handle(handle);
    let guard = Guard {
        inner: NoDelayAcceptor::new(),
        slots: Slots::new(options.connections, options.connections_per_address),
        patience: Patience {
            opening: options.header_timeout,
            stall: options.stall_timeout,
        },
    };
    let outcome = match options.tls {
        None => run(server.acceptor(guard), router, options.header_timeout).await,
        Some(config) => {
            let tls = RustlsAcceptor::new(config)
                .handshake_timeout(options.header_timeout)
                .acceptor(guard.inner);
            let guard = Guard {
                inner: tls,
                slots: guard.slots,
                patience: guard.patience,
            };
            run(server.acceptor(guard), router, options.header_timeout).await
        }
    };
    stopper.abort();
    Ok(outcome?)
}

async fn run<A>(
    mut server: Server<SocketAddr, A>,
    router: Router,
    header_timeout: Duration,
) -> io::Result<()>
where
    A: Accept<TcpStream, Router, Service = Router> + Clone + Send + Sync + 'static,
    A::Stream: AsyncRead + AsyncWrite + Unpin + Send,
    A::Future: Send,
{
    let builder = server.http_builder();
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(header_timeout)
        .max_buf_size(MAX_HEADER_BYTES);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(PING_INTERVAL)
        .keep_alive_timeout(header_timeout)
        .max_concurrent_streams(MAX_STREAMS)
        .max_header_list_size(u32::try_from(MAX_HEADER_BYTES).unwrap_or(u32::MAX));
    server.serve(router.into_make_service()).await
}

async fn stop_when_told(
    mut stopping: watch::Receiver<bool>,
    handle: Handle<SocketAddr>,
    drain: Duration,
) {
    // A sender that is gone without having said so means the end too.
    let _ = stopping.wait_for(|stop| *stop).await;
    handle.graceful_shutdown(Some(drain));
}
