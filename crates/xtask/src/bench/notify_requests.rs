//! Requests that people are told of, and others.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::num::NonZeroU32;

use jit_domain::{
    Acting, Approval, Ask, Authentication, Command, Event, Level, Person, PersonId, PersonSelector,
    RequestId, Ruling, Sha256Hex, Submission, Target, Timestamp, WindowDuration, decide,
};

/// The event of a submission: approvers are told of it, or a policy approves it and nobody is.
pub(super) fn submitted(
    id: RequestId,
    told: bool,
    now: Timestamp,
) -> Result<Event, Box<dyn Error + Send + Sync>> {
    let approval = if told {
        Approval::Manual {
            policy: "manual".parse()?,
            levels: vec![Level {
                approvers: PersonSelector {
                    groups: BTreeSet::from(["leads".parse()?]),
                    ..PersonSelector::default()
                },
                approvals: NonZeroU32::MIN,
            }],
            approvers_unverified: false,
        }
    } else {
        Approval::Automatic {
            policy: "automatic".parse()?,
        }
    };
    let submission = Submission {
        id,
        target: Target {
            account: "111122223333".parse()?,
            account_name: "payments-prod".parse()?,
            permission_set: "PowerUser".parse()?,
            role: "arn:aws:iam::111122223333:role/jit/PowerUser".parse()?,
        },
        ask: Ask {
            duration: WindowDuration::HOUR,
            reason: "a measurement".parse()?,
            ticket: None,
            start: None,
            extends: None,
            batch: None,
        },
        eligibility: "engineers".parse()?,
        ruling: Ruling::Approval {
            approval,
            pending_for: WindowDuration::HOUR,
        },
        failed_policies: Vec::new(),
        checks: Vec::new(),
    };
    let person = Person {
        id: PersonId {
            issuer: "https://id.example.com".parse()?,
            subject: "engineer".parse()?,
        },
        name: "Engineer".into(),
        groups: BTreeSet::new(),
        attributes: BTreeMap::new(),
        authentication: Authentication::default(),
    };
    let bundle = Sha256Hex::of(b"bundle").into();
    let acting = Acting {
        person: &person,
        bundle: &bundle,
    };
    let command = Command::Submit(Box::new(submission));
    decide(None, command, acting, now).map_err(|refusal| format!("refused: {refusal:?}").into())
}
