//! What a person may request, and what it takes.

use jit_domain::PolicyName;
use jit_policy::ApprovalOutlook;

use crate::bundle_folder::{APPROVAL, BundleFolder, ELIGIBILITY};
use crate::cedar::PERMIT;
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

#[test]
fn what_a_policy_approves_alone_is_automatic_only_as_far_as_it_reaches() {
    let offer = |hours: u32, approvals: &str| {
        let eligibility = ELIGIBILITY.replace("\"8h\"", &format!("\"{hours}h\""));
        let bundle = BundleFolder::new()
            .with("eligibility/staff.toml", eligibility)
            .with("approvals/everything.toml", approvals)
            .with("auto-approval/all.cedar", PERMIT)
            .bundle();
        let offer = offers(&bundle, &person("someone", &["staff"])).swap_remove(0);
        let automatic = matches!(offer.approval, ApprovalOutlook::Automatic { .. });
        let up_to = offer.automatic_up_to.unwrap();
        format!("{automatic} {} {up_to}", offer.max_duration)
    };
    assert_eq!(offer(1, APPROVAL), "true 1h 1h");
    assert_eq!(
        offer(2, APPROVAL),
        "false 2h 1h",
        "people have to agree to more"
    );
    assert_eq!(offer(8, ""), "true 1h 1h", "nobody can agree to more");
}

#[test]
fn a_break_glass_window_is_not_bounded_by_the_policy_that_it_skips() {
    let glass = "[[eligibility]]\nname = \"glass\"\nwho = { groups = [\"staff\"] }\naccounts = { all = true }\n\
                 permission_sets = [\"ReadOnly\"]\nbreak_glass = true\nmax_duration = \"3h\"\n";
    let bundle = BundleFolder::new()
        .with("people.toml", "security = { groups = [\"security\"] }")
        .with("eligibility/staff.toml", glass)
        .with("approvals/everything.toml", APPROVAL.replace("12h", "2h"))
        .bundle();
    let offer = offers(&bundle, &person("someone", &["staff"])).swap_remove(0);
    assert_eq!(offer.max_duration.to_string(), "3h");
    assert_eq!(offer.break_glass_up_to, Some(offer.max_duration));
}
