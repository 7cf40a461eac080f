use crate::stage::Stage;

/// A policy about personal data, by somebody who has not looked at the others.
const PERSONAL: &str = r#"
[[approval]]
name = "personal-data"
targets = { tags = { Data = ["Personal"] }, permission_sets = ["AdministratorAccess"] }
max_duration = "2h"
pending_for = "2h"
[[approval.level]]
approvers = { groups = ["security"] }
approvals = 1
"#;

#[test]
fn targets_that_fail_are_listed_with_the_tags_and_the_policies() {
    let stage = Stage::with_example().with("approvals/personal-data.toml", PERSONAL);
    insta::assert_snapshot!(stage.policy(&["conflicts"]), @"
    exit: 1
    fails now: the tags Data = Personal, Environment = Production (1 target)
      administration selects tag `Environment = Production` (approvals/production.toml:15)
      personal-data selects tag `Data = Personal` (approvals/personal-data.toml:2)
      such as AdministratorAccess in warehouse
    1 conflict now, 0 possible
    ");
    let json = stage.policy(&["conflicts", "--json"]).json();
    insta::assert_snapshot!(format!("{:#}", json["now"]), @r#"
    [
      {
        "policies": [
          {
            "name": "administration",
            "selects": "tag `Environment = Production`",
            "origin": "approvals/production.toml:15"
          },
          {
            "name": "personal-data",
            "selects": "tag `Data = Personal`",
            "origin": "approvals/personal-data.toml:2"
          }
        ],
        "tags": [
          {
            "key": "Data",
            "value": "Personal"
          },
          {
            "key": "Environment",
            "value": "Production"
          }
        ],
        "targets": 1,
        "examples": [
          {
            "account_name": "warehouse",
            "permission_set": "AdministratorAccess"
          }
        ]
      }
    ]
    "#);
}

#[test]
fn tags_that_no_target_has_together_yet_are_possible_conflicts() {
    let stage = Stage::with_example()
        .with("approvals/personal-data.toml", PERSONAL)
        .replacing(
            "catalog.toml",
            "name = \"warehouse\"\nou = \"prod/data\"\ntags = { Environment = \"Production\", ",
            "name = \"warehouse\"\nou = \"prod/data\"\ntags = { ",
        );
    let ran = stage.policy(&["conflicts"]);
    insta::assert_snapshot!(ran, @"
    exit: 0
    would fail: a target with the tags Data = Personal, Environment = Production
      administration selects tag `Environment = Production` (approvals/production.toml:15)
      personal-data selects tag `Data = Personal` (approvals/personal-data.toml:2)
    0 conflicts now, 1 possible
    ");
}

#[test]
fn what_an_exception_leaves_out_is_no_conflict() {
    let except = PERSONAL.replace(
        "tags = { Data = [\"Personal\"] },",
        "tags = { Data = [\"Personal\"] }, except = { tags = { Environment = [\"Production\"] } },",
    );
    let stage = Stage::with_example().with("approvals/personal-data.toml", &except);
    let ran = stage.policy(&["conflicts"]);
    assert_eq!(
        (ran.status, ran.stdout.as_str()),
        (0, "0 conflicts now, 0 possible\n")
    );
}
