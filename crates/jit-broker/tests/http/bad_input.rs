use axum::body::Body;
use serde_json::{Value, json};

use crate::stage::{AUDITOR, DEV, ENGINEER, LEAD, OTHER_ENGINEER, PROD, Stage, ask};

/// Status, code and field.
type Fault = (u16, &'static str, &'static str);

fn with(field: &str, value: Value) -> Value {
    let mut body = ask(DEV);
    body[field] = value;
    body
}

#[tokio::test]
async fn each_field_of_a_submission_that_is_wrong_is_named() {
    let stage = Stage::new();
    let past = stage.now().plus_seconds(-1).to_string();
    let far = stage.now().plus_seconds(31 * 24 * 3600).to_string();
    let cases = [
        ("account", json!(""), 400, "malformed"),
        ("account", json!("11112222333\u{7}"), 400, "malformed"),
        ("account", json!("x".repeat(51)), 400, "malformed"),
        ("account", json!(111_122_223_333_u64), 400, "malformed"),
        ("account", json!(null), 400, "malformed"),
        ("permission_set", json!(""), 400, "malformed"),
        ("permission_set", json!("Power User"), 400, "malformed"),
        ("permission_set", json!("../PowerUser"), 400, "malformed"),
        ("duration_seconds", json!(0), 422, "limit"),
        ("duration_seconds", json!(-3600), 422, "limit"),
        ("duration_seconds", json!(1_209_601), 422, "limit"),
        ("duration_seconds", json!(i64::MAX), 422, "limit"),
        ("duration_seconds", json!(u64::MAX), 400, "malformed"),
        ("duration_seconds", json!(3600.5), 400, "malformed"),
        ("duration_seconds", json!("3600"), 400, "malformed"),
        ("reason", json!(""), 422, "limit"),
        ("reason", json!(" \n\t "), 422, "limit"),
        ("reason", json!("r".repeat(1025)), 422, "limit"),
        ("reason", json!("a\u{0}b"), 422, "limit"),
        ("reason", json!("a\u{1b}[2Jb"), 422, "limit"),
        ("reason", json!("a\u{85}b"), 422, "limit"),
        ("reason", json!(["a"]), 400, "malformed"),
        ("ticket", json!(""), 422, "limit"),
        ("ticket", json!("INC;4711"), 422, "limit"),
        ("ticket", json!("t".repeat(129)), 422, "limit"),
        ("start", json!("tomorrow"), 400, "malformed"),
        ("start", json!("2026-11-22T10:00:00"), 400, "malformed"),
        ("start", json!(past), 422, "limit"),
        ("start", json!(far), 422, "limit"),
        ("extends", json!("req-1"), 400, "malformed"),
        ("batch", json!("a b"), 400, "malformed"),
        ("break_glass", json!("yes"), 400, "malformed"),
        ("status", json!("approved"), 400, "malformed"),
        ("approver", json!("engineer"), 400, "malformed"),
        ("requester", json!("lead"), 400, "malformed"),
    ];
    for (field, value, status, code) in cases {
        let answer = stage
            .post(ENGINEER, "/v1/requests", &with(field, value.clone()))
            .await;
        assert_eq!(answer.fault(), (status, code, field), "{value}");
        assert!(!answer.json["title"].as_str().unwrap().contains("i64"));
    }
    assert!(stage.log().await.is_empty(), "typing errors are no events");
}

#[tokio::test]
async fn a_field_that_is_missing_is_named() {
    let stage = Stage::new();
    for field in ["account", "permission_set", "duration_seconds", "reason"] {
        let mut body = ask(DEV);
        body.as_object_mut().unwrap().remove(field);
        let answer = stage.post(ENGINEER, "/v1/requests", &body).await;
        assert_eq!(answer.fault(), (400, "malformed", field));
    }
}

