use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use axum::body::Body;

use crate::stage::{Answer, DEV, ENGINEER, LEAD, OTHER_ENGINEER, Stage};

async fn wait_for(stage: &Stage, path: &str, tag: Option<&str>) -> Answer {
    let mut request = stage.request(ENGINEER, "GET", path);
    if let Some(tag) = tag {
        request = request.header("if-none-match", tag);
    }
    stage.send(request.body(Body::empty()).unwrap()).await
}

async fn soon<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(10), what)
        .await
        .expect("it is answered long before the time is out")
}

#[tokio::test]
async fn who_waits_is_answered_by_the_decision() {
    let stage = Stage::new();
    let id = stage.submit(ENGINEER, DEV).await;
    let path = format!("/v1/requests/{id}?wait_seconds=50");

    let (answer, _) = soon(async {
        tokio::join!(wait_for(&stage, &path, None), async {
            stage.store.looked.notified().await;
            stage.approve(LEAD, &id).await
        })
    })
    .await;

    assert_eq!(answer.json["status"], "active");
}

#[tokio::test]
async fn a_change_between_two_calls_is_not_missed() {
    let stage = Stage::new();
    let id = stage.submit(ENGINEER, DEV).await;
    let path = format!("/v1/requests/{id}?wait_seconds=50");
    let before = wait_for(&stage, &format!("/v1/requests/{id}"), None).await;
    stage.approve(LEAD, &id).await;

    let answer = soon(wait_for(&stage, &path, Some(before.header("etag")))).await;

    assert_eq!(
        (answer.status, &answer.json["status"]),
        (200, &"active".into())
    );
}

#[tokio::test]
async fn a_change_during_a_look_is_not_missed() {
    for later_look in [false, true] {
        let stage = Stage::new();
        let id = stage.submit(ENGINEER, DEV).await;
        let path = format!("/v1/requests/{id}?wait_seconds=50");
        stage.store.holds.store(!later_look, Ordering::SeqCst);

        let (answer, ()) = soon(async {
            tokio::join!(wait_for(&stage, &path, None), async {
                stage.store.looked.notified().await;
                if later_look {
                    stage.store.holds.store(true, Ordering::SeqCst);
                    stage.submit(OTHER_ENGINEER, DEV).await;
                    stage.store.looked.notified().await;
                }
                // Who looks has read the old state and has not yet gone on.
                stage.approve(LEAD, &id).await;
                stage.store.go_on.notify_one();
            })
        })
        .await;

        assert_eq!(answer.json["status"], "active", "{later_look}");
    }
}

#[tokio::test]
async fn a_window_that_ends_by_the_clock_wakes_who_waits() {
    let stage = Stage::new();
    let id = stage.active().await;
    // 200 ms before the end by the clock of the broker, which the broker sleeps by its own timer.
    stage.clock.advance_millis(3_600_000 - 200);
    let path = format!("/v1/requests/{id}?wait_seconds=50");

    let (answer, ()) = soon(async {
        tokio::join!(wait_for(&stage, &path, None), async {
            stage.store.looked.notified().await;
            stage.clock.advance_millis(200);
        })
    })
    .await;

    assert_eq!(answer.json["status"], "ended");
}

#[tokio::test]
async fn when_the_time_is_out_the_answer_is_what_it_was() {
    let stage = Stage::new();
    let id = stage.submit(ENGINEER, DEV).await;
    let path = format!("/v1/requests/{id}?wait_seconds=1");
    let started = Instant::now();

    let unknown = wait_for(&stage, &path, None).await;
    let known = wait_for(&stage, &path, Some(unknown.header("etag"))).await;

    assert_eq!(
        (unknown.status, &unknown.json["status"]),
        (200, &"pending".into())
    );
    assert_eq!(known.status, 304);
    assert!(started.elapsed() >= Duration::from_secs(2));
}

#[tokio::test]
async fn commits_of_others_do_not_wake_who_waits() {
    let stage = Stage::new();
    let id = stage.submit(ENGINEER, DEV).await;
    let path = format!("/v1/requests/{id}?wait_seconds=1");

    let (answer, _) = tokio::join!(wait_for(&stage, &path, None), async {
        stage.store.looked.notified().await;
        stage.submit(ENGINEER, DEV).await
    });

    assert_eq!(answer.json["status"], "pending");
}

#[tokio::test]
async fn a_broker_that_stops_answers_at_once() {
    let stage = Stage::new();
    let id = stage.submit(ENGINEER, DEV).await;
    let one = format!("/v1/requests/{id}?wait_seconds=50");

    let (shown, listed, ()) = soon(async {
        tokio::join!(
            wait_for(&stage, &one, None),
            wait_for(&stage, "/v1/requests?wait_seconds=50", None),
            async {
                stage.store.looked.notified().await;
                stage.store.looked.notified().await;
                stage.stop.send(true).unwrap();
            }
        )
    })
    .await;

    assert_eq!((shown.status, listed.status), (200, 200));
    let late = soon(wait_for(&stage, &one, Some(shown.header("etag")))).await;
    assert_eq!(late.status, 304);
}

#[tokio::test]
async fn a_list_waits_for_another_list() {
    let stage = Stage::new();
    let path = "/v1/requests?view=to_review&wait_seconds=50";
    let waiting = async {
        let request = stage.request(LEAD, "GET", path);
        stage.send(request.body(Body::empty()).unwrap()).await
    };

    let (list, id) = soon(async {
        tokio::join!(waiting, async {
            stage.store.looked.notified().await;
            stage.submit(ENGINEER, DEV).await
        })
    })
    .await;

    assert_eq!(list.json["requests"][0]["id"], id);
}
