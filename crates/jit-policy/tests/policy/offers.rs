//! What a person may request, and what it takes.

use jit_domain::PolicyName;
use jit_policy::ApprovalOutlook;

use crate::bundle_folder::{APPROVAL, BundleFolder};
use crate::question::{self, offers, person};

const ELIGIBILITIES: &str = r#"
[[eligibility]]
name = "short"
who = { groups = ["staff"] }
accounts = { all = true }
permission_sets = ["ReadOnly"]
max_duration = "2h"
reason = { min_length = 5 }
ticket = { required = true }
[[eligibility]]
name = "long"
who = { groups = ["staff"] }
accounts = { ou = ["prod"] }
permission_sets = ["ReadOnly", "PowerUser"]
max_duration = "24h"
reason = { min_length = 10 }
"#;

#[test]
fn offers_are_in_order_and_name_the_most_generous_limits() {
    let bundle = BundleFolder::new()
        .with("eligibility/staff.toml", ELIGIBILITIES)
        .bundle();
    let offers = offers(&bundle, &person("someone", &["staff"]));
    let shown: Vec<_> = offers
        .iter()
        .map(|offer| {
            let (account, set) = (&offer.target.account_name, &offer.target.permission_set);
            let (max, reason) = (offer.max_duration, offer.reason_min_length);
            format!("{account} {set} {max} {reason} {}", offer.ticket_required)
        })
        .collect();
    let wanted = [
        "shop-dev ReadOnly 2h 5 true",
        "shop-prod PowerUser 12h 10 false",
        "shop-prod ReadOnly 12h 5 false",
    ];
    assert_eq!(shown, wanted);
    let strangers = question::offers(&bundle, &person("someone", &["others"]));
    assert!(strangers.is_empty());
}

#[test]
fn an_offer_tells_what_approval_it_takes() {
    let more = APPROVAL.replace("everything", "more");
    let dev = more.replace("all = true", "ou = [\"dev\"]");
    let outlook = |approvals: &str| {
        let folder = BundleFolder::new().with("approvals/everything.toml", approvals);
        let mut offers = offers(&folder.bundle(), &person("someone", &["staff"]));
        offers.swap_remove(0).approval
    };
    let names = |names: &[&str]| {
        names
            .iter()
            .map(|n| n.parse().unwrap())
            .collect::<Vec<PolicyName>>()
    };
    let manual = outlook(&format!("{APPROVAL}{dev}"));
    assert!(
        matches!(manual, ApprovalOutlook::Manual { policy, levels } if policy.as_str() == "more" && levels.len() == 1)
    );
    let policies = names(&["everything", "more"]);
    assert_eq!(
        outlook(&format!("{APPROVAL}{more}")),
        ApprovalOutlook::Conflict { policies }
    );
    assert_eq!(outlook(""), ApprovalOutlook::None);
}
