use crate::bundle_folder::BundleFolder;

fn faults(people: &str) -> String {
    BundleFolder::new().with("people.toml", people).faults()
}

#[test]
fn people_may_be_named_in_every_way() {
    let people = r#"
administrators = { groups = ["admins"], attributes = { department = ["platform"] } }
auditors = { users = [{ issuer = "https://id.example.com", subject = "00u1" }] }
"#;
    assert_eq!(faults(people), "none");
    assert_eq!(faults(""), "none", "nobody administers, nobody audits");
}

#[test]
fn unknown_roles_and_unknown_ways_to_name_people_are_refused() {
    let people = r#"
approvers = { groups = ["leads"] }
administrators = { emails = ["someone@example.com"] }
auditors = { users = [{ issuer = "https://id.example.com", subject = "00u1", email = "x" }] }
"#;
    insta::assert_snapshot!(faults(people), @r"
    people.toml:2: unknown key `approvers` in this file
      fix: the keys here are `administrators`, `auditors`, `security`
    people.toml:3: unknown key `emails` in `administrators`
      fix: the keys here are `groups`, `users`, `attributes`
    people.toml:4: unknown key `email` in `users`
      fix: the keys here are `issuer`, `subject`
    ");
}

#[test]
fn naming_nobody_is_refused() {
    let people = "
administrators = {}
auditors = { groups = [], users = [], attributes = {} }
";
    insta::assert_snapshot!(faults(people), @r"
    people.toml:2: this names nobody
      fix: name people by `groups`, `users` or `attributes`
    people.toml:3: `groups` is empty
      fix: name at least one
    people.toml:3: `users` is empty
      fix: name at least one
    people.toml:3: `attributes` is empty
      fix: name at least one
    ");
}

#[test]
fn names_that_no_token_can_have_are_refused() {
    let people = r#"
administrators = { groups = ["", "a\nb", 7], attributes = { department = [] } }
auditors = { users = [{ issuer = "https://id.example.com" }, { subject = "" }, "00u1"] }
"#;
    insta::assert_snapshot!(faults(people), @r#"
    people.toml:2: `groups` cannot be ``
      fix: a name here has 1 to 255 characters and no control characters
    people.toml:2: `groups` cannot be `a\nb`
      fix: a name here has 1 to 255 characters and no control characters
    people.toml:2: `groups` is a whole number, not a string
      fix: write it in double quotes
    people.toml:2: `department` is empty
      fix: name at least one
    people.toml:3: `users` lacks `subject`
      fix: add `subject = "…"`
    people.toml:3: `users` lacks `issuer`
      fix: add `issuer = "https://…"`
    people.toml:3: `subject` cannot be ``
      fix: a name here has 1 to 255 characters and no control characters
    people.toml:3: `users` is a string, not a table
      fix: write `{ issuer = "https://…", subject = "…" }`
    "#);
}

#[test]
fn anybody_or_anything_named_twice_is_refused() {
    let people = r#"
administrators = { groups = ["admins", "admins"], attributes = { department = ["x", "x"] } }
[auditors]
users = [
  { issuer = "https://id.example.com", subject = "00u1" },
  { issuer = "https://id.example.com", subject = "00u1" },
]
"#;
    insta::assert_snapshot!(faults(people), @r"
    people.toml:2: `admins` is in `groups` twice
      fix: leave one of them out
    people.toml:2: `x` is in `department` twice
      fix: leave one of them out
    people.toml:6: this person is named twice
      fix: leave one of them out
    ");
}
