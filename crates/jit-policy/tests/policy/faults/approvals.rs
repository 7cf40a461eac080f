use crate::bundle_folder::BundleFolder;

fn faults(approval: &str) -> String {
    BundleFolder::new()
        .with("approvals/everything.toml", approval)
        .faults()
}

/// What is wrong with a policy that has these lines, and one level with those.
fn faults_with(lines: &str, level: &str) -> String {
    faults(&format!(
        "[[approval]]\nname = \"a\"\n{lines}\n[[approval.level]]\n{level}\n"
    ))
}

const LINES: &str = r#"targets = { all = true }
max_duration = "8h"
pending_for = "8h""#;

const LEVEL: &str = r#"approvers = { groups = ["leads"] }
approvals = 1"#;

#[test]
fn the_policy_that_these_tests_change_is_sound() {
    assert_eq!(faults_with(LINES, LEVEL), "none");
}

#[test]
fn what_is_needed_cannot_be_left_out() {
    insta::assert_snapshot!(faults("[[approval]]\n"), @r#"
    approvals/everything.toml:1: `[[approval]]` lacks `name`
      fix: add `name = "production"`
    approvals/everything.toml:1: `[[approval]]` lacks `targets`
      fix: add `targets = { ou = ["prod"] }`
    approvals/everything.toml:1: `[[approval]]` lacks `max_duration`
      fix: add `max_duration = "12h"`
    approvals/everything.toml:1: `[[approval]]` lacks `pending_for`
      fix: add `pending_for = "8h"`
    approvals/everything.toml:1: `[[approval]]` lacks `level`
      fix: add `[[approval.level]]`
    "#);
    insta::assert_snapshot!(faults_with(LINES, ""), @r#"
    approvals/everything.toml:6: `[[approval.level]]` lacks `approvers`
      fix: add `approvers = { groups = ["leads"] }`
    approvals/everything.toml:6: `[[approval.level]]` lacks `approvals`
      fix: add `approvals = 1`
    "#);
}

#[test]
fn unknown_keys_are_refused() {
    let lines = format!("{LINES}\nlevels = 1");
    insta::assert_snapshot!(faults_with(&lines, &format!("{LEVEL}\norder = 1")), @r"
    approvals/everything.toml:6: unknown key `levels` in `[[approval]]`
      fix: the keys here are `name`, `targets`, `max_duration`, `pending_for`, `level`
    approvals/everything.toml:10: unknown key `order` in `[[approval.level]]`
      fix: the keys here are `approvers`, `approvals`
    ");
}

#[test]
fn a_policy_without_levels_is_refused() {
    insta::assert_snapshot!(faults(&format!("[[approval]]\nname = \"a\"\n{LINES}\nlevel = []\n")), @r"
    approvals/everything.toml:6: `level` is empty
      fix: name at least one
    ");
}

#[test]
fn more_than_eight_levels_are_refused() {
    let with = |levels| {
        let level = format!("[[approval.level]]\n{LEVEL}\n");
        faults(&format!(
            "[[approval]]\nname = \"a\"\n{LINES}\n{}",
            level.repeat(levels)
        ))
    };
    assert_eq!(with(8), "none");
    insta::assert_snapshot!(with(9), @r"
    approvals/everything.toml:6: 9 levels are more than 8
      fix: merge levels
    ");
}

#[test]
fn empty_approvers_are_refused() {
    insta::assert_snapshot!(faults_with(LINES, "approvers = {}\napprovals = 1"), @r"
    approvals/everything.toml:7: this names nobody
      fix: name people by `groups`, `users` or `attributes`
    ");
    insta::assert_snapshot!(faults_with(LINES, "approvers = { groups = [] }\napprovals = 1"), @r"
    approvals/everything.toml:7: `groups` is empty
      fix: name at least one
    ");
}

#[test]
fn no_approvals_are_refused() {
    let with = |n: &str| {
        let level = format!("approvers = {{ groups = [\"leads\"] }}\napprovals = {n}");
        faults_with(LINES, &level)
    };
    assert_eq!(with("100"), "none");
    insta::assert_snapshot!(with("0"), @r"
    approvals/everything.toml:8: `approvals` cannot be `0`
      fix: write a number from 1 to 100
    ");
    insta::assert_snapshot!(with("101"), @r"
    approvals/everything.toml:8: `approvals` cannot be `101`
      fix: write a number from 1 to 100
    ");
    insta::assert_snapshot!(with("\"1\""), @r"
    approvals/everything.toml:8: `approvals` is a string, not a whole number
      fix: write a number from 1 to 100
    ");
}

#[test]
fn more_approvals_than_named_people_are_refused() {
    let with = |n| {
        let user = |n| format!("{{ issuer = \"https://id.example.com\", subject = \"{n}\" }}");
        let users = [user(1), user(2)].join(", ");
        faults_with(
            LINES,
            &format!("approvers = {{ users = [{users}] }}\napprovals = {n}"),
        )
    };
    assert_eq!(with(2), "none");
    insta::assert_snapshot!(with(3), @r"
    approvals/everything.toml:8: 3 approvals, but only 2 possible approvers
      fix: name more approvers, or ask for fewer approvals
    ");
}

#[test]
fn a_longest_window_outside_of_1_to_336_hours_is_refused() {
    let with = |duration| faults_with(&LINES.replacen("8h", duration, 1), LEVEL);

    for sound in ["1h", "3600s", "336h", "14days"] {
        assert_eq!(with(sound), "none", "{sound}");
    }
    insta::assert_snapshot!(with("59m 59s"), @r"
    approvals/everything.toml:4: `max_duration` cannot be `59m 59s`
      fix: write a duration from 1h to 336h
    ");
    insta::assert_snapshot!(with("337h"), @r"
    approvals/everything.toml:4: `max_duration` cannot be `337h`
      fix: write a duration from 1h to 336h
    ");
    insta::assert_snapshot!(with("0h"), @r"
    approvals/everything.toml:4: `max_duration` cannot be `0h`
      fix: write a duration from 1h to 336h
    ");
    assert!(with("336h 1s").contains("write a duration from 1h to 336h"));
}

#[test]
fn pending_for_more_than_seven_days_is_refused() {
    let with = |duration| {
        let pending = format!("pending_for = \"{duration}\"");
        faults_with(&LINES.replace("pending_for = \"8h\"", &pending), LEVEL)
    };
    for sound in ["1s", "7d", "168h"] {
        assert_eq!(with(sound), "none", "{sound}");
    }
    insta::assert_snapshot!(with("7d 1s"), @r"
    approvals/everything.toml:5: `pending_for` cannot be `7d 1s`
      fix: write a duration from 1s to 7d
    ");
    insta::assert_snapshot!(with("0s"), @r"
    approvals/everything.toml:5: `pending_for` cannot be `0s`
      fix: write a duration from 1s to 7d
    ");
}

#[test]
fn targets_name_accounts() {
    let with = |targets| faults_with(&LINES.replace("{ all = true }", targets), LEVEL);

    assert_eq!(
        with(r#"{ all = true, permission_sets = ["ReadOnly"] }"#),
        "none"
    );
    assert_eq!(
        with(r#"{ all = true, except = { tags = { Risk = ["high"] } } }"#),
        "none"
    );
    insta::assert_snapshot!(with(r#"{ permission_sets = ["ReadOnly"] }"#), @r"
    approvals/everything.toml:3: this selects nothing
      fix: select by `ids`, `names`, `ou`, `tags` or `all = true`
    ");
    insta::assert_snapshot!(with("{ all = true, permission_sets = [] }"), @r"
    approvals/everything.toml:3: `permission_sets` is empty
      fix: name at least one
    ");
    insta::assert_snapshot!(with(r#"{ all = true, permission_sets = ["Admin"] }"#), @r"
    approvals/everything.toml:3: the catalog has no permission set `Admin`
      fix: correct the name, or add the permission set to `catalog.toml`
    ");
    insta::assert_snapshot!(with(r#"{ all = true, except = { permission_sets = ["ReadOnly"] } }"#), @r"
    approvals/everything.toml:3: unknown key `permission_sets` in `except`
      fix: the keys here are `ids`, `names`, `ou`, `tags`
    ");
    insta::assert_snapshot!(with("\"all\""), @r"
    approvals/everything.toml:3: `targets` is a string, not a table
      fix: write `targets = { … }`
    ");
}

#[test]
fn a_name_twice_is_refused() {
    let policy = format!("[[approval]]\nname = \"a\"\n{LINES}\n[[approval.level]]\n{LEVEL}\n");
    insta::assert_snapshot!(faults(&policy.repeat(2)), @r"
    approvals/everything.toml:10: there is another approval policy named `a` at approvals/everything.toml:2
      fix: give each a name of its own
    ");
}
