//! What the HTTP library does not bound: how many connections there are, how long a client may take
//! to show which protocol it speaks, and how long it may leave an answer unread.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum_server::accept::Accept;
use futures::future::BoxFuture;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

use super::slots::{Slot, Slots};

/// The first bytes of an HTTP/2 connection. Until a client has sent them or something else, the
/// HTTP library waits without a limit.
///
/// Source: RFC 9113, section 3.4.
const HTTP2_PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// Lets a bounded number of connections in and guards each.
#[derive(Clone, Debug)]
pub(super) struct Guard<A> {
    pub(super) inner: A,
    pub(super) slots: Slots,
    pub(super) patience: Patience,
}

/// How long a client may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// To send enough to tell HTTP/1.1 from HTTP/2.
    pub(super) opening: Duration,
    /// To take some of an answer.
    pub(super) stall: Duration,
}

impl<A, S> Accept<TcpStream, S> for Guard<A>
where
    A: Accept<TcpStream, S>,
    A::Future: Send + 'static,
    A::Stream: Send,
    A::Service: Send,
{
    type Stream = Guarded<A::Stream>;
    type Service = A::Service;
    type Future = BoxFuture<'static, io::Result<(Self::Stream, Self::Service)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let Some(slot) = self.slots.take(&stream) else {
            tracing::debug!("too many connections: one is closed");
            return Box::pin(async { Err(io::Error::other("too many connections")) });
        };
        let patience = self.patience;
        let accepted = self.inner.accept(stream, service);
        Box::pin(async move {
            let (stream, service) = accepted.await?;
            Ok((Guarded::new(stream, patience, slot), service))
        })
    }
}

/// A connection that ends when its client takes too long.
pub(super) struct Guarded<S> {
    inner: S,
    opening: Option<Opening>,
    stall: Duration,
    stalled: Option<Pin<Box<Sleep>>>,
    _slot: Slot,
}

struct Opening {
    deadline: Pin<Box<Sleep>>,
    seen: usize,
}

impl<S> Guarded<S> {
    fn new(inner: S, patience: Patience, slot: Slot) -> Self {
        let opening = Opening {
            deadline: Box::pin(sleep(patience.opening)),
            seen: 0,
        };
        Self {
            inner,
            opening: Some(opening),
            stall: patience.stall,
            stalled: None,
            _slot: slot,
        }
    }

    /// Remembers that nothing could be written, and since when.
    fn watch_stall<T>(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let stall = self.stall;
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(stall)));
        match stalled.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl Opening {
    /// Whether the client has not yet shown which protocol it speaks.
    fn goes_on(&mut self, bytes: &[u8]) -> bool {
        let expected = HTTP2_PREFACE.get(self.seen..).unwrap_or_default();
        self.seen += bytes.len();
        bytes.len() < expected.len() && expected.starts_with(bytes)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Guarded<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        let read = Pin::new(&mut this.inner).poll_read(context, buffer);
        let Some(opening) = &mut this.opening else {
            return read;
        };
        if read.is_pending() {
            return match opening.deadline.as_mut().poll(context) {
                Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
                Poll::Pending => Poll::Pending,
            };
        }
        if !opening.goes_on(buffer.filled().get(before..).unwrap_or_default()) {
            this.opening = None;
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Guarded<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.inner).poll_write(context, bytes);
        this.watch_stall(context, written)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.inner).poll_write_vectored(context, slices);
        this.watch_stall(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let flushed = Pin::new(&mut this.inner).poll_flush(context);
        this.watch_stall(context, flushed)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let shut = Pin::new(&mut this.inner).poll_shutdown(context);
        this.watch_stall(context, shut)
    }
}
