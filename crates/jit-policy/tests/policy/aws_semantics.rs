//! What AWS says of approval policies, sentence by sentence, carried over from nodes to targets.
//!
//! That level 2 cannot be decided before level 1 is a rule of requests, not of bundles:
//! `a_vote_for_a_level_that_is_not_open_names_the_one_that_is` in the tests of `jit-domain`, and
//! `every_role_in_every_state_may_do_exactly_what_the_table_says` over HTTP.
//!
//! Source: AWS Systems Manager User Guide, "Create approval policies for just-in-time node access"
//! and its sections on manual, auto-approval and deny-access policies.

use jit_domain::{Approval, Ruling};

use crate::bundle_folder::{BundleFolder, ELIGIBILITY};
use crate::cedar::{DENY, PERMIT, ask, staff, vend, when, with};
use crate::question::{Question, in_words, offers};

/// Accounts with both tags, with none, and with one.
const TAGGED: &str = r#"
[[account]]
id = "111111111111"
name = "both"
tags = { Environment = "Production", Kind = "Database" }
[[account]]
id = "222222222222"
name = "neither"
[[account]]
id = "333333333333"
name = "demo"
tags = { Environment = "Demo" }
[[account]]
id = "444444444444"
name = "database"
tags = { Kind = "Database" }
[[permission_set]]
name = "ReadOnly"
role = "jit/ReadOnly"
[[permission_set]]
name = "PowerUser"
role = "jit/PowerUser"
"#;

/// A policy with levels of so many approvals, each by people of its own.
fn policy(name: &str, targets: &str, levels: &[u32]) -> String {
    let level = |(number, approvals): (usize, &u32)| {
        let approvers = format!("{{ groups = [\"{name}-{number}\"] }}");
        format!("[[approval.level]]\napprovers = {approvers}\napprovals = {approvals}\n")
    };
    let levels: String = (1..).zip(levels).map(level).collect();
    format!(
        "[[approval]]\nname = \"{name}\"\ntargets = {targets}\nmax_duration = \"336h\"\n\
         pending_for = \"8h\"\n{levels}"
    )
}

const NOTHING: &str = "no approval policy applies to this target";
const ALL: &str = "{ all = true }";
const DEMO: &str = "{ tags = { Environment = [\"Demo\"] } }";
const PRODUCTION: &str = "{ tags = { Environment = [\"Production\"] } }";
const DATABASE: &str = "{ tags = { Kind = [\"Database\"] } }";

fn tagged(policies: &[String]) -> BundleFolder {
    BundleFolder::new()
        .with("catalog.toml", TAGGED)
        .with("approvals/everything.toml", policies.concat())
}

