//! The steps of a decision, as they are told.

use jit_policy::{NoDirectory, SubmitQuestion, VendQuestion};

use crate::bundle_folder::{APPROVAL, BundleFolder};
use crate::cedar::{DENY, PERMIT};
use crate::question::{Question, now, person};

const OVERFLOW: &str = "9223372036854775807 + 1 == 0";
const GUARD: &str =
    "forbid (principal, action in [Jit::Action::\"request\", Jit::Action::\"vend\"], resource)";

/// The steps of a question, a line each.
fn steps(folder: &BundleFolder, question: &Question) -> String {
    let bundle = folder.bundle();
    let explanation = bundle.explain_submit(
        &SubmitQuestion {
            person: &question.person,
            account: &question.account.parse().unwrap(),
            permission_set: &question.set.parse().unwrap(),
            ask: &question.ask,
            break_glass: question.break_glass,
            now: now(),
        },
        &NoDirectory,
    );
    assert_eq!(
        explanation.outcome,
        question.put(&bundle),
        "explaining decides alike"
    );
    lines(&explanation.steps)
}

fn lines(steps: &[jit_policy::Step]) -> String {
    let lines = steps.iter().map(|step| {
        let place = step.origin.as_ref().map(|o| format!(" ({o})"));
        let (outcome, rule) = (step.outcome.as_str(), step.rule.as_str());
        format!(
            "{outcome} {rule}: {}{}",
            step.text,
            place.unwrap_or_default()
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn staff(account: &str) -> Question {
    Question::new(person("someone", &["staff"]), account, "ReadOnly")
}

#[test]
fn what_people_decide() {
    let approval = APPROVAL.replace(
        "approvers = { groups = [\"leads\"] }",
        "approvers = { groups = [\"leads\"], users = [{ issuer = \"https://id.example.com\", subject = \"00u1\" }], attributes = { team = [\"a\", \"b\"] } }",
    );
    let folder = BundleFolder::new().with("approvals/everything.toml", approval);
    insta::assert_snapshot!(steps(&folder, &staff("shop-prod")), @"
    passes catalog: ReadOnly in shop-prod is arn:aws:iam::111111111111:role/jit/ReadOnly
    passes eligibility: `staff` lets this person ask for it (eligibility/staff.toml:2)
    skipped auto-approval: no file applies to this account
    decides approval: `everything` is the most specific: level 1: 1 of `leads`, `00u1`, `team = a | b` (approvals/everything.toml:2)
    passes approvers: only their sign-in tells whether there are enough of them (approvals/everything.toml:2)
    ");
    insta::assert_snapshot!(steps(&folder, &staff("shop-prod").seconds(13 * 3600)), @"
    passes catalog: ReadOnly in shop-prod is arn:aws:iam::111111111111:role/jit/ReadOnly
    skipped eligibility: `staff` allows at most 8h (eligibility/staff.toml:2)
    ");
}

#[test]
fn what_is_not_there_or_not_for_everybody() {
    let folder = BundleFolder::new();
    insta::assert_snapshot!(steps(&folder, &staff("nowhere")), @"refuses catalog: the catalog has no such account");
    let missing = Question::new(person("someone", &["staff"]), "shop-prod", "Admin");
    insta::assert_snapshot!(steps(&folder, &missing), @"refuses catalog: there is no Admin in shop-prod");
    let stranger = Question::new(person("someone", &[]), "shop-prod", "ReadOnly");
    insta::assert_snapshot!(steps(&folder, &stranger), @"
    passes catalog: ReadOnly in shop-prod is arn:aws:iam::111111111111:role/jit/ReadOnly
    refuses eligibility: nothing lets this person ask for it
    ");
    insta::assert_snapshot!(steps(&folder, &stranger.breaking_glass()), @"
    passes catalog: ReadOnly in shop-prod is arn:aws:iam::111111111111:role/jit/ReadOnly
    refuses eligibility: nothing lets this person break glass here
    ");
    let uncovered = BundleFolder::new().without("approvals/everything.toml");
    insta::assert_snapshot!(steps(&uncovered, &staff("shop-prod")), @"
    passes catalog: ReadOnly in shop-prod is arn:aws:iam::111111111111:role/jit/ReadOnly
    passes eligibility: `staff` lets this person ask for it (eligibility/staff.toml:2)
    skipped auto-approval: no file applies to this account
    refuses approval: no approval policy applies to this target
    ");
}

#[test]
fn what_cedar_decides() {
    let automatic = BundleFolder::new().with("auto-approval/ou.prod.cedar", PERMIT);
    insta::assert_snapshot!(steps(&automatic, &staff("shop-prod")), @"
    passes catalog: ReadOnly in shop-prod is arn:aws:iam::111111111111:role/jit/ReadOnly
    passes eligibility: `staff` lets this person ask for it (eligibility/staff.toml:2)
    decides auto-approval: `ou.prod-1` approves at once, for the organizational unit `prod` (auto-approval/ou.prod.cedar:1)
    ");
    insta::assert_snapshot!(steps(&automatic, &staff("shop-prod").seconds(3601)), @"
    passes catalog: ReadOnly in shop-prod is arn:aws:iam::111111111111:role/jit/ReadOnly
    passes eligibility: `staff` lets this person ask for it (eligibility/staff.toml:2)
    skipped auto-approval: an automatic window is one hour at most
    decides approval: `everything` is the most specific: level 1: 1 of `leads` (approvals/everything.toml:2)
    passes approvers: only their sign-in tells whether there are enough of them (approvals/everything.toml:2)
    ");
    let denied = automatic.with("deny-access.cedar", DENY);
    insta::assert_snapshot!(steps(&denied, &staff("shop-prod")), @"
    passes catalog: ReadOnly in shop-prod is arn:aws:iam::111111111111:role/jit/ReadOnly
    passes eligibility: `staff` lets this person ask for it (eligibility/staff.toml:2)
    skipped deny-access: `deny-access-1` keeps it from being automatic (deny-access.cedar:1)
    decides approval: `everything` is the most specific: level 1: 1 of `leads` (approvals/everything.toml:2)
    passes approvers: only their sign-in tells whether there are enough of them (approvals/everything.toml:2)
    ");
    let forbidden = denied.with("guardrails.cedar", format!("{GUARD};"));
    insta::assert_snapshot!(steps(&forbidden, &staff("shop-prod")), @"
    passes catalog: ReadOnly in shop-prod is arn:aws:iam::111111111111:role/jit/ReadOnly
    passes eligibility: `staff` lets this person ask for it (eligibility/staff.toml:2)
    refuses guardrails: `guardrails-1` forbids it, whoever approves (guardrails.cedar:1)
    ");
}

#[test]
fn what_cannot_be_evaluated() {
    let when = |policy: &str| {
        policy
            .trim_end()
            .replace(';', &format!(" when {{ {OVERFLOW} }};"))
    };
    let permit = BundleFolder::new().with("auto-approval/all.cedar", when(PERMIT));
    insta::assert_snapshot!(steps(&permit, &staff("shop-prod")), @"
    passes catalog: ReadOnly in shop-prod is arn:aws:iam::111111111111:role/jit/ReadOnly
    passes eligibility: `staff` lets this person ask for it (eligibility/staff.toml:2)
    skipped auto-approval: `all-1` cannot be evaluated and counts as a denial: integer overflow while attempting to add the values `9223372036854775807` and `1` (auto-approval/all.cedar:1)
    skipped auto-approval: nothing in the file for all accounts permits it
    decides approval: `everything` is the most specific: level 1: 1 of `leads` (approvals/everything.toml:2)
    passes approvers: only their sign-in tells whether there are enough of them (approvals/everything.toml:2)
    ");
    let deny = permit.with("deny-access.cedar", when(DENY));
    insta::assert_snapshot!(steps(&deny, &staff("shop-prod")), @"
    passes catalog: ReadOnly in shop-prod is arn:aws:iam::111111111111:role/jit/ReadOnly
    passes eligibility: `staff` lets this person ask for it (eligibility/staff.toml:2)
    skipped deny-access: `deny-access-1` cannot be evaluated and counts as a denial: integer overflow while attempting to add the values `9223372036854775807` and `1` (deny-access.cedar:1)
    decides approval: `everything` is the most specific: level 1: 1 of `leads` (approvals/everything.toml:2)
    passes approvers: only their sign-in tells whether there are enough of them (approvals/everything.toml:2)
    ");
    let guard = deny.with("guardrails.cedar", when(&format!("{GUARD};")));
    insta::assert_snapshot!(steps(&guard, &staff("shop-prod")), @"
    passes catalog: ReadOnly in shop-prod is arn:aws:iam::111111111111:role/jit/ReadOnly
    passes eligibility: `staff` lets this person ask for it (eligibility/staff.toml:2)
    refuses guardrails: `guardrails-1` cannot be evaluated and counts as a denial: integer overflow while attempting to add the values `9223372036854775807` and `1` (guardrails.cedar:1)
    ");
}

#[test]
fn what_applies_alike() {
    let other = APPROVAL
        .replace("\"everything\"", "\"other\"")
        .replace("{ all = true }", "{ all = true, ou = [\"dev\"], ids = [\"222222222222\"], tags = { Data = [\"Personal\", \"Public\"] } }");
    let tagged = APPROVAL.replace("\"everything\"", "\"tagged\"").replace(
        "{ all = true }",
        "{ tags = { Environment = [\"Production\"] } }",
    );
    let folder = BundleFolder::new()
        .with("approvals/other.toml", other)
        .with("approvals/tagged.toml", tagged);
    insta::assert_snapshot!(steps(&folder, &staff("shop-prod")), @"
    passes catalog: ReadOnly in shop-prod is arn:aws:iam::111111111111:role/jit/ReadOnly
    passes eligibility: `staff` lets this person ask for it (eligibility/staff.toml:2)
    skipped auto-approval: no file applies to this account
    refuses approval: `other` applies by its account 222222222222, tag `Data = Personal | Public`, unit `dev`, `all = true`, as specifically as the others: a conflict (approvals/other.toml:2)
    refuses approval: `tagged` applies by its tag `Environment = Production`, as specifically as the others: a conflict (approvals/tagged.toml:2)
    ");
}

#[test]
fn who_lacks_approvers() {
    let alone = APPROVAL.replace(
        "{ groups = [\"leads\"] }",
        "{ users = [{ issuer = \"https://id.example.com\", subject = \"someone\" }] }",
    );
    let folder = BundleFolder::new().with("approvals/everything.toml", &alone);
    insta::assert_snapshot!(steps(&folder, &staff("shop-prod")), @"
    passes catalog: ReadOnly in shop-prod is arn:aws:iam::111111111111:role/jit/ReadOnly
    passes eligibility: `staff` lets this person ask for it (eligibility/staff.toml:2)
    skipped auto-approval: no file applies to this account
    decides approval: `everything` is the most specific: level 1: 1 of `someone` (approvals/everything.toml:2)
    refuses approvers: level 1 has too few possible approvers without the requester (approvals/everything.toml:2)
    ");
    let other = Question::new(person("other", &["staff"]), "shop-prod", "ReadOnly");
    insta::assert_snapshot!(steps(&folder, &other), @"
    passes catalog: ReadOnly in shop-prod is arn:aws:iam::111111111111:role/jit/ReadOnly
    passes eligibility: `staff` lets this person ask for it (eligibility/staff.toml:2)
    skipped auto-approval: no file applies to this account
    decides approval: `everything` is the most specific: level 1: 1 of `someone` (approvals/everything.toml:2)
    passes approvers: there are enough of them without the requester (approvals/everything.toml:2)
    ");
}

#[test]
fn credentials_are_explained_alike() {
    let vend = |folder: &BundleFolder, groups: &[&str]| {
        let explanation = folder.bundle().explain_vend(&VendQuestion {
            person: &person("someone", groups),
            account: &"111111111111".parse().unwrap(),
            permission_set: &"ReadOnly".parse().unwrap(),
            duration: 3600.try_into().unwrap(),
            ticket: None,
            break_glass: false,
            now: now(),
        });
        lines(&explanation.steps)
    };
    let folder = BundleFolder::new();
    insta::assert_snapshot!(vend(&folder, &["staff"]), @"
    passes catalog: ReadOnly in shop-prod is arn:aws:iam::111111111111:role/jit/ReadOnly
    passes eligibility: `staff` still lets this person have it (eligibility/staff.toml:2)
    ");
    insta::assert_snapshot!(vend(&folder, &[]), @"
    passes catalog: ReadOnly in shop-prod is arn:aws:iam::111111111111:role/jit/ReadOnly
    refuses eligibility: nothing lets this person have it any more
    ");
    let forbidden = folder.with("guardrails.cedar", format!("{GUARD};"));
    insta::assert_snapshot!(vend(&forbidden, &["staff"]), @"
    passes catalog: ReadOnly in shop-prod is arn:aws:iam::111111111111:role/jit/ReadOnly
    passes eligibility: `staff` still lets this person have it (eligibility/staff.toml:2)
    refuses guardrails: `guardrails-1` forbids it, whoever approves (guardrails.cedar:1)
    ");
}
