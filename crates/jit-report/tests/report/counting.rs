use jit_api::{ApprovalTimes, Figures};

use crate::story::{Asks, DAY, HOUR, Route, Story};

fn by(route: Route) -> Asks {
    Asks {
        route,
        ..Asks::default()
    }
}

#[test]
fn each_ask_is_counted_once_by_what_became_of_it() {
    let mut story = Story::default();
    story.asks(0, by(Route::Automatic));
    story.asks(0, by(Route::BreakGlass));
    story.asks(0, by(Route::Conflict));
    story.is_refused(0, Asks::default());
    let manual = |story: &mut Story| story.asks(0, Asks::default());
    let rejected = manual(&mut story);
    story.reject(rejected, 60);
    let cancelled = manual(&mut story);
    story.cancel(cancelled, 60);
    let revoked = manual(&mut story);
    story.approve(revoked, 60);
    story.revoke(revoked, 600);
    manual(&mut story);
    story.asks(30 * DAY - HOUR, Asks::default());

    let totals = story.report().totals;

    let expected = Figures {
        requests: 8,
        automatic: 1,
        manual: 5,
        break_glass: 1,
        failed: 1,
        refused: 1,
        rejected: 1,
        cancelled: 1,
        expired: 1,
        pending: 1,
        revoked: 1,
        windows: 3,
        unused_windows: 3,
        window_seconds: 2 * 3600 + 540,
        used_percent: Some(0),
        approval: Some(ApprovalTimes {
            approved: 1,
            median_seconds: 60,
            p90_seconds: 60,
        }),
        ..Figures::default()
    };
    assert_eq!(totals, expected);
}

#[test]
fn only_what_was_asked_in_the_period_counts_and_only_what_came_of_it_by_its_end() {
    let mut story = Story::default();
    let before = story.asks(-60, Asks::default());
    story.approve(before, 60);
    let in_it = story.asks(30 * DAY - 600, Asks::default());
    story.approve(in_it, 30 * DAY - 300);
    story.revoke(in_it, 30 * DAY + 60);
    story.asks(30 * DAY, Asks::default());
    story.is_refused(-1, Asks::default());
    story.is_refused(30 * DAY, Asks::default());

    let totals = story.report().totals;

    assert_eq!((totals.requests, totals.refused, totals.revoked), (1, 0, 0));
    assert_eq!(totals.approval.unwrap().approved, 1);
    assert_eq!(totals.window_seconds, 300, "as far as the period goes");
    assert_eq!(totals.unused_windows, 0, "it is still open");
}

#[test]
fn approval_times_are_from_the_ask_to_the_last_approval_and_of_people_alone() {
    let mut story = Story::default();
    story.asks(0, by(Route::Automatic));
    story.asks(0, by(Route::BreakGlass));
    for minutes in [1, 2, 3, 4, 5, 6, 7, 8, 9, 100] {
        let number = story.asks(0, Asks::default());
        story.approve(number, minutes * 60);
    }

    let report = story.report();

    let expected = ApprovalTimes {
        approved: 10,
        median_seconds: 5 * 60,
        p90_seconds: 9 * 60,
    };
    assert_eq!(report.totals.approval, Some(expected));
    let classes: Vec<_> = (report.approval_times.iter())
        .map(|class| (class.under_seconds, class.approvals))
        .collect();
    assert_eq!(
        classes[..5],
        [
            (Some(60), 0),
            (Some(300), 4),
            (Some(900), 5),
            (Some(3600), 0),
            (Some(4 * 3600), 1)
        ]
    );
    assert_eq!(classes.last(), Some(&(None, 0)));
}

#[test]
fn a_violation_of_a_break_glass_window_is_counted() {
    let mut story = Story::default();
    let broken = story.asks(0, by(Route::BreakGlass));
    story.violation(broken, 2 * HOUR);
    let totals = story.report().totals;
    assert_eq!((totals.break_glass, totals.violations), (1, 1));
}

#[test]
fn the_timeline_has_days_or_as_many_weeks_as_it_takes() {
    let mut story = Story::default();
    story.asks(0, by(Route::Automatic));
    story.asks(DAY - 1, by(Route::BreakGlass));
    story.asks(DAY, by(Route::Conflict));
    story.is_refused(DAY, Asks::default());
    story.asks(30 * DAY - 1, Asks::default());

    let steps = story.report().timeline;

    assert_eq!(steps.len(), 30);
    assert_eq!((steps[0].automatic, steps[0].break_glass), (1, 1));
    assert_eq!(steps[1].refused, 2);
    assert_eq!(steps[29].manual, 1);
    for (days, expected, length) in [
        (1, 1, 1),
        (62, 62, 1),
        (63, 9, 7),
        (434, 62, 7),
        (435, 32, 14),
    ] {
        let mut options = crate::story::options();
        let until = crate::story::at(days * DAY);
        options.period = jit_report::Period::new(options.period.since(), until).unwrap();
        let steps = story.report_by(&options).unwrap().timeline;
        assert_eq!(steps.len(), expected, "{days} days");
        if let [first, second, ..] = steps[..] {
            assert_eq!(second.start.since(first.start).num_days(), length);
        }
    }
}
