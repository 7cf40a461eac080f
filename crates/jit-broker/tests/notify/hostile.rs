//! What people write is inert in every sink, and what is secret is nowhere.

use std::fs;
use std::io;
use std::sync::{Arc, Mutex};

use jit_broker::notify::settings::{build, read};
use jit_broker::notify::{DeliveryError, Parcel};
use jit_broker::webhooks::Reach;
use jit_domain::{Clock, NoticeKind};
use jit_policy::Notification;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::receiver::{Answer, Receiver};
use crate::stage::Stage;

/// A notification in which every text of people is as bad as it can be. No request can hold such
/// text: it gets there below all checks.
fn hostile(text: &str) -> Notification {
    let mut what = Notification::sample(NoticeKind::Rejected);
    let request = what.request.as_mut().unwrap();
    text.clone_into(&mut request.reason);
    request.ticket = Some(text.to_owned());
    text.clone_into(&mut request.account_name);
    request.requester.name = text.into();
    what.comment = Some(text.to_owned());
    what.detail = Some(text.to_owned());
    what
}

/// Every string of a JSON value.
fn strings(value: &serde_json::Value) -> Vec<&str> {
    match value {
        serde_json::Value::String(text) => vec![text],
        serde_json::Value::Array(items) => items.iter().flat_map(strings).collect(),
        serde_json::Value::Object(fields) => fields.values().flat_map(strings).collect(),
        _ => Vec::new(),
    }
}

/// Slack reads no markup in what it gets, and Teams mentions nobody.
fn chats_are_inert(slack: &serde_json::Value, teams: &serde_json::Value) {
    let blocks = slack["blocks"].as_array().unwrap();
    assert!(blocks.iter().all(|b| b["text"]["type"] == "plain_text"));
    for text in strings(slack) {
        assert!(!text.contains('<') && text.len() <= 3_000, "{text}");
    }
    let card = &teams["attachments"][0]["content"];
    assert!(card.get("msteams").is_none());
    let runs = card["body"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|b| b["inlines"].as_array());
    assert!(runs.flatten().all(|run| run["type"] == "TextRun"));
    assert!(teams.to_string().len() < 28 * 1024);
}

#[tokio::test]
async fn bad_text_is_inert_in_every_sink() {
    let (stage, receiver) = (Stage::new(), Receiver::start().await);
    stage.write("url", receiver.url());
    let text = r#"
[[sink]]
name = "slack"
type = "slack"
url_file = "url"
[[sink]]
name = "teams"
type = "teams"
url_file = "url"
[[sink]]
name = "file"
type = "file"
path = "out.txt"
"#;
    let sinks = stage.sinks(text).await;
    let long = "x".repeat(10 * 1024);
    for bad in [
        "=cmd|' /C calc'!A0",
        "<!channel> <@U123> <https://evil.example|jit>",
        "a\r\nBcc: victim@example.com\r\n\r\nbody",
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "\u{202e}gnp.exe\u{200b}\u{1b}]0;title\u{7}\0",
        "{{ 700 * 701 }} {% raw %} ${700*701}",
        "<at>everyone</at> [click](https://evil.example) **bold**",
        &long,
    ] {
        let parcel = Parcel::new(
            vec![hostile(bad)],
            None,
            stage.bundle.load_full(),
            stage.clock.now(),
        );
        let title = parcel.title(jit_policy::Format::Plain);
        assert!(
            !title.contains(char::is_control) && title.chars().count() < 100,
            "{title}"
        );
        let html = parcel.html();
        for tag in ["<script", "<img", "<at>", "<!channel", "<@U"] {
            assert!(!html.contains(tag), "{html}");
        }
        let shown = [parcel.text(), html, title].concat();
        assert!(
            !shown.contains(['\u{202e}', '\u{200b}', '\u{1b}', '\0', '\r']),
            "{shown}"
        );
        assert!(
            !shown.contains("490700"),
            "no template in a template: {shown}"
        );
        assert!(shown.len() < 40_000, "cut at its limits: {}", shown.len());
        for sink in &sinks {
            sink.sink.deliver(&parcel).await.unwrap();
        }
        let calls = receiver.calls();
        let [.., slack, teams] = &calls[..] else {
            panic!("two chats");
        };
        chats_are_inert(&slack.json(), &teams.json());
    }
    assert!(
        !fs::read_to_string(stage.path("out.txt"))
            .unwrap()
            .contains('\u{1b}')
    );
}