/// The approvals of each level that somebody needs for a target.
fn approvals(folder: &BundleFolder, account: &str) -> Vec<u32> {
    let answer = Question::new(staff(), account, "ReadOnly").put(&folder.bundle());
    match answer.unwrap().ruling {
        Ruling::Approval {
            approval: Approval::Manual { levels, .. },
            ..
        } => levels.iter().map(|level| level.approvals.get()).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn deny_prevents_only_automatic_approval() {
    let bundle = with("deny-access.cedar", DENY).bundle();
    assert_eq!(
        ask(&bundle, "shop-prod"),
        "everything?",
        "manual policies still apply"
    );
    assert_eq!(vend(&bundle, &staff()), "yes");
    assert_eq!(offers(&bundle, &staff()).len(), 4);
}

#[test]
fn deny_beats_auto_approval() {
    let bundle = with("auto-approval/all.cedar", PERMIT)
        .with("deny-access.cedar", DENY)
        .bundle();
    assert_eq!(ask(&bundle, "shop-prod"), "everything?");
}

#[test]
fn there_is_one_deny_policy() {
    let folder = with("deny-access.cedar", DENY).with("deny-access-2.cedar", DENY);
    insta::assert_snapshot!(folder.faults(), @"
    deny-access-2.cedar: `deny-access-2.cedar` is not part of a bundle: there is one `deny-access.cedar`
      fix: put its policies into `deny-access.cedar`
    ");
}

#[test]
fn there_is_one_auto_approval_policy_per_scope_and_the_most_specific_decides_alone() {
    let nothing = when(PERMIT, "context.duration < duration(\"1s\")");
    let files = [
        ("auto-approval/111111111111.cedar", "111111111111-1"),
        ("auto-approval/ou.prod.shop.cedar", "ou.prod.shop-1"),
        ("auto-approval/ou.prod.cedar", "ou.prod-1"),
        ("auto-approval/all.cedar", "all-1"),
    ];
    for (place, (specific, name)) in files.iter().enumerate() {
        let mut permits = with(specific, PERMIT);
        let mut permits_nothing = with(specific, &nothing);
        for (general, _) in files.iter().skip(place + 1) {
            permits = permits.with(general, &nothing);
            permits_nothing = permits_nothing.with(general, PERMIT);
        }
        assert_eq!(ask(&permits.bundle(), "shop-prod"), *name);
        assert_eq!(ask(&permits_nothing.bundle(), "shop-prod"), "everything?");
    }
}

#[test]
fn an_automatic_window_is_one_hour_at_most_and_a_longer_ask_goes_to_people() {
    let bundle = with("auto-approval/all.cedar", PERMIT).bundle();
    let question = Question::new(staff(), "shop-prod", "ReadOnly");
    for (seconds, wanted) in [
        (1, "all-1"),
        (3600, "all-1"),
        (3601, "everything?"),
        (8 * 3600, "everything?"),
    ] {
        let answer = question.clone().seconds(seconds).put(&bundle);
        assert_eq!(in_words(&answer), wanted, "{seconds}");
    }
}

#[test]
fn a_manual_window_is_1_to_336_hours_at_most() {
    let longest = |hours: u32| {
        let hours = format!("max_duration = \"{hours}h\"");
        let policy = policy("all", ALL, &[1]).replace("max_duration = \"336h\"", &hours);
        BundleFolder::new()
            .with(
                "eligibility/staff.toml",
                ELIGIBILITY.replace("\"8h\"", "\"336h\""),
            )
            .with("approvals/everything.toml", policy)
    };
    insta::assert_snapshot!(longest(0).faults(), @"
    approvals/everything.toml:4: `max_duration` cannot be `0h`
      fix: write a duration from 1h to 336h
    ");
    insta::assert_snapshot!(longest(337).faults(), @"
    approvals/everything.toml:4: `max_duration` cannot be `337h`
      fix: write a duration from 1h to 336h
    ");
    for hours in [1, 336] {
        let bundle = longest(hours).bundle();
        let question = Question::new(staff(), "shop-prod", "ReadOnly");
        let asked = question.seconds(i64::from(hours) * 3600).put(&bundle);
        assert_eq!(in_words(&asked), "all?");
    }
}

#[test]
fn tags_are_or_ed() {
    let either = "{ tags = { Environment = [\"Production\", \"Demo\"], Kind = [\"Database\"] } }";
    let bundle = tagged(&[policy("either", either, &[1])]).bundle();
    assert_eq!(ask(&bundle, "both"), "either?");
    assert_eq!(
        ask(&bundle, "demo"),
        "either?",
        "another value of the first tag"
    );
    assert_eq!(ask(&bundle, "database"), "either?", "the second tag alone");
    assert_eq!(ask(&bundle, "neither"), NOTHING);
}

#[test]
fn tagged_beats_all() {
    let bundle = tagged(&[policy("all", ALL, &[1]), policy("demo", DEMO, &[1])]).bundle();
    assert_eq!(ask(&bundle, "demo"), "demo?");
    assert_eq!(ask(&bundle, "neither"), "all?");
}

#[test]
fn a_demo_target_under_a_policy_for_all_and_one_for_demo_needs_two_levels_of_two() {
    let folder = tagged(&[policy("all", ALL, &[1]), policy("demo", DEMO, &[2, 2])]);
    assert_eq!(approvals(&folder, "demo"), [2, 2]);
    assert_eq!(approvals(&folder, "neither"), [1]);
}

#[test]
fn policies_for_production_and_for_databases_conflict_on_a_target_with_both_tags() {
    let policies = [
        policy("production", PRODUCTION, &[1]),
        policy("database", DATABASE, &[1]),
        policy("all", ALL, &[1]),
    ];
    let bundle = tagged(&policies).bundle();
    assert_eq!(ask(&bundle, "both"), "conflict: production, database");
    assert_eq!(ask(&bundle, "database"), "database?");
}

#[test]
fn a_target_without_a_policy_cannot_be_requested() {
    let none = BundleFolder::new().without("approvals/everything.toml");
    assert_eq!(ask(&none.bundle(), "shop-prod"), NOTHING);
    let other = tagged(&[policy("demo", DEMO, &[1])]).bundle();
    assert_eq!(ask(&other, "neither"), NOTHING);
    assert_eq!(ask(&other, "demo"), "demo?");
}
