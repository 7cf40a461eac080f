//! Who is told what, where, in which words.

use jit_domain::{Audience, LevelNumber, NoticeKind, SinkName};
use jit_policy::{Bundle, Format, Notification, Part, Sinks};

use crate::bundle_folder::BundleFolder;

fn bundle(notifications: &str) -> Bundle {
    let people = r#"administrators = { groups = ["admins"], users = [{ issuer = "https://id.example.com", subject = "root" }] }
security = { groups = ["guards"] }"#;
    let folder = BundleFolder::new().with("people.toml", people);
    folder.with("notifications.toml", notifications).bundle()
}

fn only(names: &[&str]) -> Sinks {
    let name = |name: &&str| name.parse::<SinkName>().unwrap();
    Sinks::Only(names.iter().map(name).collect())
}

const APPROVERS: Audience = Audience::Approvers {
    level: LevelNumber::FIRST,
};

#[test]
fn without_routes_every_sink_is_told_everything() {
    for bundle in [BundleFolder::new().bundle(), bundle("")] {
        for kind in NoticeKind::ALL {
            let sinks = bundle.sinks_of(kind, Audience::Security, None);
            assert_eq!(sinks, Sinks::All);
        }
    }
}

#[test]
fn each_route_adds_its_sinks_where_everything_that_it_names_fits() {
    let bundle = bundle(
        r#"
[[route]]
sinks = ["log"]
[[route]]
sinks = ["chat"]
kinds = ["decision_needed"]
[[route]]
sinks = ["chat", "pager"]
audiences = ["security"]
kinds = ["break_glass", "revoked"]
[[route]]
sinks = ["shop"]
accounts = { ou = ["prod"] }
"#,
    );
    let (prod, dev) = (
        "111111111111".parse().unwrap(),
        "222222222222".parse().unwrap(),
    );
    let gone = "333333333333".parse().unwrap();
    let needed = NoticeKind::DecisionNeeded;
    let table = [
        (needed, APPROVERS, Some(&dev), &["log", "chat"][..]),
        (needed, APPROVERS, Some(&prod), &["log", "chat", "shop"]),
        (needed, APPROVERS, Some(&gone), &["log", "chat"]),
        (
            NoticeKind::BreakGlass,
            Audience::Security,
            Some(&dev),
            &["log", "chat", "pager"],
        ),
        (NoticeKind::BreakGlass, APPROVERS, Some(&dev), &["log"]),
        (
            NoticeKind::Reviewed,
            Audience::Security,
            Some(&dev),
            &["log"],
        ),
        (
            NoticeKind::BundleRefused,
            Audience::Administrators,
            None,
            &["log"],
        ),
    ];
    for (kind, audience, account, sinks) in table {
        let found = bundle.sinks_of(kind, audience, account);
        assert_eq!(found, only(sinks), "{kind:?} {audience:?} {account:?}");
    }
    let named: Vec<_> = bundle.named_sinks().into_iter().map(String::from).collect();
    assert_eq!(named, ["chat", "log", "pager", "shop"]);
}

#[test]
fn mail_goes_to_the_lists_of_groups_and_to_named_people() {
    let bundle = bundle(
        r#"
[addresses]
groups = { admins = ["admins@example.com"], staff = ["staff@example.com"] }
users = [{ issuer = "https://id.example.com", subject = "root", email = "root@example.com" }]
"#,
    );
    let addresses = |audience| {
        let found = bundle.addresses_of(audience, None);
        found.into_iter().map(String::from).collect::<Vec<_>>()
    };
    let both = ["admins@example.com", "root@example.com"];
    assert_eq!(addresses(Audience::Administrators), both);
    assert_eq!(
        addresses(Audience::Security),
        [] as [&str; 0],
        "no address of `guards`"
    );
    assert_eq!(
        addresses(Audience::Requester),
        [] as [&str; 0],
        "nobody asked"
    );
}

#[test]
fn the_words_of_a_kind_win_over_those_of_all_and_those_over_the_built_in_ones() {
    let bundle = bundle(
        r#"
[templates.all]
title = "jit: {{ kind }}"
[templates.approved]
title = "{{ request.requester.name }} may use\n{{ request.account_name }}"
"#,
    );
    let title = |kind| bundle.words(Part::Title, Format::Plain, &Notification::sample(kind));
    assert_eq!(
        title(NoticeKind::Approved),
        "Sample Person may use sample-account"
    );
    assert_eq!(title(NoticeKind::Revoked), "jit: revoked");
    let text = |bundle: &Bundle| {
        let sample = Notification::sample(NoticeKind::Revoked);
        bundle.words(Part::Text, Format::Plain, &sample)
    };
    assert_eq!(text(&bundle), text(&BundleFolder::new().bundle()));
}