/// A setting, and not a bundle or a request, opens private networks.
#[tokio::test]
async fn private_addresses_are_refused_unless_a_setting_allows_them() {
    let (stage, receiver) = (Stage::new(), Receiver::start().await);
    let _ = stage.webhook("hook", receiver.url()).await;
    let settings = read(&stage.path("sinks.toml")).unwrap();
    let sinks = build(&settings, Reach::Public).await.unwrap();
    let sample = vec![Notification::sample(NoticeKind::Approved)];
    let parcel = Parcel::new(sample, None, stage.bundle.load_full(), stage.clock.now());

    let refused = sinks[0].sink.deliver(&parcel).await;

    assert_eq!(refused, Err(DeliveryError::OutOfReach));
    assert_eq!(receiver.calls().len(), 0);
}

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

/// Every line of every crate at the most talkative level, for what arrives and for what fails in
/// each way; and every message of the file of sinks.
#[tokio::test(flavor = "multi_thread")]
async fn no_log_line_of_any_level_holds_a_secret() {
    const CANARY: &str = "CANARY";
    let lines = Lines::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_writer(lines.clone())
        .finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let (stage, receiver) = (Stage::new(), Receiver::start().await);
    stage.write("url", &format!("{}/{CANARY}", receiver.url()));
    stage.write("dead", &format!("http://127.0.0.1:9/{CANARY}"));
    stage.write("password", CANARY);
    let text = r#"
[[sink]]
name = "slack"
type = "slack"
url_file = "url"
[[sink]]
name = "teams"
type = "teams"
url_file = "dead"
[[sink]]
name = "hook"
type = "webhook"
url_file = "url"
key_file = "key"
[[sink]]
name = "mail"
type = "smtp"
host = "127.0.0.1"
port = 9
tls = "none"
username = "jit"
password_file = "password"
from = "jit@example.com"
fallback = "ops@example.com"
[[sink]]
name = "sns"
type = "sns"
topic_arn = "arn:aws:sns:us-east-1:111122223333:jit"
endpoint_url = "http://127.0.0.1:9"
"#;
    let sinks = stage.sinks(text).await;
    tracing::info!(?sinks, "set up");
    stage
        .submit(1, "CANARY is a reason, which no log holds either")
        .await;
    stage.route(&sinks).await;
    receiver.next([Answer::Status(500), Answer::Redirect(format!("/{CANARY}"))]);
    for sink in &sinks {
        stage.deliver(sink).await;
    }
    for (name, bad) in [
        ("url", "ftp://CANARY"),
        ("key", "whsec_CANARY"),
        (
            "sinks.toml",
            "[[sink]]\nname = \"x\"\ntype = \"webhook\"\nurl = \"http://CANARY.example\"\nkey_file = \"key\"",
        ),
        ("sinks.toml", "[[sink]]\nurl = \"CANARY"),
    ] {
        stage.write(name, bad);
        let problems = read(&stage.path("sinks.toml")).unwrap_err();
        tracing::info!(?problems, "refused");
    }

    let lines = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert!(
        lines.contains("set up") && lines.contains("do not reach `mail`"),
        "{lines}"
    );
    assert!(lines.matches("refused").count() >= 4, "{lines}");
    assert!(!lines.contains(CANARY), "{lines}");
    assert!(
        !lines.contains("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        "{lines}"
    );
}
