//! Keys over HTTP: rotation, withdrawal, outage, and issuers that misbehave.

use std::sync::Arc;
use std::time::Duration;

use jit_broker::identity::{
    FetchError, HttpKeys, IssuerClient, KeyError, KeySetError, KeySource, SignatureAlgorithm,
};
use jit_domain::Timestamp;
use jit_testkit::ManualClock;
use serde_json::{Value, json};

use crate::fake_issuer::{Answer, FakeIssuer};
use crate::forge::{KEYS, NOW};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;

struct Stage {
    issuer: FakeIssuer,
    clock: ManualClock,
    keys: HttpKeys,
}

impl Stage {
    async fn publishing(keys: &Value) -> Self {
        let issuer = FakeIssuer::publishing(keys).await;
        let clock = ManualClock::at(Timestamp::from_millis(NOW * 1000));
        let client = IssuerClient::new(issuer.url.parse().unwrap()).unwrap();
        let keys = HttpKeys::new(client, Arc::new(clock.clone()));
        Self {
            issuer,
            clock,
            keys,
        }
    }

    async fn find(&self, kid: &str) -> Result<(), KeyError> {
        self.keys
            .key(Some(kid), SignatureAlgorithm::Es256)
            .await
            .map(drop)
    }

    /// What the first fetch runs into.
    async fn failure(&self) -> FetchError {
        assert_eq!(self.find("p256").await, Err(KeyError::Unavailable));
        self.keys.refresh_if_due().await.unwrap_err()
    }
}

fn first() -> Value {
    json!({"keys": [KEYS.p256.public()]})
}

fn second() -> Value {
    json!({"keys": [KEYS.stranger.public()]})
}

fn both() -> Value {
    json!({"keys": [KEYS.p256.public(), KEYS.stranger.public()]})
}

#[tokio::test]
async fn keys_are_fetched_once_and_kept() {
    let stage = Stage::publishing(&first()).await;
    assert!(!stage.keys.is_ready());

    for _ in 0..10 {
        assert_eq!(stage.find("p256").await, Ok(()));
        stage.clock.advance_seconds(MINUTE - 1);
    }

    assert_eq!(stage.issuer.fetches(), 1);
    assert!(stage.keys.is_ready());
}

#[tokio::test]
async fn a_new_key_is_found_at_once_when_the_last_fetch_is_half_a_minute_old() {
    let stage = Stage::publishing(&first()).await;
    stage.find("p256").await.unwrap();
    stage.issuer.publish(&both());

    stage.clock.advance_seconds(29);
    assert_eq!(stage.find("stranger").await, Err(KeyError::Unknown));
    assert_eq!(stage.issuer.fetches(), 1);

    stage.clock.advance_seconds(1);
    assert_eq!(stage.find("stranger").await, Ok(()));
    assert_eq!(stage.issuer.fetches(), 2);
}

#[tokio::test]
async fn unknown_keys_cost_one_fetch_in_half_a_minute() {
    let stage = Stage::publishing(&first()).await;
    stage.find("p256").await.unwrap();

    for second in 0..300 {
        let kid = format!("forged-{second}");
        assert_eq!(stage.find(&kid).await, Err(KeyError::Unknown));
        stage.clock.advance_seconds(1);
    }

    assert_eq!(stage.issuer.fetches(), 10);
}

#[tokio::test]
async fn a_hundred_callers_share_one_fetch_and_its_outcome() {
    let stage = Stage::publishing(&first()).await;
    stage.find("p256").await.unwrap();
    stage.issuer.publish(&both());
    stage.clock.advance_seconds(MINUTE);
    stage.issuer.hold();

    let callers: Vec<_> = (0..100)
        .map(|_| {
            let keys = stage.keys.clone();
            tokio::spawn(async move {
                keys.key(Some("stranger"), SignatureAlgorithm::Es256)
                    .await
                    .is_ok()
            })
        })
        .collect();
    tokio::task::yield_now().await;
    stage.issuer.let_go();

    for caller in callers {
        assert!(caller.await.unwrap(), "each gets the new key");
    }
    assert_eq!(stage.issuer.fetches(), 2);
}

