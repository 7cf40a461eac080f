use jit_broker::vend::{VendError, Vendor};
use jit_testkit::sts_stub::{Answer, Part, StsStub};

use crate::order::order;
use crate::stage::{settings, vendor};

/// What the vendor makes of an answer, and how often it asked.
async fn outcome(answer: Answer) -> (Result<(), VendError>, u64) {
    let stub = StsStub::start();
    stub.always(answer);
    let vended = vendor(settings(&stub)).await.open_session(&order()).await;
    (vended.map(|_| ()), stub.count())
}

fn arn(text: &str) -> Answer {
    Answer::With(Part::Arn, text.to_owned())
}

#[tokio::test]
async fn nothing_leaves_of_an_answer_that_is_not_what_was_asked() {
    let table = [
        (
            "another role",
            arn("arn:aws:sts::111122223333:assumed-role/Admin/Engineer+0123456789"),
        ),
        (
            "another account",
            arn("arn:aws:sts::999988887777:assumed-role/PowerUser/Engineer+0123456789"),
        ),
        (
            "another partition",
            arn("arn:aws-cn:sts::111122223333:assumed-role/PowerUser/Engineer+0123456789"),
        ),
        (
            "another session",
            arn("arn:aws:sts::111122223333:assumed-role/PowerUser/Engineer+9876543210"),
        ),
        ("no role", arn("")),
        (
            "a longer session",
            arn("arn:aws:sts::111122223333:assumed-role/PowerUser/Engineer+0123456789x"),
        ),
        (
            "another person",
            Answer::With(Part::SourceIdentity, "lead".to_owned()),
        ),
        ("no key", Answer::With(Part::AccessKeyId, String::new())),
        (
            "a strange key",
            Answer::With(Part::AccessKeyId, "ASIA \" 0123456789".to_owned()),
        ),
        (
            "no secret",
            Answer::With(Part::SecretAccessKey, String::new()),
        ),
        (
            "a quote",
            Answer::With(Part::SecretAccessKey, "a\"b".to_owned()),
        ),
        (
            "a backslash",
            Answer::With(Part::SecretAccessKey, "a\\b".to_owned()),
        ),
        ("no token", Answer::With(Part::SessionToken, String::new())),
        (
            "a line break",
            Answer::With(Part::SessionToken, "a\nb".to_owned()),
        ),
        (
            "a letter beyond ASCII",
            Answer::With(Part::SessionToken, "ä".to_owned()),
        ),
        (
            "a huge token",
            Answer::With(Part::SessionToken, "x".repeat(100_000)),
        ),
        ("expired", Answer::ExpiresIn(-1)),
        ("expires too late", Answer::ExpiresIn(86_400)),
        (
            "too large",
            Answer::With(Part::PackedPolicySize, "101".to_owned()),
        ),
        (
            "garbage",
            Answer::Raw(200, "<html>sign in here</html>".to_owned()),
        ),
        ("nothing", Answer::Raw(200, String::new())),
        (
            "a truncated document",
            Answer::Raw(200, "<AssumeRoleResponse><Assume".to_owned()),
        ),
    ];
    for (what, answer) in table {
        let (vended, calls) = outcome(answer).await;
        assert!(
            matches!(vended, Err(VendError::Refused { .. })),
            "{what}: {vended:?}"
        );
        assert_eq!(calls, 1, "{what} is not tried again");
    }
}

#[tokio::test]
async fn an_answer_near_the_limit_is_still_good() {
    let (vended, _) = outcome(Answer::With(Part::PackedPolicySize, "100".to_owned())).await;
    assert_eq!(vended, Ok(()));
}
