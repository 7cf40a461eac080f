//! What Slack and Teams get.

use crate::receiver::{Receiver, pretty};
use crate::stage::Stage;

async fn posted(kind: &str, requests: u64) -> serde_json::Value {
    let (stage, receiver) = (Stage::new(), Receiver::start().await);
    stage.write("url", &format!("{}/services/T0/B0/secret", receiver.url()));
    let text = format!(
        "[[sink]]\nname = \"chat\"\ntype = \"{kind}\"\nurl_file = \"url\"\ndigest_above = 1\n"
    );
    let sinks = stage.sinks(&text).await;
    for number in 1..=requests {
        stage
            .submit(
                number,
                "INC-4711 <!channel> *bold* [x](https://evil.example) & more",
            )
            .await;
    }
    stage.route(&sinks).await;
    stage.deliver(&sinks[0]).await;
    let calls = receiver.calls();
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].path, "/services/T0/B0/secret");
    assert_eq!(calls[0].header("content-type"), "application/json");
    assert_eq!(stage.waiting().await, 0);
    calls[0].json()
}

#[tokio::test]
async fn slack_gets_blocks_of_plain_text() {
    insta::assert_snapshot!(pretty(&posted("slack", 1).await));
}

#[tokio::test]
async fn teams_gets_an_adaptive_card() {
    insta::assert_snapshot!(pretty(&posted("teams", 1).await));
}

/// Slack takes 50 blocks, and Teams 28 KiB.
#[tokio::test]
async fn a_digest_stays_below_the_limits() {
    let slack = posted("slack", 30).await;
    let blocks = slack["blocks"].as_array().unwrap();
    assert!(blocks.len() <= 50);
    assert!(slack.to_string().contains("and 10 more"));
    let teams = posted("teams", 30).await;
    assert!(
        teams.to_string().len() < 28 * 1024,
        "{}",
        teams.to_string().len()
    );
}
