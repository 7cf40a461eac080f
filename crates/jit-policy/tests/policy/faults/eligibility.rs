use crate::bundle_folder::BundleFolder;

fn faults(eligibility: &str) -> String {
    BundleFolder::new()
        .with("eligibility/staff.toml", eligibility)
        .faults()
}

/// What is wrong with an eligibility that has these lines instead of its own with the same keys.
fn faults_with(lines: &str) -> String {
    let own = [
        ("name", r#""staff""#),
        ("who", r#"{ groups = ["staff"] }"#),
        ("accounts", "{ all = true }"),
        ("permission_sets", r#"["ReadOnly"]"#),
        ("max_duration", r#""8h""#),
    ];
    let replaced = |key: &str| {
        lines
            .lines()
            .any(|line| line.starts_with(&format!("{key} =")))
    };
    let kept = own.iter().filter(|(key, _)| !replaced(key));
    let kept: String = kept
        .map(|(key, value)| format!("{key} = {value}\n"))
        .collect();
    faults(&format!("[[eligibility]]\n{lines}\n{kept}"))
}

#[test]
fn what_is_needed_cannot_be_left_out() {
    insta::assert_snapshot!(faults("# nothing but this\n\n[[eligibility]]\n"), @r#"
    eligibility/staff.toml:3: `[[eligibility]]` lacks `name`
      fix: add `name = "sre-production"`
    eligibility/staff.toml:3: `[[eligibility]]` lacks `who`
      fix: add `who = { groups = ["sre"] }`
    eligibility/staff.toml:3: `[[eligibility]]` lacks `accounts`
      fix: add `accounts = { ou = ["prod"] }`
    eligibility/staff.toml:3: `[[eligibility]]` lacks `permission_sets`
      fix: add `permission_sets = ["ReadOnly"]`
    eligibility/staff.toml:3: `[[eligibility]]` lacks `max_duration`
      fix: add `max_duration = "8h"`
    "#);
}

#[test]
fn unknown_keys_are_refused() {
    let lines = "reason = { min_length = 3, max_length = 5 }\nticket = { require = true }\nmax_durations = 1";
    insta::assert_snapshot!(faults_with(lines), @r"
    eligibility/staff.toml:2: unknown key `max_length` in `reason`
      fix: the keys here are `min_length`
    eligibility/staff.toml:3: unknown key `require` in `ticket`
      fix: the keys here are `required`, `pattern`
    eligibility/staff.toml:4: unknown key `max_durations` in `[[eligibility]]`
      fix: the keys here are `name`, `who`, `accounts`, `permission_sets`, `max_duration`, `reason`, `ticket`, `break_glass`, `review`, `checks`
    ");
}

#[test]
fn one_table_where_a_list_of_tables_belongs_is_refused() {
    insta::assert_snapshot!(faults("[eligibility]\nname = \"staff\"\n"), @r"
    eligibility/staff.toml:1: `eligibility` is a table, not an array
      fix: begin each entry with `[[eligibility]]`
    ");
}

#[test]
fn a_name_that_cannot_be_recorded_is_refused() {
    insta::assert_snapshot!(faults_with("name = \"all staff\""), @r"
    eligibility/staff.toml:2: `name` cannot be `all staff`
      fix: a policy name is 1 to 64 letters, digits or `_.-`
    ");
}

#[test]
fn a_name_twice_is_refused_across_files() {
    let again = r#"
[[eligibility]]
name = "staff"
who = { groups = ["others"] }
accounts = { all = true }
permission_sets = ["ReadOnly"]
max_duration = "1h"
"#;
    let folder = BundleFolder::new().with("eligibility/zz.toml", again);
    insta::assert_snapshot!(folder.faults(), @r"
    eligibility/zz.toml:3: there is another eligibility named `staff` at eligibility/staff.toml:3
      fix: give each a name of its own
    ");
}

#[test]
fn accounts_that_there_are_not_are_refused() {
    let lines =
        r#"accounts = { ids = ["000000000009", "12"], names = ["shop-test", "Shop-Prod"] }"#;
    insta::assert_snapshot!(faults_with(lines), @r"
    eligibility/staff.toml:2: `ids` cannot be `12`
      fix: an AWS account ID is 12 digits
    eligibility/staff.toml:2: the catalog has no account `000000000009`
      fix: correct the ID, or add the account to `catalog.toml`
    eligibility/staff.toml:2: the catalog has no account named `shop-test`
      fix: correct the name, or add the account to `catalog.toml`
    eligibility/staff.toml:2: the catalog has no account named `Shop-Prod`
      fix: write `shop-prod`: letter case counts
    ");
}

#[test]
fn permission_sets_that_there_are_not_are_refused() {
    insta::assert_snapshot!(faults_with(r#"permission_sets = ["Readonly", "*"]"#), @r"
    eligibility/staff.toml:2: `permission_sets` cannot be `*`
      fix: a permission set name is 1 to 32 letters, digits or `_+=,.@-`
    eligibility/staff.toml:2: the catalog has no permission set `Readonly`
      fix: correct the name, or add the permission set to `catalog.toml`
    ");
}

#[test]
fn empty_lists_are_refused() {
    let lines = "accounts = { ids = [], names = [], ou = [], tags = {} }\npermission_sets = []";
    insta::assert_snapshot!(faults_with(lines), @r"
    eligibility/staff.toml:2: `ids` is empty
      fix: name at least one
    eligibility/staff.toml:2: `names` is empty
      fix: name at least one
    eligibility/staff.toml:2: `ou` is empty
      fix: name at least one
    eligibility/staff.toml:2: `tags` is empty
      fix: name at least one
    eligibility/staff.toml:3: `permission_sets` is empty
      fix: name at least one
    ");
    insta::assert_snapshot!(faults_with("accounts = { tags = { Environment = [] } }"), @r"
    eligibility/staff.toml:2: `Environment` is empty
      fix: name at least one
    ");
}

#[test]
fn selecting_nothing_is_refused() {
    insta::assert_snapshot!(faults_with("accounts = {}"), @r"
    eligibility/staff.toml:2: this selects nothing
      fix: select by `ids`, `names`, `ou`, `tags` or `all = true`
    ");
    insta::assert_snapshot!(faults_with("accounts = { all = false }"), @r"
    eligibility/staff.toml:2: `all = false` selects nothing
      fix: leave the key out
    ");
    insta::assert_snapshot!(faults_with("accounts = { except = { ou = [\"dev\"] } }"), @r"
    eligibility/staff.toml:2: this selects nothing
      fix: select by `ids`, `names`, `ou`, `tags` or `all = true`
    ");
}

#[test]
fn tags_are_given_as_lists() {
    let lines = r#"accounts = { tags = { Environment = "Production" } }"#;
    insta::assert_snapshot!(faults_with(lines), @r#"
    eligibility/staff.toml:2: `Environment` is a string, not an array
      fix: write `Environment = ["…"]`
    "#);
}

#[test]
fn an_exception_that_leaves_out_nothing_is_refused() {
    let lines = |except| faults_with(&format!("accounts = {{ all = true, except = {except} }}"));

    assert_eq!(
        lines(r#"{ ou = ["prod"] }"#),
        "none",
        "a unit above that of an account"
    );
    insta::assert_snapshot!(lines("{}"), @r"
    eligibility/staff.toml:2: `except` leaves out nothing
      fix: leave the key out
    ");
    insta::assert_snapshot!(lines(r#"{ ou = ["prod/shops"] }"#), @r"
    eligibility/staff.toml:2: `except` names `prod/shops`, where no account is
      fix: correct the path, or leave it out until an account is there
    ");
    insta::assert_snapshot!(lines(r#"{ tags = { Environment = ["production"] } }"#), @r"
    eligibility/staff.toml:2: `except` names the tag `Environment = production`, which nothing has
      fix: correct it, or leave it out until something has it
    ");
    insta::assert_snapshot!(lines(r#"{ tags = { Risk = ["high"] } }"#), @r"
    eligibility/staff.toml:2: `except` names the tag `Risk = high`, which nothing has
      fix: correct it, or leave it out until something has it
    ");
    insta::assert_snapshot!(lines("{ all = true }"), @r"
    eligibility/staff.toml:2: unknown key `all` in `except`
      fix: the keys here are `ids`, `names`, `ou`, `tags`
    ");
    insta::assert_snapshot!(lines("{ except = { all = true } }"), @r"
    eligibility/staff.toml:2: unknown key `except` in `except`
      fix: the keys here are `ids`, `names`, `ou`, `tags`
    ");
}

#[test]
fn a_longest_window_that_no_window_can_have_is_refused() {
    for sound in ["1s", "336h", "14d"] {
        assert_eq!(
            faults_with(&format!("max_duration = \"{sound}\"")),
            "none",
            "{sound}"
        );
    }
    insta::assert_snapshot!(faults_with("max_duration = \"0h\""), @r"
    eligibility/staff.toml:2: `max_duration` cannot be `0h`
      fix: write a duration from 1s to 336h
    ");
    insta::assert_snapshot!(faults_with("max_duration = \"337h\""), @r"
    eligibility/staff.toml:2: `max_duration` cannot be `337h`
      fix: write a duration from 1s to 336h
    ");
    insta::assert_snapshot!(faults_with("max_duration = 8"), @r"
    eligibility/staff.toml:2: `max_duration` is a whole number, not a string
      fix: write it in double quotes
    ");
}

#[test]
fn a_length_that_no_reason_can_have_is_refused() {
    for sound in [1, 1024] {
        assert_eq!(
            faults_with(&format!("reason = {{ min_length = {sound} }}")),
            "none"
        );
    }
    insta::assert_snapshot!(faults_with("reason = { min_length = 0 }"), @r"
    eligibility/staff.toml:2: `min_length` cannot be `0`
      fix: write a number from 1 to 1024
    ");
    insta::assert_snapshot!(faults_with("reason = { min_length = 1025 }"), @r"
    eligibility/staff.toml:2: `min_length` cannot be `1025`
      fix: write a number from 1 to 1024
    ");
    insta::assert_snapshot!(faults_with("reason = { min_length = -1 }"), @r"
    eligibility/staff.toml:2: `min_length` cannot be `-1`
      fix: write a number from 1 to 1024
    ");
    insta::assert_snapshot!(faults_with("reason = { min_length = 99999999999999999999 }"), @r"
    eligibility/staff.toml:2: `min_length` cannot be `99999999999999999999`
      fix: write a number from 1 to 1024
    ");
    insta::assert_snapshot!(faults_with("reason = {}"), @r"
    eligibility/staff.toml:2: `reason` lacks `min_length`
      fix: add `min_length = 10`
    ");
    insta::assert_snapshot!(faults_with("reason = { min_length = \"10\" }"), @r"
    eligibility/staff.toml:2: `min_length` is a string, not a whole number
      fix: write a number from 1 to 1024
    ");
}

#[test]
fn a_pattern_that_is_no_pattern_is_refused() {
    let with = |pattern: &str| faults_with(&format!("ticket = {{ pattern = '{pattern}' }}"));

    assert_eq!(with("(INC|CHG)[0-9]{6,}"), "none");
    insta::assert_snapshot!(with("(INC"), @r"
    eligibility/staff.toml:2: `pattern` cannot be `(INC`
      fix: not a regular expression: unclosed group
    ");
    insta::assert_snapshot!(with("INC)|(CHG"), @r"
    eligibility/staff.toml:2: `pattern` cannot be `INC)|(CHG`
      fix: not a regular expression: unopened group
    ");
    insta::assert_snapshot!(with("(?x) INC # comment"), @r"
    eligibility/staff.toml:2: `pattern` cannot be `(?x) INC # comment`
      fix: not a regular expression: unclosed group
    ");
    insta::assert_snapshot!(with(""), @r"
    eligibility/staff.toml:2: `pattern` cannot be ``
      fix: a pattern is not empty
    ");
}

#[test]
fn a_pattern_that_explodes_is_refused() {
    let with = |pattern: &str| faults_with(&format!("ticket = {{ pattern = '{pattern}' }}"));

    insta::assert_snapshot!(with("((a{100}){100}){100}"), @r"
    eligibility/staff.toml:2: `pattern` cannot be `((a{100}){100}){100}`
      fix: a pattern has at most 512 bytes, and counted repetitions that stay in bounds
    ");
    assert!(with(&"a".repeat(513)).contains("at most 512 bytes"));
    assert!(with(&"(".repeat(200)).contains("not a regular expression"));
    assert!(with(&format!("{}a{}", "(".repeat(60), ")".repeat(60))).contains("not a regular"));
}

#[test]
fn very_many_different_patterns_are_refused() {
    let with = |count: usize, different: usize| {
        let entry = |n: usize| {
            let pattern = n % different;
            format!(
                "[[eligibility]]\nname = \"e{n}\"\nwho = {{ groups = [\"staff\"] }}\n\
                 accounts = {{ all = true }}\npermission_sets = [\"ReadOnly\"]\n\
                 max_duration = \"8h\"\nticket = {{ pattern = \"INC{pattern}\" }}\n"
            )
        };
        faults(&(0..count).map(entry).collect::<String>())
    };
    assert_eq!(with(1000, 256), "none", "one may be used often");
    insta::assert_snapshot!(with(257, 257), @"
    eligibility/staff.toml:1799: there are more than 256 different ticket patterns
      fix: give eligibilities the same pattern
    ");
}

#[test]
fn breaking_glass_is_said_by_true_or_false() {
    assert_eq!(faults_with("break_glass = false"), "none");
    insta::assert_snapshot!(faults_with("break_glass = \"true\""), @"
    eligibility/staff.toml:2: `break_glass` is a string, not true or false
      fix: write `true` or `false`, without quotes
    ");
}

#[test]
fn a_pattern_has_512_bytes_at_most() {
    let with = |length: usize| {
        faults_with(&format!(
            "ticket = {{ pattern = '{}' }}",
            "a".repeat(length)
        ))
    };
    assert_eq!(with(512), "none");
    assert!(with(513).contains("at most 512 bytes"));
}
