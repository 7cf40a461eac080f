//! The people, requests and commands of the contract.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;

use jit_domain::{
    AccessKeyId, Acting, Approval, Ask, Authentication, BundleDigest, Command, Event, EventKind,
    Level, Person, PersonId, PersonSelector, Refusal, RefusedAttempt, Request, RequestId,
    ReviewVerdict, Ruling, Session, SessionName, Sha256Hex, SourceIdentity, Submission, Target,
    Timestamp, WindowDuration, decide,
};

use crate::{
    Committed, IdempotencyRecord, RequestQuery, Scope, Store, StoreError, UnitOfWork, Versioned,
};

/// 2026-11-22T09:00:00Z, when every scene begins.
pub(crate) const START: i64 = 1_795_338_000_000;

/// An instant that many seconds into the scene.
pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(START).plus_seconds(seconds)
}

pub(crate) fn person(subject: &str, groups: &[&str]) -> Person {
    Person {
        id: person_id(subject),
        name: subject.into(),
        groups: groups.iter().map(|g| g.parse().unwrap()).collect(),
        attributes: BTreeMap::new(),
        authentication: Authentication::default(),
    }
}

pub(crate) fn person_id(subject: &str) -> PersonId {
    PersonId {
        issuer: "https://issuer.example.com".parse().unwrap(),
        subject: subject.parse().unwrap(),
    }
}

pub(crate) fn requester() -> Person {
    person("engineer", &["engineers"])
}

pub(crate) fn lead() -> Person {
    person("lead", &["leads"])
}

pub(crate) fn second_lead() -> Person {
    person("second-lead", &["leads"])
}

pub(crate) fn security() -> Person {
    person("security", &["security"])
}

/// Is told of break-glass windows, and approves nothing.
pub(crate) fn guard() -> Person {
    person("guard", &["guards"])
}

pub(crate) fn bundle() -> BundleDigest {
    Sha256Hex::of(b"bundle").into()
}

pub(crate) fn id(number: u64) -> RequestId {
    RequestId::from_random_bits(number)
}

pub(crate) fn group(name: &str) -> PersonSelector {
    PersonSelector {
        groups: BTreeSet::from([name.parse().unwrap()]),
        ..PersonSelector::default()
    }
}

pub(crate) fn level(approvers: PersonSelector, approvals: u32) -> Level {
    Level {
        approvers,
        approvals: NonZeroU32::new(approvals).unwrap(),
    }
}

/// What is asked for, with everything that a test may want to change.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) id: RequestId,
    pub(crate) by: Person,
    pub(crate) account: &'static str,
    pub(crate) permission_set: &'static str,
    pub(crate) seconds: i64,
    pub(crate) start: Option<Timestamp>,
    pub(crate) ruling: Ruling,
    pub(crate) at: Timestamp,
}

/// One hour on one target, for the `leads` to approve within an hour.
pub(crate) fn asked(number: u64) -> Asked {
    Asked {
        id: id(number),
        by: requester(),
        account: "111122223333",
        permission_set: "PowerUser",
        seconds: 3600,
        start: None,
        ruling: manual(vec![level(group("leads"), 1)]),
        at: at(0),
    }
}

pub(crate) fn manual(levels: Vec<Level>) -> Ruling {
    Ruling::Approval {
        approval: Approval::Manual {
            policy: "manual".parse().unwrap(),
            levels,
            approvers_unverified: false,
        },
        pending_for: WindowDuration::HOUR,
    }
}

pub(crate) fn automatic() -> Ruling {
    Ruling::Approval {
        approval: Approval::Automatic {
            policy: "automatic".parse().unwrap(),
        },
        pending_for: WindowDuration::HOUR,
    }
}

/// Break-glass around these levels, to be reviewed within two hours.
pub(crate) fn break_glass(skipped: Vec<Level>) -> Ruling {
    Ruling::Approval {
        approval: Approval::BreakGlass {
            policy: "emergency".parse().unwrap(),
            skipped,
            security: group("guards"),
            review_within: 7200.try_into().unwrap(),
        },
        pending_for: WindowDuration::HOUR,
    }
}

pub(crate) fn conflicting() -> Ruling {
    Ruling::Conflict {
        policies: vec!["one".parse().unwrap(), "other".parse().unwrap()],
        selectors: vec!["tag `A = 1`".to_owned(), "tag `B = 2`".to_owned()],
    }
}

impl Asked {
    pub(crate) fn event(&self) -> Event {
        let submission = Submission {
            id: self.id.clone(),
            target: target(self.account, self.permission_set),
            ask: Ask {
                duration: self.seconds.try_into().unwrap(),
                reason: "INC-4711: stuck queue".parse().unwrap(),
                ticket: None,
                start: self.start,
                extends: None,
                batch: None,
            },
            eligibility: "engineers".parse().unwrap(),
            ruling: self.ruling.clone(),
            failed_policies: Vec::new(),
            checks: Vec::new(),
        };
        let command = Command::Submit(Box::new(submission));
        decided(None, command, &self.by, self.at).unwrap()
    }