#[tokio::test]
async fn a_body_is_one_json_object_with_each_field_once() {
    let stage = Stage::new();
    let good = ask(DEV).to_string();
    let inside = good.trim_start_matches('{').trim_end_matches('}');
    let list = json!([DEV, "PowerUser", 3600, "INC-4711: stuck queue"]).to_string();
    let half = good.replace("stuck", r"\ud83d");
    let other_half = good.replace("stuck", r"\ude00");
    let bad_utf8 = good.replace("stuck", "\u{1}").into_bytes();
    let bad_utf8: Vec<u8> = bad_utf8
        .iter()
        .map(|b| if *b == 1 { 0xff } else { *b })
        .collect();
    let cases: Vec<(Vec<u8>, Fault)> = vec![
        (Vec::new(), (400, "malformed", "")),
        (b"null".to_vec(), (400, "malformed", "")),
        (list.into(), (400, "malformed", "")),
        (b"{".to_vec(), (400, "malformed", "")),
        (format!("{good} {good}").into(), (400, "malformed", "")),
        (format!("{good}x").into(), (400, "malformed", "")),
        (
            format!("{{{inside},\"reason\":\"other reason\"}}").into(),
            (400, "malformed", "reason"),
        ),
        (
            format!("{{{inside},\"ticket\":null,\"ticket\":\"INC-1\"}}").into(),
            (400, "malformed", "ticket"),
        ),
        (
            format!(
                "{{{inside},\"x\":{}1{}}}",
                "[".repeat(5000),
                "]".repeat(5000)
            )
            .into(),
            (400, "malformed", "x"),
        ),
        (half.into(), (422, "limit", "reason")),
        (other_half.into(), (422, "limit", "reason")),
        (bad_utf8, (400, "malformed", "")),
    ];
    for (body, expected) in cases {
        let shown = String::from_utf8_lossy(&body)
            .chars()
            .take(200)
            .collect::<String>();
        let request = stage.request(ENGINEER, "POST", "/v1/requests");
        let request = request.header("content-type", "application/json");
        let answer = stage.send(request.body(Body::from(body)).unwrap()).await;
        assert_eq!(answer.fault(), expected, "{shown}");
    }
    assert!(stage.log().await.is_empty());
}

#[tokio::test]
async fn a_body_is_json_in_plain_utf_8() {
    let stage = Stage::new();
    for content_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=utf-16",
        "application/jsonp",
    ] {
        let request = stage.request(ENGINEER, "POST", "/v1/requests");
        let request = request.header("content-type", content_type);
        let answer = stage
            .send(request.body(ask(DEV).to_string().into()).unwrap())
            .await;
        assert_eq!(answer.outcome(), (415, "malformed"), "{content_type}");
    }
    let compressed = stage
        .request(ENGINEER, "POST", "/v1/requests")
        .header("content-type", "application/json")
        .header("content-encoding", "gzip");
    let answer = stage
        .send(compressed.body(ask(DEV).to_string().into()).unwrap())
        .await;
    assert_eq!(answer.status, 415);
    let utf8 = stage
        .request(ENGINEER, "POST", "/v1/requests")
        .header("content-type", "Application/JSON; charset=UTF-8");
    let answer = stage
        .send(utf8.body(ask(DEV).to_string().into()).unwrap())
        .await;
    assert_eq!(answer.status, 201);
}

#[tokio::test]
async fn a_body_over_64_kib_is_refused_however_it_comes() {
    let stage = Stage::new();
    let big = with("reason", json!("r".repeat(64 * 1024))).to_string();
    let announced = stage
        .request(ENGINEER, "POST", "/v1/requests")
        .header("content-type", "application/json")
        .header("content-length", big.len());
    let answer = stage
        .send(announced.body(big.clone().into()).unwrap())
        .await;
    assert_eq!(answer.outcome(), (413, "too_large"));

    let chunks = big
        .into_bytes()
        .chunks(1000)
        .map(<[u8]>::to_vec)
        .collect::<Vec<_>>();
    let chunks = futures::stream::iter(chunks.into_iter().map(Ok::<_, std::io::Error>));
    let streamed = stage
        .request(ENGINEER, "POST", "/v1/requests")
        .header("content-type", "application/json");
    let answer = stage
        .send(streamed.body(Body::from_stream(chunks)).unwrap())
        .await;
    assert_eq!(answer.outcome(), (413, "too_large"));
}

