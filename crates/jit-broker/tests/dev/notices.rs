use std::fs;
use std::time::{Duration, Instant};

use crate::stage::App;

/// A dev broker shows to whom trying things out would have said what.
#[tokio::test]
async fn who_would_be_told_is_written_to_a_file() {
    let app = App::start();
    let id = app.open_window().await;
    let path = app.broker.folder().join("notifications.txt");
    let started = Instant::now();
    let text = loop {
        let text = fs::read_to_string(&path).unwrap_or_default();
        if text.contains("Approved: PowerUser in payments-prod") {
            break text;
        }
        assert!(started.elapsed() < Duration::from_secs(20), "{text}");
        tokio::task::yield_now().await;
    };

    assert!(
        text.contains(" asks for PowerUser in payments-prod\nID:             ntf-"),
        "{text}"
    );
    assert!(
        text.contains(&format!("Type:           jit approve {id}\n")),
        "{text}"
    );
    assert!(
        text.contains("Reason:         INC-4711: stuck queue\n"),
        "{text}"
    );
}
