//! The people, the target and the time of the tests.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use jit_domain::{
    Approval, Ask, Authentication, BundleDigest, Level, Partition, Person, PersonId,
    PersonSelector, RequestId, RoleArn, Ruling, Sha256Hex, Submission, Target, Timestamp,
    WindowDuration,
};

pub(crate) const ISSUER: &str = "https://id.example.com";
pub(crate) const OTHER_ISSUER: &str = "https://id.example.org";

/// What a request asks for unless a test says otherwise.
pub(crate) const ASKED: i64 = 3_600;
/// How long after its end a break-glass window is to be reviewed unless a test says otherwise.
pub(crate) const REVIEW_WITHIN: i64 = 72 * 3_600;
/// How long a request stays pending unless a test says otherwise.
pub(crate) const PENDING_FOR: i64 = 8 * 3_600;

/// The instant that many seconds after the tests begin.
pub(crate) fn at(seconds: i64) -> Timestamp {
    "2026-11-22T09:30:00Z"
        .parse::<Timestamp>()
        .unwrap()
        .plus_seconds(seconds)
}

/// The instant that many milliseconds after another.
pub(crate) fn shifted(time: Timestamp, millis: i64) -> Timestamp {
    Timestamp::from_millis(time.millis() + millis)
}

pub(crate) fn seconds(n: i64) -> WindowDuration {
    n.try_into().unwrap()
}

pub(crate) fn person_of(issuer: &str, subject: &str, groups: &[&str]) -> Person {
    Person {
        id: PersonId {
            issuer: issuer.parse().unwrap(),
            subject: subject.parse().unwrap(),
        },
        name: subject.into(),
        groups: groups.iter().map(|g| g.parse().unwrap()).collect(),
        attributes: BTreeMap::new(),
        authentication: Authentication::default(),
    }
}

pub(crate) fn person(subject: &str, groups: &[&str]) -> Person {
    person_of(ISSUER, subject, groups)
}

/// Who asks.
pub(crate) fn engineer() -> Person {
    person("engineer", &["engineers"])
}

/// Who asks, while in the groups of every level.
pub(crate) fn engineer_who_approves() -> Person {
    person("engineer", &["engineers", "leads", "security"])
}

/// Somebody else: the subject of the engineer at another issuer.
pub(crate) fn namesake(groups: &[&str]) -> Person {
    person_of(OTHER_ISSUER, "engineer", groups)
}

/// Approves at level 1 of [`two_levels`].
pub(crate) fn lead() -> Person {
    person("lead", &["leads"])
}

/// Could approve at level 1 as well.
pub(crate) fn deputy() -> Person {
    person("deputy", &["leads"])
}

/// Approves at level 2 of [`two_levels`].
pub(crate) fn officer() -> Person {
    person("officer", &["security"])
}

/// Could approve at either level.
pub(crate) fn chief() -> Person {
    person("chief", &["leads", "security"])
}

/// Is told of break-glass windows, and approves nothing.
pub(crate) fn guard() -> Person {
    person("guard", &["guards"])
}

pub(crate) fn administrator() -> Person {
    person("administrator", &["administrators"])
}

pub(crate) fn stranger() -> Person {
    person("stranger", &["engineers"])
}

pub(crate) fn group(name: &str) -> PersonSelector {
    PersonSelector {
        groups: [name.parse().unwrap()].into(),
        ..PersonSelector::default()
    }
}

pub(crate) fn level(approvers: &str, approvals: u32) -> Level {
    Level {
        approvers: group(approvers),
        approvals: NonZeroU32::new(approvals).unwrap(),
    }
}

pub(crate) fn two_levels() -> Vec<Level> {
    vec![level("leads", 1), level("security", 1)]
}

pub(crate) fn manual(levels: Vec<Level>) -> Ruling {
    manual_for(levels, PENDING_FOR)
}

/// A manual approval that may stay pending for that many seconds.
pub(crate) fn manual_for(levels: Vec<Level>, pending_for: i64) -> Ruling {
    Ruling::Approval {
        approval: Approval::Manual {
            policy: "production".parse().unwrap(),
            levels,
            approvers_unverified: false,
        },
        pending_for: seconds(pending_for),
    }
}

pub(crate) fn automatic() -> Ruling {
    Ruling::Approval {
        approval: Approval::Automatic {
            policy: "sandbox".parse().unwrap(),
        },
        pending_for: seconds(PENDING_FOR),
    }
}

/// Break-glass around [`two_levels`].
pub(crate) fn break_glass() -> Ruling {
    break_glass_around(two_levels(), group("guards"), REVIEW_WITHIN)
}

/// Break-glass around these levels, to be reviewed within that many seconds.
pub(crate) fn break_glass_around(
    skipped: Vec<Level>,
    security: PersonSelector,
    review_within: i64,
) -> Ruling {
    Ruling::Approval {
        approval: Approval::BreakGlass {
            policy: "sre-emergency".parse().unwrap(),
            skipped,
            security,
            review_within: seconds(review_within),
        },
        pending_for: seconds(PENDING_FOR),
    }
}

pub(crate) fn conflict() -> Ruling {
    Ruling::Conflict {
        policies: vec!["one".parse().unwrap(), "other".parse().unwrap()],
        selectors: vec!["tag `A = 1`".to_owned(), "tag `B = 2`".to_owned()],
    }
}

pub(crate) fn ask() -> Ask {
    Ask {
        duration: seconds(ASKED),
        reason: "INC-4711: stuck queue".parse().unwrap(),
        ticket: None,
        start: None,
        extends: None,
        batch: None,
    }
}

/// The ask for a window that starts that many seconds after the tests begin.
pub(crate) fn ask_for(start: i64) -> Ask {
    Ask {
        start: Some(at(start)),
        ..ask()
    }
}

pub(crate) fn target() -> Target {
    let account = "111122223333".parse().unwrap();
    Target {
        role: RoleArn::new(Partition::Aws, &account, "jit/PowerUser").unwrap(),
        account,
        account_name: "payments-prod".parse().unwrap(),
        permission_set: "PowerUser".parse().unwrap(),
    }
}

pub(crate) fn request_id() -> RequestId {
    "req-abcdefghjk".parse().unwrap()
}

pub(crate) fn bundle() -> BundleDigest {
    Sha256Hex::of(b"bundle").into()
}

pub(crate) fn submission(ask: Ask, ruling: Ruling) -> Submission {
    Submission {
        id: request_id(),
        target: target(),
        ask,
        eligibility: "sre-production".parse().unwrap(),
        ruling,
        failed_policies: Vec::new(),
        checks: Vec::new(),
    }
}
