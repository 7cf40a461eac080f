//! External checks as the bundle names them: who is asked, and what they can add.

use jit_domain::{Approval, PassedCheck, Ruling};
use jit_policy::{Bundle, NoDirectory, PolicyRefusal, SubmitRuling};

use crate::bundle_folder::{BundleFolder, ELIGIBILITY};
use crate::question::{Question, person, person_id};

const CHECKS: &str = r#"
[[check]]
name = "change"
level = { approvers = { groups = ["change-managers"] }, approvals = 1 }
[[check]]
name = "training"
"#;

fn folder() -> BundleFolder {
    let eligibility = format!("{ELIGIBILITY}checks = [\"training\", \"change\"]\n");
    BundleFolder::new()
        .with("checks.toml", CHECKS)
        .with("eligibility/staff.toml", eligibility)
}

fn ruling(bundle: &Bundle) -> SubmitRuling {
    let question = Question::new(person("someone", &["staff"]), "shop-prod", "PowerUser");
    question.put(bundle).unwrap()
}

fn passed(check: &str, adds_level: bool) -> PassedCheck {
    PassedCheck {
        check: check.parse().unwrap(),
        note: None,
        adds_level,
    }
}

fn with(bundle: &Bundle, checks: &[PassedCheck]) -> Result<SubmitRuling, PolicyRefusal> {
    bundle.with_checks(ruling(bundle), checks, &person_id("someone"), &NoDirectory)
}

/// Policy and groups of each level, and how many seconds it may stay pending.
fn manual(ruling: &SubmitRuling) -> (String, Vec<String>, u32) {
    let Ruling::Approval {
        approval: Approval::Manual { policy, levels, .. },
        pending_for,
    } = &ruling.ruling
    else {
        panic!("{ruling:?}");
    };
    let groups = levels.iter().map(|level| {
        let groups = level.approvers.groups.iter();
        groups.map(ToString::to_string).collect::<String>()
    });
    (policy.to_string(), groups.collect(), pending_for.seconds())
}

#[test]
fn an_ask_names_the_checks_of_its_eligibility_in_their_order() {
    let bundle = folder().bundle();
    let names: Vec<_> = ruling(&bundle)
        .checks
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(names, ["training", "change"]);
    let known: Vec<_> = bundle.external_checks().map(ToString::to_string).collect();
    assert_eq!(known, ["change", "training"]);
    assert!(ruling(&BundleFolder::new().bundle()).checks.is_empty());
}

#[test]
fn a_check_adds_its_level_behind_those_of_the_policy_and_takes_none_away() {
    let bundle = folder().bundle();
    let before = ruling(&bundle);
    let nothing = with(
        &bundle,
        &[passed("training", false), passed("change", false)],
    );
    assert_eq!(nothing.unwrap(), before);
    let more = with(
        &bundle,
        &[passed("training", false), passed("change", true)],
    )
    .unwrap();
    let (policy, levels, pending) = manual(&more);
    assert_eq!((policy.as_str(), pending), ("everything", 8 * 3600));
    assert_eq!(levels, ["leads", "change-managers"]);
    assert!(bundle.is_approver(&person("manager", &["change-managers"])));
}

#[test]
fn what_a_policy_alone_approved_waits_for_the_level_of_a_check() {
    let permit =
        r#"@id("play") permit (principal, action == Jit::Action::"autoApprove", resource);"#;
    let bundle = folder().with("auto-approval/all.cedar", permit).bundle();
    let automatic = ruling(&bundle).ruling;
    assert!(matches!(
        automatic,
        Ruling::Approval {
            approval: Approval::Automatic { .. },
            ..
        }
    ));
    let (policy, levels, pending) = manual(&with(&bundle, &[passed("change", true)]).unwrap());
    assert_eq!((policy.as_str(), pending), ("play", 8 * 3600));
    assert_eq!(levels, ["change-managers"]);
}

#[test]
fn a_level_that_the_bundle_does_not_have_or_nobody_could_give_refuses() {
    let bundle = folder().bundle();
    for check in ["training", "unknown"] {
        let refusal = with(&bundle, &[passed(check, true)]).unwrap_err();
        assert_eq!(refusal.code(), "no_approver", "{check}");
    }
    let alone = r#"users = [{ issuer = "https://id.example.com", subject = "someone" }]"#;
    let checks = CHECKS.replace(r#"groups = ["change-managers"]"#, alone);
    let bundle = folder().with("checks.toml", checks).bundle();
    let refusal = with(&bundle, &[passed("change", true)]).unwrap_err();
    assert_eq!(refusal.code(), "no_approver");
}

#[test]
fn what_cannot_be_a_check_is_refused_with_its_place() {
    let checks =
        "[[check]]\nname = \"change\"\nurl = \"https://x\"\n[[check]]\nname = \"change\"\n";
    let eligibility = format!("{ELIGIBILITY}checks = [\"chnage\"]\n");
    let emergency = r#"
[[eligibility]]
name = "emergency"
who = { groups = ["oncall"] }
accounts = { all = true }
permission_sets = ["PowerUser"]
break_glass = true
checks = ["change"]
"#;
    let folder = BundleFolder::new()
        .with("people.toml", "security = { groups = [\"guards\"] }\n")
        .with("checks.toml", checks)
        .with("eligibility/staff.toml", eligibility)
        .with("eligibility/emergency.toml", emergency);
    insta::assert_snapshot!(folder.faults(), @r"
    checks.toml:3: unknown key `url` in `[[check]]`
      fix: the keys here are `name`, `level`
    checks.toml:5: there is another check named `change` at checks.toml:2
      fix: give each a name of its own
    eligibility/emergency.toml:8: breaking glass waits for no other service
      fix: leave `checks` out of a break-glass eligibility
    eligibility/staff.toml:8: `checks.toml` has no check `chnage`
      fix: correct the name, or add the check to `checks.toml`
    ");
}