#[tokio::test]
async fn a_caller_who_goes_away_does_not_use_up_the_fetch() {
    let stage = Stage::publishing(&first()).await;
    stage.find("p256").await.unwrap();
    stage.issuer.publish(&both());
    stage.clock.advance_seconds(MINUTE);
    stage.issuer.hold();

    let gone = tokio::time::timeout(Duration::from_millis(50), stage.find("stranger")).await;
    assert!(gone.is_err(), "it was still waiting");
    stage.issuer.let_go();

    assert_eq!(
        stage.find("stranger").await,
        Ok(()),
        "the fetch went on without the caller"
    );
    assert_eq!(stage.issuer.fetches(), 2);
}

#[tokio::test]
async fn a_withdrawn_key_is_refused_after_ten_minutes() {
    let stage = Stage::publishing(&both()).await;
    stage.find("p256").await.unwrap();
    stage.issuer.publish(&second());

    stage.clock.advance_seconds(10 * MINUTE - 1);
    assert_eq!(stage.find("p256").await, Ok(()), "kept");
    stage.clock.advance_seconds(1);
    assert_eq!(stage.find("p256").await, Err(KeyError::Unknown));
    assert_eq!(stage.find("stranger").await, Ok(()));
}

#[tokio::test]
async fn a_withdrawn_key_is_refused_after_five_minutes_when_the_broker_looks_by_itself() {
    let stage = Stage::publishing(&both()).await;
    stage.keys.refresh_if_due().await.unwrap();
    stage.issuer.publish(&second());

    stage.clock.advance_seconds(5 * MINUTE - 1);
    stage.keys.refresh_if_due().await.unwrap();
    assert_eq!(stage.issuer.fetches(), 1, "not due");
    stage.clock.advance_seconds(1);
    stage.keys.refresh_if_due().await.unwrap();

    assert_eq!(stage.find("p256").await, Err(KeyError::Unknown));
}

#[tokio::test]
async fn an_empty_set_withdraws_every_key() {
    let stage = Stage::publishing(&first()).await;
    stage.find("p256").await.unwrap();
    stage.issuer.publish(&json!({"keys": []}));

    stage.clock.advance_seconds(10 * MINUTE);

    assert_eq!(stage.find("p256").await, Err(KeyError::Unknown));
}

#[tokio::test]
async fn known_keys_outlive_an_outage_by_a_day() {
    let stage = Stage::publishing(&first()).await;
    stage.find("p256").await.unwrap();
    stage.issuer.answer_keys(Answer::status(503));

    for _ in 0..23 {
        stage.clock.advance_seconds(HOUR);
        assert_eq!(stage.find("p256").await, Ok(()));
        assert_eq!(
            stage.find("stranger").await,
            Err(KeyError::Unavailable),
            "who knows"
        );
    }
    assert!(stage.keys.is_ready());
    stage.clock.advance_seconds(HOUR);
    assert_eq!(stage.find("p256").await, Err(KeyError::Unavailable));
    assert!(!stage.keys.is_ready());

    stage.issuer.publish(&first());
    stage.clock.advance_seconds(5);
    assert_eq!(stage.find("p256").await, Ok(()), "it recovers by itself");
}

#[tokio::test]
async fn nobody_waits_for_an_issuer_that_is_known_to_be_down() {
    let stage = Stage::publishing(&first()).await;
    stage.find("p256").await.unwrap();
    stage.issuer.answer_keys(Answer::status(503));
    stage.clock.advance_seconds(10 * MINUTE);
    assert_eq!(stage.find("p256").await, Ok(()), "waited once");
    stage.issuer.hold();

    stage.clock.advance_seconds(59);

    let soon = tokio::time::timeout(Duration::from_secs(5), stage.find("p256")).await;
    assert_eq!(soon.expect("it does not wait"), Ok(()));
}

