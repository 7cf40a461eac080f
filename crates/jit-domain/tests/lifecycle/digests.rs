//! What a decision is bound to.

use std::collections::BTreeSet;

use jit_domain::{
    Acting, Ask, BundleDigest, Command, Event, EventKind, Person, RequestDigest, Sha256Hex,
    Submission, decide,
};

use crate::world::{
    ask, at, bundle, engineer, manual, namesake, person, seconds, shifted, stranger, submission,
    two_levels,
};

fn digest_of(submission: Submission, person: &Person, bundle: &BundleDigest) -> RequestDigest {
    let command = Command::Submit(Box::new(submission));
    match decide(None, command, Acting { person, bundle }, at(0)) {
        Ok(Event {
            kind: EventKind::Submitted(submitted),
            ..
        }) => submitted.digest,
        other => panic!("{other:?}"),
    }
}

fn digest_of_ask(ask: Ask) -> RequestDigest {
    digest_of(
        submission(ask, manual(two_levels())),
        &engineer(),
        &bundle(),
    )
}

/// Computed by another implementation: `json.dumps` with sorted keys, no spaces and no escapes
/// beyond those of JSON, through `hashlib.sha256`.
#[test]
fn a_digest_is_the_one_that_another_implementation_computes() {
    assert_eq!(
        digest_of_ask(ask()).as_str(),
        "62f2a2fc3ccccc104ba6c4af33fbbddd4adb26e7be443c9665c4dca50641938a"
    );
    let full = Ask {
        reason: "first \"line\"\n\tsecond \\ ünï \u{1f44d}".parse().unwrap(),
        ticket: Some("Störung/1".parse().unwrap()),
        start: Some(at(7_200)),
        extends: Some("req-0123456789".parse().unwrap()),
        ..ask()
    };
    assert_eq!(
        digest_of_ask(full).as_str(),
        "7114e60cd23b1e88077f77916d73843e63dc4cf71c9f6d64789892ac200a5800"
    );
}

/// Each row differs from the first in one field that an approver agrees to.
fn asks() -> Vec<(&'static str, Submission, Person, BundleDigest)> {
    let plain = || submission(ask(), manual(two_levels()));
    let asked = |change: fn(&mut Ask)| {
        let mut submission = plain();
        change(&mut submission.ask);
        submission
    };
    let changed = |change: fn(&mut Submission)| {
        let mut submission = plain();
        change(&mut submission);
        submission
    };
    let by_engineer = |name, submission| (name, submission, engineer(), bundle());
    vec![
        by_engineer("as it is", plain()),
        by_engineer("id", changed(|s| s.id = "req-0000000001".parse().unwrap())),
        ("issuer", plain(), namesake(&[]), bundle()),
        ("subject", plain(), stranger(), bundle()),
        by_engineer(
            "account",
            changed(|s| s.target.account = "999988887777".parse().unwrap()),
        ),
        by_engineer(
            "permission set",
            changed(|s| s.target.permission_set = "ReadOnly".parse().unwrap()),
        ),
        by_engineer("duration", asked(|a| a.duration = seconds(3_601))),
        by_engineer(
            "reason",
            asked(|a| a.reason = "INC-4711: stuck queues".parse().unwrap()),
        ),
        by_engineer(
            "ticket",
            asked(|a| a.ticket = Some("INC-4711".parse().unwrap())),
        ),
        by_engineer(
            "other ticket",
            asked(|a| a.ticket = Some("INC-4712".parse().unwrap())),
        ),
        by_engineer("start", asked(|a| a.start = Some(at(60)))),
        by_engineer("other start", asked(|a| a.start = Some(shifted(at(60), 1)))),
        by_engineer(
            "extends",
            asked(|a| a.extends = Some("req-0000000001".parse().unwrap())),
        ),
        (
            "bundle",
            plain(),
            engineer(),
            Sha256Hex::of(b"other bundle").into(),
        ),
    ]
}

#[test]
fn every_field_that_is_agreed_to_changes_the_digest() {
    let asks = asks();
    let mut seen = BTreeSet::new();
    for (field, submission, person, bundle) in asks {
        let fresh = seen.insert(digest_of(submission, &person, &bundle));
        assert!(fresh, "`{field}` does not count");
    }
}

#[test]
fn what_is_shown_but_not_agreed_to_leaves_the_digest_alone() {
    let renamed = Person {
        name: "Another name".into(),
        ..person("engineer", &["other"])
    };
    let plain = || submission(ask(), manual(two_levels()));
    let digest = digest_of(plain(), &renamed, &bundle());
    assert_eq!(digest, digest_of_ask(ask()));
    let batched = Ask {
        batch: Some("deploy-7".parse().unwrap()),
        ..ask()
    };
    assert_eq!(digest_of_ask(batched), digest);
}