    pub(crate) fn unit(&self) -> UnitOfWork {
        UnitOfWork::submit(self.event(), None).unwrap()
    }

    pub(crate) fn unit_with_key(&self, record: IdempotencyRecord) -> UnitOfWork {
        UnitOfWork::submit(self.event(), Some(record)).unwrap()
    }

    pub(crate) async fn submit(&self, store: &impl Store) -> Versioned<Request> {
        let committed = store.commit(self.unit()).await.unwrap();
        committed.request.unwrap()
    }
}

fn target(account: &str, permission_set: &str) -> Target {
    Target {
        account: account.parse().unwrap(),
        account_name: "payments-prod".parse().unwrap(),
        permission_set: permission_set.parse().unwrap(),
        role: format!("arn:aws:iam::{account}:role/{permission_set}")
            .parse()
            .unwrap(),
    }
}

pub(crate) fn decided(
    state: Option<&Request>,
    command: Command,
    by: &Person,
    now: Timestamp,
) -> Result<Event, Refusal> {
    let bundle = bundle();
    let acting = Acting {
        person: by,
        bundle: &bundle,
    };
    decide(state, command, acting, now)
}

/// The unit of a command on a request that was read.
pub(crate) fn transition(
    read: &Versioned<Request>,
    command: Command,
    by: &Person,
    now: Timestamp,
) -> UnitOfWork {
    let event = decided(Some(&read.value), command, by, now).unwrap();
    UnitOfWork::transition(read, event).unwrap()
}

pub(crate) fn approve(read: &Versioned<Request>) -> Command {
    Command::Approve {
        digest: read.value.digest.clone(),
        duration: None,
        comment: None,
    }
}

pub(crate) fn reject(read: &Versioned<Request>) -> Command {
    Command::Reject {
        digest: read.value.digest.clone(),
        comment: None,
    }
}

pub(crate) fn revoke() -> Command {
    Command::Revoke {
        administrator: true,
        comment: None,
    }
}

pub(crate) fn review() -> Command {
    Command::Review {
        verdict: ReviewVerdict::Ok,
        comment: None,
    }
}

pub(crate) fn open_session(read: &Versioned<Request>, number: u32) -> Command {
    Command::OpenSession {
        eligible: true,
        session: Box::new(session(&read.value, number)),
    }
}

pub(crate) fn access_key_id(number: u32) -> AccessKeyId {
    format!("ASIAEXAMPLE{number:09}").parse().unwrap()
}

pub(crate) fn session(request: &Request, number: u32) -> Session {
    Session {
        access_key_id: access_key_id(number),
        role: request.target.role.clone(),
        session_name: SessionName::of(&request.requester.name, &request.id),
        source_identity: SourceIdentity::of(&request.requester.id),
        expiration: at(3600),
        fence: at(3600),
        window: None,
        sts_request_id: None,
        sandbox: true,
    }
}

/// Commits a command on a request that was read.
pub(crate) async fn perform(
    store: &impl Store,
    read: &Versioned<Request>,
    command: Command,
    by: &Person,
    now: Timestamp,
) -> Result<Committed, StoreError> {
    store.commit(transition(read, command, by, now)).await
}

/// Commits a command that has to succeed, and gives the row as it is then.
pub(crate) async fn done(
    store: &impl Store,
    read: &Versioned<Request>,
    command: Command,
    by: &Person,
    now: Timestamp,
) -> Versioned<Request> {
    let committed = perform(store, read, command, by, now).await.unwrap();
    committed.request.unwrap()
}

/// A line of the log about something that was refused.
pub(crate) fn refusal(request: Option<RequestId>) -> UnitOfWork {
    UnitOfWork::refusal(Event {
        at: at(0),
        request,
        actor: Some(requester().to_actor()),
        bundle: bundle(),
        kind: EventKind::Refused(RefusedAttempt {
            action: "vend".to_owned(),
            code: "not_eligible".to_owned(),
            ..RefusedAttempt::default()
        }),
    })
}

/// Everything in a scope, at the beginning of the scene.
pub(crate) fn query(scope: Scope) -> RequestQuery {
    RequestQuery::all(scope, at(0))
}

/// The IDs that a query finds on its first page, as numbers of [`id`] in order of the list.
pub(crate) async fn found(store: &impl Store, query: &RequestQuery) -> Vec<RequestId> {
    let page = store.requests(query).await.unwrap();
    page.items.into_iter().map(|item| item.value.id).collect()
}

pub(crate) fn ids(numbers: &[u64]) -> Vec<RequestId> {
    numbers.iter().map(|number| id(*number)).collect()
}
