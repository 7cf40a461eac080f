//! The bundle says where a notice goes, and to which addresses.

use jit_store::Outbox;

use crate::stage::{Stage, approve, lead, webhook};

const MAIL: &str = r#"
[[sink]]
name = "mail"
type = "smtp"
host = "127.0.0.1"
tls = "none"
from = "jit@example.com"
fallback = "ops@example.com"
"#;

/// Where deliveries wait: the sink, and how many.
async fn waits(stage: &Stage) -> Vec<(String, u64)> {
    let backlog = stage.store.backlog().await.unwrap();
    backlog
        .into_iter()
        .map(|b| (b.sink.to_string(), b.waiting))
        .collect()
}

fn waiting(expected: &[(&str, u64)]) -> Vec<(String, u64)> {
    expected
        .iter()
        .map(|(sink, count)| ((*sink).to_owned(), *count))
        .collect()
}

#[tokio::test]
async fn without_a_route_every_sink_gets_everything() {
    let stage = Stage::new();
    let text = [
        webhook("one", "http://127.0.0.1:9"),
        webhook("two", "http://127.0.0.1:9"),
    ];
    let sinks = stage.sinks(&text.concat()).await;
    stage.submit(1, "stuck").await;
    stage.route(&sinks).await;
    assert_eq!(waits(&stage).await, waiting(&[("one", 1), ("two", 1)]));
}

#[tokio::test]
async fn a_route_leads_to_the_sinks_that_it_names_even_before_they_are_set_up() {
    let stage = Stage::with_routes(
        r#"
[[route]]
sinks = ["one"]
kinds = ["decision_needed"]
[[route]]
sinks = ["later"]
kinds = ["approved"]
accounts = { ou = ["prod"] }
[[route]]
sinks = ["never"]
accounts = { ou = ["dev"] }
"#,
    );
    let sinks = stage.sinks(&webhook("one", "http://127.0.0.1:9")).await;
    let read = stage.submit(1, "stuck").await;
    stage.act(&read, approve(&read), &lead()).await;
    stage.route(&sinks).await;
    assert_eq!(waits(&stage).await, waiting(&[("later", 1), ("one", 1)]));
}

#[tokio::test]
async fn mail_goes_to_each_address_of_whoever_has_to_be_told() {
    let stage = Stage::with_routes(
        r#"
[[route]]
sinks = ["mail"]
[addresses]
groups = { leads = ["leads@example.com", "chief@example.com"] }
requester_attribute = "email"
"#,
    );
    let sinks = stage.sinks(MAIL).await;
    let read = stage.submit(1, "stuck").await;
    stage.route(&sinks).await;
    assert_eq!(
        waits(&stage).await,
        waiting(&[("mail", 2)]),
        "both addresses of the leads"
    );

    stage.act(&read, approve(&read), &lead()).await;
    stage.route(&sinks).await;
    assert_eq!(
        waits(&stage).await,
        waiting(&[("mail", 3)]),
        "and the requester's own"
    );
}

#[tokio::test]
async fn mail_for_nobody_known_goes_to_the_fallback() {
    let stage = Stage::with_routes("[[route]]\nsinks = [\"mail\"]\n");
    let sinks = stage.sinks(MAIL).await;
    stage.submit(1, "stuck").await;
    stage.route(&sinks).await;
    assert_eq!(waits(&stage).await, waiting(&[("mail", 1)]));
}
