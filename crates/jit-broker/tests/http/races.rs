//! Exactly one wins, and the loser is told what the winner left.

use futures::future::join_all;
use serde_json::json;

use crate::stage::{DEV, ENGINEER, LEAD, OTHER_LEAD, OTHER_SECURITY, PROD, SECURITY, Stage, ask};

const ROUNDS: usize = 10;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_last_approvals_one_opens_the_window() {
    let stage = Stage::new();
    for _ in 0..ROUNDS {
        let id = stage.submit(ENGINEER, DEV).await;

        let (one, other) = tokio::join!(stage.approve(LEAD, &id), stage.approve(OTHER_LEAD, &id));

        let mut outcomes = [one.outcome(), other.outcome()];
        outcomes.sort_unstable();
        assert_eq!(outcomes, [(200, ""), (409, "conflict")]);
        let loser = if one.status == 409 { &one } else { &other };
        assert_eq!(loser.json["current_status"], "active");
        assert_eq!(stage.stored(&id).await.value.decisions.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_who_approve_a_quorum_at_once_both_count() {
    let stage = Stage::new();
    for _ in 0..ROUNDS {
        let id = stage.submit(ENGINEER, PROD).await;
        stage.approve(LEAD, &id).await;

        let (one, other) = tokio::join!(
            stage.approve(SECURITY, &id),
            stage.approve(OTHER_SECURITY, &id)
        );

        assert_eq!((one.status, other.status), (200, 200));
        let shown = stage.get(ENGINEER, &format!("/v1/requests/{id}")).await;
        assert_eq!(shown.json["status"], "active");
        assert_eq!(shown.json["decisions"].as_array().unwrap().len(), 3);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_person_approving_many_times_at_once_counts_once() {
    let stage = Stage::new();
    let id = stage.submit(ENGINEER, PROD).await;
    stage.approve(LEAD, &id).await;

    let answers = join_all((0..6).map(|_| stage.approve(SECURITY, &id))).await;

    let done = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(done, 1);
    assert_eq!(stage.stored(&id).await.value.decisions.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_an_approval_and_a_withdrawal_one_wins() {
    let stage = Stage::new();
    for _ in 0..ROUNDS {
        let id = stage.submit(ENGINEER, DEV).await;

        let (approve, cancel) = tokio::join!(
            stage.approve(LEAD, &id),
            stage.decide(ENGINEER, &id, "cancel")
        );

        let mut outcomes = [approve.outcome(), cancel.outcome()];
        outcomes.sort_unstable();
        assert_eq!(outcomes, [(200, ""), (409, "conflict")]);
        let status = stage.stored(&id).await.value.status(stage.now()).name();
        let won = if approve.status == 200 {
            "active"
        } else {
            "cancelled"
        };
        assert_eq!(status.as_str(), won);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_approval_and_a_rejection_leave_one_story() {
    let stage = Stage::new();
    for _ in 0..ROUNDS {
        let id = stage.submit(ENGINEER, DEV).await;

        let (approve, reject) = tokio::join!(
            stage.approve(LEAD, &id),
            stage.decide(OTHER_LEAD, &id, "reject")
        );

        let mut outcomes = [approve.outcome(), reject.outcome()];
        outcomes.sort_unstable();
        assert_eq!(outcomes, [(200, ""), (409, "conflict")]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_an_approval_and_a_revocation_the_second_sees_the_first() {
    let stage = Stage::new();
    for _ in 0..ROUNDS {
        let id = stage.submit(ENGINEER, DEV).await;

        let (approve, revoke) = tokio::join!(
            stage.approve(LEAD, &id),
            stage.decide(OTHER_LEAD, &id, "revoke")
        );

        assert_eq!(
            approve.status, 200,
            "nothing else can end a pending request here"
        );
        let status = stage.stored(&id).await.value.status(stage.now()).name();
        match revoke.outcome() {
            (200, _) => assert_eq!(status.as_str(), "revoked"),
            (409, "conflict") => assert_eq!(status.as_str(), "active"),
            other => unreachable!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_revocation_while_aws_is_asked_keeps_the_credentials_in() {
    let stage = Stage::new();
    let id = stage.active().await;
    stage.vendor.block();

    let (vend, revoke) = tokio::join!(stage.credentials(ENGINEER, DEV), async {
        stage.vendor.is_asked().await;
        let revoke = stage.decide(LEAD, &id, "revoke").await;
        stage.vendor.let_go();
        revoke
    });

    assert_eq!(revoke.status, 200);
    assert_eq!(vend.outcome(), (410, "window_closed"));
    assert_eq!(vend.json["current_status"], "revoked");
    assert!(!String::from_utf8_lossy(&vend.bytes).contains("secret-"));
    let opened = stage
        .log()
        .await
        .into_iter()
        .filter(|e| e.event.kind.name() == "session_opened");
    assert_eq!(opened.count(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_session_is_recorded_after_a_revocation() {
    let stage = Stage::new();
    for _ in 0..ROUNDS {
        let id = stage.active().await;
        let body = json!({ "request_id": id });

        let vend = || stage.post(ENGINEER, "/v1/credentials", &body);
        let (first, second, revoke) =
            tokio::join!(vend(), vend(), stage.decide(LEAD, &id, "revoke"));

        assert_eq!(revoke.status, 200);
        for vend in [first, second] {
            assert!(matches!(vend.outcome(), (200, _) | (410, "window_closed")));
        }
        let events = jit_store::Store::events(stage.store.as_ref(), &id.parse().unwrap())
            .await
            .unwrap();
        let names: Vec<_> = events.iter().map(|e| e.event.kind.name()).collect();
        let revoked = names.iter().position(|name| *name == "revoked").unwrap();
        assert!(!names[revoked..].contains(&"session_opened"), "{names:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_key_used_many_times_at_once_makes_one_request() {
    let stage = Stage::new();
    for round in 0..ROUNDS {
        let submit = || async {
            let request = stage
                .request(ENGINEER, "POST", "/v1/requests")
                .header("content-type", "application/json")
                .header("idempotency-key", format!("round-{round}"))
                .body(ask(DEV).to_string().into())
                .unwrap();
            stage.send(request).await
        };

        let answers = join_all((0..4).map(|_| submit())).await;

        let created = answers.iter().filter(|a| a.status == 201).count();
        assert_eq!(created, 1);
        assert!(answers.iter().all(|a| a.id() == answers[0].id()));
        assert!(answers.iter().all(|a| matches!(a.status, 200 | 201)));
    }
    assert_eq!(stage.log().await.len(), ROUNDS);
}
