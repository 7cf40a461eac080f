use serde_json::json;

use crate::glass::GUARD;
use crate::stage::{
    ADMIN, AUDITOR, Answer, DEV, ENGINEER, LEAD, NOBODY, OTHER_ENGINEER, OTHER_LEAD, PROD,
    SECURITY, Stage, Who,
};

fn ids(answer: &Answer) -> Vec<String> {
    let requests = answer.json["requests"].as_array().unwrap();
    requests
        .iter()
        .map(|request| request["id"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn each_view_shows_its_own() {
    let stage = Stage::new();
    let mine = stage.submit(ENGINEER, DEV).await;
    stage.clock.advance_seconds(1);
    let theirs = stage.submit(OTHER_ENGINEER, PROD).await;
    let list = |who, path: &'static str| stage.get(who, path);

    assert_eq!(ids(&list(ENGINEER, "/v1/requests").await), [mine.as_str()]);
    let to_review = ids(&list(LEAD, "/v1/requests?view=to_review").await);
    assert_eq!(to_review, [theirs.clone(), mine.clone()], "newest first");
    assert!(ids(&list(SECURITY, "/v1/requests?view=to_review").await).is_empty());
    assert!(ids(&list(ENGINEER, "/v1/requests?view=to_review").await).is_empty());
    for who in [AUDITOR, ADMIN] {
        let all = ids(&list(who, "/v1/requests?view=all").await);
        assert_eq!(all, [theirs.clone(), mine.clone()]);
    }
}

#[tokio::test]
async fn what_may_be_revoked_is_listed_to_whoever_may_and_to_nobody_else() {
    let stage = Stage::new();
    let glass = stage.broken_glass().await;
    stage.clock.advance_seconds(1);
    let open = stage.active().await;
    stage.clock.advance_seconds(1);
    stage.submit(ENGINEER, PROD).await;
    let path = "/v1/requests?view=to_revoke";
    for (who, may) in [
        (LEAD, vec![&open, &glass]),
        (SECURITY, vec![&glass]),
        (GUARD, vec![&glass]),
        (ADMIN, vec![&open, &glass]),
        (AUDITOR, vec![]),
        (ENGINEER, vec![]),
        (NOBODY, vec![]),
    ] {
        let listed = ids(&stage.get(who, path).await);
        assert_eq!(listed.iter().collect::<Vec<_>>(), may, "{who:?}");
        for id in [&open, &glass] {
            if !may.contains(&id) {
                let answer = stage.decide(who, id, "revoke").await;
                assert!([403, 404].contains(&answer.status), "{who:?} {id}");
            }
        }
    }
    let active = format!("{path}&status=active");
    assert_eq!(
        ids(&stage.get(LEAD, &active).await),
        [open.clone(), glass.clone()]
    );
    for status in ["pending", "ended"] {
        let other = format!("{path}&status={status}");
        assert!(ids(&stage.get(ADMIN, &other).await).is_empty(), "{status}");
    }
    // Claims count as they are in this call, and the bundle as it is now.
    let former_lead = Who("lead", &["engineers"]);
    assert!(ids(&stage.get(former_lead, path).await).is_empty());
    stage.take_the_bundle_away();
    assert!(ids(&stage.get(ADMIN, path).await).is_empty());
    assert_eq!(
        ids(&stage.get(LEAD, path).await),
        [open.clone(), glass.clone()]
    );
    assert_eq!(stage.decide(LEAD, &open, "revoke").await.status, 200);
    assert_eq!(ids(&stage.get(LEAD, path).await), [glass]);
}

#[tokio::test]
async fn everybodys_requests_are_for_auditors_and_administrators() {
    let stage = Stage::new();
    stage.submit(ENGINEER, DEV).await;
    for who in [ENGINEER, LEAD, SECURITY] {
        let answer = stage.get(who, "/v1/requests?view=all").await;
        assert_eq!(answer.outcome(), (403, "not_an_auditor"), "{who:?}");
    }
    let noted = ("read".to_owned(), "not_an_auditor".to_owned());
    assert_eq!(stage.refusals().await, vec![noted; 3]);
}

#[tokio::test]
async fn what_somebody_has_approved_leaves_their_list() {
    let stage = Stage::new();
    let id = stage.submit(ENGINEER, PROD).await;
    stage.approve(LEAD, &id).await;
    let to_review = "/v1/requests?view=to_review";

    assert!(ids(&stage.get(LEAD, to_review).await).is_empty());
    assert!(
        ids(&stage.get(OTHER_LEAD, to_review).await).is_empty(),
        "level 2 is open"
    );
    assert_eq!(ids(&stage.get(SECURITY, to_review).await), [id]);
}

#[tokio::test]
async fn filters_narrow_and_never_widen() {
    let stage = Stage::new();
    let dev = stage.active().await;
    stage.clock.advance_seconds(60);
    let prod = stage.submit(ENGINEER, PROD).await;
    let created = stage.now().to_string();
    let cases = [
        ("status=active".to_owned(), vec![&dev]),
        ("status=pending,active".to_owned(), vec![&prod, &dev]),
        ("status=pending&status=active".to_owned(), vec![&prod, &dev]),
        ("status=ended".to_owned(), vec![]),
        (format!("account={DEV}"), vec![&dev]),
        ("account=payments-prod".to_owned(), vec![&prod]),
        ("account=nowhere".to_owned(), vec![]),
        ("permission_set=PowerUser".to_owned(), vec![&prod, &dev]),
        ("permission_set=poweruser".to_owned(), vec![]),
        ("requester=engineer".to_owned(), vec![&prod, &dev]),
        ("requester=other-engineer".to_owned(), vec![]),
        (format!("created_from={created}"), vec![&prod]),
        (format!("created_before={created}"), vec![&dev]),
    ];
    for (filter, expected) in cases {
        let answer = stage.get(ENGINEER, &format!("/v1/requests?{filter}")).await;
        assert_eq!(
            ids(&answer).iter().collect::<Vec<_>>(),
            expected,
            "{filter}"
        );
    }
    let stranger = stage
        .get(OTHER_ENGINEER, "/v1/requests?requester=engineer")
        .await;
    assert!(ids(&stranger).is_empty());
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_overlap() {
    let stage = Stage::new();
    let mut expected = Vec::new();
    for _ in 0..7 {
        expected.push(stage.submit(ENGINEER, DEV).await);
    }
    let mut seen = Vec::new();
    let mut path = "/v1/requests?limit=3".to_owned();
    let mut lengths = Vec::new();
    loop {
        let page = stage.get(ENGINEER, &path).await;
        lengths.push(ids(&page).len());
        seen.extend(ids(&page));
        match page.json["next_cursor"].as_str() {
            Some(cursor) => path = format!("/v1/requests?limit=3&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(lengths, [3, 3, 1]);
    seen.sort();
    expected.sort();
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn a_list_says_what_the_time_has_done() {
    let stage = Stage::new();
    stage.active().await;
    stage.clock.advance_seconds(3600);

    let answer = stage.get(ENGINEER, "/v1/requests?status=ended").await;

    assert_eq!(answer.json["requests"][0]["status"], json!("ended"));
    assert!(answer.json["requests"][0].get("timeline").is_none());
}
