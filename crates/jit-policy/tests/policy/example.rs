//! What the example bundle decides.

use std::path::Path;

use jit_domain::{Approval, Ruling};
use jit_policy::{ApprovalOutlook, Bundle};

use crate::bundle_folder::load;
use crate::question::{Question, in_words, offers, person};

fn bundle() -> Bundle {
    load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/policy"))
}

#[test]
fn the_request_of_the_quick_start_waits_for_one_lead_of_payments() {
    let question = Question::new(person("someone", &["sre"]), "payments-prod", "PowerUser")
        .reason("INC-4711: stuck queue");
    let answer = question.put(&bundle()).unwrap();

    let role = "arn:aws:iam::111122223333:role/jit/PowerUser";
    assert_eq!(answer.target.role.as_str(), role);
    assert_eq!(answer.eligibility.as_str(), "sre-production");
    let Ruling::Approval {
        approval: Approval::Manual { policy, levels, .. },
        pending_for,
    } = answer.ruling
    else {
        panic!("people have to agree");
    };
    assert_eq!(policy.as_str(), "payments");
    assert_eq!(pending_for.seconds(), 4 * 3600);
    let [level] = levels.as_slice() else {
        panic!("one level, not {levels:?}");
    };
    assert_eq!(level.approvals.get(), 1);
    assert!(
        level
            .approvers
            .matches(&person("a lead", &["payments-leads"]))
    );
    assert!(!level.approvers.matches(&person("a colleague", &["sre"])));
}

#[test]
fn the_example_decides_as_its_readme_says() {
    let table = [
        ("engineers", "payments-prod", "ReadOnly", "payments?"),
        ("engineers", "shop-prod", "ReadOnly", "everything?"),
        (
            "engineers",
            "payments-prod",
            "PowerUser",
            "you are not eligible for this target",
        ),
        ("engineers", "shop-dev", "PowerUser", "everything?"),
        ("engineers", "playground", "ReadOnly", "play-in-the-sandbox"),
        ("interns", "playground", "ReadOnly", "everything?"),
        ("sre", "payments-prod", "PowerUser", "payments?"),
        ("sre", "shop-prod", "PowerUser", "everything?"),
        (
            "sre",
            "org-management",
            "ReadOnly",
            "you are not eligible for this target",
        ),
        (
            "sre",
            "shop-prod",
            "AdministratorAccess",
            "`sre-administration` wants a ticket",
        ),
        (
            "payments-leads",
            "payments-prod",
            "ReadOnly",
            "you are not eligible for this target",
        ),
        (
            "jit-admins",
            "payments-prod",
            "ReadOnly",
            "you are not eligible for this target",
        ),
    ];
    let bundle = bundle();
    for (group, account, set, wanted) in table {
        let question = Question::new(person("someone", &[group]), account, set)
            .reason("INC-4711: the queue is stuck");
        assert_eq!(
            in_words(&question.put(&bundle)),
            wanted,
            "{group} {account} {set}"
        );
    }
}

#[test]
fn administration_in_the_example_takes_two_levels() {
    let question = Question::new(
        person("someone", &["sre"]),
        "shop-prod",
        "AdministratorAccess",
    )
    .reason("INC-4711: the queue is stuck")
    .ticket("INC-4711");
    let answer = question.put(&bundle()).unwrap();

    let Ruling::Approval { approval, .. } = answer.ruling else {
        panic!("people have to agree");
    };
    let approvals: Vec<_> = approval
        .levels()
        .iter()
        .map(|l| l.approvals.get())
        .collect();
    assert_eq!(approval.policy().as_str(), "administration");
    assert_eq!(approvals, [1, 2]);
}

#[test]
fn everything_that_the_example_offers_has_exactly_one_policy() {
    let everybody = person("someone", &["engineers", "sre"]);
    let offers = offers(&bundle(), &everybody);

    assert_eq!(
        offers.len(),
        13,
        "10 by every permission set, 3 more for administration"
    );
    for offer in offers {
        let one = matches!(
            offer.approval,
            ApprovalOutlook::Manual { .. } | ApprovalOutlook::Automatic { .. }
        );
        assert!(one, "{:?}", offer.target);
    }
}

#[test]
fn the_example_names_its_administrators_auditors_and_approvers() {
    let bundle = bundle();
    let table = [
        ("jit-admins", (true, false, false)),
        ("audit", (false, true, false)),
        ("payments-leads", (false, false, true)),
        ("security", (false, false, true)),
        ("sre", (false, false, true)),
        ("engineers", (false, false, false)),
    ];
    for (group, wanted) in table {
        let person = person("someone", &[group]);
        let is = (
            bundle.is_administrator(&person),
            bundle.is_auditor(&person),
            bundle.is_approver(&person),
        );
        assert_eq!(is, wanted, "administrator, auditor, approver: {group}");
    }
}
