use crate::bundle_folder::{BundleFolder, CATALOG};

/// What is wrong with a sound catalog and this at its end.
fn faults(more: &str) -> String {
    let catalog = format!("{CATALOG}{more}");
    BundleFolder::new().with("catalog.toml", catalog).faults()
}

#[test]
fn a_catalog_with_one_more_account_and_permission_set_is_sound() {
    let more = r#"
[[account]]
id = "000000000003"
name = "org-management"
management = true
[[permission_set]]
name = "Audit"
role = "aws-reserved/jit/Audit"
session_duration = "12h"
accounts = { ids = ["111111111111"], except = { tags = { Environment = ["Development"] } } }
chaining = true
recheck = "strict"
recheck_seconds = 15
"#;
    assert_eq!(faults(more), "none");
}

#[test]
fn text_that_is_not_toml_is_refused() {
    insta::assert_snapshot!(faults("[[account]\nid = 1 2\n"), @r"
    catalog.toml:19: not TOML: unclosed array table, expected `]`
      fix: correct the syntax
    ");
}

#[test]
fn a_key_twice_is_refused() {
    insta::assert_snapshot!(faults("role = \"a\"\nrole = \"b\"\n"), @r"
    catalog.toml:19: not TOML: duplicate key
      fix: correct the syntax
    catalog.toml:20: not TOML: duplicate key
      fix: correct the syntax
    ");
}

#[test]
fn unknown_keys_are_refused() {
    let more = r#"
[[accounts]]
id = "000000000003"
[[permission_set]]
name = "Audit"
role = "Audit"
max_duration = "1h"
accounts = { every = true }
"#;
    insta::assert_snapshot!(faults(more), @r"
    catalog.toml:20: unknown key `accounts` in this file
      fix: the keys here are `partition`, `account`, `permission_set`
    catalog.toml:25: unknown key `max_duration` in `[[permission_set]]`
      fix: the keys here are `name`, `role`, `session_duration`, `accounts`, `tags`, `chaining`, `recheck`, `recheck_seconds`
    catalog.toml:26: unknown key `every` in `accounts`
      fix: the keys here are `ids`, `names`, `ou`, `tags`, `all`, `except`
    ");
}

#[test]
fn what_is_needed_cannot_be_left_out() {
    insta::assert_snapshot!(faults("[[account]]\n[[permission_set]]\n"), @r#"
    catalog.toml:19: `[[account]]` lacks `id`
      fix: add `id = "111122223333"`
    catalog.toml:19: `[[account]]` lacks `name`
      fix: add `name = "payments-prod"`
    catalog.toml:20: `[[permission_set]]` lacks `name`
      fix: add `name = "PowerUser"`
    catalog.toml:20: `[[permission_set]]` lacks `role`
      fix: add `role = "jit/PowerUser"`
    "#);
}

#[test]
fn values_that_are_not_ids_names_paths_or_roles_are_refused() {
    let more = r#"
[[account]]
id = "1234"
name = " outer spaces "
ou = "/prod"
[[account]]
id = "000000000003"
name = "000000000004"
ou = "prod.eu"
[[permission_set]]
name = "Power User"
role = "/jit/PowerUser"
"#;
    insta::assert_snapshot!(faults(more), @r"
    catalog.toml:21: `id` cannot be `1234`
      fix: an AWS account ID is 12 digits
    catalog.toml:22: `name` cannot be ` outer spaces `
      fix: an account name is 1 to 50 printable ASCII characters without outer spaces and not 12 digits
    catalog.toml:23: `ou` cannot be `/prod`
      fix: the path of an organizational unit is up to 5 names joined by `/`, without leading or trailing `/`, dots or control characters
    catalog.toml:26: `name` cannot be `000000000004`
      fix: an account name is 1 to 50 printable ASCII characters without outer spaces and not 12 digits
    catalog.toml:27: `ou` cannot be `prod.eu`
      fix: the path of an organizational unit is up to 5 names joined by `/`, without leading or trailing `/`, dots or control characters
    catalog.toml:29: `name` cannot be `Power User`
      fix: a permission set name is 1 to 32 letters, digits or `_+=,.@-`
    catalog.toml:30: `role` cannot be `/jit/PowerUser`
      fix: a role is its path and name, such as `jit/PowerUser`: letters, digits or `_+=,.@-`, at most 64 for the name
    ");
}

#[test]
fn values_of_the_wrong_type_are_refused() {
    let more = r#"
[[account]]
id = 123456789012
name = ["shop"]
ou = {}
tags = "Environment"
management = "yes"
[[permission_set]]
name = true
role = 1.5
session_duration = 3600
accounts = "all"
tags = { Risk = ["high"] }
chaining = 1979-05-27
recheck = true
recheck_seconds = "15s"
"#;
    insta::assert_snapshot!(faults(more), @r"
    catalog.toml:21: `id` is a whole number, not a string
      fix: write it in double quotes
    catalog.toml:22: `name` is an array, not a string
      fix: write it in double quotes
    catalog.toml:23: `ou` is a table, not a string
      fix: write it in double quotes
    catalog.toml:24: `tags` is a string, not a table
      fix: write `tags = { … }`
    catalog.toml:25: `management` is a string, not true or false
      fix: write `true` or `false`, without quotes
    catalog.toml:27: `name` is true or false, not a string
      fix: write it in double quotes
    catalog.toml:28: `role` is a number, not a string
      fix: write it in double quotes
    catalog.toml:29: `session_duration` is a whole number, not a string
      fix: write it in double quotes
    catalog.toml:30: `accounts` is a string, not a table
      fix: write `accounts = { … }`
    catalog.toml:31: `Risk` is an array, not a string
      fix: write it in double quotes
    catalog.toml:32: `chaining` is a date or time, not true or false
      fix: write `true` or `false`, without quotes
    catalog.toml:33: `recheck` is true or false, not a string
      fix: write it in double quotes
    catalog.toml:34: `recheck_seconds` is a string, not a whole number
      fix: write a number from 0 to 300
    ");
}

#[test]
fn an_entry_that_is_not_a_table_is_refused() {
    let folder = BundleFolder::new().with("catalog.toml", "account = 1\npermission_set = [1]\n");
    insta::assert_snapshot!(folder.faults(), @r"
    catalog.toml:1: `account` is a whole number, not an array
      fix: begin each entry with `[[account]]`
    catalog.toml:2: `permission_set` is a whole number, not a table
      fix: begin each entry with `[[permission_set]]`
    eligibility/staff.toml:6: the catalog has no permission set `PowerUser`
      fix: correct the name, or add the permission set to `catalog.toml`
    eligibility/staff.toml:6: the catalog has no permission set `ReadOnly`
      fix: correct the name, or add the permission set to `catalog.toml`
    ");
}

#[test]
fn tags_outside_of_the_bounds_of_aws_are_refused() {
    let more = format!(
        r#"
[[account]]
id = "000000000003"
name = "third"
tags = {{ "" = "empty key", Long = "{}", Bell = "\u0007" }}
"#,
        "x".repeat(257)
    );
    insta::assert_snapshot!(faults(&more), @r"
    catalog.toml:23: `empty key` cannot be the value of the tag ``
      fix: a key has 1 to 128 characters, a value up to 256, no controls
    catalog.toml:23: `\u{7}` cannot be the value of the tag `Bell`
      fix: a key has 1 to 128 characters, a value up to 256, no controls
    catalog.toml:23: `xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…` cannot be the value of the tag `Long`
      fix: a key has 1 to 128 characters, a value up to 256, no controls
    ");
}

#[test]
fn the_same_id_or_name_twice_is_refused() {
    let more = r#"
[[account]]
id = "111111111111"
name = "third"
[[account]]
id = "000000000003"
name = "shop-dev"
[[permission_set]]
name = "ReadOnly"
role = "jit/Other"
"#;
    insta::assert_snapshot!(faults(more), @r"
    catalog.toml:21: `111111111111` is the account at catalog.toml:3 already
      fix: leave one of them out, or correct it
    catalog.toml:25: `shop-dev` is the account at catalog.toml:9 already
      fix: leave one of them out, or correct it
    catalog.toml:27: `ReadOnly` is the permission set at catalog.toml:17 already
      fix: leave one of them out, or correct it
    ");
}

#[test]
fn a_partition_that_aws_does_not_have_is_refused() {
    let folder =
        BundleFolder::new().with("catalog.toml", format!("partition = \"azure\"\n{CATALOG}"));
    insta::assert_snapshot!(folder.faults(), @r"
    catalog.toml:1: `partition` cannot be `azure`
      fix: write `aws`, `aws-us-gov`, `aws-cn`, `aws-eusc` or an `aws-iso` one
    ");
}

#[test]
fn a_session_outside_of_the_bounds_of_sts_is_refused() {
    let set = |duration| {
        faults(&format!(
            "[[permission_set]]\nname = \"X\"\nrole = \"X\"\nsession_duration = \"{duration}\"\n"
        ))
    };
    for sound in ["15m", "900s", "1h", "1h 30m", "12h"] {
        assert_eq!(set(sound), "none", "{sound}");
    }
    insta::assert_snapshot!(set("14m 59s"), @r"
    catalog.toml:22: `session_duration` cannot be `14m 59s`
      fix: write a duration from 15m to 12h
    ");
    for wrong in [
        "12h 1s",
        "0s",
        "900",
        "1h 1ms",
        "-1h",
        "",
        "forever",
        "99999999999y",
    ] {
        assert!(
            set(wrong).contains("write a duration from 15m to 12h"),
            "{wrong}"
        );
    }
}

#[test]
fn a_way_of_asking_again_that_clients_do_not_have_is_refused() {
    let set = |line| {
        faults(&format!(
            "[[permission_set]]\nname = \"X\"\nrole = \"X\"\n{line}\n"
        ))
    };
    for sound in [
        r#"recheck = "normal""#,
        r#"recheck = "strict""#,
        "recheck_seconds = 0",
        "recheck_seconds = 300",
    ] {
        assert_eq!(set(sound), "none", "{sound}");
    }
    insta::assert_snapshot!(set("recheck_seconds = 301"), @r"
    catalog.toml:22: `recheck_seconds` cannot be `301`
      fix: write a number from 0 to 300
    ");
    insta::assert_snapshot!(set("recheck_seconds = -1"), @r"
    catalog.toml:22: `recheck_seconds` cannot be `-1`
      fix: write a number from 0 to 300
    ");
    insta::assert_snapshot!(set(r#"recheck = "Strict""#), @r"
    catalog.toml:22: `recheck` cannot be `Strict`
      fix: write `normal` or `strict`
    ");
}

#[test]
fn a_second_management_account_is_refused() {
    let more = r#"
[[account]]
id = "000000000003"
name = "org-management"
management = true
[[account]]
id = "000000000004"
name = "old-management"
management = true
"#;
    insta::assert_snapshot!(faults(more), @r"
    catalog.toml:24: `org-management` and `old-management` cannot both be the management account
      fix: an organisation has one: leave `management` out of the other
    ");
}

#[test]
fn a_permission_set_in_an_account_that_there_is_not_is_refused() {
    let more = r#"
[[permission_set]]
name = "Audit"
role = "Audit"
accounts = { ids = ["000000000009"], names = ["shop-test"] }
"#;
    insta::assert_snapshot!(faults(more), @r"
    catalog.toml:23: the catalog has no account `000000000009`
      fix: correct the ID, or add the account to `catalog.toml`
    catalog.toml:23: the catalog has no account named `shop-test`
      fix: correct the name, or add the account to `catalog.toml`
    ");
}
