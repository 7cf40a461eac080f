//! Adding, correcting, taking out.

use jit_broker::catalog::{diff, merge};

use crate::stage::{ROOT_ENTRY, difference, member, merged, organization, refusal};

const EXAMPLE: &str = include_str!("../../../../examples/policy/catalog.toml");

fn of_the_example() -> Vec<jit_broker::catalog::Member> {
    vec![
        member(
            "111122223333",
            "payments-prod",
            "prod/payments",
            &["Environment=Production", "Team=payments"],
        ),
        member(
            "222233334444",
            "shop-prod",
            "prod/shop",
            &["Environment=Production", "Team=shop"],
        ),
        member(
            "333344445555",
            "shop-dev",
            "dev",
            &["Environment=Development", "Team=shop"],
        ),
        member(
            "444455556666",
            "playground",
            "sandbox",
            &["Environment=Sandbox"],
        ),
        member(
            "555566667777",
            "warehouse",
            "prod/data",
            &["Environment=Production", "Data=Personal"],
        ),
    ]
}

#[test]
fn a_catalog_that_is_up_to_date_stays_byte_for_byte() {
    let merged = merged(EXAMPLE, &of_the_example());
    assert_eq!(merged.text, EXAMPLE);
    assert_eq!(merged.report, jit_broker::catalog::Report::default());
}

