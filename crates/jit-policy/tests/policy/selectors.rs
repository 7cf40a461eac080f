//! What selectors match, exactly and with letter case.

use crate::bundle_folder::BundleFolder;
use crate::question::{Question, offers, person, vend};

const CATALOG: &str = r#"
[[account]]
id = "000000000001"
name = "shop"
ou = "prod/shop"
tags = { Environment = "Production", Team = "shop" }
[[account]]
id = "000000000002"
name = "Shop"
ou = "production"
tags = { Environment = "production" }
[[account]]
id = "000000000003"
name = "play"
ou = "prod"
tags = { environment = "Production", Team = "play" }
[[account]]
id = "000000000004"
name = "root"
[[account]]
id = "000000000009"
name = "management"
management = true
ou = "prod"
tags = { Team = "platform" }
[[permission_set]]
name = "ReadOnly"
role = "ReadOnly"
accounts = { all = true, names = ["root"] }
tags = { Environment = "Development", Risk = "low" }
"#;

/// The accounts that a selector lets somebody ask for.
fn eligible(selector: &str) -> String {
    let eligibility = format!(
        "[[eligibility]]\nname = \"e\"\nwho = {{ groups = [\"staff\"] }}\naccounts = {selector}\n\
         permission_sets = [\"ReadOnly\"]\nmax_duration = \"8h\"\n"
    );
    let bundle = BundleFolder::new()
        .with("catalog.toml", CATALOG)
        .with("eligibility/staff.toml", eligibility)
        .bundle();
    let staff = person("someone", &["staff"]);
    let asked = ["shop", "Shop", "play", "root", "management"]
        .into_iter()
        .filter(|account| {
            let by_submit = Question::new(staff.clone(), account, "ReadOnly")
                .put(&bundle)
                .is_ok();
            let id = bundle
                .account(&account.parse().unwrap())
                .unwrap()
                .id
                .clone();
            let by_vend = vend(&bundle, &staff, id.as_str(), "ReadOnly").is_ok();
            let offers = offers(&bundle, &staff);
            let by_offer = offers.iter().any(|offer| offer.target.account == id);
            assert_eq!(
                (by_submit, by_submit),
                (by_vend, by_offer),
                "{selector} {account}"
            );
            by_submit
        });
    asked.collect::<Vec<_>>().join(" ")
}

#[test]
fn accounts_are_selected_by_id_name_unit_or_tag() {
    let table = [
        ("{ all = true }", "shop Shop play root"),
        (r#"{ ids = ["000000000001"] }"#, "shop"),
        (r#"{ names = ["shop"] }"#, "shop"),
        (r#"{ names = ["Shop"] }"#, "Shop"),
        (r#"{ ou = ["production"] }"#, "Shop"),
        (r#"{ ou = ["prod/shop"] }"#, "shop"),
        (r#"{ ou = ["Prod", "shop", "pro"] }"#, ""),
        (r#"{ tags = { Environment = ["Production"] } }"#, "shop"),
        (
            r#"{ tags = { Environment = ["production", "other"] } }"#,
            "Shop",
        ),
        (
            r#"{ tags = { Environment = ["Prod"], environ = ["Production"] } }"#,
            "",
        ),
        (
            r#"{ tags = { environment = ["Production"], Team = ["shop"] } }"#,
            "shop play",
        ),
        (r#"{ tags = { Risk = ["low"] } }"#, ""),
        (
            r#"{ ids = ["000000000004"], names = ["play"], ou = ["production"] }"#,
            "Shop play root",
        ),
    ];
    for (selector, wanted) in table {
        assert_eq!(eligible(selector), wanted, "{selector}");
    }
}

#[test]
fn exceptions_take_accounts_out_again() {
    let table = [
        (
            r#"{ all = true, except = { ids = ["000000000001"] } }"#,
            "Shop play root",
        ),
        (
            r#"{ all = true, except = { names = ["shop", "root"] } }"#,
            "Shop play",
        ),
        (r#"{ all = true, except = { ou = ["prod"] } }"#, "Shop root"),
        (
            r#"{ all = true, except = { ou = ["prod/shop"] } }"#,
            "Shop play root",
        ),
        (
            r#"{ all = true, except = { tags = { Environment = ["Production"] } } }"#,
            "Shop play root",
        ),
        (
            r#"{ all = true, except = { tags = { Team = ["shop", "play"] } } }"#,
            "Shop root",
        ),
        (r#"{ names = ["shop"], except = { names = ["shop"] } }"#, ""),
        (
            r#"{ ids = ["000000000001", "000000000003"], except = { ou = ["prod/shop"] } }"#,
            "play",
        ),
    ];
    for (selector, wanted) in table {
        assert_eq!(eligible(selector), wanted, "{selector}");
    }
}

#[test]
fn a_unit_selects_whole_components_of_the_path() {
    // `management` is in `prod` too, so groups may not select that unit without leaving it out.
    let selector = r#"{ ou = ["prod"], except = { names = ["management"] } }"#;
    assert_eq!(eligible(selector), "shop play");
}
