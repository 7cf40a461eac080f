//! Who may ask for what.

use jit_domain::Person;
use jit_policy::{Bundle, PolicyRefusal};

use crate::bundle_folder::BundleFolder;
use crate::question::{ISSUER, Question, offers, person, vend, with_attribute};

fn eligible(bundle: &Bundle, person: Person, account: &str, set: &str) -> bool {
    let answer = Question::new(person, account, set).put(bundle);
    if let Err(refusal) = &answer {
        assert_eq!(refusal, &PolicyRefusal::NotEligible);
    }
    answer.is_ok()
}

#[test]
fn people_are_matched_by_group_identity_or_claim_exactly() {
    let eligibility = format!(
        r#"
[[eligibility]]
name = "some"
who = {{ groups = ["staff", "on call"], users = [{{ issuer = "{ISSUER}", subject = "00u1" }}], attributes = {{ department = ["platform", "payments"] }} }}
accounts = {{ all = true }}
permission_sets = ["ReadOnly"]
max_duration = "8h"
"#
    );
    let bundle = BundleFolder::new()
        .with("eligibility/staff.toml", eligibility)
        .bundle();
    let stranger = || person("stranger", &[]);
    let mut same_subject = person("00u1", &[]);
    same_subject.id.issuer = "https://id.example.com/".parse().unwrap();
    let mut same_name = stranger();
    same_name.name = "00u1".into();
    let table = [
        (person("a", &["staff"]), true),
        (person("a", &["x", "on call", "y"]), true),
        (person("00u1", &[]), true),
        (with_attribute(stranger(), "department", "payments"), true),
        (stranger(), false),
        (person("a", &["Staff"]), false),
        (person("a", &["staff "]), false),
        (person("a", &["staf", "staffs", "st"]), false),
        (person("00U1", &[]), false),
        (person("staff", &[]), false),
        (same_subject, false),
        (same_name, false),
        (with_attribute(stranger(), "Department", "payments"), false),
        (with_attribute(stranger(), "department", "Payments"), false),
        (with_attribute(stranger(), "team", "payments"), false),
        (with_attribute(stranger(), "department", "staff"), false),
    ];
    for (person, wanted) in table {
        let shown = format!("{person:?}");
        assert_eq!(
            eligible(&bundle, person, "shop-prod", "ReadOnly"),
            wanted,
            "{shown}"
        );
    }
}

#[test]
fn an_unknown_target_looks_like_one_that_nobody_is_eligible_for() {
    let bundle = BundleFolder::new().bundle();
    let staff = || person("someone", &["staff"]);
    assert!(eligible(&bundle, staff(), "shop-prod", "ReadOnly"));
    assert!(eligible(&bundle, staff(), "111111111111", "ReadOnly"));
    for (account, set) in [
        ("000000000009", "ReadOnly"),
        ("Shop-prod", "ReadOnly"),
        ("shop", "ReadOnly"),
        ("shop-prod", "Readonly"),
        ("shop-prod", "Admin"),
    ] {
        assert!(!eligible(&bundle, staff(), account, set), "{account} {set}");
        assert!(
            !eligible(&bundle, person("x", &[]), account, set),
            "{account} {set}"
        );
    }
    assert!(!eligible(
        &bundle,
        person("x", &[]),
        "shop-prod",
        "ReadOnly"
    ));
}

#[test]
fn a_permission_set_can_be_had_only_where_it_exists() {
    let catalog = r#"
[[account]]
id = "111111111111"
name = "shop-prod"
ou = "prod"
[[account]]
id = "222222222222"
name = "shop-dev"
ou = "dev"
[[permission_set]]
name = "PowerUser"
role = "jit/PowerUser"
accounts = { ou = ["dev"] }
[[permission_set]]
name = "ReadOnly"
role = "jit/ReadOnly"
"#;
    let bundle = BundleFolder::new().with("catalog.toml", catalog).bundle();
    let staff = || person("someone", &["staff"]);
    let table = [
        ("shop-dev", "PowerUser", true),
        ("shop-prod", "PowerUser", false),
        ("shop-prod", "ReadOnly", true),
    ];
    for (account, set, wanted) in table {
        assert_eq!(
            eligible(&bundle, staff(), account, set),
            wanted,
            "{account} {set}"
        );
        let id = bundle
            .account(&account.parse().unwrap())
            .unwrap()
            .id
            .clone();
        let terms = vend(&bundle, &staff(), id.as_str(), set);
        assert_eq!(terms.is_ok(), wanted, "{account} {set}");
    }
    assert_eq!(offers(&bundle, &staff()).len(), 3);
}
