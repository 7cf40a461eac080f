//! Every phase of a connection ends by itself.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::routing::get;
use jit_broker::http::server::{ServeError, ServerOptions, serve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// Longer than anything here takes, unless it hangs.
const HANGS: Duration = Duration::from_secs(20);
const SHORT: Duration = Duration::from_millis(200);

pub(crate) struct Stage {
    pub(crate) address: SocketAddr,
    stop: watch::Sender<bool>,
    server: JoinHandle<Result<(), ServeError>>,
    /// `/slow` answers when told.
    finish: Arc<Notify>,
    /// `/slow` says when it has begun.
    begun: mpsc::Receiver<()>,
}

impl Stage {
    pub(crate) async fn with(options: ServerOptions) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopping) = watch::channel(false);
        let finish = Arc::new(Notify::new());
        let (tell, begun) = mpsc::channel(8);
        let router = router(Arc::clone(&finish), tell);
        let server = tokio::spawn(serve(listener, router, options, stopping));
        Self {
            address,
            stop,
            server,
            finish,
            begun,
        }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Sends these bytes and reads what comes until the server closes.
    async fn exchange(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect().await;
        stream.write_all(bytes).await.unwrap();
        read_to_end(&mut stream).await
    }
}

fn router(finish: Arc<Notify>, begin: mpsc::Sender<()>) -> Router {
    let slow = move || async move {
        begin.send(()).await.unwrap();
        finish.notified().await;
        "slow"
    };
    Router::new()
        .route("/now", get(|| async { "now" }))
        .route("/slow", get(slow))
}

async fn read_to_end(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    // A reset is an end too.
    let _ = timeout(HANGS, stream.read_to_end(&mut text))
        .await
        .expect("the server closes");
    String::from_utf8_lossy(&text).into_owned()
}

const GET: &[u8] = b"GET /now HTTP/1.1\r\nhost: a\r\n\r\n";
const GET_AND_CLOSE: &[u8] = b"GET /now HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";

async fn answered(stream: &mut TcpStream) -> bool {
    stream.write_all(GET).await.is_ok() && {
        let mut buffer = [0; 1024];
        let read = timeout(HANGS, stream.read(&mut buffer))
            .await
            .expect("an answer or an end");
        read.is_ok_and(|count| buffer[..count].starts_with(b"HTTP/1.1 200"))
    }
}

#[tokio::test]
async fn a_request_is_answered() {
    let stage = Stage::with(ServerOptions::default()).await;

    let answer = stage.exchange(GET_AND_CLOSE).await;

    assert!(
        answer.starts_with("HTTP/1.1 200 OK") && answer.ends_with("now"),
        "{answer}"
    );
}

#[tokio::test]
async fn half_sent_headers_are_not_waited_for() {
    let stage = Stage::with(ServerOptions {
        header_timeout: SHORT,
        ..ServerOptions::default()
    })
    .await;
    let halves: [&[u8]; 7] = [
        b"",
        b"G",
        b"GET /now HTTP/1.1\r\nhost: a\r\n",
        b"GET /now HTTP/1.1\r\nhost: a\r\nx-slow: ",
        b"P",
        b"PRI * HTTP/2.0\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r",
    ];
    for half in halves {
        let started = Instant::now();
        let answer = stage.exchange(half).await;
        assert!(!answer.contains("200 OK"), "{answer}");
        assert!(started.elapsed() >= SHORT, "it was given its time");
    }
}

#[tokio::test]
async fn headers_over_16_kib_are_refused() {
    let stage = Stage::with(ServerOptions::default()).await;
    let request = |size| {
        format!(
            "GET /now HTTP/1.1\r\nhost: a\r\nconnection: close\r\nx: {}\r\n\r\n",
            "x".repeat(size)
        )
    };

    assert!(
        stage
            .exchange(request(15 * 1024).as_bytes())
            .await
            .starts_with("HTTP/1.1 200")
    );
    assert!(
        stage
            .exchange(request(17 * 1024).as_bytes())
            .await
            .starts_with("HTTP/1.1 431")
    );
}

#[tokio::test]
async fn one_address_gets_its_share_of_the_connections_and_no_more() {
    let stage = Stage::with(ServerOptions {
        connections: 3,
        connections_per_address: 2,
        ..ServerOptions::default()
    })
    .await;
    let mut held = [stage.connect().await, stage.connect().await];
    for stream in &mut held {
        assert!(answered(stream).await);
    }
    assert!(!answered(&mut stage.connect().await).await);

    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    // Not every system has more than one address of loopback.
    if socket.bind("127.0.0.2:0".parse().unwrap()).is_ok() {
        let mut elsewhere = socket.connect(stage.address).await.unwrap();
        assert!(answered(&mut elsewhere).await, "others still get in");
    }

    drop(held);
    let started = Instant::now();
    while !answered(&mut stage.connect().await).await {
        assert!(started.elapsed() < HANGS, "a place is free again");
    }
}

