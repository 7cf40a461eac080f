//! Cedar policies: what is automatic, what never is, and what nobody gets.

use jit_domain::{Approval, Authentication, Person, Ruling};
use jit_policy::{Bundle, PolicyRefusal, VendQuestion};

use crate::bundle_folder::{APPROVAL, BundleFolder, CATALOG};
use crate::question::{Question, in_words, now, offers, person, with_attribute};

pub(crate) const PERMIT: &str =
    "permit (principal, action == Jit::Action::\"autoApprove\", resource);\n";
pub(crate) const DENY: &str =
    "forbid (principal, action == Jit::Action::\"autoApprove\", resource);\n";
const GUARD: &str =
    "forbid (principal, action in [Jit::Action::\"request\", Jit::Action::\"vend\"], resource);\n";

pub(crate) fn staff() -> Person {
    person("someone", &["staff"])
}

/// A policy with a condition.
pub(crate) fn when(policy: &str, condition: &str) -> String {
    policy.replace(";\n", &format!("\nwhen {{ {condition} }};\n"))
}

pub(crate) fn ask(bundle: &Bundle, account: &str) -> String {
    in_words(&Question::new(staff(), account, "ReadOnly").put(bundle))
}

pub(crate) fn with(path: &str, text: &str) -> BundleFolder {
    BundleFolder::new().with(path, text)
}

pub(crate) fn vend(bundle: &Bundle, person: &Person) -> String {
    let terms = bundle.rule_on_vend(&VendQuestion {
        person,
        account: &"111111111111".parse().unwrap(),
        permission_set: &"ReadOnly".parse().unwrap(),
        duration: 3600.try_into().unwrap(),
        ticket: None,
        break_glass: false,
        now: now(),
    });
    terms.map_or_else(|refusal| refusal.to_string(), |_| "yes".to_owned())
}

#[test]
fn what_an_auto_approval_policy_permits_opens_at_once() {
    let bundle = with("auto-approval/all.cedar", PERMIT).bundle();
    let answer = Question::new(staff(), "shop-prod", "ReadOnly")
        .put(&bundle)
        .unwrap();
    let Ruling::Approval { approval, .. } = answer.ruling else {
        panic!("a conflict");
    };
    let policy = "all-1".parse().unwrap();
    assert_eq!(approval, Approval::Automatic { policy });
    assert_eq!(answer.failed_policies, []);
}

#[test]
fn without_a_permit_people_have_to_agree() {
    let never = when(PERMIT, "principal in Jit::Group::\"robots\"");
    for folder in [
        BundleFolder::new(),
        with("auto-approval/all.cedar", ""),
        with("auto-approval/all.cedar", "// nothing here\n"),
        with("auto-approval/all.cedar", &never),
        with("auto-approval/ou.dev.cedar", PERMIT),
    ] {
        assert_eq!(ask(&folder.bundle(), "shop-prod"), "everything?");
    }
}

#[test]
fn an_auto_approval_needs_an_eligibility_too() {
    let bundle = with("auto-approval/all.cedar", PERMIT).bundle();
    let stranger = Question::new(person("someone", &["others"]), "shop-prod", "ReadOnly");
    assert_eq!(
        stranger.put(&bundle).unwrap_err(),
        PolicyRefusal::NotEligible
    );
}

#[test]
fn an_auto_approval_needs_no_approval_policy() {
    let bundle = with("auto-approval/all.cedar", PERMIT)
        .without("approvals/everything.toml")
        .bundle();
    assert_eq!(ask(&bundle, "shop-prod"), "all-1");
}

#[test]
fn a_deny_that_does_not_match_prevents_nothing() {
    let deny = when(
        DENY,
        "resource.hasTag(\"Environment\") && resource.getTag(\"Environment\") == \"Production\"",
    );
    let bundle = with("auto-approval/all.cedar", PERMIT)
        .with("deny-access.cedar", deny)
        .bundle();
    assert_eq!(ask(&bundle, "shop-prod"), "everything?");
    assert_eq!(ask(&bundle, "shop-dev"), "all-1");
}

#[test]
fn a_unit_is_a_whole_name_and_not_the_beginning_of_one() {
    let catalog = CATALOG.replace("ou = \"dev\"", "ou = \"production\"");
    let bundle = with("auto-approval/ou.prod.cedar", PERMIT)
        .with("catalog.toml", catalog)
        .bundle();
    assert_eq!(ask(&bundle, "shop-prod"), "ou.prod-1");
    assert_eq!(ask(&bundle, "shop-dev"), "everything?");
}

#[test]
fn a_guardrail_forbids_whoever_approves() {
    let bundle = with("guardrails.cedar", GUARD)
        .with("auto-approval/all.cedar", PERMIT)
        .bundle();
    let forbidden = "the guardrail `guardrails-1` forbids this";
    assert_eq!(ask(&bundle, "shop-prod"), forbidden);
    assert_eq!(vend(&bundle, &staff()), forbidden);
    let offers = offers(&bundle, &staff());
    let by = offers.iter().map(|offer| offer.forbidden_by.clone());
    let by: Vec<_> = by.flatten().map(|name| name.to_string()).collect();
    assert_eq!(by, ["guardrails-1"; 4]);
}

