use axum::http::Request;
use futures::future::join_all;
use jit_broker::service::LimitSettings;
use serde_json::{Value, json};

use crate::stage::{ADMIN, AUDITOR, Answer, DEV, ENGINEER, LEAD, NOBODY, Stage, UNCOVERED, ask};

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
    assert_eq!(types, ["submitted", "approved", "session_opened", "read"]);
    assert_eq!(lines[4]["head"]["sequence"], 4);
    assert_eq!(lines[4]["head"]["hash"], lines[3]["hash"]);
    assert_eq!(lines[2]["previous_hash"], lines[1]["hash"]);
}

#[tokio::test]
async fn an_export_goes_on_where_the_last_one_ended_and_across_pages() {
    let stage = Stage::new();
    let id = stage.submit(ENGINEER, DEV).await;
    join_all((0..600).map(|_| stage.approve(ENGINEER, &id))).await;

    let all = lines(&stage.get(AUDITOR, "/v1/audit").await);
    let rest = lines(&stage.get(AUDITOR, "/v1/audit?after=599").await);
    let none = lines(&stage.get(AUDITOR, "/v1/audit?after=603").await);

    assert_eq!(all.len(), 603, "601 events, that they were read, the head");
    let in_order = all
        .iter()
        .zip(1_u64..)
        .take(602)
        .all(|(line, n)| line["sequence"] == n);
    assert!(in_order);
    assert_eq!(rest.len(), 5);
    assert_eq!(rest[0]["sequence"], 600);
    assert_eq!(none.len(), 2, "that it was read, and the head");
    assert_eq!(none[1]["head"]["sequence"], 604);
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

/// What the tokens of the stage say beside who it is.
fn claims(stage: &Stage, groups: &[&str]) -> Value {
    json!({
        "groups": groups,
        "authentication": {
            "methods": ["mfa", "pwd"], "at": stage.now().plus_seconds(-300).to_string(),
        },
    })
}

#[tokio::test]
async fn a_refused_submission_is_kept_as_it_was_asked_and_decided() {
    let stage = Stage::new();
    let start = stage.now().plus_seconds(3600).to_string();
    let mut body = ask(UNCOVERED);
    body["ticket"] = json!("INC-4711");
    body["start"] = json!(start);
    let token = stage.token(ENGINEER);

    let answer = stage.post(ENGINEER, "/v1/requests", &body).await;
    let export = stage.get(AUDITOR, "/v1/audit").await;

    assert_eq!(answer.outcome(), (422, "no_policy"));
    let mut event = lines(&export).remove(0);
    for chained in ["sequence", "previous_hash", "hash"] {
        event.as_object_mut().unwrap().remove(chained).unwrap();
    }
    let expected = json!({
        "type": "refused", "at": stage.now().to_string(),
        "actor": { "issuer": "https://id.example.com", "subject": "engineer", "name": "engineer" },
        "bundle": stage.app.bundle.load().digest().to_string(),
        "data": {
            "action": "submit", "code": "no_policy",
            "account": UNCOVERED, "permission_set": "PowerUser",
            "submission": {
                "ask": {
                    "duration": 3600, "reason": "INC-4711: stuck queue", "ticket": "INC-4711",
                    "start": start,
                },
                "claims": claims(&stage, &["engineers"]),
            },
        },
    });
    assert_eq!(event, expected, "all of it, and nothing else");
    assert!(!String::from_utf8_lossy(&export.bytes).contains(&token));
}

#[tokio::test]
async fn a_refused_ask_to_break_glass_says_so() {
    let stage = Stage::new();
    let mut body = ask(DEV);
    body["break_glass"] = json!(true);

    stage.post(NOBODY, "/v1/requests", &body).await;

    let export = lines(&stage.get(AUDITOR, "/v1/audit").await);
    assert_eq!(export[0]["data"]["submission"]["break_glass"], true);
}

#[tokio::test]
async fn a_submission_is_kept_with_the_claims_that_it_was_decided_by() {
    let stage = Stage::new();
    stage.submit(ENGINEER, DEV).await;

    let export = lines(&stage.get(AUDITOR, "/v1/audit").await);

    assert_eq!(export[0]["data"]["claims"], claims(&stage, &["engineers"]));
}

#[tokio::test]
async fn what_refused_submissions_add_to_the_log_is_bounded_in_size_and_number() {
    let stage = Stage::with_limits(&LimitSettings {
        refusals_per_minute: std::num::NonZeroU32::new(1),
        ..LimitSettings::UNLIMITED
    });
    // As many groups as fit into a token of 16 KiB.
    let names: Vec<String> = (0..44).map(|n| format!("{n:>0255}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut body = ask(DEV);
    body["reason"] = json!("\u{10ffff}".repeat(1024));
    body["ticket"] = json!("\u{10450}".repeat(128));
    let bearer = format!("Bearer {}", stage.token_of("nobody", &names));
    let mut answers = Vec::new();
    for _ in 0..2 {
        let request = Request::post("/v1/requests")
            .header("authorization", &bearer)
            .header("content-type", "application/json")
            .body(body.to_string().into());
        answers.push(stage.send(request.unwrap()).await);
    }
    let export = stage.get(AUDITOR, "/v1/audit").await;

    assert_eq!(answers[0].outcome(), (403, "not_eligible"));
    assert_eq!(answers[1].outcome(), (429, "rate_limited"));
    let lines: Vec<_> = export.bytes.split(|byte| *byte == b'\n').collect();
    assert_eq!(
        lines.len(),
        4,
        "one event, that it was read, the head, nothing"
    );
    let size = lines[0].len();
    assert!((16 * 1024..24 * 1024).contains(&size), "{size}");
}

fn sequences(answer: &Answer) -> Vec<u64> {
    let lines = lines(answer);
    let (end, records) = lines.split_last().unwrap();
    assert!(end["filtered_head"]["hash"].is_string(), "{end}");
    assert!(
        end.get("head").is_none(),
        "no part of a log passes for the whole"
    );
    let sequence = |line: &Value| line["sequence"].as_u64().unwrap();
    records.iter().map(sequence).collect()
}

#[tokio::test]
async fn a_filtered_export_has_what_was_asked_for_across_pages_and_says_that_it_is_filtered() {
    let stage = Stage::new();
    let id = stage.submit(ENGINEER, DEV).await;
    join_all((0..1100).map(|_| stage.approve(ENGINEER, &id))).await;
    stage.approve(LEAD, &id).await;

    for (query, expected) in [
        ("type=submitted,approved", vec![1, 1102]),
        ("type=submitted&type=approved&after=1", vec![1102]),
        ("type=submitted&person=engineer", vec![1]),
        ("type=approved&person=lead&status=active", vec![1102]),
        ("type=approved&status=pending", vec![]),
        ("type=approved&from=2100-01-01T00:00:00Z", vec![]),
        ("type=submitted&to=2100-01-01T00:00:00Z", vec![1]),
    ] {
        let answer = stage.get(AUDITOR, &format!("/v1/audit?{query}")).await;
        assert_eq!(sequences(&answer), expected, "{query}");
        let last = lines(&answer).pop().unwrap();
        assert!(last["filtered_head"]["sequence"].as_u64().unwrap() > 1102);
    }
    let account = stage
        .get(AUDITOR, &format!("/v1/audit?type=submitted&account={DEV}"))
        .await;
    assert_eq!(sequences(&account), [1]);
}

#[tokio::test]
async fn a_filter_that_cannot_be_read_shows_nothing() {
    let stage = Stage::new();
    for query in [
        "from=yesterday",
        "to=1",
        "person=",
        "account=nobody",
        "account=",
        "status=open",
        "type=opened",
        "type=",
        "since=2026-11-22T00:00:00Z",
        "person=a&person=b",
    ] {
        let answer = stage.get(AUDITOR, &format!("/v1/audit?{query}")).await;
        assert_eq!(answer.outcome(), (400, "malformed"), "{query}");
    }
    let answer = stage.get(AUDITOR, "/v1/audit?wait_seconds=51").await;
    assert_eq!(answer.status, 422);
}

#[tokio::test]
async fn a_follower_gets_the_next_event_when_it_happens() {
    let stage = Stage::new();
    let id = stage.submit(ENGINEER, DEV).await;

    // That somebody follows is an event too, and an answer; once a minute.
    let first = stage
        .get(AUDITOR, "/v1/audit?after=1&wait_seconds=50")
        .await;
    assert_eq!(lines(&first)[0]["data"]["what"], "followed_audit_log");

    let follower = stage.get(AUDITOR, "/v1/audit?after=2&wait_seconds=50");
    let change = async {
        tokio::task::yield_now().await;
        stage.approve(LEAD, &id).await
    };
    let (answer, _) = tokio::join!(follower, change);

    let lines = lines(&answer);
    assert_eq!(lines[0]["type"], "approved");
    assert_eq!(lines[1]["head"]["sequence"], 3);
}

#[tokio::test]
async fn an_auditor_finds_the_request_of_a_session() {
    let stage = Stage::new();
    let id = stage.active().await;
    stage.credentials(ENGINEER, DEV).await;
    let opened = lines(&stage.get(AUDITOR, "/v1/audit?type=session_opened").await).remove(0);
    let text = |name: &str| opened["data"][name].as_str().unwrap().to_owned();
    let look = async |query: String| {
        let answer = stage
            .get(AUDITOR, &format!("/v1/audit/sessions?{query}"))
            .await;
        assert_eq!(answer.status, 200);
        answer.json["sessions"].as_array().unwrap().clone()
    };

    let by_key = look(format!("access_key_id={}", text("access_key_id"))).await;
    let name = text("session_name").replace('+', "%2B");
    let by_name = look(format!("session_name={name}")).await;

    assert_eq!(by_key, by_name);
    assert_eq!(by_key[0]["request"], id.as_str());
    assert_eq!(by_key[0]["requester"]["subject"], "engineer");
    assert_eq!(by_key[0]["window_end"], opened["data"]["fence"]);
    assert!(
        look("access_key_id=ASIAUNKNOWNAAAAAAAAA".to_owned())
            .await
            .is_empty()
    );
    // The name of another person with the characters of this request is no session of it.
    let other = format!("other%2B{}", &id[4..]);
    assert!(look(format!("session_name={other}")).await.is_empty());
    assert!(look("session_name=engineer".to_owned()).await.is_empty());
}

#[tokio::test]
async fn only_auditors_look_for_sessions_and_name_one() {
    let stage = Stage::new();
    let query = "/v1/audit/sessions?session_name=engineer";
    for who in [ENGINEER, LEAD, ADMIN] {
        let answer = stage.get(who, query).await;
        assert_eq!(answer.outcome(), (403, "not_an_auditor"), "{who:?}");
    }
    for query in [
        "",
        "?access_key_id=short",
        "?session_name=a%20b",
        "?session_name=ab&access_key_id=ASIAUNKNOWNAAAAAAAAA",
    ] {
        let answer = stage
            .get(AUDITOR, &format!("/v1/audit/sessions{query}"))
            .await;
        assert_eq!(answer.outcome(), (400, "malformed"), "{query}");
    }
}
