use jit_api::{ReportRow, ReportSubject};

use crate::story::{Asks, HOUR, Story, options};

fn story() -> Story {
    let mut story = Story::default();
    let shop = Asks {
        account: ("222233334444", "shop-dev"),
        set: "ReadOnly",
        who: "other",
        groups: &["engineers", "shop"],
        reason: "look at orders of shop 7",
        ..Asks::default()
    };
    story.is_refused(0, shop);
    story.asks(1, Asks::default());
    story.asks(2, Asks::default());
    story.asks(
        HOUR,
        Asks {
            reason: "look at the orders of shop 12",
            ..shop
        },
    );
    story
}

fn named(rows: &[ReportRow]) -> Vec<(String, u64, u64)> {
    let name = |subject: &ReportSubject| match subject {
        ReportSubject::Target {
            account_name,
            permission_set,
            ..
        } => format!("{permission_set} in {}", account_name.as_ref().unwrap()),
        ReportSubject::Person { name, .. } => name.to_string(),
        ReportSubject::Group { group } => group.to_string(),
        ReportSubject::Reason { pattern } => pattern.clone(),
    };
    rows.iter()
        .map(|row| {
            (
                name(&row.subject),
                row.figures.requests,
                row.figures.refused,
            )
        })
        .collect()
}

#[test]
fn each_list_has_the_busiest_first() {
    let report = story().report();
    let row = |name: &str, requests, refused| (name.to_owned(), requests, refused);
    assert_eq!(
        named(&report.by_target),
        [
            row("PowerUser in payments-prod", 2, 0),
            row("ReadOnly in shop-dev", 1, 1)
        ]
    );
    assert_eq!(
        named(&report.by_person),
        [row("engineer", 2, 0), row("other", 1, 1)]
    );
    assert_eq!(
        named(&report.by_group),
        [row("engineers", 3, 1), row("shop", 1, 1)]
    );
    assert_eq!(
        named(&report.by_reason),
        [
            row("<ticket> the queue is stuck", 2, 0),
            row("look at orders of shop <number>", 1, 1)
        ]
    );
}

#[test]
fn a_list_has_a_longest_length_and_says_what_it_leaves_out() {
    let mut options = options();
    options.longest_list = 1;
    let report = story().report_by(&options).unwrap();
    assert_eq!(report.by_target.len(), 1);
    assert_eq!(report.left_out.targets, 1);
    assert_eq!(report.left_out.reasons, 1);
    assert_eq!(story().report().left_out.targets, 0);
}

#[test]
fn the_same_log_gives_the_same_report() {
    let story = story();
    assert_eq!(story.report(), story.report());
    let json = serde_json::to_value(story.report()).unwrap();
    assert_eq!(json["by_target"][0]["by"], "target");
    assert_eq!(json["by_target"][0]["permission_set"], "PowerUser");
    let read: jit_api::Report = serde_json::from_value(json).unwrap();
    assert_eq!(read, story.report());
}