#[test]
fn a_guardrail_is_about_the_actions_that_it_names() {
    let request = GUARD.replace(
        "in [Jit::Action::\"request\", Jit::Action::\"vend\"]",
        "== Jit::Action::\"request\"",
    );
    let bundle = with("guardrails.cedar", &request).bundle();
    assert!(ask(&bundle, "shop-prod").contains("forbids"));
    assert_eq!(vend(&bundle, &staff()), "yes");

    let bundle = with("guardrails.cedar", &request.replace("request", "vend")).bundle();
    assert_eq!(ask(&bundle, "shop-prod"), "everything?");
    assert!(vend(&bundle, &staff()).contains("forbids"));
}

#[test]
fn eligibility_comes_before_guardrails() {
    let bundle = with("guardrails.cedar", GUARD).bundle();
    let stranger = person("someone", &["others"]);
    let question = Question::new(stranger.clone(), "shop-prod", "ReadOnly");
    let refused = "you are not eligible for this target";
    assert_eq!(in_words(&question.put(&bundle)), refused);
    assert_eq!(vend(&bundle, &stranger), refused);
}

#[test]
fn policies_can_look_at_everything_that_the_schema_names() {
    let mut who = with_attribute(staff(), "department", "platform");
    who = with_attribute(who, "email", "someone@example.com");
    who.authentication = Authentication {
        methods: Some(["pwd".to_owned(), "mfa".to_owned()].into()),
        at: Some(now().plus_seconds(-600)),
    };
    let holds = [
        "principal in Jit::Group::\"staff\"",
        "principal == Jit::User::\"https://id.example.com#someone\"",
        "principal.issuer == \"https://id.example.com\" && principal.subject == \"someone\"",
        "principal has email && principal.email like \"*@example.com\"",
        "principal.hasTag(\"department\") && principal.getTag(\"department\").contains(\"platform\")",
        "resource in Jit::Account::\"111111111111\"",
        "resource in Jit::PermissionSet::\"ReadOnly\"",
        "resource in Jit::OrganizationalUnit::\"prod\"",
        "resource in Jit::OrganizationalUnit::\"prod/shop\"",
        "resource == Jit::Target::\"111111111111/ReadOnly\"",
        "resource.account.id == \"111111111111\" && resource.account.name == \"shop-prod\"",
        "!resource.account.management",
        "resource.account.hasTag(\"Data\") && resource.account.getTag(\"Data\") == \"Personal\"",
        "resource.permissionSet.name == \"ReadOnly\"",
        "resource.hasTag(\"Data\") && resource.getTag(\"Data\") == \"Personal\"",
        "context.duration == duration(\"1h\")",
        "context.now == datetime(\"2026-11-24T10:00:00Z\")",
        "context.now.toTime() >= duration(\"8h\") && context.now.toTime() < duration(\"18h\")",
        "context has ticket && context.ticket == \"INC-1\"",
        "!context.breakGlass",
        "context has authentication.methods && context.authentication.methods.contains(\"mfa\")",
        "context has authentication.age && context.authentication.age == duration(\"10m\")",
    ];
    for condition in holds {
        let decide = |condition: &str| {
            let bundle = with("auto-approval/all.cedar", &when(PERMIT, condition)).bundle();
            let question = Question::new(who.clone(), "shop-prod", "ReadOnly");
            in_words(&question.ticket("INC-1").put(&bundle))
        };
        assert_eq!(decide(condition), "all-1", "{condition}");
        assert_eq!(
            decide(&format!("!({condition})")),
            "everything?",
            "{condition}"
        );
    }
}

#[test]
fn the_tags_of_both_are_the_targets_and_the_account_wins() {
    let catalog = CATALOG.replace(
        "tags = { Risk = \"high\" }",
        "tags = { Risk = \"high\", Environment = \"None\" }",
    );
    let decide = |condition: &str| {
        let bundle = with("auto-approval/all.cedar", &when(PERMIT, condition))
            .with("catalog.toml", &catalog)
            .bundle();
        in_words(&Question::new(staff(), "shop-prod", "PowerUser").put(&bundle))
    };
    let tag = |key: &str, value: &str| {
        format!("resource.hasTag(\"{key}\") && resource.getTag(\"{key}\") == \"{value}\"")
    };
    assert_eq!(decide(&tag("Risk", "high")), "all-1");
    assert_eq!(decide(&tag("Environment", "Production")), "all-1");
    assert_eq!(decide(&tag("Environment", "None")), "everything?");
}

