//! What the example bundle decides.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on says so"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jit_domain::{Approval, Ask, DisplayName, Person, PersonId, PersonSelector, Ruling};
use jit_policy::{Bundle, NoDirectory, PolicyRefusal, SubmitQuestion, SubmitRuling};

fn bundle() -> Bundle {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/policy");
    Bundle::load(&folder).unwrap_or_else(|err| panic!("{err}"))
}

fn member_of(group: &str) -> Person {
    Person {
        id: PersonId {
            issuer: "https://id.example.com".parse().unwrap(),
            subject: "someone".parse().unwrap(),
        },
        name: DisplayName::from("someone"),
        groups: BTreeSet::from([group.parse().unwrap()]),
        attributes: BTreeMap::new(),
    }
}

fn ask(seconds: i64, reason: &str, ticket: Option<&str>) -> Ask {
    Ask {
        duration: seconds.try_into().unwrap(),
        reason: reason.parse().unwrap(),
        ticket: ticket.map(|ticket| ticket.parse().unwrap()),
        start: None,
        extends: None,
        batch: None,
    }
}

fn submit(group: &str, account: &str, set: &str, ask: &Ask) -> Result<SubmitRuling, PolicyRefusal> {
    let question = SubmitQuestion {
        person: &member_of(group),
        account: &account.parse().unwrap(),
        permission_set: &set.parse().unwrap(),
        ask,
        break_glass: false,
    };
    bundle().rule_on_submit(&question, &NoDirectory)
}

#[test]
fn the_request_of_the_quick_start_waits_for_one_lead_of_payments() {
    let ask = ask(3600, "INC-4711: stuck queue", None);
    let ruling = submit("sre", "payments-prod", "PowerUser", &ask).unwrap();

    assert_eq!(ruling.target.account.as_str(), "111122223333");
    assert_eq!(
        ruling.target.role.as_str(),
        "arn:aws:iam::111122223333:role/jit/PowerUser"
    );
    assert_eq!(ruling.eligibility.as_str(), "sre-production");
    let Ruling::Approval {
        approval:
            Approval::Manual {
                policy,
                levels,
                approvers_unverified,
            },
        ..
    } = ruling.ruling
    else {
        panic!("people have to agree");
    };
    assert_eq!(policy.as_str(), "payments");
    assert_eq!(levels.len(), 1);
    assert_eq!(levels[0].approvals.get(), 1);
    let leads = BTreeSet::from(["payments-leads".parse().unwrap()]);
    assert_eq!(
        levels[0].approvers,
        PersonSelector {
            groups: leads,
            ..Default::default()
        }
    );
    assert!(approvers_unverified);
}