#[tokio::test]
async fn connections_over_the_cap_are_closed_and_freed_ones_count_again() {
    let stage = Stage::with(ServerOptions {
        connections: 2,
        ..ServerOptions::default()
    })
    .await;
    let (mut first, mut second) = (stage.connect().await, stage.connect().await);
    assert!(answered(&mut first).await && answered(&mut second).await);

    assert_eq!(
        stage.exchange(GET).await,
        "",
        "the third is closed without an answer"
    );
    assert!(answered(&mut first).await, "the others go on");

    drop(second);
    let started = Instant::now();
    while !answered(&mut stage.connect().await).await {
        assert!(started.elapsed() < HANGS, "a slot is free again");
    }
}

#[tokio::test]
async fn what_is_under_way_is_answered_when_the_broker_stops() {
    let mut stage = Stage::with(ServerOptions::default()).await;
    let mut idle = stage.connect().await;
    assert!(answered(&mut idle).await);
    let mut slow = stage.connect().await;
    slow.write_all(b"GET /slow HTTP/1.1\r\nhost: a\r\n\r\n")
        .await
        .unwrap();
    stage.begun.recv().await.unwrap();

    stage.stop.send_replace(true);

    assert_eq!(
        read_to_end(&mut idle).await,
        "",
        "idle connections are closed"
    );
    assert!(
        TcpStream::connect(stage.address).await.is_err(),
        "nobody new is let in"
    );
    assert!(!stage.server.is_finished(), "it waits for the slow one");
    stage.finish.notify_one();
    assert!(read_to_end(&mut slow).await.ends_with("slow"));
    timeout(HANGS, stage.server)
        .await
        .unwrap()
        .unwrap()
        .unwrap();
}

#[tokio::test]
async fn what_takes_too_long_is_cut_off_when_the_broker_stops() {
    let mut stage = Stage::with(ServerOptions {
        drain: SHORT,
        ..ServerOptions::default()
    })
    .await;
    let mut slow = stage.connect().await;
    slow.write_all(b"GET /slow HTTP/1.1\r\nhost: a\r\n\r\n")
        .await
        .unwrap();
    stage.begun.recv().await.unwrap();

    stage.stop.send_replace(true);

    timeout(HANGS, stage.server)
        .await
        .unwrap()
        .unwrap()
        .unwrap();
    assert_eq!(read_to_end(&mut slow).await, "");
}

/// Says that it has been dropped.
struct Held(mpsc::UnboundedSender<()>);

impl Drop for Held {
    fn drop(&mut self) {
        let _ = self.0.send(());
    }
}

#[tokio::test]
async fn a_client_that_does_not_read_is_let_go() {
    let (send, mut dropped) = mpsc::unbounded_channel();
    let endless = move || {
        let held = Held(send.clone());
        let chunks = futures::stream::repeat_with(move || {
            let _ = &held;
            Ok::<_, Infallible>(Bytes::from_static(&[0; 8 * 1024]))
        });
        async move { Body::from_stream(chunks) }
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (_stop, stopping) = watch::channel(false);
    let options = ServerOptions {
        stall_timeout: SHORT,
        ..ServerOptions::default()
    };
    let router = Router::new().route("/endless", get(endless));
    tokio::spawn(serve(listener, router, options, stopping));

    let mut stream = TcpStream::connect(address).await.unwrap();
    stream
        .write_all(b"GET /endless HTTP/1.1\r\nhost: a\r\n\r\n")
        .await
        .unwrap();

    timeout(HANGS, dropped.recv())
        .await
        .expect("the answer is given up")
        .unwrap();
}

#[tokio::test]
async fn plaintext_stays_on_loopback_unless_it_is_allowed() {
    let (stop, stopping) = watch::channel(true);
    for address in ["0.0.0.0:0", "[::]:0"] {
        let Ok(listener) = TcpListener::bind(address).await else {
            continue;
        };
        let refused = serve(
            listener,
            Router::new(),
            ServerOptions::default(),
            stopping.clone(),
        )
        .await;
        assert!(
            matches!(refused, Err(ServeError::Plaintext(_))),
            "{address}"
        );

        let listener = TcpListener::bind(address).await.unwrap();
        let options = ServerOptions {
            allow_plaintext: true,
            ..ServerOptions::default()
        };
        serve(listener, Router::new(), options, stopping.clone())
            .await
            .unwrap();
    }
    drop(stop);
}