#[test]
fn a_guardrail_that_cannot_be_evaluated_forbids() {
    let overflow = "9223372036854775807 + 1 == 0";
    let bundle = with("guardrails.cedar", &when(GUARD, overflow)).bundle();
    let question = Question::new(staff(), "shop-prod", "ReadOnly");
    let Err(PolicyRefusal::Guardrail {
        policy,
        failed_policies,
    }) = question.put(&bundle)
    else {
        panic!("a guardrail that fails lets nobody through");
    };
    assert_eq!(policy.as_str(), "guardrails-1");
    let [failed] = failed_policies.as_slice() else {
        panic!("one policy fails, not {failed_policies:?}");
    };
    assert_eq!(failed.policy.as_str(), "guardrails-1");
    assert!(failed.error.contains("overflow"), "{}", failed.error);
    assert!(vend(&bundle, &staff()).contains("forbids"));
}

#[test]
fn a_deny_that_cannot_be_evaluated_denies_and_is_recorded() {
    let overflow = "9223372036854775807 + 1 == 0";
    let bundle = with("auto-approval/all.cedar", PERMIT)
        .with("deny-access.cedar", when(DENY, overflow))
        .bundle();
    let answer = Question::new(staff(), "shop-prod", "ReadOnly")
        .put(&bundle)
        .unwrap();
    let names: Vec<_> = answer
        .failed_policies
        .iter()
        .map(|f| f.policy.as_str())
        .collect();
    assert_eq!(names, ["deny-access-1"]);
    assert_eq!(in_words(&Ok(answer)), "everything?");
}

#[test]
fn a_permit_that_cannot_be_evaluated_permits_nothing_beside_it_and_is_recorded() {
    let overflow = when(PERMIT, "9223372036854775807 + 1 == 0");
    let bundle = with("auto-approval/all.cedar", &format!("{PERMIT}{overflow}")).bundle();
    let answer = Question::new(staff(), "shop-prod", "ReadOnly")
        .put(&bundle)
        .unwrap();
    let names: Vec<_> = answer
        .failed_policies
        .iter()
        .map(|f| f.policy.as_str())
        .collect();
    assert_eq!(names, ["all-2"]);
    assert_eq!(in_words(&Ok(answer)), "everything?");
}

#[test]
fn text_of_people_is_data_and_never_policy_text() {
    let hostile = "x\", action, resource) when { true }; //\\";
    let mut who = person(hostile, &["staff", hostile]);
    who = with_attribute(who, hostile, hostile);
    let permit = when(
        PERMIT,
        "principal.subject == \"robot\" || (context has ticket && context.ticket == \"go\")",
    );
    let bundle = with("auto-approval/all.cedar", &permit).bundle();
    let question = Question::new(who, "shop-prod", "ReadOnly").reason(hostile);
    assert_eq!(in_words(&question.put(&bundle)), "everything?");
}

#[test]
fn nothing_is_automatic_in_the_management_account() {
    let catalog = format!(
        "{CATALOG}\n[[account]]\nid = \"999999999999\"\nname = \"root\"\nou = \"prod\"\nmanagement = true\n\
         [[permission_set]]\nname = \"Billing\"\nrole = \"Billing\"\naccounts = {{ names = [\"root\"] }}\n"
    );
    let owner = "\n[[eligibility]]\nname = \"owner\"\nwho = { users = [{ issuer = \"https://id.example.com\", subject = \"owner\" }] }\n\
                 accounts = { names = [\"root\"] }\npermission_sets = [\"Billing\"]\nmax_duration = \"1h\"\n";
    let approval = APPROVAL.replace("all = true", "all = true, names = [\"root\"]");
    for file in ["auto-approval/all.cedar", "auto-approval/ou.prod.cedar"] {
        let bundle = with(file, PERMIT)
            .with("catalog.toml", &catalog)
            .with("eligibility/owner.toml", owner)
            .with("approvals/everything.toml", &approval)
            .bundle();
        let question = Question::new(person("owner", &[]), "root", "Billing");
        assert_eq!(in_words(&question.put(&bundle)), "everything?");
    }
}

#[test]
fn a_policy_is_named_by_its_id_or_its_place() {
    let named = format!("@id(\"looking\")\n{PERMIT}");
    let bundle = with("auto-approval/all.cedar", &named).bundle();
    assert_eq!(ask(&bundle, "shop-prod"), "looking");
    let second = format!(
        "{}{PERMIT}",
        when(PERMIT, "principal in Jit::Group::\"robots\"")
    );
    let bundle = with("auto-approval/all.cedar", &second).bundle();
    assert_eq!(ask(&bundle, "shop-prod"), "all-2");
}

#[test]
fn an_offer_tells_how_long_a_window_can_be_without_anybody() {
    let permit = when(
        PERMIT,
        "context.duration <= duration(\"20m\") && resource.permissionSet.name == \"ReadOnly\"",
    );
    let bundle = with("auto-approval/ou.dev.cedar", &permit).bundle();
    let shown: Vec<_> = offers(&bundle, &staff())
        .iter()
        .map(|offer| {
            let automatic = offer
                .automatic_up_to
                .map_or_else(|| "never".to_owned(), |d| d.to_string());
            format!(
                "{} {} {automatic}",
                offer.target.account_name, offer.target.permission_set
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            "shop-dev PowerUser never",
            "shop-dev ReadOnly 15m",
            "shop-prod PowerUser never",
            "shop-prod ReadOnly never",
        ]
    );
}
