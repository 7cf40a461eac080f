use std::time::Duration;

use jit_broker::vend::{VendError, Vendor};
use jit_testkit::sts_stub::{Answer, StsStub};

use crate::order::order;
use crate::stage::{settings, vendor};

const UNAVAILABLE: VendError = VendError::Unavailable {
    retry_after_seconds: 5,
};

fn error(status: u16, code: &'static str, message: &'static str) -> Answer {
    Answer::Error {
        status,
        code,
        message,
    }
}

#[tokio::test]
async fn a_refusal_is_not_tried_again_and_says_what_to_change() {
    // (what STS says, words of the reason)
    let table = [
        (Answer::access_denied(), "sts:SetSourceIdentity"),
        (Answer::access_denied(), "sts:TagSession"),
        (
            error(
                400,
                "ValidationError",
                "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
            ),
            "MaxSessionDuration",
        ),
        (
            error(
                400,
                "ValidationError",
                "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
            ),
            "runs on a role",
        ),
        (
            error(400, "PackedPolicyTooLarge", "Packed size consumes 118%"),
            "too large",
        ),
        (
            error(403, "RegionDisabledException", "STS is not activated"),
            "not activated",
        ),
        (
            error(400, "ExpiredTokenException", "The token is expired"),
            "own credentials",
        ),
        (
            error(403, "InvalidClientTokenId", "The token is invalid"),
            "own credentials",
        ),
        (
            error(403, "SignatureDoesNotMatch", "Signature expired"),
            "own credentials",
        ),
        (error(400, "SomethingNew", "something new"), "log"),
    ];
    for (answer, words) in table {
        let stub = StsStub::start();
        stub.always(answer.clone());
        let vended = vendor(settings(&stub)).await.open_session(&order()).await;
        let refused = vended.unwrap_err();
        assert!(
            matches!(&refused, VendError::Refused { reason, .. } if reason.contains(words)),
            "{answer:?}: {refused}"
        );
        assert!(!refused.to_string().contains("999988887777"), "{refused}");
        assert_eq!(stub.count(), 1, "{answer:?}");
    }
}

#[tokio::test]
async fn throttling_is_waited_out() {
    let stub = StsStub::start();
    stub.next([
        Answer::throttling(),
        Answer::unavailable(),
        Answer::throttling(),
    ]);

    vendor(settings(&stub))
        .await
        .open_session(&order())
        .await
        .unwrap();

    assert_eq!(stub.count(), 4);
}

#[tokio::test]
async fn four_tries_are_enough() {
    for answer in [
        Answer::throttling(),
        Answer::unavailable(),
        Answer::Raw(502, "<html>bad gateway</html>".to_owned()),
        Answer::Raw(429, String::new()),
    ] {
        let stub = StsStub::start();
        stub.always(answer);

        let vended = vendor(settings(&stub)).await.open_session(&order()).await;

        assert_eq!(vended.unwrap_err(), UNAVAILABLE);
        assert_eq!(stub.count(), 4);
    }
}

#[tokio::test]
async fn a_silent_sts_is_given_up_in_time() {
    let stub = StsStub::start();
    stub.always(Answer::Slow(Duration::from_mins(10)));
    let mut settings = settings(&stub);
    settings.limits.per_try = Duration::from_millis(50);
    settings.limits.total = Duration::from_mins(1);

    let vended = vendor(settings).await.open_session(&order()).await;

    assert_eq!(vended.unwrap_err(), UNAVAILABLE);
    assert!(stub.count() <= 4, "{}", stub.count());
}

#[tokio::test]
async fn all_tries_together_have_a_limit_too() {
    let stub = StsStub::start();
    stub.always(Answer::Slow(Duration::from_mins(10)));
    let mut settings = settings(&stub);
    settings.limits.per_try = Duration::from_mins(10);
    settings.limits.total = Duration::from_millis(200);

    let vended = vendor(settings).await.open_session(&order()).await;

    assert_eq!(vended.unwrap_err(), UNAVAILABLE);
}

#[tokio::test]
async fn nobody_at_the_endpoint_is_unavailable() {
    let stub = StsStub::start();
    let settings = settings(&stub);
    drop(stub);

    let vended = vendor(settings).await.open_session(&order()).await;

    assert_eq!(vended.unwrap_err(), UNAVAILABLE);
}
