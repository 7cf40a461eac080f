//! What the audit log says of a bundle that takes the place of another.

use jit_domain::PartChange;

use crate::bundle_folder::{APPROVAL, BundleFolder, CATALOG, ELIGIBILITY};
use crate::cedar::{DENY, PERMIT, when};

/// `part +added -removed ~changed` of each part that differs.
fn changes(before: &BundleFolder, after: &BundleFolder) -> Vec<String> {
    let names = |mark: &str, entries: &[String]| -> String {
        entries
            .iter()
            .map(|name| format!(" {mark}{name}"))
            .collect()
    };
    let words = |(part, change): (String, PartChange)| {
        let added = names("+", &change.added.names);
        let removed = names("-", &change.removed.names);
        let changed = names("~", &change.changed.names);
        format!("{part}{added}{removed}{changed}")
    };
    let changes = after.bundle().changes_since(&before.bundle());
    changes.into_iter().map(words).collect()
}

#[test]
fn every_part_that_says_something_else_is_named() {
    let longer = ELIGIBILITY.replace("8h", "9h");
    let second = ELIGIBILITY.replace("\"staff\"", "\"second\"");
    let renamed = APPROVAL.replace("\"everything\"", "\"all\"");
    let table = [
        (
            "catalog.toml",
            CATALOG.replace("prod/shop", "dev"),
            "accounts ~111111111111",
        ),
        (
            "catalog.toml",
            CATALOG.replace("shop-dev", "shop-test"),
            "accounts ~222222222222",
        ),
        (
            "catalog.toml",
            CATALOG.replace("jit/ReadOnly", "jit/Reader"),
            "permission_sets ~ReadOnly",
        ),
        (
            "catalog.toml",
            CATALOG.replace("\"high\"", "\"low\""),
            "permission_sets ~PowerUser",
        ),
        ("eligibility/staff.toml", longer, "eligibilities ~staff"),
        ("eligibility/second.toml", second, "eligibilities +second"),
        (
            "approvals/everything.toml",
            renamed,
            "approvals +all -everything",
        ),
        (
            "approvals/everything.toml",
            APPROVAL.replace("\"leads\"", "\"boss\""),
            "approvals ~everything",
        ),
        (
            "people.toml",
            "auditors = { groups = [\"audit\"] }".to_owned(),
            "people ~auditors",
        ),
        (
            "deny-access.cedar",
            DENY.to_owned(),
            "cedar_policies +deny-access-1",
        ),
    ];
    for (path, text, expected) in table {
        let after = BundleFolder::new().with(path, text);
        let found = changes(&BundleFolder::new(), &after);
        assert_eq!(found, [expected], "{path}");
    }
}

#[test]
fn a_cedar_policy_differs_by_what_it_says_and_where_it_applies() {
    let with = |path: &str, text: &str| BundleFolder::new().with(path, text);
    let named = format!("@id(\"office\")\n{PERMIT}");
    let before = with("auto-approval/all.cedar", &named);
    let shorter = when(&named, "context.duration < duration(\"10m\")");
    let after = with("auto-approval/all.cedar", &shorter);
    assert_eq!(changes(&before, &after), ["cedar_policies ~office"]);

    let elsewhere = with("auto-approval/222222222222.cedar", &named);
    assert_eq!(changes(&before, &elsewhere), ["cedar_policies ~office"]);
}

#[test]
fn comments_and_places_say_nothing() {
    let moved = BundleFolder::new().without("eligibility/staff.toml").with(
        "eligibility/others.toml",
        format!("# a comment\n\n{ELIGIBILITY}"),
    );
    assert_ne!(
        moved.bundle().digest(),
        BundleFolder::new().bundle().digest()
    );
    assert_eq!(changes(&BundleFolder::new(), &moved), [""; 0]);
}
