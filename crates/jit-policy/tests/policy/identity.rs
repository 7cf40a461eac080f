//! Whoever asks is issuer and subject, whatever else their token says.

use jit_domain::{Authentication, Person};

use crate::bundle_folder::{APPROVAL, BundleFolder, ELIGIBILITY};
use crate::cedar::{PERMIT, when, with};
use crate::question::{ISSUER, Question, in_words, now, person, with_attribute};

/// Tokens of one person: another name, another e-mail, other groups, another sign-in.
fn tokens() -> [Person; 3] {
    let first = person("someone", &["staff"]);
    let married = Person {
        name: "Somebody Else".into(),
        ..with_attribute(person("someone", &["staff"]), "email", "else@example.com")
    };
    let promoted = Person {
        authentication: Authentication {
            methods: Some(["mfa".to_owned()].into()),
            at: Some(now()),
        },
        ..with_attribute(
            person("someone", &["staff", "leads"]),
            "email",
            "x@example.com",
        )
    };
    [first, married, promoted]
}

/// Others who look like that person.
fn lookalikes() -> [Person; 3] {
    let alike = |mut other: Person| {
        other.name = "someone".into();
        with_attribute(other, "email", "someone@example.com")
    };
    let mut elsewhere = person("someone", &["staff"]);
    elsewhere.id.issuer = format!("{ISSUER}/").parse().unwrap();
    [
        alike(elsewhere),
        alike(person("Someone", &["staff"])),
        alike(person("someone@example.com", &["staff"])),
    ]
}

#[test]
fn tokens_of_one_person_are_one_principal_to_cedar() {
    let permit = format!("principal == Jit::User::\"{ISSUER}#someone\"");
    let bundle = with("auto-approval/all.cedar", &when(PERMIT, &permit)).bundle();
    let ask = |who| in_words(&Question::new(who, "shop-prod", "ReadOnly").put(&bundle));
    for token in tokens() {
        assert_eq!(ask(token.clone()), "all-1", "{token:?}");
    }
    for other in lookalikes() {
        assert_eq!(ask(other.clone()), "everything?", "{other:?}");
    }
}

#[test]
fn whom_a_policy_names_in_person_is_issuer_and_subject() {
    let user = format!("{{ users = [{{ issuer = \"{ISSUER}\", subject = \"someone\" }}] }}");
    let named =
        |text: &str, group: &str| text.replace(&format!("{{ groups = [\"{group}\"] }}"), &user);
    let bundle = BundleFolder::new()
        .with("eligibility/staff.toml", named(ELIGIBILITY, "staff"))
        .with("approvals/everything.toml", named(APPROVAL, "leads"))
        .bundle();
    let ask = |who| in_words(&Question::new(who, "shop-prod", "ReadOnly").put(&bundle));
    for token in tokens() {
        let alone = "level 1 of `everything` has too few possible approvers without you";
        assert_eq!(ask(token.clone()), alone, "{token:?}");
        assert!(bundle.is_approver(&token));
    }
    for other in lookalikes() {
        assert_eq!(ask(other.clone()), "you are not eligible for this target");
        assert!(!bundle.is_approver(&other), "{other:?}");
    }
}

#[test]
fn a_clock_behind_the_issuers_makes_no_sign_in_younger_than_now() {
    let fresh = "context has authentication.age && context.authentication.age <= duration(\"5m\")";
    let bundle = with("auto-approval/all.cedar", &when(PERMIT, fresh)).bundle();
    let none = "context has authentication.age && context.authentication.age < duration(\"0ms\")";
    let negative = with("auto-approval/all.cedar", &when(PERMIT, none)).bundle();
    for (seconds, wanted) in [
        (-301, "everything?"),
        (-300, "all-1"),
        (0, "all-1"),
        (60, "all-1"),
    ] {
        let mut who = person("someone", &["staff"]);
        who.authentication.at = Some(now().plus_seconds(seconds));
        let question = Question::new(who, "shop-prod", "ReadOnly");
        assert_eq!(in_words(&question.put(&bundle)), wanted, "{seconds}");
        assert_eq!(
            in_words(&question.put(&negative)),
            "everything?",
            "{seconds}"
        );
    }
}