#[tokio::test]
async fn a_decision_names_what_is_wrong_with_it() {
    let stage = Stage::new();
    let id = stage.submit(ENGINEER, DEV).await;
    let digest = stage.digest(&id).await;
    let cases = [
        ("approve", json!({}), (422, "limit", "digest")),
        ("reject", json!({}), (422, "limit", "digest")),
        (
            "approve",
            json!({ "digest": "x" }),
            (422, "limit", "digest"),
        ),
        (
            "approve",
            json!({ "digest": "0".repeat(64) }),
            (409, "stale_digest", "digest"),
        ),
        (
            "reject",
            json!({ "digest": "0".repeat(64) }),
            (409, "stale_digest", "digest"),
        ),
        (
            "approve",
            json!({ "digest": digest, "duration_seconds": 0 }),
            (422, "limit", "duration_seconds"),
        ),
        (
            "approve",
            json!({ "digest": digest, "duration_seconds": 3601 }),
            (422, "limit", "duration_seconds"),
        ),
        (
            "approve",
            json!({ "digest": digest, "comment": "" }),
            (422, "limit", "comment"),
        ),
        (
            "approve",
            json!({ "digest": digest, "comment": "c".repeat(1025) }),
            (422, "limit", "comment"),
        ),
        (
            "reject",
            json!({ "digest": digest, "comment": "\u{9b}2J" }),
            (422, "limit", "comment"),
        ),
        (
            "reject",
            json!({ "digest": digest, "duration_seconds": 60 }),
            (400, "malformed", "duration_seconds"),
        ),
        (
            "revoke",
            json!({ "comment": 1 }),
            (400, "malformed", "comment"),
        ),
        (
            "revoke",
            json!({ "digest": digest }),
            (400, "malformed", "digest"),
        ),
    ];
    for (verb, body, expected) in cases {
        let answer = stage
            .post(LEAD, &format!("/v1/requests/{id}/{verb}"), &body)
            .await;
        assert_eq!(answer.fault(), expected, "{verb} {body}");
    }
    let cancel = stage
        .post(
            ENGINEER,
            &format!("/v1/requests/{id}/cancel"),
            &json!({ "x": 1 }),
        )
        .await;
    assert_eq!(cancel.fault(), (400, "malformed", "x"));
    assert_eq!(stage.stored(&id).await.version.0, 1);
    let noted = ["approve", "reject"].map(|verb| (verb.to_owned(), "stale_digest".to_owned()));
    assert_eq!(stage.refusals().await, noted, "typing errors are no events");
}

#[tokio::test]
async fn who_may_not_decide_learns_nothing_from_the_body() {
    let stage = Stage::new();
    let id = stage.submit(ENGINEER, PROD).await;
    for verb in ["approve", "reject", "revoke", "review", "cancel", "finish"] {
        let path = format!("/v1/requests/{id}/{verb}");
        let stranger = stage
            .request(OTHER_ENGINEER, "POST", &path)
            .body("nonsense".into())
            .unwrap();
        let auditor = stage
            .request(AUDITOR, "POST", &path)
            .body("nonsense".into())
            .unwrap();
        assert_eq!(
            stage.send(stranger).await.outcome(),
            (404, "not_found"),
            "{verb}"
        );
        assert_eq!(stage.send(auditor).await.status, 403, "{verb}");
    }
    let own = stage.request(ENGINEER, "POST", &format!("/v1/requests/{id}/approve"));
    let answer = stage.send(own.body("nonsense".into()).unwrap()).await;
    assert_eq!(answer.outcome(), (403, "own_request"));
}

#[tokio::test]
async fn an_id_that_is_none_is_named() {
    let stage = Stage::new();
    for id in [
        "x",
        "req-",
        "req-12345678901",
        "req-%00%00%00%00",
        "%ff%fe",
        "..%2F..%2Fetc",
        "req-0000000u00",
    ] {
        let answer = stage.get(ENGINEER, &format!("/v1/requests/{id}")).await;
        assert_eq!(answer.fault(), (400, "malformed", "id"), "{id}");
    }
    // Only `show` takes the beginning of an ID.
    let answer = stage
        .post(LEAD, "/v1/requests/req-abcd/approve", &json!({}))
        .await;
    assert_eq!(answer.fault(), (400, "malformed", "id"));
}

