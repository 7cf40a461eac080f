use axum::body::Body;
use serde_json::json;

use crate::stage::{ADMIN, AUDITOR, DEV, ENGINEER, LEAD, OTHER_ENGINEER, Stage};

#[tokio::test]
async fn one_request_comes_with_its_timeline() {
    let stage = Stage::new();
    let id = stage.active().await;
    stage.credentials(ENGINEER, DEV).await;
    stage.approve(ENGINEER, &id).await;

    let shown = stage.get(LEAD, &format!("/v1/requests/{id}")).await;

    let request: jit_api::Request = serde_json::from_value(shown.json).unwrap();
    let events: Vec<_> = request.timeline.iter().map(|e| e.event.as_str()).collect();
    assert_eq!(
        events,
        ["submitted", "approved", "session_opened"],
        "refusals are for auditors"
    );
    let key = request.timeline[2].access_key_id.as_deref();
    assert_eq!(key, Some("ASIATEST000000000001"));
}

#[tokio::test]
async fn an_id_is_read_in_any_letter_case_and_by_its_beginning() {
    let stage = Stage::new();
    let id = stage.submit(ENGINEER, DEV).await;
    let short = &id[..8];

    for name in [id.to_uppercase().as_str(), short, &short[4..]] {
        let shown = stage.get(ENGINEER, &format!("/v1/requests/{name}")).await;
        assert_eq!((shown.status, shown.id()), (200, id.clone()), "{name}");
    }
    let stranger = stage
        .get(OTHER_ENGINEER, &format!("/v1/requests/{short}"))
        .await;
    assert_eq!(stranger.outcome(), (404, "not_found"));
    for seer in [LEAD, ADMIN, AUDITOR] {
        let shown = stage.get(seer, &format!("/v1/requests/{short}")).await;
        assert_eq!(shown.status, 200, "{seer:?}");
    }
}

#[tokio::test]
async fn a_beginning_of_several_ids_is_ambiguous_among_what_the_caller_sees() {
    #[derive(Debug)]
    struct Alike(std::sync::atomic::AtomicU64);
    impl jit_broker::app::Random for Alike {
        fn bits(&self) -> u64 {
            self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst)
        }
    }
    let mut stage = Stage::new();
    stage.app.random = std::sync::Arc::new(Alike(0.into()));
    stage.rebuild();
    let mine = stage.submit(ENGINEER, DEV).await;
    let theirs = stage.submit(OTHER_ENGINEER, DEV).await;
    assert_eq!(mine[..12], theirs[..12]);

    let ambiguous = stage.get(LEAD, "/v1/requests/req-0000").await;
    let unique = stage.get(ENGINEER, "/v1/requests/req-0000").await;

    assert_eq!(ambiguous.fault(), (409, "conflict", "id"));
    assert_eq!(unique.id(), mine);
}

#[tokio::test]
async fn what_does_not_exist_and_what_is_not_yours_look_alike() {
    let stage = Stage::new();
    let id = stage.submit(ENGINEER, DEV).await;
    let absent = "req-0000000000";
    for (method, suffix) in [
        ("GET", ""),
        ("POST", "/approve"),
        ("POST", "/reject"),
        ("POST", "/revoke"),
        ("POST", "/review"),
        ("POST", "/cancel"),
        ("POST", "/finish"),
    ] {
        let mut answers = Vec::new();
        for id in [id.as_str(), absent] {
            let path = format!("/v1/requests/{id}{suffix}");
            let request = stage.request(OTHER_ENGINEER, method, &path);
            let request = request
                .header("content-type", "application/json")
                .header("x-request-id", "the-same-for-both");
            let answer = stage.send(request.body(Body::from("{}")).unwrap()).await;
            assert_eq!(answer.outcome(), (404, "not_found"));
            answers.push((answer.headers.clone(), answer.bytes.clone()));
        }
        assert_eq!(answers[0], answers[1], "{suffix}");
    }
    assert_eq!(stage.log().await.len(), 1);
}

#[tokio::test]
async fn the_tag_names_what_the_client_sees() {
    let stage = Stage::new();
    let id = stage.active().await;
    let path = format!("/v1/requests/{id}");
    let mut tags = vec![stage.get(ENGINEER, &path).await.header("etag").to_owned()];
    let again = stage.get(LEAD, &path).await.header("etag").to_owned();
    assert_eq!(tags[0], again);
    assert!(
        tags[0].starts_with('"') && tags[0].ends_with('"'),
        "a strong tag"
    );

    stage.credentials(ENGINEER, DEV).await;
    tags.push(stage.get(ENGINEER, &path).await.header("etag").to_owned());
    stage.clock.advance_seconds(3600);
    let ended = stage.get(ENGINEER, &path).await;
    assert_eq!(ended.json["status"], json!("ended"));
    tags.push(ended.header("etag").to_owned());

    tags.dedup();
    assert_eq!(
        tags.len(),
        3,
        "a session and the end of the window change it"
    );
    let known = stage
        .request(ENGINEER, "GET", &path)
        .header("if-none-match", &tags[2]);
    let unchanged = stage.send(known.body(Body::empty()).unwrap()).await;
    assert_eq!((unchanged.status, unchanged.bytes.len()), (304, 0));
    assert_eq!(unchanged.header("etag"), tags[2]);
}
