use crate::bundle_folder::BundleFolder;

fn faults(notifications: &str) -> String {
    BundleFolder::new()
        .with("notifications.toml", notifications)
        .faults()
}

#[test]
fn a_route_names_sinks_kinds_audiences_and_accounts_that_there_are() {
    let routes = r#"
[[route]]
kinds = ["approved"]
[[route]]
sinks = ["Ops Chat"]
kinds = ["approval", "approved", "approved"]
audiences = ["everybody"]
accounts = { names = ["shop-Prod"] }
when = "always"
"#;
    insta::assert_snapshot!(faults(routes));
}

#[test]
fn an_address_is_one_that_mail_can_go_to() {
    let addresses = r#"
[addresses]
groups = { Staff = ["staff@example.com"], leads = ["Leads <leads@example.com>", "x@example.com\r\nBcc: y@example.com"] }
users = [{ issuer = "https://id.example.com", subject = "00u1" }, { issuer = "https://id.example.com", subject = "00u2", email = "nobody" }]
requester_attribute = 7
"#;
    insta::assert_snapshot!(faults(addresses));
}

#[test]
fn a_template_is_tried_before_it_is_taken() {
    let templates = r#"
[templates.approvals]
title = "x"
[templates.approved]
[templates.rejected]
title = "{{ request.reazon }}"
[templates.revoked]
text = """
first
{{ nothing }}"""
[templates.conflict]
text = "{% if %}"
[templates.reviewed]
text = "{{ comment|safe }}"
[templates.bundle_refused]
text = "{{ request.id }}"
[templates.all]
html = 7
body = "x"
"#;
    insta::assert_snapshot!(faults(templates));
}
