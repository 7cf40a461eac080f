use crate::bundle_folder::BundleFolder;

#[test]
fn all_faults_of_all_files_are_reported_at_once_in_order() {
    let folder = BundleFolder::new()
        .with("people.toml", "admins = 1\n")
        .with(
            "catalog.toml",
            "[[account]]\nid = \"1\"\nname = \"shop\"\n\n[[account]]\nid = \"\"\n",
        )
        .with("eligibility/a.toml", "[[eligibility]]\n")
        .with("eligibility/b.toml", "not toml\n")
        .with("approvals/a.toml", "x = 1\n");
    insta::assert_snapshot!(folder.faults(), @r#"
    approvals/a.toml:1: unknown key `x` in this file
      fix: the keys here are `approval`
    catalog.toml:2: `id` cannot be `1`
      fix: an AWS account ID is 12 digits
    catalog.toml:5: `[[account]]` lacks `name`
      fix: add `name = "payments-prod"`
    catalog.toml:6: `id` cannot be ``
      fix: an AWS account ID is 12 digits
    eligibility/a.toml:1: `[[eligibility]]` lacks `name`
      fix: add `name = "sre-production"`
    eligibility/a.toml:1: `[[eligibility]]` lacks `who`
      fix: add `who = { groups = ["sre"] }`
    eligibility/a.toml:1: `[[eligibility]]` lacks `accounts`
      fix: add `accounts = { ou = ["prod"] }`
    eligibility/a.toml:1: `[[eligibility]]` lacks `permission_sets`
      fix: add `permission_sets = ["ReadOnly"]`
    eligibility/a.toml:1: `[[eligibility]]` lacks `max_duration`
      fix: add `max_duration = "8h"`
    eligibility/b.toml:1: not TOML: key with no value, expected `=`
      fix: correct the syntax
    eligibility/staff.toml:6: the catalog has no permission set `PowerUser`
      fix: correct the name, or add the permission set to `catalog.toml`
    eligibility/staff.toml:6: the catalog has no permission set `ReadOnly`
      fix: correct the name, or add the permission set to `catalog.toml`
    people.toml:1: unknown key `admins` in this file
      fix: the keys here are `administrators`, `auditors`, `security`
    "#);
}

#[test]
fn a_mistake_in_the_catalog_does_not_blame_what_refers_to_it() {
    let folder = BundleFolder::new()
        .with("catalog.toml", "[[account]]\nid = \"12\"\nname = \"shop\"\n[[permission_set]]\nname = \"ReadOnly\"\n")
        .with("eligibility/staff.toml", "[[eligibility]]\nname = \"a\"\nwho = { groups = [\"b\"] }\naccounts = { names = [\"shop\"] }\npermission_sets = [\"ReadOnly\"]\nmax_duration = \"1h\"\n");
    insta::assert_snapshot!(folder.faults(), @r#"
    catalog.toml:2: `id` cannot be `12`
      fix: an AWS account ID is 12 digits
    catalog.toml:4: `[[permission_set]]` lacks `role`
      fix: add `role = "jit/PowerUser"`
    "#);

    let folder = folder.with("catalog.toml", "[[account]]\nid = \n");
    insta::assert_snapshot!(folder.faults(), @r"
    catalog.toml:2: not TOML: string values must be quoted, expected literal string
      fix: correct the syntax
    ");
}

#[test]
fn one_group_in_two_spellings_that_differ_in_case_is_refused_across_files() {
    let folder = BundleFolder::new()
        .with("people.toml", "administrators = { groups = [\"Leads\"] }\nauditors = { groups = [\"Staff\", \"STAFF\"] }\n");
    insta::assert_snapshot!(folder.faults(), @r"
    people.toml:1: the group `Leads` differs only in letter case from `leads` at approvals/everything.toml:8
      fix: spell it as the tokens of the issuer do, everywhere
    people.toml:2: the group `Staff` differs only in letter case from `staff` at eligibility/staff.toml:4
      fix: spell it as the tokens of the issuer do, everywhere
    people.toml:2: the group `STAFF` differs only in letter case from `Staff` at people.toml:2
      fix: spell it as the tokens of the issuer do, everywhere
    ");
}

#[test]
fn text_of_a_file_cannot_draw_on_the_terminal() {
    let folder = BundleFolder::new().with(
        "people.toml",
        "\"admins\\u001b[2J\\u202e\" = 1\nauditors = { groups = [\"a\\u001b\"] }\n",
    );
    let folder = folder.with("no\u{1b}[2Jtes", "");
    insta::assert_snapshot!(folder.faults(), @r"
    no\u{1b}[2Jtes: `no\u{1b}[2Jtes` is not part of a bundle
      fix: take it out of the folder; `README*` and hidden files may stay
    people.toml:1: unknown key `admins\u{1b}[2J\u{202e}` in this file
      fix: the keys here are `administrators`, `auditors`, `security`
    people.toml:2: `groups` cannot be `a\u{1b}`
      fix: a name here has 1 to 255 characters and no control characters
    ");
}

#[test]
fn a_file_with_very_many_faults_shows_the_first_hundred() {
    let lines: String = (0..5000).map(|n| format!("key{n} = 1\n")).collect();
    let faults = BundleFolder::new()
        .with("people.toml", lines)
        .load()
        .unwrap_err()
        .faults;

    assert_eq!(faults.len(), 100);
    let last = "there is more wrong with this file than is shown here";
    assert!(faults.iter().any(|fault| fault.what == last));
}
