use crate::stage::{Stage, example};

#[test]
fn the_tests_of_the_example_pass() {
    let ran = Stage::new().policy(&["test", example().to_str().unwrap()]);
    assert_eq!(ran.status, 0, "{ran}");
    assert!(
        ran.stdout.ends_with("20 passed, 0 failed\n"),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_test_that_fails_shows_why() {
    let stage = Stage::with_example().with(
        "tests/decisions.toml",
        "[[test]]\nname = \"nobody has to agree\"\nperson = { groups = [\"sre\"] }\naccount = \"payments-prod\"\n\
         permission_set = \"PowerUser\"\nexpect = \"automatic\"\n",
    );
    insta::assert_snapshot!(stage.policy(&["test"]), @"
    exit: 1
    FAILED nobody has to agree (tests/decisions.toml:1)
           expected automatic
           got      manual by payments, approvals 1
           passes   catalog        PowerUser in payments-prod is arn:aws:iam::111122223333:role/jit/PowerUser
           passes   eligibility    `sre-production` lets this person ask for it                              eligibility/sre.toml:4
           passes   guardrails     nothing forbids it
           skipped  auto-approval  no file applies to this account
           decides  approval       `payments` is the most specific: level 1: 1 of `payments-leads`           approvals/production.toml:2
           passes   approvers      only their sign-in tells whether there are enough of them                 approvals/production.toml:2
    0 passed, 1 failed
    ");
    let json = stage.policy(&["test", "--json"]).json();
    assert_eq!(json["ok"], false);
    assert_eq!(json["tests"][0]["passed"], false);
    assert_eq!(json["tests"][0]["steps"][0]["rule"], "catalog");
}

#[test]
fn each_thing_that_a_test_says_has_to_hold() {
    let test = |said: &str| {
        let text = format!(
            "[[test]]\nname = \"t\"\nperson = {{ groups = [\"sre\"] }}\naccount = \"shop-prod\"\n\
             permission_set = \"AdministratorAccess\"\nticket = \"INC-4711\"\n{said}\n"
        );
        Stage::with_example()
            .with("tests/decisions.toml", &text)
            .policy(&["test"])
            .status
    };
    let right = "expect = \"manual\"\npolicy = \"administration\"\nlevels = [1, 2]\neligibility = \"sre-administration\"";
    assert_eq!(test(right), 0);
    for (from, to) in [
        ("manual", "automatic"),
        ("administration\"\nlevels", "everything\"\nlevels"),
        ("[1, 2]", "[2, 1]"),
        ("[1, 2]", "[1]"),
        ("sre-administration", "sre-production"),
    ] {
        assert_eq!(test(&right.replacen(from, to, 1)), 1, "{to}");
    }
}

#[test]
fn a_bundle_without_tests_proves_nothing() {
    let stage = Stage::with_example();
    std::fs::remove_dir_all(stage.path().join("policy/tests")).unwrap();
    insta::assert_snapshot!(stage.policy(&["test"]), @"
    exit: 1
    0 passed, 0 failed
    --- stderr ---
    error: there is no test in `policy/tests`
    ");
}

#[test]
fn what_a_test_cannot_say_is_refused_with_the_line() {
    let stage = Stage::with_example().with(
        "tests/decisions.toml",
        "[[test]]\nname = \"t\"\nperson = { groups = [\"sre\"], admin = true }\naccount = \"shop-prod\"\npermission_set = \"ReadOnly\"\n\
         expect = \"allowed\"\npolicy = \"a\"\npolicies = [\"b\"]\nlevels = [0]\nnow = \"noon\"\naction = \"approve\"\n",
    );
    insta::assert_snapshot!(stage.policy(&["test"]).stderr, @r#"
      × unknown key `admin` in `person`
       ╭─[policy/tests/decisions.toml:3:1]
     3 │ person = { groups = ["sre"], admin = true }
       ·                              ─────
       ╰────
      help: the keys here are `issuer`, `subject`, `groups`, `attributes`, `methods`, `signed_in`

      × no test can say `allowed`
       ╭─[policy/tests/decisions.toml:6:1]
     6 │ expect = "allowed"
       · ──────
       ╰────
      help: write one of `automatic`, `manual`, `break_glass`, `conflict`, `not_eligible`, `limit`,
            `guardrail`, `no_policy`, `no_approver`

      × `policy` and `policies` cannot both be there
       ╭─[policy/tests/decisions.toml:8:1]
     8 │ policies = ["b"]
       · ────────
       ╰────
      help: leave one out

      × `levels` cannot be `0`
       ╭─[policy/tests/decisions.toml:9:1]
     9 │ levels = [0]
       ·           ─
       ╰────
      help: write a number from 1 to 100

      × `now` cannot be `noon`
        ╭─[policy/tests/decisions.toml:10:1]
     10 │ now = "noon"
        · ───
        ╰────
      help: a time is RFC 3339 with an offset, such as `2026-11-22T09:30:00Z`

      × no test can say `approve`
        ╭─[policy/tests/decisions.toml:11:1]
     11 │ action = "approve"
        · ──────
        ╰────
      help: write one of `request`, `vend`

    error: 6 problems in `policy`
    "#);
}

#[test]
fn a_test_about_what_there_is_not_is_a_fault() {
    let test = |account: &str, set: &str| {
        let text = format!(
            "[[test]]\nname = \"t\"\nperson = {{ groups = [\"sre\"] }}\naccount = \"{account}\"\n\
             permission_set = \"{set}\"\nexpect = \"not_eligible\"\n"
        );
        let stage = Stage::with_example().with("tests/decisions.toml", &text);
        stage.policy(&["test"])
    };
    assert_eq!(test("org-management", "ReadOnly").status, 0);
    for (account, set, said) in [
        (
            "org-managment",
            "ReadOnly",
            "the catalog has no account `org-managment`",
        ),
        (
            "org-management",
            "Readonly",
            "the catalog has no permission set `Readonly`",
        ),
    ] {
        let ran = test(account, set);
        assert_eq!(ran.status, 1);
        assert!(ran.stderr.contains(said), "{ran}");
    }
}

#[test]
fn an_eligibility_that_is_another_one_is_told() {
    let stage = Stage::with_example().with(
        "tests/decisions.toml",
        "[[test]]\nname = \"t\"\nperson = { groups = [\"sre\"] }\naccount = \"payments-prod\"\n\
         permission_set = \"PowerUser\"\nexpect = \"manual\"\neligibility = \"other\"\n",
    );
    let ran = stage.policy(&["test"]);
    assert_eq!(ran.status, 1);
    assert!(
        ran.stdout
            .contains("got      manual by payments, approvals 1, eligible by sre-production\n"),
        "{ran}"
    );
}
