use crate::stage::{Stage, words};

fn explain(stage: &Stage, more: &str) -> String {
    let mut all = words(more);
    all.insert(0, "explain");
    all.extend(["--now", "2026-01-05T12:00:00Z"]);
    stage.policy(&all).to_string()
}

#[test]
fn each_step_names_the_file_and_line_that_decided() {
    let stage = Stage::with_example();
    insta::assert_snapshot!(explain(&stage, "--group sre --account shop-prod --permission-set AdministratorAccess --ticket INC-4711"), @"
    exit: 0
    passes   catalog        AdministratorAccess in shop-prod is arn:aws:iam::222233334444:role/jit/AdministratorAccess
    passes   eligibility    `sre-administration` lets this person ask for it                          eligibility/sre.toml:13
    passes   guardrails     nothing forbids it
    skipped  auto-approval  no file applies to this account
    decides  approval       `administration` is the most specific: level 1: 1 of `sre`; level 2: 2 of `security`  approvals/production.toml:15
    passes   approvers      only their sign-in tells whether there are enough of them                 approvals/production.toml:15
    decision: manual by administration, approvals 1 and 2
    ");
    insta::assert_snapshot!(explain(&stage, "--group sre --account shop-prod --permission-set AdministratorAccess"), @"
    exit: 0
    passes   catalog        AdministratorAccess in shop-prod is arn:aws:iam::222233334444:role/jit/AdministratorAccess
    skipped  eligibility    `sre-administration` wants a ticket                                       eligibility/sre.toml:13
    decision: limit: `sre-administration` wants a ticket
    ");
    insta::assert_snapshot!(explain(&stage, "--group engineers --group interns --account playground --permission-set ReadOnly"), @"
    exit: 0
    passes   catalog        ReadOnly in playground is arn:aws:iam::444455556666:role/jit/ReadOnly
    passes   eligibility    `engineers-build` lets this person ask for it                          eligibility/engineers.toml:11
    passes   guardrails     nothing forbids it
    skipped  deny-access    `nor-is-anything-for-interns` keeps it from being automatic            deny-access.cedar:8
    decides  approval       `everything` is the most specific: level 1: 1 of `sre`                 approvals/everything.toml:5
    passes   approvers      only their sign-in tells whether there are enough of them              approvals/everything.toml:5
    decision: manual by everything, approvals 1
    ");
    insta::assert_snapshot!(explain(&stage, "--group nobody --account playground --permission-set ReadOnly"), @"
    exit: 0
    passes   catalog        ReadOnly in playground is arn:aws:iam::444455556666:role/jit/ReadOnly
    refuses  eligibility    nothing lets this person ask for it
    decision: not_eligible: you are not eligible for this target
    ");
    insta::assert_snapshot!(explain(&stage, "--group sre --account nowhere --permission-set ReadOnly"), @"
    exit: 0
    refuses  catalog        the catalog has no such account
    decision: not_eligible: you are not eligible for this target
    ");
}

#[test]
fn credentials_are_explained_too() {
    let stage = Stage::with_example();
    let admin = "--vend --group sre --account shop-prod --permission-set AdministratorAccess";
    insta::assert_snapshot!(explain(&stage, &format!("{admin} --signed-in 25h")), @"
    exit: 0
    passes   catalog        AdministratorAccess in shop-prod is arn:aws:iam::222233334444:role/jit/AdministratorAccess
    passes   eligibility    `sre-administration` still lets this person have it                       eligibility/sre.toml:13
    refuses  guardrails     `critical-needs-a-fresh-sign-in` forbids it, whoever approves             guardrails.cedar:15
    decision: guardrail: the guardrail `critical-needs-a-fresh-sign-in` forbids this
    ");
    insta::assert_snapshot!(explain(&stage, &format!("{admin} --signed-in 24h --method mfa")), @"
    exit: 0
    passes   catalog        AdministratorAccess in shop-prod is arn:aws:iam::222233334444:role/jit/AdministratorAccess
    passes   eligibility    `sre-administration` still lets this person have it                       eligibility/sre.toml:13
    passes   guardrails     nothing forbids it
    decision: allowed
    ");
    insta::assert_snapshot!(explain(&stage, "--vend --group sre --account nowhere --permission-set ReadOnly"), @"
    exit: 0
    decision: not_eligible: the catalog has no such account
    ");
}

#[test]
fn the_answer_is_data_for_scripts() {
    let stage = Stage::with_example();
    let line = "explain --json --group sre --account payments-prod --permission-set PowerUser";
    let mut json = stage.policy(&words(line)).json();
    assert_eq!(json["bundle"].as_str().unwrap().len(), 64);
    json.as_object_mut().unwrap().remove("bundle");
    insta::assert_snapshot!(format!("{json:#}"), @r#"
    {
      "ok": true,
      "steps": [
        {
          "rule": "catalog",
          "outcome": "passes",
          "text": "PowerUser in payments-prod is arn:aws:iam::111122223333:role/jit/PowerUser"
        },
        {
          "rule": "eligibility",
          "outcome": "passes",
          "text": "`sre-production` lets this person ask for it",
          "policy": "sre-production",
          "origin": "eligibility/sre.toml:4"
        },
        {
          "rule": "guardrails",
          "outcome": "passes",
          "text": "nothing forbids it"
        },
        {
          "rule": "auto_approval",
          "outcome": "skipped",
          "text": "no file applies to this account"
        },
        {
          "rule": "approval",
          "outcome": "decides",
          "text": "`payments` is the most specific: level 1: 1 of `payments-leads`",
          "policy": "payments",
          "origin": "approvals/production.toml:2"
        },
        {
          "rule": "approvers",
          "outcome": "passes",
          "text": "only their sign-in tells whether there are enough of them",
          "policy": "payments",
          "origin": "approvals/production.toml:2"
        }
      ],
      "decision": "manual by payments, approvals 1"
    }
    "#);
}

#[test]
fn the_person_is_what_the_flags_say() {
    let stage = Stage::with_example().with(
        "eligibility/owner.toml",
        "[[eligibility]]\nname = \"owner\"\nwho = { users = [{ issuer = \"https://id.example.org\", subject = \"owner\" }], attributes = { team = [\"shop\"] } }\n\
         accounts = { names = [\"shop-dev\"] }\npermission_sets = [\"ReadOnly\"]\nmax_duration = \"1h\"\n",
    );
    let ask = "--account shop-dev --permission-set ReadOnly";
    let eligible = |more: &str| !explain(&stage, &format!("{ask} {more}")).contains("not_eligible");
    assert!(eligible("--subject owner --issuer https://id.example.org"));
    assert!(!eligible("--subject owner"));
    assert!(eligible("--attribute team=shop"));
    assert!(!eligible("--attribute team=payments"));
}
