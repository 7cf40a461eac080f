//! On what terms sessions are opened, by the current bundle.

use jit_domain::Person;
use jit_policy::{Bundle, PolicyRefusal, Recheck, RecheckTerms, SessionTerms};

use crate::bundle_folder::{BundleFolder, CATALOG, ELIGIBILITY};
use crate::question::{self, person};

fn vend(bundle: &Bundle, person: &Person) -> Result<SessionTerms, PolicyRefusal> {
    question::vend(bundle, person, "111111111111", "PowerUser")
}

#[test]
fn the_terms_are_those_of_the_current_catalog() {
    let staff = person("someone", &["staff"]);
    let terms = vend(&BundleFolder::new().bundle(), &staff).unwrap();
    assert_eq!(
        terms.role.as_str(),
        "arn:aws:iam::111111111111:role/jit/PowerUser"
    );
    assert_eq!(terms.session_duration.seconds(), 3600);
    assert!(
        !terms.chaining,
        "role chaining is denied unless it is allowed"
    );
    assert_eq!(
        terms.recheck,
        RecheckTerms::default(),
        "what is not said is left to the broker"
    );

    let lines = "role = \"jit/v2\"\nsession_duration = \"15m\"\nchaining = true\n\
                 recheck = \"strict\"\nrecheck_seconds = 0";
    let catalog = CATALOG.replace("role = \"jit/PowerUser\"", lines);
    let catalog = format!("partition = \"aws-cn\"\n{catalog}");
    let terms = vend(
        &BundleFolder::new().with("catalog.toml", catalog).bundle(),
        &staff,
    )
    .unwrap();
    assert_eq!(
        terms.role.as_str(),
        "arn:aws-cn:iam::111111111111:role/jit/v2"
    );
    assert_eq!(terms.session_duration.seconds(), 900);
    assert!(terms.chaining);
    assert_eq!(terms.recheck.recheck, Some(Recheck::Strict));
    assert_eq!(terms.recheck.seconds, Some(0));
}

#[test]
fn the_limits_of_the_ask_are_not_looked_at_again() {
    let strict = ELIGIBILITY.replace(
        "max_duration = \"8h\"",
        "max_duration = \"1s\"\nreason = { min_length = 1024 }\nticket = { required = true }",
    );
    let bundle = BundleFolder::new()
        .with("eligibility/staff.toml", strict)
        .bundle();
    assert!(vend(&bundle, &person("someone", &["staff"])).is_ok());
}

#[test]
fn who_is_not_eligible_any_more_gets_nothing() {
    let bundle = BundleFolder::new().bundle();
    assert_eq!(
        vend(&bundle, &person("someone", &["others"])),
        Err(PolicyRefusal::NotEligible)
    );

    let narrowed = ELIGIBILITY.replace("\"PowerUser\", ", "");
    let bundle = BundleFolder::new()
        .with("eligibility/staff.toml", narrowed)
        .bundle();
    assert_eq!(
        vend(&bundle, &person("someone", &["staff"])),
        Err(PolicyRefusal::NotEligible)
    );

    let elsewhere = ELIGIBILITY.replace("all = true", "ou = [\"dev\"]");
    let bundle = BundleFolder::new()
        .with("eligibility/staff.toml", elsewhere)
        .bundle();
    assert_eq!(
        vend(&bundle, &person("someone", &["staff"])),
        Err(PolicyRefusal::NotEligible)
    );
}
