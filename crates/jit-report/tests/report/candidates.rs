use jit_api::ReportTerms;

use crate::story::{Asks, DAY, HOUR, Story, options};

/// Ten requests of two people, one a day, each approved after five minutes.
fn well_approved(story: &mut Story, asks: Asks) {
    for day in 0..10 {
        let who = if day < 5 { "engineer" } else { "other" };
        let number = story.asks(day * DAY, Asks { who, ..asks });
        story.approve(number, day * DAY + 300);
    }
}

#[test]
fn what_people_always_approve_is_proposed_for_a_policy() {
    let mut story = Story::default();
    well_approved(&mut story, Asks::default());
    let [candidate] = &story.report().automation[..] else {
        unreachable!("there is one");
    };
    assert_eq!(candidate.account_name.as_str(), "payments-prod");
    assert_eq!(candidate.group.as_str(), "engineers");
    assert_eq!(
        (candidate.people, candidate.decided, candidate.approved),
        (2, 10, 10)
    );
    assert_eq!(
        (candidate.median_seconds, candidate.waited_seconds),
        (300, 3000)
    );
    assert_eq!(candidate.within_an_hour, 10);
}

#[test]
fn one_rejection_revocation_or_request_too_few_is_a_reason_against_it() {
    type End = fn(&mut Story);
    let ends: [(&str, End); 3] = [
        ("rejected", |story| {
            let number = story.asks(11 * DAY, Asks::default());
            story.reject(number, 11 * DAY + 60);
        }),
        ("revoked", |story| {
            let number = story.asks(11 * DAY, Asks::default());
            story.approve(number, 11 * DAY + 60);
            story.revoke(number, 11 * DAY + 120);
        }),
        ("too few", |story| {
            let first = |event: &jit_domain::Event| event.at >= crate::story::at(DAY);
            story.events.retain(first);
        }),
    ];
    for (what, end) in ends {
        let mut story = Story::default();
        well_approved(&mut story, Asks::default());
        end(&mut story);
        assert_eq!(story.report().automation, [], "{what}");
    }
}

#[test]
fn the_terms_are_the_callers() {
    let mut story = Story::default();
    well_approved(&mut story, Asks::default());
    let number = story.asks(11 * DAY, Asks::default());
    story.reject(number, 11 * DAY + 60);
    let mut options = options();
    options.terms = ReportTerms {
        automation_min_approved_percent: 90,
        ..ReportTerms::default()
    };
    let report = story.report_by(&options).unwrap();
    assert_eq!(report.automation[0].approved, 10);
    assert_eq!(report.automation[0].decided, 11);
    assert_eq!(report.terms, options.terms);
}

#[test]
fn of_several_groups_the_one_that_asked_most_and_is_narrowest_is_named() {
    let mut story = Story::default();
    let groups = &["engineers", "everybody", "payments"];
    well_approved(
        &mut story,
        Asks {
            groups,
            ..Asks::default()
        },
    );
    let elsewhere = Asks {
        set: "Support",
        groups: &["engineers", "everybody"],
        ..Asks::default()
    };
    story.asks(12 * DAY, elsewhere);
    let report = story.report();
    assert_eq!(report.automation.len(), 1);
    assert_eq!(report.automation[0].group.as_str(), "payments");
}

#[test]
fn more_than_an_hour_is_said_because_a_policy_cannot_approve_it() {
    let mut story = Story::default();
    let seconds = 4 * HOUR;
    well_approved(
        &mut story,
        Asks {
            seconds,
            ..Asks::default()
        },
    );
    assert_eq!(story.report().automation[0].within_an_hour, 0);
}

#[test]
fn reading_that_is_asked_for_often_is_proposed_as_standing_access() {
    let mut story = Story::default();
    let reading = Asks {
        set: "ReadOnly",
        ..Asks::default()
    };
    well_approved(&mut story, reading);
    assert_eq!(story.report().standing, [], "ten are too few");
    well_approved(&mut story, reading);
    well_approved(&mut story, Asks::default());
    well_approved(&mut story, Asks::default());
    let report = story.report();
    let [candidate] = &report.standing[..] else {
        unreachable!("there is one: {:?}", report.standing);
    };
    assert_eq!(candidate.permission_set.as_str(), "ReadOnly");
    assert_eq!(
        (candidate.requests, candidate.people, candidate.days),
        (20, 2, 10)
    );
}
