//! What authors are told about a bundle that loads.

use crate::bundle_folder::{APPROVAL, BundleFolder, ELIGIBILITY};
use crate::cedar::PERMIT;

fn warnings(folder: &BundleFolder) -> String {
    let warnings = folder.bundle().warnings();
    let lines = warnings.iter().map(|w| format!("{}: {}", w.origin, w.what));
    lines.collect::<Vec<_>>().join("\n")
}

fn approval(name: &str, targets: &str) -> String {
    APPROVAL
        .replace("everything", name)
        .replace("{ all = true }", targets)
}

#[test]
fn a_sound_bundle_has_no_warning_and_no_conflict() {
    let folder = BundleFolder::new();
    assert_eq!(warnings(&folder), "");
    let conflicts = folder.bundle().conflicts();
    assert_eq!(conflicts, jit_policy::Conflicts::default());
}

#[test]
fn a_bundle_tells_its_size() {
    let size = BundleFolder::new()
        .with("auto-approval/all.cedar", PERMIT)
        .with("auto-approval/ou.dev.cedar", format!("{PERMIT}{PERMIT}"))
        .with("deny-access.cedar", crate::cedar::DENY)
        .bundle()
        .size();
    let counts = (
        size.accounts,
        size.permission_sets,
        size.eligibilities,
        size.approvals,
        size.cedar_policies,
    );
    assert_eq!(counts, (2, 2, 1, 1, 4));
}