#[tokio::test]
async fn a_withdrawn_key_is_refused_once_the_outage_is_over() {
    let stage = Stage::publishing(&first()).await;
    stage.find("p256").await.unwrap();
    stage.issuer.answer_keys(Answer::status(503));
    stage.clock.advance_seconds(HOUR);
    assert_eq!(stage.find("p256").await, Ok(()));

    stage.issuer.publish(&second());
    stage.clock.advance_seconds(MINUTE);

    assert_eq!(stage.find("p256").await, Err(KeyError::Unknown));
}

#[tokio::test]
async fn a_clock_that_was_set_back_does_not_keep_old_keys() {
    let stage = Stage::publishing(&first()).await;
    stage.find("p256").await.unwrap();
    stage.issuer.publish(&second());

    stage.clock.advance_seconds(-HOUR);

    assert_eq!(stage.find("p256").await, Err(KeyError::Unknown));
}

#[tokio::test]
async fn without_keys_the_issuer_is_asked_again_after_five_seconds() {
    let stage = Stage::publishing(&first()).await;
    stage.issuer.answer_keys(Answer::status(500));
    assert_eq!(stage.find("p256").await, Err(KeyError::Unavailable));
    stage.issuer.publish(&first());

    stage.clock.advance_seconds(4);
    assert_eq!(stage.find("p256").await, Err(KeyError::Unavailable));
    stage.clock.advance_seconds(1);
    assert_eq!(stage.find("p256").await, Ok(()));
    assert_eq!(stage.issuer.fetches(), 2);
}

#[tokio::test]
async fn an_issuer_that_calls_itself_something_else_is_not_believed() {
    let stage = Stage::publishing(&first()).await;
    let url = &stage.issuer.url;
    for published in [
        format!("{url}/"),
        "https://evil.example.com".to_owned(),
        url.to_uppercase(),
    ] {
        let document = json!({"issuer": published, "jwks_uri": format!("{url}/keys")});
        stage.issuer.answer_discovery(Answer::json(&document));
        stage.clock.advance_seconds(MINUTE);

        let failure = stage.failure().await;

        assert!(
            matches!(failure, FetchError::OtherIssuer { .. }),
            "{failure}"
        );
        assert!(failure.is_misconfiguration());
    }
    assert_eq!(stage.issuer.fetches(), 0, "its keys are not even looked at");
}

#[tokio::test]
async fn keys_are_only_fetched_from_protected_places() {
    let stage = Stage::publishing(&first()).await;
    for place in [
        "http://keys.example.com/",
        "http://localhost:1/keys",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "https://user:secret@example.com/",
        "/keys",
        "",
    ] {
        let document = json!({"issuer": stage.issuer.url, "jwks_uri": place});
        stage.issuer.answer_discovery(Answer::json(&document));
        stage.clock.advance_seconds(MINUTE);

        let failure = stage.failure().await;

        assert!(
            matches!(failure, FetchError::Unprotected(..)),
            "{place}: {failure}"
        );
    }
    for issuer in [
        "http://login.example.com",
        "http://localhost:1",
        "login.example.com",
    ] {
        let client = IssuerClient::new(issuer.parse().unwrap());
        assert!(
            matches!(client, Err(FetchError::Unprotected(..))),
            "{issuer}"
        );
    }
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let stage = Stage::publishing(&first()).await;
    let elsewhere = FakeIssuer::publishing(&first()).await;
    let redirect = |status| Answer {
        status,
        location: Some(format!("{}/keys", elsewhere.url)),
        body: Vec::new(),
    };
    for status in [301, 302, 303, 307, 308] {
        stage.issuer.answer_keys(redirect(status));
        stage.clock.advance_seconds(MINUTE);
        let failure = stage.failure().await;
        assert!(
            matches!(failure, FetchError::Status { status: s, .. } if s == status),
            "{failure}"
        );
    }
    stage.issuer.answer_discovery(redirect(302));
    stage.clock.advance_seconds(MINUTE);
    assert!(matches!(
        stage.failure().await,
        FetchError::Status { status: 302, .. }
    ));
    assert_eq!(elsewhere.paths(), Vec::<String>::new());
}

