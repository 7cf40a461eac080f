//! Who is told what by the clock alone.

use jit_domain::{Audience, Moment, NoticeKind, Timestamp, WARNING_SECONDS};

use crate::story::{State, Story};
use crate::world::{ask, ask_for, automatic};

/// What each moment tells at an instant.
fn told(story: &Story, now: Timestamp) -> Vec<(NoticeKind, Audience)> {
    let of = |moment: Moment| moment.notices(story.request(), now);
    let notices = Moment::ALL.into_iter().flat_map(of);
    notices.map(|n| (n.kind, n.audience)).collect()
}

fn requester(kind: NoticeKind) -> Vec<(NoticeKind, Audience)> {
    vec![(kind, Audience::Requester)]
}

#[test]
fn a_scheduled_window_is_told_when_it_opens_before_it_ends_and_when_it_has_ended() {
    let story = State::Scheduled.story();
    let window = story.window();
    let warning = window.end.plus_seconds(-WARNING_SECONDS);
    let before = |at: Timestamp| Timestamp::from_millis(at.millis() - 1);

    assert_eq!(told(&story, before(window.start)), []);
    let opened = requester(NoticeKind::WindowOpened);
    assert_eq!(told(&story, window.start), opened);
    assert_eq!(told(&story, before(warning)), opened);
    let both = [opened, requester(NoticeKind::WindowEnding)].concat();
    assert_eq!(told(&story, warning), both);
    assert_eq!(told(&story, before(window.end)), both);
    let ended = requester(NoticeKind::WindowEnded);
    assert_eq!(told(&story, window.end), ended);
}

#[test]
fn a_window_that_opens_with_the_last_approval_is_not_told_twice() {
    let story = State::Active.story();
    assert_eq!(told(&story, story.window().start), []);

    let alone = Story::of(ask(), automatic());
    let opened = requester(NoticeKind::WindowOpened);
    assert_eq!(told(&alone, alone.window().start), opened, "by a policy");
}

#[test]
fn a_window_no_longer_than_the_warning_has_none() {
    let mut short = ask();
    short.duration = WARNING_SECONDS.try_into().unwrap();
    let story = Story::of(short, automatic());
    let opened = requester(NoticeKind::WindowOpened);
    assert_eq!(told(&story, story.window().start), opened);
}

#[test]
fn what_ended_early_is_not_told_by_the_clock() {
    let much_later = |story: &Story| story.now.plus_seconds(30 * 24 * 3_600);
    for state in State::TERMINAL {
        let story = state.story();
        let expected = match state {
            State::EndedByClock => requester(NoticeKind::WindowEnded),
            _ => Vec::new(),
        };
        assert_eq!(told(&story, much_later(&story)), expected, "{state:?}");
    }
    let pending = Story::of(
        ask_for(7_200),
        crate::world::manual(crate::world::two_levels()),
    );
    assert_eq!(told(&pending, much_later(&pending)), []);
}

#[test]
fn an_overdue_review_reaches_security_and_administrators_until_it_is_done() {
    let story = State::BreakGlassEnded.story();
    let due = story.request().review_due().unwrap();
    let ended = [
        (NoticeKind::WindowEnded, Audience::Requester),
        (NoticeKind::WindowEnded, Audience::Security),
    ];
    let just_before = Timestamp::from_millis(due.millis() - 1);
    assert_eq!(told(&story, just_before), ended);
    let overdue = [
        (NoticeKind::ReviewOverdue, Audience::Security),
        (NoticeKind::ReviewOverdue, Audience::Administrators),
    ];
    assert_eq!(told(&story, due), [&ended[..], &overdue].concat());

    let reviewed = State::BreakGlassReviewed.story();
    assert_eq!(told(&reviewed, due), ended);
}