#[tokio::test]
async fn parameters_that_are_unknown_or_wrong_are_named() {
    let stage = Stage::new();
    let cases = [
        ("/v1/requests?vew=all", (400, "malformed", "vew")),
        ("/v1/requests?view=everything", (400, "malformed", "view")),
        (
            "/v1/requests?view=mine&view=all",
            (400, "malformed", "view"),
        ),
        ("/v1/requests?status=open", (400, "malformed", "status")),
        ("/v1/requests?review=late", (400, "malformed", "review")),
        ("/v1/requests?review=", (400, "malformed", "review")),
        ("/v1/requests?status=active,", (400, "malformed", "status")),
        ("/v1/requests?account=%00", (400, "malformed", "account")),
        (
            "/v1/requests?permission_set=a%20b",
            (400, "malformed", "permission_set"),
        ),
        (
            "/v1/requests?created_from=yesterday",
            (400, "malformed", "created_from"),
        ),
        ("/v1/requests?limit=0", (422, "limit", "limit")),
        ("/v1/requests?limit=201", (422, "limit", "limit")),
        ("/v1/requests?limit=-1", (400, "malformed", "limit")),
        ("/v1/requests?limit=ten", (400, "malformed", "limit")),
        ("/v1/requests?cursor=1", (400, "malformed", "cursor")),
        (
            "/v1/requests?wait_seconds=51",
            (422, "limit", "wait_seconds"),
        ),
        (
            "/v1/requests?wait_seconds=99999999999999999999999",
            (422, "limit", "wait_seconds"),
        ),
        (
            "/v1/requests/req-0000000000?wait=1",
            (400, "malformed", "wait"),
        ),
        (
            "/v1/requests/req-0000000000?wait_seconds=51",
            (422, "limit", "wait_seconds"),
        ),
        ("/v1/targets?limit=501", (422, "limit", "limit")),
        ("/v1/targets?cursor=x", (400, "malformed", "cursor")),
        ("/v1/targets?group=x", (400, "malformed", "group")),
        ("/v1/me?as=admin", (400, "malformed", "as")),
        ("/v1/audit?after=x", (400, "malformed", "after")),
    ];
    for (path, expected) in cases {
        assert_eq!(stage.get(ENGINEER, path).await.fault(), expected, "{path}");
    }
    let answer = stage
        .post(ENGINEER, "/v1/requests?dry_run=maybe", &ask(DEV))
        .await;
    assert_eq!(answer.fault(), (400, "malformed", "dry_run"));
    let answer = stage
        .post(ENGINEER, "/v1/requests?dryrun=true", &ask(DEV))
        .await;
    assert_eq!(answer.fault(), (400, "malformed", "dryrun"));
    assert!(stage.log().await.is_empty());
}

#[tokio::test]
async fn a_change_takes_no_parameters_and_is_not_made_with_one() {
    let stage = Stage::new();
    let id = stage.submit(ENGINEER, DEV).await;
    let digest = json!({ "digest": stage.digest(&id).await });
    let cases = [
        (LEAD, "approve", digest.clone()),
        (LEAD, "reject", digest),
        (LEAD, "revoke", json!({})),
        (LEAD, "review", json!({ "verdict": "ok" })),
        (ENGINEER, "cancel", json!({})),
        (ENGINEER, "finish", json!({})),
    ];
    for (who, verb, body) in cases {
        let path = format!("/v1/requests/{id}/{verb}?dry_run=true");
        let answer = stage.post(who, &path, &body).await;
        assert_eq!(answer.fault(), (400, "malformed", "dry_run"), "{verb}");
    }
    assert_eq!(stage.stored(&id).await.version.0, 1);

    assert_eq!(stage.approve(LEAD, &id).await.status, 200);
    let body = json!({ "request_id": id });
    let answer = stage.post(ENGINEER, "/v1/credentials?keep=1", &body).await;
    assert_eq!(answer.fault(), (400, "malformed", "keep"));
    assert_eq!(stage.vendor.asked(), 0);
}