#[tokio::test]
async fn documents_over_a_mebibyte_are_refused() {
    let stage = Stage::publishing(&first()).await;
    let mut body = first().to_string().into_bytes();
    body.resize(1024 * 1024, b' ');
    stage.issuer.answer_keys(Answer {
        status: 200,
        location: None,
        body: body.clone(),
    });
    assert_eq!(stage.find("p256").await, Ok(()), "exactly one is taken");

    body.push(b' ');
    let stage = Stage::publishing(&first()).await;
    stage.issuer.answer_keys(Answer {
        status: 200,
        location: None,
        body,
    });
    assert!(matches!(stage.failure().await, FetchError::TooLarge(_)));
}

#[tokio::test]
async fn a_set_of_more_than_a_hundred_keys_is_refused() {
    let set = |count: usize| {
        let mut keys = vec![json!({"kty": "later"}); count - 1];
        keys.push(KEYS.p256.public());
        json!({"keys": keys})
    };
    assert_eq!(
        Stage::publishing(&set(100)).await.find("p256").await,
        Ok(())
    );

    let failure = Stage::publishing(&set(101)).await.failure().await;
    assert!(
        matches!(
            failure,
            FetchError::KeySet {
                error: KeySetError::TooManyKeys,
                ..
            }
        ),
        "{failure}"
    );
}

#[tokio::test]
async fn what_is_no_key_set_is_refused() {
    for body in ["", "<html>", "{}", "[]", "{\"keys\": {}}", "{\"keys\": [}"] {
        let stage = Stage::publishing(&first()).await;
        stage.issuer.answer_keys(Answer {
            status: 200,
            location: None,
            body: body.into(),
        });
        let failure = stage.failure().await;
        assert!(
            matches!(
                failure,
                FetchError::KeySet {
                    error: KeySetError::NotAKeySet,
                    ..
                }
            ),
            "{body}: {failure}"
        );
    }
    for body in ["", "<html>", "{}", "[]", "{\"issuer\": 1, \"jwks_uri\": 2}"] {
        let stage = Stage::publishing(&first()).await;
        stage.issuer.answer_discovery(Answer {
            status: 200,
            location: None,
            body: body.into(),
        });
        let failure = stage.failure().await;
        assert!(
            matches!(failure, FetchError::NotDiscovery(_)),
            "{body}: {failure}"
        );
    }
}

#[tokio::test]
async fn an_issuer_that_moved_its_keys_is_followed() {
    let stage = Stage::publishing(&first()).await;
    stage.find("p256").await.unwrap();
    let elsewhere = FakeIssuer::publishing(&both()).await;
    let document =
        json!({"issuer": stage.issuer.url, "jwks_uri": format!("{}/keys", elsewhere.url)});
    stage.issuer.answer_discovery(Answer::json(&document));

    stage.clock.advance_seconds(HOUR);

    assert_eq!(stage.find("stranger").await, Ok(()));
}

#[tokio::test]
async fn an_issuer_with_a_trailing_slash_is_found() {
    let issuer = FakeIssuer::publishing(&first()).await;
    let name = format!("{}/", issuer.url);
    let document = json!({"issuer": name, "jwks_uri": format!("{}/keys", issuer.url)});
    issuer.answer_discovery(Answer::json(&document));
    let clock = ManualClock::at(Timestamp::from_millis(NOW * 1000));
    let client = IssuerClient::new(name.parse().unwrap()).unwrap();

    let keys = HttpKeys::new(client, Arc::new(clock));

    assert!(
        keys.key(Some("p256"), SignatureAlgorithm::Es256)
            .await
            .is_ok()
    );
    assert_eq!(issuer.paths()[0], "/.well-known/openid-configuration");
}
