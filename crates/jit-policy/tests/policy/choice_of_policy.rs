//! Which approval policy applies: the most specific, or a conflict.

use crate::bundle_folder::BundleFolder;
use crate::question::{Question, in_words, person};

const CATALOG: &str = r#"
[[account]]
id = "000000000001"
name = "shop"
ou = "prod/eu/shop"
tags = { Environment = "Production", Data = "Personal" }
[[permission_set]]
name = "Admin"
role = "Admin"
tags = { Environment = "ignored: the account has this tag", Risk = "high" }
[[permission_set]]
name = "ReadOnly"
role = "ReadOnly"
"#;

const ELIGIBILITY: &str = r#"
[[eligibility]]
name = "staff"
who = { groups = ["staff"] }
accounts = { all = true }
permission_sets = ["Admin", "ReadOnly"]
max_duration = "8h"
"#;

/// Which of the policies with these targets, named `a`, `b`, …, applies to Admin in `shop`.
fn chosen(targets: &[&str]) -> String {
    chosen_for("Admin", targets)
}

fn chosen_for(set: &str, targets: &[&str]) -> String {
    let policies = targets.iter().zip('a'..).map(|(targets, name)| {
        format!(
            "[[approval]]\nname = \"{name}\"\ntargets = {targets}\nmax_duration = \"8h\"\n\
             pending_for = \"8h\"\n[[approval.level]]\napprovers = {{ groups = [\"leads\"] }}\n\
             approvals = 1\n"
        )
    });
    let bundle = BundleFolder::new()
        .with("catalog.toml", CATALOG)
        .with("eligibility/staff.toml", ELIGIBILITY)
        .with("approvals/everything.toml", policies.collect::<String>())
        .bundle();
    let question = Question::new(person("someone", &["staff"]), "shop", set);
    in_words(&question.put(&bundle))
        .trim_end_matches('?')
        .to_owned()
}

const NAMED: &str = r#"{ names = ["shop"] }"#;
const BY_ID: &str = r#"{ ids = ["000000000001"] }"#;
const TAG: &str = r#"{ tags = { Environment = ["Production"] } }"#;
const DEEP: &str = r#"{ ou = ["prod/eu/shop"] }"#;
const MIDDLE: &str = r#"{ ou = ["prod/eu"] }"#;
const TOP: &str = r#"{ ou = ["prod"] }"#;
const ALL: &str = "{ all = true }";

#[test]
fn the_most_specific_tier_wins_in_any_order() {
    let by_rank = [NAMED, TAG, DEEP, MIDDLE, TOP, ALL];
    for (rank, specific) in by_rank.iter().enumerate() {
        for general in &by_rank[rank + 1..] {
            assert_eq!(
                chosen(&[specific, general]),
                "a",
                "{specific} beats {general}"
            );
            assert_eq!(
                chosen(&[general, specific]),
                "b",
                "{specific} beats {general}"
            );
        }
        assert_eq!(chosen(&by_rank[rank..]), "a");
    }
}

#[test]
fn two_policies_of_one_tier_are_a_conflict_that_names_both() {
    let data = r#"{ tags = { Data = ["Personal"] } }"#;
    let table = [
        (vec![NAMED, BY_ID], "conflict: a, b"),
        (vec![TAG, data], "conflict: a, b"),
        (vec![ALL, TAG, MIDDLE, data], "conflict: b, d"),
        (vec![MIDDLE, MIDDLE, TOP], "conflict: a, b"),
        (vec![ALL, ALL, ALL], "conflict: a, b, c"),
        (vec![TAG, data, NAMED], "c"),
    ];
    for (targets, wanted) in table {
        assert_eq!(chosen(&targets), wanted, "{targets:?}");
    }
}

#[test]
fn naming_permission_sets_beats_not_naming_them_within_a_tier_only() {
    let all_admin = r#"{ all = true, permission_sets = ["Admin"] }"#;
    let top_admin = r#"{ ou = ["prod"], permission_sets = ["Admin", "ReadOnly"] }"#;
    let all_other = r#"{ all = true, permission_sets = ["ReadOnly"] }"#;
    let table = [
        (vec![ALL, all_admin], "b"),
        (vec![all_admin, ALL, ALL], "a"),
        (vec![all_admin, TOP], "b"),
        (vec![top_admin, MIDDLE], "b"),
        (vec![top_admin, TOP], "a"),
        (vec![top_admin, top_admin, TOP], "conflict: a, b"),
        (vec![all_other, ALL], "b"),
        (vec![all_other], "no approval policy applies to this target"),
    ];
    for (targets, wanted) in table {
        assert_eq!(chosen(&targets), wanted, "{targets:?}");
    }
    assert_eq!(chosen_for("ReadOnly", &[all_other, ALL]), "a");
}

#[test]
fn a_policy_counts_by_its_most_specific_entry() {
    let both = r#"{ all = true, names = ["shop"] }"#;
    let units = r#"{ ou = ["prod", "prod/eu/shop"] }"#;
    assert_eq!(chosen(&[both, TAG]), "a");
    assert_eq!(chosen(&[units, MIDDLE]), "a");
    assert_eq!(chosen(&[units, DEEP]), "conflict: a, b");
}

#[test]
fn an_exception_takes_a_policy_out_of_the_choice() {
    let but_shop = r#"{ names = ["shop"], except = { tags = { Data = ["Personal"] } } }"#;
    let but_risky =
        r#"{ tags = { Data = ["Personal"] }, except = { tags = { Risk = ["high"] } } }"#;
    assert_eq!(chosen(&[but_shop, ALL]), "b");
    assert_eq!(
        chosen(&[but_shop]),
        "no approval policy applies to this target"
    );
    assert_eq!(chosen(&[but_risky, ALL]), "b");
    assert_eq!(chosen_for("ReadOnly", &[but_risky, ALL]), "a");
}

#[test]
fn the_tags_of_a_target_are_those_of_both_and_the_account_wins() {
    let risky = r#"{ tags = { Risk = ["high"] } }"#;
    let hidden = r#"{ tags = { Environment = ["ignored: the account has this tag"] } }"#;
    assert_eq!(chosen(&[risky, TOP]), "a");
    assert_eq!(chosen_for("ReadOnly", &[risky, TOP]), "b");
    assert_eq!(chosen(&[hidden, TOP]), "b");
    let but = |tag| format!("{{ all = true, except = {tag} }}");
    assert_eq!(
        chosen(&[&but(TAG)]),
        "no approval policy applies to this target"
    );
    assert_eq!(chosen(&[&but(hidden)]), "a");
}