#[test]
fn what_aws_says_is_corrected_in_place_and_comments_stay() {
    let mut members = of_the_example();
    members[0].name = "payments-production".to_owned();
    members[0].units = vec!["prod".to_owned(), "money".to_owned()];
    members[1].tags.remove("Team");
    members[1]
        .tags
        .insert("Owner".to_owned(), "Anna \"A\"".to_owned());
    members[2].units.clear();
    members[3]
        .tags
        .insert("Environment".to_owned(), "Playground".to_owned());

    insta::assert_snapshot!(difference(EXAMPLE, &members), @r#"
    --- catalog.toml
    +++ catalog.toml
    @@ -5,15 +5,15 @@
     
     [[account]]
     id = "111122223333" # twelve digits in quotes: leading zeros count
    -name = "payments-prod"
    -ou = "prod/payments" # below the root; policies may name `prod` or `prod/payments`
    +name = "payments-production"
    +ou = "prod/money" # below the root; policies may name `prod` or `prod/payments`
     tags = { Environment = "Production", Team = "payments" }
     
     [[account]]
     id = "222233334444"
     name = "shop-prod"
     ou = "prod/shop"
    -tags = { Environment = "Production", Team = "shop" }
    +tags = { Environment = "Production", Owner = "Anna \"A\"" }
     
     [[account]]
     id = "555566667777"
    @@ -24,14 +24,13 @@
     [[account]]
     id = "333344445555"
     name = "shop-dev"
    -ou = "dev"
     tags = { Environment = "Development", Team = "shop" }
     
     [[account]]
     id = "444455556666"
     name = "playground"
     ou = "sandbox"
    -tags = { Environment = "Sandbox" }
    +tags = { Environment = "Playground" }
     
     # The management account can undo everything else. `all = true` never means it, no group can be
     # made eligible for it, and no permission set below exists in it.
    "#);
    let report = merged(EXAMPLE, &members).report;
    let fields: Vec<_> = report
        .changed
        .iter()
        .map(|change| (change.name.as_str(), change.fields.join(" ")))
        .collect();
    insta::assert_debug_snapshot!(fields, @r#"
    [
        (
            "payments-production",
            "name ou",
        ),
        (
            "shop-prod",
            "tags.Owner tags.Team",
        ),
        (
            "shop-dev",
            "ou",
        ),
        (
            "playground",
            "tags.Environment",
        ),
    ]
    "#);
}

#[test]
fn new_accounts_follow_the_last_one_in_order_of_unit_and_name() {
    let mut members = of_the_example();
    members.push(member("100000000003", "zebra", "dev", &[]));
    members.push(member("100000000002", "ant", "dev", &["cost center=4711"]));
    members.push(member("100000000001", "in-the-root", "", &[]));

    insta::assert_snapshot!(difference(EXAMPLE, &members), @r#"
    --- catalog.toml
    +++ catalog.toml
    @@ -40,6 +40,21 @@
     name = "org-management"
     management = true
     
    +[[account]]
    +id = "100000000001"
    +name = "in-the-root"
    +
    +[[account]]
    +id = "100000000002"
    +name = "ant"
    +ou = "dev"
    +tags = { "cost center" = "4711" }
    +
    +[[account]]
    +id = "100000000003"
    +name = "zebra"
    +ou = "dev"
    +
     [[permission_set]]
     name = "ReadOnly"
     role = "jit/ReadOnly" # arn:aws:iam::<account>:role/jit/ReadOnly, in each account
    "#);
}

#[test]
fn a_catalog_that_is_not_there_begins_with_what_to_know() {
    let merged = merge(None, &organization(&of_the_example()[..1]), false).unwrap();
    insta::assert_snapshot!(merged.text, @r#"
    # The accounts of the organization, kept up to date by `jit-broker catalog sync --out FILE`.
    #
    # `name`, `ou`, `tags` and `management` come from AWS Organizations; the next sync puts them back.
    # `# keep` at the end of a line keeps that line as it is, and behind `[[account]]` the whole entry.
    # Everything else, such as permission sets and comments, is yours:
    #
    # [[permission_set]]
    # name = "ReadOnly"
    # role = "jit/ReadOnly"

    partition = "aws"

    [[account]]
    id = "999988887777"
    name = "org-management"
    management = true

    [[account]]
    id = "111122223333"
    name = "payments-prod"
    ou = "prod/payments"
    tags = { Environment = "Production", Team = "payments" }
    "#);
}

#[test]
fn an_empty_file_gets_accounts_and_nothing_else() {
    let merged = merged("", &of_the_example()[3..]);
    insta::assert_snapshot!(merged.text, @r#"
    [[account]]
    id = "999988887777"
    name = "org-management"
    management = true

    [[account]]
    id = "555566667777"
    name = "warehouse"
    ou = "prod/data"
    tags = { Data = "Personal", Environment = "Production" }

    [[account]]
    id = "444455556666"
    name = "playground"
    ou = "sandbox"
    tags = { Environment = "Sandbox" }
    "#);
}

#[test]
fn accounts_that_aws_does_not_have_stay_until_they_are_pruned() {
    let text = format!(
        r#"# The catalog.

# Bought last year.
[[account]]
id = "111122223333"
name = "gone"
[account.tags]
Team = "payments" # theirs

# Of another organization.
[[account]] # keep: of the partner
id = "222233334444"
name = "elsewhere"

{ROOT_ENTRY}"#
    );
    let kept = merged(&text, &[]);
    assert_eq!(kept.text, text);
    assert_eq!(kept.report.missing.len(), 1);
    assert_eq!(kept.report.missing[0].name, "gone");

    let pruned = merge(Some(&text), &organization(&[]), true).unwrap();
    assert_eq!(pruned.report.removed, kept.report.missing);
    assert!(pruned.report.missing.is_empty());
    insta::assert_snapshot!(diff("catalog.toml", &text, &pruned.text), @r#"
    --- catalog.toml
    +++ catalog.toml
    @@ -1,12 +1,5 @@
     # The catalog.
     
    -# Bought last year.
    -[[account]]
    -id = "111122223333"
    -name = "gone"
    -[account.tags]
    -Team = "payments" # theirs
    -
     # Of another organization.
     [[account]] # keep: of the partner
     id = "222233334444"
    "#);
}

#[test]
fn the_last_account_can_go_while_others_come() {
    let text = format!("{ROOT_ENTRY}\n[[account]]\nid = \"111122223333\"\nname = \"gone\"\n");
    let organization = organization(&[member("222233334444", "new", "dev", &[])]);
    let pruned = merge(Some(&text), &organization, true).unwrap();
    insta::assert_snapshot!(pruned.text, @r#"
    [[account]]
    id = "999988887777"
    name = "org-management"
    management = true

    [[account]]
    id = "222233334444"
    name = "new"
    ou = "dev"
    "#);
}

#[test]
fn accounts_that_are_not_active_are_not_added_and_named_when_they_are_there() {
    let mut there = member("111122223333", "there", "dev", &[]);
    there.inactive = Some("SUSPENDED".to_owned());
    let mut new = member("222233334444", "new", "dev", &[]);
    new.inactive = Some("PENDING_CLOSURE".to_owned());
    let text = format!("{ROOT_ENTRY}\n[[account]]\nid = \"111122223333\"\nname = \"there\"\n");

    let merged = merged(&text, &[there, new]);

    assert!(merged.report.added.is_empty());
    assert_eq!(merged.report.suspended[0].state, "SUSPENDED");
    assert_eq!(
        merged.report.skipped[0].reason,
        "its state is PENDING_CLOSURE"
    );
    assert!(merged.text.contains("ou = \"dev\""), "{}", merged.text);
    assert_eq!(
        merged.report.to_string(),
        "0 accounts added, 1 changed, 1 not active, 1 skipped"
    );
}

#[test]
fn only_one_account_is_the_management_account() {
    let text = r#"
[[account]]
id = "111122223333"
name = "used-to-be"
management = true # since 2019

[[account]]
id = "999988887777"
name = "org-management"
"#;
    insta::assert_snapshot!(
        difference(text, &[member("111122223333", "used-to-be", "", &[])]),
        @r#"
    --- catalog.toml
    +++ catalog.toml
    @@ -2,8 +2,9 @@
     [[account]]
     id = "111122223333"
     name = "used-to-be"
    -management = true # since 2019
    +management = false # since 2019
     
     [[account]]
     id = "999988887777"
     name = "org-management"
    +management = true
    "#
    );
    // An entry that AWS does not have says so too: both cannot be.
    let refused = refusal(text, &[]);
    assert!(
        refused.contains("cannot both be the management account"),
        "{refused}"
    );
}

#[test]
fn a_catalog_of_another_partition_is_refused() {
    let mut organization = organization(&[]);
    organization.partition = "aws-us-gov".parse().unwrap();
    for text in ["", "partition = \"aws-cn\"\n"] {
        let refused = merge(Some(text), &organization, false)
            .unwrap_err()
            .to_string();
        assert!(
            refused.contains("the organization is in `aws-us-gov`"),
            "{refused}"
        );
    }
    let new = merge(None, &organization, false).unwrap();
    assert!(new.text.contains("\npartition = \"aws-us-gov\"\n"));
}

#[test]
fn a_catalog_that_would_not_load_is_not_made() {
    // A permission set is only in an account that gets another name.
    let text = format!(
        r#"{ROOT_ENTRY}
[[account]]
id = "111122223333"
name = "shop"

[[permission_set]]
name = "PowerUser"
role = "jit/PowerUser"
accounts = {{ names = ["shop"] }}
"#
    );
    let refused = refusal(&text, &[member("111122223333", "store", "", &[])]);
    assert!(
        refused.starts_with("the new catalog would not load: catalog.toml:13: "),
        "{refused}"
    );
}
