//! Who administers, audits and approves.

use crate::bundle_folder::BundleFolder;
use crate::question::person;

#[test]
fn roles_belong_to_those_whom_the_bundle_names_exactly() {
    let people = r#"
administrators = { groups = ["admins"] }
auditors = { users = [{ issuer = "https://id.example.com", subject = "auditor" }] }
"#;
    let bundle = BundleFolder::new().with("people.toml", people).bundle();
    let table = [
        (person("x", &["admins"]), (true, false, false)),
        (person("x", &["Admins"]), (false, false, false)),
        (person("admins", &[]), (false, false, false)),
        (person("auditor", &[]), (false, true, false)),
        (person("Auditor", &[]), (false, false, false)),
        (person("x", &["auditor"]), (false, false, false)),
        (person("x", &["leads"]), (false, false, true)),
        (person("x", &["staff"]), (false, false, false)),
    ];
    for (who, wanted) in table {
        let is = (
            bundle.is_administrator(&who),
            bundle.is_auditor(&who),
            bundle.is_approver(&who),
        );
        assert_eq!(is, wanted, "{who:?}");
    }
}

#[test]
fn without_a_people_file_nobody_administers_or_audits() {
    let bundle = BundleFolder::new().bundle();
    let anybody = person("x", &["admins", "audit", "staff", "leads"]);
    assert!(!bundle.is_administrator(&anybody));
    assert!(!bundle.is_auditor(&anybody));
}
