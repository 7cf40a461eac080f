use crate::story::{Asks, DAY, HOUR, Route, Story};

/// Seconds used, seconds open, and the share in per cent.
fn use_of(story: &Story) -> (u64, u64, Option<u64>) {
    let totals = story.report().totals;
    (
        totals.used_seconds,
        totals.window_seconds,
        totals.used_percent,
    )
}

/// A window of four hours from the beginning on.
fn window(story: &mut Story) -> usize {
    let number = story.asks(
        0,
        Asks {
            seconds: 4 * HOUR,
            ..Asks::default()
        },
    );
    story.approve(number, 0);
    number
}

#[test]
fn what_several_sessions_cover_counts_once() {
    let mut story = Story::default();
    let number = window(&mut story);
    story.session(number, 600, HOUR);
    story.session(number, 1200, HOUR);
    story.session(number, 3 * HOUR, 900);
    assert_eq!(use_of(&story), (4200 + 900, 4 * 3600, Some(35)));
    assert_eq!(story.report().totals.sessions, 3);
    assert_eq!(story.report().totals.unused_windows, 0);
}

#[test]
fn a_session_counts_to_the_end_of_its_window_at_most() {
    let mut story = Story::default();
    let number = window(&mut story);
    story.session(number, 3 * HOUR + 1800, 4 * HOUR);
    assert_eq!(use_of(&story), (1800, 4 * 3600, Some(13)));
}

#[test]
fn a_window_that_ends_early_takes_the_rest_of_its_sessions_with_it() {
    let mut story = Story::default();
    let number = window(&mut story);
    story.session(number, 1200, 900);
    story.session(number, 1800, HOUR);
    story.finish(number, 2400);
    assert_eq!(use_of(&story), (1200, 2400, Some(50)));
}

#[test]
fn what_lies_behind_the_period_does_not_count() {
    let mut story = Story::default();
    let number = story.asks(30 * DAY - 2 * HOUR, Asks::default());
    story.approve(number, 30 * DAY - 1800);
    story.session(number, 30 * DAY - 900, HOUR);
    assert_eq!(use_of(&story), (900, 1800, Some(50)));
}

#[test]
fn a_window_that_never_opened_is_no_unused_window() {
    let mut story = Story::default();
    let number = story.asks(0, Asks::default());
    story.cancel(number, 60);
    assert_eq!(use_of(&story), (0, 0, None));
    assert_eq!(story.report().totals.windows, 0);
    assert_eq!(story.report().totals.unused_windows, 0);
}

#[test]
fn a_window_that_nobody_entered_is_unused_once_it_is_over() {
    let mut story = Story::default();
    story.asks(
        0,
        Asks {
            route: Route::Automatic,
            ..Asks::default()
        },
    );
    assert_eq!(story.report().totals.unused_windows, 1);
}
