//! The life of a request as two people at two terminals see it.

use jit_testkit::{DevBroker, Jit, MovableClock};

const TARGET: [&str; 4] = [
    "--account",
    "payments-prod",
    "--permission-set",
    "PowerUser",
];

struct People {
    requester: Jit,
    approver: Jit,
}

fn people(broker: &DevBroker) -> People {
    let person = |subject: &str| Jit::with_token(broker.url(), &broker.token(subject));
    People {
        requester: person("engineer"),
        approver: person("lead"),
    }
}

fn request(requester: &Jit) -> String {
    let ask = ["--duration", "1h", "--reason", "INC-4711: stuck queue"];
    let request = requester.json(&[&["request"], &TARGET[..], &ask].concat());
    assert_eq!(request["status"], "pending");
    request["id"].as_str().unwrap().to_owned()
}

fn credentials(requester: &Jit) -> jit_testkit::Outcome {
    requester.run(&[&["credential-process"], &TARGET[..]].concat())
}

#[test]
fn credentials_are_had_only_while_the_window_is_open() {
    let clock = MovableClock::start();
    let broker = DevBroker::start_at(&clock, &[]);
    let People {
        mut requester,
        approver,
    } = people(&broker);
    for (name, value) in clock.environment() {
        requester.set(&name, &value);
    }

    let none = credentials(&requester);
    let id = request(&requester);
    let own = requester.run(&["approve", &id, "--yes"]);
    let pending = credentials(&requester);
    let approved = approver.run(&["approve", &id, "--comment", "go", "--yes"]);
    let open = credentials(&requester);
    let stranger = credentials(&approver);
    let revoked = approver.run(&["revoke", &id, "--comment", "over", "--yes"]);
    // By then the broker's last word is too old to go by.
    clock.set(65);
    let closed = credentials(&requester);

    assert_eq!(none.status, Some(3), "never asked: {none}");
    assert_eq!(own.status, Some(3), "own request: {own}");
    assert_eq!(pending.status, Some(4), "pending: {pending}");
    assert_eq!(approved.status, Some(0), "{approved}");
    assert_eq!(stranger.status, Some(3), "somebody else: {stranger}");
    assert_eq!(revoked.status, Some(0), "{revoked}");
    assert_eq!(closed.status, Some(3), "revoked: {closed}");
    for refused in [none, pending, stranger, closed] {
        assert_eq!(refused.stdout, "", "{refused}");
        assert_eq!(refused.stderr.lines().count(), 1, "{refused}");
    }
    assert_eq!((open.status, open.stderr.as_str()), (Some(0), ""), "{open}");
    let open: serde_json::Value = serde_json::from_str(&open.stdout).unwrap();
    assert_eq!(open["Version"], 1);
    assert_eq!(open["AccountId"], "111122223333");
    let key = open["AccessKeyId"].as_str().unwrap();
    assert!(key.starts_with("ASIASANDBOX"), "{key}");
}

#[test]
fn a_requester_gives_a_window_back_early() {
    let broker = DevBroker::start();
    let People {
        requester,
        approver,
    } = people(&broker);
    let id = request(&requester);
    let approved = approver.run(&["approve", &id, "--yes"]);
    assert_eq!(approved.status, Some(0), "{approved}");

    let done = requester.run(&["done", &id]);

    assert_eq!(done.status, Some(0), "{done}");
    assert_eq!(credentials(&requester).status, Some(3));
    assert_eq!(requester.json(&["show", &id])["status"], "ended");
}

#[test]
fn a_requester_withdraws_a_request_and_nobody_can_approve_it_any_more() {
    let broker = DevBroker::start();
    let People {
        requester,
        approver,
    } = people(&broker);
    let id = request(&requester);

    let cancelled = requester.run(&["cancel", &id]);
    let too_late = approver.run(&["approve", &id, "--yes"]);

    assert_eq!(cancelled.status, Some(0), "{cancelled}");
    assert_eq!(too_late.status, Some(1), "{too_late}");
    assert_eq!(requester.json(&["show", &id])["status"], "cancelled");
}

#[test]
fn a_rejection_ends_the_request_and_says_why() {
    let broker = DevBroker::start();
    let People {
        requester,
        approver,
    } = people(&broker);
    let id = request(&requester);

    let rejected = approver.run(&["reject", &id, "--comment", "use ReadOnly", "--yes"]);

    assert_eq!(rejected.status, Some(0), "{rejected}");
    let shown = requester.json(&["show", &id]);
    assert_eq!(shown["status"], "rejected");
    assert_eq!(shown["decisions"][0]["comment"], "use ReadOnly");
}

#[test]
fn requests_survive_a_power_cut_of_the_broker() {
    let mut broker = DevBroker::start();
    let url = broker.url().to_owned();
    let id = request(&people(&broker).requester);

    broker.restart(&[]);

    assert_eq!(broker.url(), url, "the port stays, and so the issuer");
    let shown = people(&broker).requester.json(&["show", &id]);
    assert_eq!(shown["status"], "pending");
}
