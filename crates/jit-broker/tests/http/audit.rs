use futures::future::join_all;
use serde_json::Value;

use crate::stage::{ADMIN, AUDITOR, Answer, DEV, ENGINEER, LEAD, Stage};

fn lines(answer: &Answer) -> Vec<Value> {
    let text = std::str::from_utf8(&answer.bytes).unwrap();
    assert!(text.ends_with('\n'));
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[tokio::test]
async fn an_auditor_reads_all_events_and_the_head_last() {
    let stage = Stage::new();
    stage.active().await;
    stage.credentials(ENGINEER, DEV).await;

    let answer = stage.get(AUDITOR, "/v1/audit").await;

    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "application/jsonl");
    let lines = lines(&answer);
    let types: Vec<_> = lines
        .iter()
        .filter_map(|line| line["type"].as_str())
        .collect();
    assert_eq!(types, ["submitted", "approved", "session_opened"]);
    assert_eq!(lines[3]["head"]["sequence"], 3);
    assert_eq!(lines[3]["head"]["hash"], lines[2]["hash"]);
    assert_eq!(lines[2]["previous_hash"], lines[1]["hash"]);
}

#[tokio::test]
async fn an_export_goes_on_where_the_last_one_ended_and_across_pages() {
    let stage = Stage::new();
    let id = stage.submit(ENGINEER, DEV).await;
    join_all((0..600).map(|_| stage.approve(ENGINEER, &id))).await;

    let all = lines(&stage.get(AUDITOR, "/v1/audit").await);
    let rest = lines(&stage.get(AUDITOR, "/v1/audit?after=599").await);
    let none = lines(&stage.get(AUDITOR, "/v1/audit?after=601").await);

    assert_eq!(all.len(), 602);
    let in_order = all
        .iter()
        .zip(1_u64..)
        .take(601)
        .all(|(line, n)| line["sequence"] == n);
    assert!(in_order);
    assert_eq!(rest.len(), 3);
    assert_eq!(rest[0]["sequence"], 600);
    assert_eq!(none.len(), 1);
    assert_eq!(none[0], all[601]);
}

#[tokio::test]
async fn nobody_but_an_auditor_reads_the_log() {
    let stage = Stage::new();
    stage.submit(ENGINEER, DEV).await;
    for who in [ENGINEER, LEAD, ADMIN] {
        let answer = stage.get(who, "/v1/audit").await;
        assert_eq!(answer.outcome(), (403, "not_an_auditor"), "{who:?}");
    }
    assert_eq!(stage.refusals().await.len(), 3);
}
