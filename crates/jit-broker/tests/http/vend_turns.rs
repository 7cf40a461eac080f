//! AWS is asked once at a time for each request, and who waits is decided about when its turn comes.

use std::collections::BTreeSet;
use std::future::Future;
use std::time::Duration;

use futures::StreamExt as _;
use futures::future::{join, join_all};
use futures::stream::FuturesUnordered;
use serde_json::json;

use crate::stage::{Answer, DEV, ENGINEER, LEAD, OTHER_ENGINEER, Stage, ask};

/// How many may wait while one is served.
const WAITING: usize = 16;

/// What never comes is a failure, not a test that hangs.
async fn in_time<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_mins(1), what)
        .await
        .expect("it comes at all")
}

/// Asks so often that the line is full: returns when one is refused, and what the others wait for.
async fn fill_the_line(stage: &Stage) -> FuturesUnordered<impl Future<Output = Answer>> {
    let mut asking: FuturesUnordered<_> = (0..=WAITING + 1)
        .map(|_| stage.credentials(ENGINEER, DEV))
        .collect();
    let refused = in_time(asking.next()).await.unwrap();
    assert_eq!(refused.outcome(), (429, "rate_limited"));
    asking
}

fn outcomes(answers: &[Answer]) -> Vec<(u16, &str)> {
    answers.iter().map(Answer::outcome).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_hundred_who_ask_at_once_one_at_a_time_reaches_aws() {
    let stage = Stage::new();
    stage.active().await;
    stage.vendor.block();
    let mut asking: FuturesUnordered<_> =
        (0..200).map(|_| stage.credentials(ENGINEER, DEV)).collect();

    let refused = asking.by_ref().take(200 - 1 - WAITING);
    let refused: Vec<_> = in_time(refused.collect()).await;
    let mut served = Vec::new();
    for turn in 1..=1 + WAITING {
        in_time(stage.vendor.is_asked()).await;
        assert_eq!(stage.vendor.asked(), turn, "the others wait");
        stage.vendor.let_one_go();
        served.extend(in_time(asking.next()).await);
    }

    for answer in refused {
        assert_eq!(answer.outcome(), (429, "rate_limited"));
        assert_eq!(answer.header("retry-after"), "2");
    }
    assert_eq!(stage.vendor.most_in_flight(), 1);
    assert!(served.iter().all(|answer| answer.status == 200));
    let keys = served
        .iter()
        .map(|answer| answer.json["credentials"]["secret_access_key"].to_string());
    assert_eq!(
        keys.collect::<BTreeSet<_>>().len(),
        1 + WAITING,
        "nobody gets the credentials of another call"
    );
}

#[tokio::test]
async fn what_is_revoked_while_others_wait_costs_no_call_of_aws() {
    let stage = Stage::new();
    let id = stage.active().await;
    stage.vendor.block();
    let waiting = fill_the_line(&stage).await;

    assert_eq!(stage.decide(LEAD, &id, "revoke").await.status, 200);
    stage.vendor.let_go();
    let answers: Vec<_> = in_time(waiting.collect()).await;

    assert_eq!(outcomes(&answers), [(410, "window_closed"); 1 + WAITING]);
    assert_eq!(stage.vendor.asked(), 1, "by the one that was first");
    assert_eq!(stage.vendor.most_in_flight(), 1);
}

#[tokio::test]
async fn who_is_no_longer_eligible_after_the_wait_costs_no_call_of_aws() {
    let stage = Stage::new();
    stage.active().await;
    stage.vendor.block();
    let waiting = fill_the_line(&stage).await;

    stage.take_eligibility_away();
    stage.vendor.let_go();
    let answers: Vec<_> = in_time(waiting.collect()).await;

    assert_eq!(outcomes(&answers), [(403, "not_eligible"); 1 + WAITING]);
    assert_eq!(stage.vendor.asked(), 1);
}

#[tokio::test]
async fn who_waited_gets_the_request_that_decides_now_and_waits_for_its_turn_too() {
    let stage = Stage::new();
    let first = stage.active().await;
    stage.vendor.block();
    let mut asking = fill_the_line(&stage).await;
    let mut longer = ask(DEV);
    longer["duration_seconds"] = json!(2 * 3600);
    let second = stage.post(ENGINEER, "/v1/requests", &longer).await.id();
    stage.approve(LEAD, &second).await;

    let (newest, mut answers) = join(stage.credentials(ENGINEER, DEV), async {
        while stage.vendor.asked() < 2 {
            in_time(stage.vendor.is_asked()).await;
        }
        stage.vendor.let_one_go();
        let mut answers = vec![in_time(asking.next()).await.unwrap()];
        for _ in 0..20 {
            stage.get(ENGINEER, &format!("/v1/requests/{second}")).await;
        }
        assert_eq!(stage.vendor.asked(), 2, "the second has a line of its own");
        stage.vendor.let_go();
        answers.extend(in_time(asking.collect::<Vec<_>>()).await);
        answers
    })
    .await;

    answers.push(newest);
    let of = |id: &str| {
        let of_it = answers.iter().filter(|a| a.json["request_id"] == id);
        of_it.count()
    };
    assert_eq!((of(&first), of(&second)), (1, WAITING + 1));
    assert_eq!(stage.vendor.most_in_flight(), 1);
}

#[tokio::test]
async fn a_session_that_is_kept_never_waits_and_aws_is_not_asked() {
    let stage = Stage::new();
    stage.active().await;
    let first = stage.credentials(ENGINEER, DEV).await;
    let known = json!({
        "account": DEV, "permission_set": "PowerUser",
        "known_session": first.json["credentials"]["access_key_id"],
    });
    stage.vendor.block();
    let waiting = fill_the_line(&stage).await;

    let kept = in_time(stage.post(ENGINEER, "/v1/credentials", &known)).await;

    assert_eq!((kept.status, &kept.json["keep"]), (200, &json!(true)));
    assert_eq!(
        stage.vendor.asked(),
        2,
        "the first, and the one that is slow"
    );
    drop(waiting);
}

#[tokio::test]
async fn requests_do_not_wait_for_each_other() {
    let stage = Stage::new();
    stage.active().await;
    let other = stage.submit(OTHER_ENGINEER, DEV).await;
    stage.approve(LEAD, &other).await;
    stage.vendor.block();
    let both = join(
        stage.credentials(ENGINEER, DEV),
        stage.credentials(OTHER_ENGINEER, DEV),
    );

    let (answers, ()) = join(in_time(both), async {
        while stage.vendor.asked() < 2 {
            in_time(stage.vendor.is_asked()).await;
        }
        stage.vendor.let_go();
        stage.vendor.let_one_go();
    })
    .await;

    assert_eq!((answers.0.status, answers.1.status), (200, 200));
}

#[tokio::test(start_paused = true)]
async fn who_waits_for_a_slow_aws_in_vain_is_told_when_to_come_back() {
    let stage = Stage::new();
    stage.active().await;
    stage.vendor.block();

    let (first, late) = join(stage.credentials(ENGINEER, DEV), async {
        stage.vendor.is_asked().await;
        let late = in_time(stage.credentials(ENGINEER, DEV)).await;
        stage.vendor.let_go();
        late
    })
    .await;

    assert_eq!(first.status, 200);
    assert_eq!(late.outcome(), (503, "aws_unavailable"));
    assert_eq!(late.header("retry-after"), "5");
    assert_eq!(stage.vendor.asked(), 1);
}

#[tokio::test]
async fn clients_that_go_away_while_they_wait_are_not_served() {
    let stage = Stage::new();
    stage.active().await;
    stage.vendor.block();
    drop(fill_the_line(&stage).await);

    let came_later = stage.credentials(ENGINEER, DEV);
    let (answer, ()) = join(in_time(came_later), async {
        in_time(stage.vendor.is_asked()).await;
        stage.vendor.let_go();
    })
    .await;

    assert_eq!(answer.status, 200, "there is room again");
    assert_eq!(stage.vendor.asked(), 2, "by the first and by the last");
}

#[tokio::test]
async fn a_call_that_ends_badly_leaves_its_turn_to_the_next() {
    let stage = Stage::new();
    stage.active().await;
    let refused = jit_broker::vend::VendError::Unavailable {
        retry_after_seconds: 7,
    };
    *stage.vendor.fail_with.lock().unwrap() = Some(refused);

    let answers = in_time(join_all(
        (0..WAITING).map(|_| stage.credentials(ENGINEER, DEV)),
    ))
    .await;

    assert_eq!(outcomes(&answers), [(503, "aws_unavailable"); WAITING]);
    *stage.vendor.fail_with.lock().unwrap() = None;
    assert_eq!(stage.credentials(ENGINEER, DEV).await.status, 200);
}
