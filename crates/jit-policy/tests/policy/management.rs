//! The stricter rules for the management account.

use crate::bundle_folder::{APPROVAL, BundleFolder, CATALOG, ELIGIBILITY};
use crate::question::{Question, in_words, offers, person};

const MANAGEMENT: &str = r#"
[[account]]
id = "999999999999"
name = "org-management"
management = true
ou = "dev"
tags = { Environment = "Production" }
"#;

const OF_ITS_OWN: &str = r#"
[[permission_set]]
name = "Billing"
role = "jit/Billing"
accounts = { names = ["org-management"] }
"#;

const NAMED_PERSON: &str = r#"
[[eligibility]]
name = "billing"
who = { users = [{ issuer = "https://id.example.com", subject = "owner" }] }
accounts = { names = ["org-management"] }
permission_sets = ["Billing"]
max_duration = "1h"
"#;

fn folder() -> BundleFolder {
    BundleFolder::new().with("catalog.toml", format!("{CATALOG}{MANAGEMENT}{OF_ITS_OWN}"))
}

#[test]
fn named_people_may_have_permission_sets_of_its_own() {
    let approval = APPROVAL.replace("all = true", r#"all = true, names = ["org-management"]"#);
    let bundle = folder()
        .with("eligibility/billing.toml", NAMED_PERSON)
        .with("approvals/everything.toml", approval)
        .bundle();
    let ask = |who, set| in_words(&Question::new(who, "org-management", set).put(&bundle));
    let not_eligible = "you are not eligible for this target";
    assert_eq!(ask(person("owner", &[]), "Billing"), "everything?");
    assert_eq!(ask(person("owner", &["staff"]), "ReadOnly"), not_eligible);
    assert_eq!(ask(person("other", &["staff"]), "Billing"), not_eligible);
}

#[test]
fn all_never_means_the_management_account() {
    let bundle = folder()
        .with("eligibility/billing.toml", NAMED_PERSON)
        .bundle();
    let ask = |who, set| in_words(&Question::new(who, "org-management", set).put(&bundle));
    let no_policy = "no approval policy applies to this target";
    assert_eq!(
        ask(person("owner", &[]), "Billing"),
        no_policy,
        "`all` of a policy"
    );
    let staff = person("x", &["staff"]);
    assert_eq!(
        ask(staff.clone(), "ReadOnly"),
        "you are not eligible for this target"
    );
    let offers = offers(&bundle, &staff);
    assert!(
        offers
            .iter()
            .all(|offer| offer.target.account_name.as_str() != "org-management")
    );
}

#[test]
fn an_eligibility_that_reaches_it_by_group_or_attribute_is_refused() {
    let reach = |accounts: &str, who: &str| {
        let eligibility = ELIGIBILITY
            .replace("{ all = true }", accounts)
            .replace(r#"{ groups = ["staff"] }"#, who);
        folder()
            .with("eligibility/staff.toml", eligibility)
            .faults()
    };
    let group = r#"{ groups = ["staff"] }"#;
    let both = r#"{ groups = ["staff"], users = [{ issuer = "a", subject = "b" }] }"#;
    let attribute = r#"{ attributes = { department = ["finance"] } }"#;
    let user = r#"{ users = [{ issuer = "a", subject = "b" }] }"#;

    insta::assert_snapshot!(reach(r#"{ names = ["org-management"] }"#, group), @r#"
    eligibility/staff.toml:2: the eligibility `staff` reaches the management account `org-management` by group or attribute
      fix: name the people by `users`, or add `except = { names = ["org-management"] }`
    "#);
    for accounts in [
        r#"{ ids = ["999999999999"] }"#,
        r#"{ ou = ["dev"] }"#,
        r#"{ tags = { Environment = ["Production"] } }"#,
    ] {
        for who in [group, both, attribute] {
            assert!(
                reach(accounts, who).contains("reaches the management account"),
                "{accounts} {who}"
            );
        }
        assert_eq!(reach(accounts, user), "none", "{accounts}");
    }
    let without = r#"{ ou = ["dev"], except = { names = ["org-management"] } }"#;
    assert_eq!(reach(without, group), "none");
}

#[test]
fn a_permission_set_that_is_there_and_elsewhere_is_refused() {
    let exists = |accounts: &str| {
        let set =
            format!("[[permission_set]]\nname = \"X\"\nrole = \"X\"\naccounts = {accounts}\n");
        BundleFolder::new()
            .with("catalog.toml", format!("{CATALOG}{MANAGEMENT}{set}"))
            .faults()
    };
    insta::assert_snapshot!(exists(r#"{ names = ["shop-dev", "org-management"] }"#), @r"
    catalog.toml:26: the permission set `X` is in the management account `org-management` and in `shop-dev`
      fix: give the management account permission sets of its own
    ");
    insta::assert_snapshot!(exists(r#"{ ou = ["dev"] }"#), @r"
    catalog.toml:26: the permission set `X` is in the management account `org-management` and in `shop-dev`
      fix: give the management account permission sets of its own
    ");
    assert_eq!(exists("{ all = true }"), "none");
    assert_eq!(exists(r#"{ names = ["org-management"] }"#), "none");
}
