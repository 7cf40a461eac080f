use std::io;
use std::sync::{Arc, Mutex};

use jit_broker::vend::Vendor;
use jit_testkit::sts_stub::{Answer, Part, StsStub};
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::order::order;
use crate::stage::{settings, vendor};

const CANARY: &str = "CANARY/key/that/nobody/may/see";

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// I8, for vending: every line of every crate, at the most talkative level, for good answers, for
/// refused ones and for errors.
#[tokio::test(flavor = "multi_thread")]
async fn no_log_line_of_any_level_holds_a_secret() {
    let lines = Lines::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_writer(lines.clone())
        .finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let stub = StsStub::start();
    let vendor = vendor(settings(&stub)).await;
    let mut order = order();
    order.ticket = Some("CANARY-4711".parse().unwrap());
    for part in [Part::SecretAccessKey, Part::SessionToken] {
        stub.next([Answer::With(part, CANARY.to_owned())]);
        let session = vendor.open_session(&order).await.unwrap();
        tracing::info!(?session, "vended");
        stub.next([Answer::With(part, format!("{CANARY}\""))]);
        let refused = vendor.open_session(&order).await.unwrap_err();
        tracing::info!(?refused, "refused");
    }
    stub.next([Answer::Raw(400, format!("<html>{CANARY}</html>"))]);
    vendor.open_session(&order).await.unwrap_err();

    let lines = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert!(
        lines.contains("vended") && lines.contains("refused"),
        "{lines}"
    );
    assert!(!lines.contains("CANARY"), "{lines}");
    assert!(!lines.contains("made-up-for-loopback"), "{lines}");
    assert!(!lines.contains("Signature="), "{lines}");
    // Where the SDK shows whole requests and answers.
    assert!(!lines.contains("client::orchestrator"), "{lines}");
}
