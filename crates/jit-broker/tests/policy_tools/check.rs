use crate::stage::Stage;

#[test]
fn the_example_has_no_problem() {
    let ran = Stage::with_example().policy(&["check", "--strict"]);
    assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
    let lines: Vec<_> = ran.stdout.lines().collect();
    assert!(
        lines[0].starts_with("bundle ") && lines[0].len() == 71,
        "{}",
        lines[0]
    );
    assert_eq!(lines[2], "no problem found");
}

#[test]
fn every_fault_is_shown_as_a_compiler_shows_it() {
    let stage = Stage::with_example()
        .replacing(
            "eligibility/sre.toml",
            "max_duration = \"8h\"",
            "max_durations = \"8h\"",
        )
        .replacing("guardrails.cedar", "context has ticket", "context.nothing")
        .with(
            "deny-access.cedar",
            "permit (principal, action == Jit::Action::\"autoApprove\", resource);\n",
        )
        .with("deny-access-2.cedar", "");
    insta::assert_snapshot!(stage.policy(&["check"]), @r#"
    exit: 1
    --- stderr ---
      × policy/deny-access-2.cedar: `deny-access-2.cedar` is not part of a bundle: there is one `deny-
      │ access.cedar`
      help: put its policies into `deny-access.cedar`

      × a `permit` does not belong in this file
       ╭─[policy/deny-access.cedar:1:1]
     1 │ permit (principal, action == Jit::Action::"autoApprove", resource);
       · ──────
       ╰────
      help: write `forbid (principal, action == Jit::Action::"autoApprove", resource)`, or move it

      × `[[eligibility]]` lacks `max_duration`
       ╭─[policy/eligibility/sre.toml:4:1]
     4 │ [[eligibility]]
       · ───────────────
       ╰────
      help: add `max_duration = "8h"`

      × unknown key `max_durations` in `[[eligibility]]`
       ╭─[policy/eligibility/sre.toml:9:1]
     9 │ max_durations = "8h"
       · ─────────────
       ╰────
      help: the keys here are `name`, `who`, `accounts`, `permission_sets`, `max_duration`, `reason`,
            `ticket`, `break_glass`, `review`, `checks`

      × attribute `nothing` in context for Jit::Action::"request" not found
        ╭─[policy/guardrails.cedar:11:1]
     11 │ unless { context.nothing || context.breakGlass };
        ·          ───────────────
        ╰────
      help: did you mean `now`?

    error: 5 problems in `policy`
    "#);
}

#[test]
fn faults_are_data_for_scripts() {
    let stage = Stage::with_example().replacing("people.toml", "auditors", "auditor");
    let ran = stage.policy(&["check", "--json"]);
    assert_eq!((ran.status, ran.stderr.as_str()), (1, ""));
    insta::assert_snapshot!(format!("{:#}", ran.json()), @r#"
    {
      "ok": false,
      "faults": [
        {
          "file": "people.toml",
          "line": 5,
          "what": "unknown key `auditor` in this file",
          "fix": "the keys here are `administrators`, `auditors`, `security`"
        }
      ]
    }
    "#);
}

#[test]
fn faults_of_tests_are_faults() {
    let stage = Stage::with_example().with(
        "tests/more.toml",
        "[[test]]\nname = 1\nexpect = \"maybe\"\n",
    );
    insta::assert_snapshot!(stage.policy(&["check"]), @r#"
    exit: 1
    --- stderr ---
      × `[[test]]` lacks `person`
       ╭─[policy/tests/more.toml:1:1]
     1 │ [[test]]
       · ────────
       ╰────
      help: add `person = { groups = ["sre"] }`

      × `[[test]]` lacks `account`
       ╭─[policy/tests/more.toml:1:1]
     1 │ [[test]]
       · ────────
       ╰────
      help: add `account = "payments-prod"`

      × `[[test]]` lacks `permission_set`
       ╭─[policy/tests/more.toml:1:1]
     1 │ [[test]]
       · ────────
       ╰────
      help: add `permission_set = "ReadOnly"`

      × `name` is a whole number, not a string
       ╭─[policy/tests/more.toml:2:1]
     2 │ name = 1
       · ────
       ╰────
      help: write it in double quotes

      × no test can say `maybe`
       ╭─[policy/tests/more.toml:3:1]
     3 │ expect = "maybe"
       · ──────
       ╰────
      help: write one of `automatic`, `manual`, `break_glass`, `conflict`, `not_eligible`, `limit`,
            `guardrail`, `no_policy`, `no_approver`

    error: 5 problems in `policy`
    "#);
}

#[test]
fn what_is_probably_not_meant_is_a_warning_and_fails_only_if_told() {
    let idle = "[[approval]]\nname = \"idle\"\ntargets = { tags = { Environment = [\"Staging\"] } }\n\
                max_duration = \"1h\"\npending_for = \"1h\"\n[[approval.level]]\n\
                approvers = { groups = [\"sre\"] }\napprovals = 1\n";
    let nothing = "[[eligibility]]\nname = \"nothing\"\nwho = { groups = [\"sre\"] }\naccounts = { ou = [\"sandbox\"] }\n\
                   permission_sets = [\"AdministratorAccess\"]\nmax_duration = \"1h\"\n";
    let stage = Stage::with_example()
        .with("approvals/idle.toml", idle)
        .with("eligibility/nothing.toml", nothing)
        .replacing(
            "approvals/everything.toml",
            "{ all = true }",
            "{ ou = [\"prod\"] }",
        );
    let ran = stage.policy(&["check"]);
    assert_eq!(ran.status, 0);
    insta::assert_snapshot!(ran.stderr, @"
    ⚠ policy/approvals/idle.toml:1: the approval policy `idle` applies to no target
    help: correct its `targets`, or leave it out: nothing is there, or more specific policies apply

    ⚠ policy/approvals/idle.toml:1: `idle` selects by the tag `Environment = Staging`, which nothing
    │ in the catalog has
    help: correct it, or leave it out until something has it

    ⚠ policy/eligibility/nothing.toml:1: the eligibility `nothing` reaches no target
    help: correct `accounts` or `permission_sets`, or leave it out
    ");
    assert_eq!(stage.policy(&["check", "--strict"]).status, 1);
    let json = stage.policy(&["check", "--json"]).json();
    assert_eq!(json["ok"], true);
    assert_eq!(json["warnings"][0]["origin"], "approvals/idle.toml:1");
}

#[test]
fn text_of_a_file_cannot_draw_on_the_terminal() {
    let stage = Stage::with_example().with(
        "people.toml",
        "a\u{1b}[2Jd\u{202e}mins = \"\u{1b}]0;x\u{7}\"\n",
    );
    let ran = stage.policy(&["check"]);
    assert_eq!(ran.status, 1);
    let harmless = |c: char| c == '\n' || !c.is_control() && c != '\u{202e}';
    assert!(ran.stderr.chars().all(harmless), "{:?}", ran.stderr);
}

#[test]
fn a_folder_that_is_not_there_is_a_fault() {
    insta::assert_snapshot!(Stage::new().policy(&["check"]), @"
    exit: 1
    --- stderr ---
      × policy: there is no such folder
      help: make it, or correct the path of the bundle

    error: 1 problem in `policy`
    ");
}