#[test]
fn a_policy_that_applies_nowhere_is_named() {
    let idle = approval("idle", "{ tags = { Environment = [\"Staging\"] } }");
    let beaten = approval("beaten", "{ ou = [\"dev\"] }");
    let both = approval(
        "both",
        "{ ou = [\"dev\"], permission_sets = [\"PowerUser\", \"ReadOnly\"] }",
    );
    let folder = BundleFolder::new()
        .with("approvals/idle.toml", idle)
        .with("approvals/dev.toml", format!("{beaten}{both}"));
    insta::assert_snapshot!(warnings(&folder), @"
    approvals/dev.toml:2: the approval policy `beaten` applies to no target
    approvals/idle.toml:2: the approval policy `idle` applies to no target
    approvals/idle.toml:2: `idle` selects by the tag `Environment = Staging`, which nothing in the catalog has
    ");
}

#[test]
fn an_eligibility_that_reaches_nothing_is_named() {
    let catalog = crate::bundle_folder::CATALOG.replace(
        "role = \"jit/PowerUser\"",
        "role = \"jit/PowerUser\"\naccounts = { ou = [\"dev\"] }",
    );
    let nothing = ELIGIBILITY
        .replace("\"staff\"\nwho", "\"nothing\"\nwho")
        .replace("{ all = true }", "{ ou = [\"prod\"] }")
        .replace("\"PowerUser\", \"ReadOnly\"", "\"PowerUser\"");
    let excepted = nothing.replace("\"nothing\"", "\"excepted\"").replace(
        "{ ou = [\"prod\"] }",
        "{ ou = [\"dev\"], except = { names = [\"shop-dev\"] } }",
    );
    let folder = BundleFolder::new()
        .with("catalog.toml", catalog)
        .with("eligibility/more.toml", format!("{nothing}{excepted}"));
    insta::assert_snapshot!(warnings(&folder), @"
    eligibility/more.toml:2: the eligibility `nothing` reaches no target
    eligibility/more.toml:9: the eligibility `excepted` reaches no target
    ");
}

#[test]
fn what_can_be_asked_for_and_never_approved_is_named() {
    let folder = BundleFolder::new().with(
        "approvals/everything.toml",
        approval(
            "everything",
            "{ ou = [\"dev\"], permission_sets = [\"ReadOnly\"] }",
        ),
    );
    insta::assert_snapshot!(warnings(&folder), @"eligibility/staff.toml:2: `staff` lets people ask for 3 targets that no policy approves, such as PowerUser in shop-dev");
    let automatic = folder.with("auto-approval/all.cedar", PERMIT);
    assert_eq!(warnings(&automatic), "", "a policy alone may approve it");
}

#[test]
fn breaking_glass_needs_no_approval_policy() {
    let glass = "[[eligibility]]\nname = \"glass\"\nwho = { groups = [\"staff\"] }\naccounts = { ou = [\"prod\"] }\n\
                 permission_sets = [\"PowerUser\"]\nbreak_glass = true\n";
    let folder = BundleFolder::new()
        .with("people.toml", "security = { groups = [\"security\"] }")
        .with("eligibility/staff.toml", glass)
        .without("approvals/everything.toml");
    assert_eq!(warnings(&folder), "");
}

#[test]
fn conflicts_of_today_are_warnings_and_count_their_targets() {
    let folder =
        BundleFolder::new().with("approvals/other.toml", approval("other", "{ all = true }"));
    insta::assert_snapshot!(warnings(&folder), @"approvals/everything.toml:2: `everything` and `other` apply alike: requests for 4 targets of the catalog fail");
    let [conflict] = folder.bundle().conflicts().now.try_into().unwrap();
    assert_eq!((conflict.targets, conflict.examples.len()), (4, 3));
    assert_eq!(conflict.tags, []);
}

#[test]
fn only_policies_that_could_meet_are_possible_conflicts() {
    let possible = |one: &str, other: &str| {
        let folder = BundleFolder::new()
            .with("approvals/one.toml", approval("one", one))
            .with("approvals/other.toml", approval("other", other));
        let conflicts = folder.bundle().conflicts();
        assert!(!conflicts.more);
        conflicts.possible.len()
    };
    let personal = "{ tags = { Data = [\"Personal\"] } }";
    let development = "{ tags = { Environment = [\"Development\"] } }";
    assert_eq!(possible(personal, development), 1);
    assert_eq!(possible(development, personal), 1);
    assert_eq!(
        possible(personal, "{ tags = { Data = [\"Public\"] } }"),
        0,
        "one key has one value"
    );
    assert_eq!(
        possible(personal, "{ tags = { Environment = [\"Staging\"] } }"),
        0,
        "no account has that tag"
    );
    assert_eq!(
        possible(personal, "{ tags = { Environment = [\"Production\"] } }"),
        0,
        "a target has both: it fails now"
    );
    assert_eq!(
        possible(
            "{ tags = { Data = [\"Personal\"], Environment = [\"Development\"] } }",
            "{ ou = [\"dev\"] }"
        ),
        0,
        "no policy conflicts with itself"
    );
    let of_sets = |targets: &str, sets: &str| {
        targets.replace(" } }", &format!(" }}, permission_sets = [{sets}] }}"))
    };
    let power = of_sets(personal, "\"PowerUser\"");
    assert_eq!(
        possible(&power, development),
        0,
        "naming permission sets wins"
    );
    assert_eq!(possible(&power, &of_sets(development, "\"ReadOnly\"")), 0);
    assert_eq!(
        possible(&power, &of_sets(development, "\"ReadOnly\", \"PowerUser\"")),
        1
    );
    let except = development.replace(
        " } }",
        " }, except = { tags = { Data = [\"Personal\"] } } }",
    );
    assert_eq!(
        possible(personal, &except),
        0,
        "an exception keeps them apart"
    );
    assert_eq!(possible(&except, personal), 0);
    assert_eq!(possible("{ ou = [\"prod\"] }", "{ ou = [\"dev\"] }"), 0);
}

#[test]
fn an_entry_that_nothing_has_is_named_beside_one_that_something_has() {
    let eligibility = ELIGIBILITY.replace(
        "{ all = true }",
        "{ ou = [\"dev\", \"prdo\"], tags = { Risk = [\"high\"] } }",
    );
    let policy = approval(
        "more",
        "{ ou = [\"dev\"], tags = { Risk = [\"high\", \"hihg\"] } }",
    );
    let folder = BundleFolder::new()
        .with("eligibility/staff.toml", eligibility)
        .with("approvals/more.toml", policy);
    insta::assert_snapshot!(warnings(&folder), @"
    approvals/more.toml:2: `more` selects by the tag `Risk = hihg`, which nothing in the catalog has
    eligibility/staff.toml:2: `staff` selects by the unit `prdo`, which nothing in the catalog has
    eligibility/staff.toml:2: `staff` selects by the tag `Risk = high`, which nothing in the catalog has
    ");
}