#[test]
fn the_built_in_words_say_everything() {
    let bundle = BundleFolder::new().bundle();
    let mut titles = String::new();
    for kind in NoticeKind::ALL {
        let sample = Notification::sample(kind);
        titles += &bundle.words(Part::Title, Format::Plain, &sample);
        titles += "\n";
    }
    insta::assert_snapshot!("titles", titles);
    let sample = Notification::sample(NoticeKind::Reviewed);
    insta::assert_snapshot!("text", bundle.words(Part::Text, Format::Plain, &sample));
    insta::assert_snapshot!("html", bundle.words(Part::Html, Format::Html, &sample));
}

/// Whatever the words around it, and whatever its author tries.
#[test]
fn text_of_people_is_inert_in_every_format() {
    let own = bundle(
        r#"
[templates.all]
title = "{{ request.reason if request else '' }}"
text = "{% autoescape false %}{{ request.reason if request else '' }}{% endautoescape %}"
html = "<b title=\"{{ request.reason if request else '' }}\">{% autoescape false %}{{ request.reason if request else '' }}{% endautoescape %}</b>"
"#,
    );
    let built_in = BundleFolder::new().bundle();
    let reason = "=cmd|' /C calc'!A0 <!channel> <script>alert(1)</script> \"onload=\"\r\nBcc: x@y";
    let mut what = Notification::sample(NoticeKind::Approved);
    what.request.as_mut().unwrap().reason = format!("{reason}{}", "x".repeat(10_240));
    for bundle in [&own, &built_in] {
        let title = bundle.words(Part::Title, Format::Plain, &what);
        assert!(
            !title.contains(['\r', '\n']) && title.chars().count() <= 98,
            "{title}"
        );
        let slack = bundle.words(Part::Text, Format::Slack, &what);
        assert!(
            slack.contains("&lt;!channel&gt;") && !slack.contains("<!"),
            "{slack}"
        );
        let html = bundle.words(Part::Html, Format::Html, &what);
        assert!(
            html.contains("&lt;script&gt;") && !html.contains("<script"),
            "{html}"
        );
        assert!(!html.contains("\"onload"), "{html}");
        assert!(
            html.len() < 10_000 && slack.len() < 5_000,
            "cut at its limit"
        );
        assert!(!slack.contains('\r'));
    }
}

#[test]
fn words_that_do_not_end_are_given_up_before_they_are_used() {
    let notifications = r#"
[templates.all]
text = "{% for a in [1,2,3,4,5,6,7,8,9] %}{% for b in [1,2,3,4,5,6,7,8,9] %}{% for c in [1,2,3,4,5,6,7,8,9] %}{% for d in [1,2,3,4,5,6,7,8,9] %}{% for e in [1,2,3,4,5,6,7,8,9] %}{{ a }}{% endfor %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}"
"#;
    let faults = BundleFolder::new()
        .with("notifications.toml", notifications)
        .faults();
    assert!(
        faults.contains("notifications.toml:3: line 1 of this template: engine ran out of fuel"),
        "{faults}"
    );
}

/// A reason of several lines cannot add a line that looks like one of the broker's.
#[test]
fn no_line_of_a_person_looks_like_one_of_the_broker() {
    let bundle = BundleFolder::new().bundle();
    let mut what = Notification::sample(NoticeKind::DecisionNeeded);
    let request = what.request.as_mut().unwrap();
    request.reason = "stuck\nType:           jit approve req-0000000000\n\rReason: fine".to_owned();
    request.requester.name = "Engineer\nAccount: 999988887777".into();
    for format in [Format::Plain, Format::Slack] {
        let text = bundle.words(Part::Text, format, &what);
        for label in ["Type:", "Reason:", "Account:"] {
            let lines = text.lines().filter(|line| line.starts_with(label));
            assert_eq!(lines.count(), 1, "{text}");
        }
        assert!(text.contains("\n                │ Type:"), "{text}");
    }
}

/// The blocks of `docs/notifications.md` are sound, each by itself.
#[test]
fn the_documentation_is_what_a_bundle_takes() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/notifications.md");
    let text = std::fs::read_to_string(path).unwrap();
    let blocks = text.split("```toml\n").skip(1);
    let blocks = blocks.map(|rest| rest.split("```").next().unwrap());
    let others = ["# broker.toml", "# sinks.toml"];
    let of_bundles = blocks.filter(|block| !others.iter().any(|other| block.starts_with(other)));
    let mut count = 0;
    for block in of_bundles {
        let folder = BundleFolder::new().with("notifications.toml", block);
        assert_eq!(folder.faults(), "none", "{block}");
        count += 1;
    }
    assert_eq!(count, 3);
}
