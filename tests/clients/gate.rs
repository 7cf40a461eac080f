//! A way to the broker that counts how often it is asked for credentials.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

const CALL: &[u8] = b"POST /v1/credentials ";

#[derive(Debug)]
pub(crate) struct Gate {
    pub(crate) url: String,
    calls: Arc<AtomicUsize>,
}

impl Gate {
    /// A gate before this broker, `http://127.0.0.1:PORT`.
    pub(crate) fn before(broker: &str) -> Self {
        let broker = broker.strip_prefix("http://").unwrap().to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let calls = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&calls);
        thread::spawn(move || {
            for near in listener.incoming().flatten() {
                let far = TcpStream::connect(&broker).unwrap();
                let (answers_from, answers_to) = (far.try_clone(), near.try_clone());
                let counter = Arc::clone(&counter);
                thread::spawn(move || pass(near, far, &counter));
                thread::spawn(move || {
                    pass(
                        answers_from.unwrap(),
                        answers_to.unwrap(),
                        &AtomicUsize::new(0),
                    );
                });
            }
        });
        Self { url, calls }
    }

    /// How often the broker was asked since this was last asked.
    pub(crate) fn calls(&self) -> usize {
        self.calls.swap(0, Ordering::SeqCst)
    }
}

/// Passes on what comes, and counts the calls in it, also those that come in two pieces.
fn pass(mut from: TcpStream, mut to: TcpStream, counter: &AtomicUsize) {
    let mut seen = Vec::new();
    let mut piece = [0; 4096];
    while let Ok(length @ 1..) = from.read(&mut piece) {
        seen.extend_from_slice(&piece[..length]);
        let found = seen.windows(CALL.len()).filter(|it| *it == CALL).count();
        counter.fetch_add(found, Ordering::SeqCst);
        seen.drain(..seen.len().saturating_sub(CALL.len() - 1));
        if to.write_all(&piece[..length]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}
