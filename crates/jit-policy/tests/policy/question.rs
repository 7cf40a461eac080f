use std::collections::{BTreeMap, BTreeSet};

use jit_domain::{Approval, Ask, Authentication, DisplayName, Person, PersonId, Ruling, Timestamp};
use jit_policy::{
    Bundle, Directory, NoDirectory, Offer, PolicyRefusal, SessionTerms, SubmitQuestion,
    SubmitRuling, VendQuestion,
};

/// The issuer of all people in tests.
pub(crate) const ISSUER: &str = "https://id.example.com";

/// A person of the test issuer.
pub(crate) fn person(subject: &str, groups: &[&str]) -> Person {
    Person {
        id: person_id(subject),
        name: DisplayName::from(subject),
        groups: groups.iter().map(|group| group.parse().unwrap()).collect(),
        attributes: BTreeMap::new(),
        authentication: Authentication::default(),
    }
}

/// The identity of a person of the test issuer.
pub(crate) fn person_id(subject: &str) -> PersonId {
    PersonId {
        issuer: ISSUER.parse().unwrap(),
        subject: subject.parse().unwrap(),
    }
}

/// The person with one more claim.
pub(crate) fn with_attribute(mut person: Person, claim: &str, value: &str) -> Person {
    let values = BTreeSet::from([value.to_owned()]);
    person.attributes.insert(claim.to_owned(), values);
    person
}

/// When everything is asked, unless a test says otherwise.
pub(crate) fn now() -> Timestamp {
    "2026-11-24T10:00:00Z".parse().unwrap()
}

/// Everything that the person may request.
pub(crate) fn offers(bundle: &Bundle, person: &Person) -> Vec<Offer> {
    bundle.offers(person, now(), |_, _| true).collect()
}

/// The terms on which the person would get credentials of an ordinary window of one hour.
pub(crate) fn vend(
    bundle: &Bundle,
    person: &Person,
    account: &str,
    set: &str,
) -> Result<SessionTerms, PolicyRefusal> {
    bundle.rule_on_vend(&VendQuestion {
        person,
        account: &account.parse().unwrap(),
        permission_set: &set.parse().unwrap(),
        duration: 3600.try_into().unwrap(),
        ticket: None,
        break_glass: false,
        now: now(),
    })
}

/// A question with an ask that most limits let through: one hour, a good reason, no ticket.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    pub(crate) person: Person,
    pub(crate) account: String,
    pub(crate) set: String,
    pub(crate) ask: Ask,
    pub(crate) break_glass: bool,
}

impl Question {
    pub(crate) fn new(person: Person, account: &str, set: &str) -> Self {
        Self {
            person,
            account: account.to_owned(),
            set: set.to_owned(),
            ask: Ask {
                duration: 3600.try_into().unwrap(),
                reason: "the queue is stuck".parse().unwrap(),
                ticket: None,
                start: None,
                extends: None,
                batch: None,
            },
            break_glass: false,
        }
    }

    pub(crate) fn seconds(mut self, seconds: i64) -> Self {
        self.ask.duration = seconds.try_into().unwrap();
        self
    }

    pub(crate) fn reason(mut self, reason: &str) -> Self {
        self.ask.reason = reason.parse().unwrap();
        self
    }

    pub(crate) fn ticket(mut self, ticket: &str) -> Self {
        self.ask.ticket = Some(ticket.parse().unwrap());
        self
    }

    pub(crate) fn breaking_glass(mut self) -> Self {
        self.break_glass = true;
        self
    }

    pub(crate) fn put(&self, bundle: &Bundle) -> Result<SubmitRuling, PolicyRefusal> {
        self.put_with(bundle, &NoDirectory)
    }

    pub(crate) fn put_with(
        &self,
        bundle: &Bundle,
        directory: &dyn Directory,
    ) -> Result<SubmitRuling, PolicyRefusal> {
        let question = SubmitQuestion {
            person: &self.person,
            account: &self.account.parse().unwrap(),
            permission_set: &self.set.parse().unwrap(),
            ask: &self.ask,
            break_glass: self.break_glass,
            now: now(),
        };
        bundle.rule_on_submit(&question, directory)
    }
}

/// A ruling or refusal in few words, for tables: `name`, `name?` when the approvers are
/// unverified, `conflict: a, b`, or the refusal.
pub(crate) fn in_words(answer: &Result<SubmitRuling, PolicyRefusal>) -> String {
    let ruling = match answer {
        Ok(answer) => &answer.ruling,
        Err(refusal) => return refusal.to_string(),
    };
    match ruling {
        Ruling::Conflict { policies, .. } => {
            let names: Vec<_> = policies.iter().map(ToString::to_string).collect();
            format!("conflict: {}", names.join(", "))
        }
        Ruling::Approval { approval, .. } => {
            let unverified = matches!(
                approval,
                Approval::Manual {
                    approvers_unverified: true,
                    ..
                }
            );
            let mark = if unverified { "?" } else { "" };
            format!("{}{mark}", approval.policy())
        }
    }
}
