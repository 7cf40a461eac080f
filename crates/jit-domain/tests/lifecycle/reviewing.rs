//! Break-glass: it opens at once, and somebody else looks back at it.

use jit_domain::{
    Ask, PersonSelector, Refusal, Review, ReviewState, ReviewVerdict, Ruling, Status, Window,
};

use crate::story::{State, Story, review};
use crate::world::{
    ASKED, REVIEW_WITHIN, ask, ask_for, at, break_glass, break_glass_around, chief, engineer,
    engineer_who_approves, group, guard, lead, level, officer, shifted, stranger, two_levels,
};

const OVER: i64 = ASKED + REVIEW_WITHIN;

#[test]
fn glass_is_broken_at_once_for_as_long_as_was_asked() {
    let story = Story::broken_glass();
    assert_eq!(story.status(), Status::Active);
    let window = Window {
        start: at(0),
        end: at(ASKED),
    };
    assert_eq!(story.window(), window);
    assert!(story.request().is_break_glass());
    assert_eq!(story.request().levels(), []);
    assert_eq!(story.request().skipped(), two_levels());
}

#[test]
fn break_glass_never_waits() {
    let refused = Story::new().submit(ask_for(60), break_glass());
    assert_eq!(refused, Err(Refusal::BreakGlassNeverWaits));
}

#[test]
fn a_break_glass_window_that_nobody_could_review_never_opens() {
    let nobody = || PersonSelector::default();
    let submit = |skipped, security| {
        let ruling: Ruling = break_glass_around(skipped, security, REVIEW_WITHIN);
        Story::new().submit(ask(), ruling)
    };
    let mut empty = level("leads", 1);
    empty.approvers = nobody();
    assert_eq!(submit(Vec::new(), nobody()), Err(Refusal::NoReviewer));
    assert_eq!(submit(vec![empty], nobody()), Err(Refusal::NoReviewer));
    let only_me = PersonSelector {
        users: [engineer().id].into(),
        ..nobody()
    };
    assert_eq!(submit(Vec::new(), only_me), Err(Refusal::NoReviewer));
    assert_eq!(submit(Vec::new(), group("guards")), Ok(Status::Active));
    assert_eq!(submit(two_levels(), nobody()), Ok(Status::Active));
}

#[test]
fn everyone_who_was_skipped_and_security_have_a_say_and_the_requester_never() {
    let story = Story::broken_glass();
    for person in [lead(), officer(), chief(), guard()] {
        assert!(story.request().is_approver(&person), "{person:?}");
    }
    for person in [engineer(), engineer_who_approves(), stranger()] {
        assert!(!story.request().is_approver(&person), "{person:?}");
    }
    let by_name = PersonSelector {
        users: [engineer().id].into(),
        ..group("guards")
    };
    let ruling = break_glass_around(Vec::new(), by_name, REVIEW_WITHIN);
    let mut story = Story::of(ask(), ruling).at(at(ASKED));
    assert!(!story.request().is_approver(&engineer()));
    assert_eq!(story.review(&engineer()), Err(Refusal::OwnRequest));
}

#[test]
fn a_window_is_reviewed_when_it_is_over_and_not_before() {
    let mut early = Story::broken_glass().at(shifted(at(ASKED), -1));
    let refused = early.review(&guard());
    assert_eq!(refused, Err(Refusal::WrongState(Status::Active)));
    let mut over = Story::broken_glass().at(at(ASKED));
    assert_eq!(over.review(&guard()), Ok(Status::Ended));
}

#[test]
fn a_window_that_ended_early_is_reviewed_from_then_on() {
    type End = fn(&mut Story);
    let ends: [(End, Status); 2] = [
        (|s| s.finish(&engineer()).map(drop).unwrap(), Status::Ended),
        (|s| s.revoke(&guard()).map(drop).unwrap(), Status::Revoked),
    ];
    for (end, status) in ends {
        let mut story = Story::broken_glass().at(at(60));
        end(&mut story);
        let due = story.request().review_due();
        assert_eq!(due, Some(at(60 + REVIEW_WITHIN)), "{status}");
        assert_eq!(story.review(&lead()), Ok(status));
    }
}

#[test]
fn a_review_is_due_to_the_millisecond() {
    let story = Story::broken_glass();
    let request = story.request();
    assert_eq!(request.review_due(), Some(at(OVER)));
    for (now, state) in [
        (at(0), ReviewState::Nothing),
        (shifted(at(ASKED), -1), ReviewState::Nothing),
        (at(ASKED), ReviewState::Open),
        (shifted(at(OVER), -1), ReviewState::Open),
        (at(OVER), ReviewState::Overdue),
    ] {
        assert_eq!(request.review_state(now), state, "{now}");
    }
    let mut late = story.at(at(OVER + 1));
    assert_eq!(
        late.review(&guard()),
        Ok(Status::Ended),
        "late is not never"
    );
    assert_eq!(late.request().review_due(), None);
    assert_eq!(late.request().review_state(at(0)), ReviewState::Done);
}

#[test]
fn nothing_but_break_glass_is_due_for_review() {
    for state in State::TERMINAL.into_iter().chain([State::Active]) {
        let story = state.story();
        assert_eq!(story.request().review_due(), None, "{state:?}");
        let later = story.request().review_state(at(OVER));
        assert_eq!(later, ReviewState::Nothing, "{state:?}");
    }
}

#[test]
fn a_review_keeps_who_found_what_and_leaves_the_rest_alone() {
    for (verdict, comment) in [
        (ReviewVerdict::Ok, None),
        (ReviewVerdict::Ok, Some("as it should be")),
        (ReviewVerdict::Violation, Some("a ticket would have done")),
    ] {
        for state in [State::BreakGlassEnded, State::BreakGlassRevoked] {
            let mut story = state.story();
            let before = story.request().clone();
            story.act(&officer(), review(verdict, comment)).unwrap();
            let expected = Review {
                by: officer().to_actor(),
                at: story.now,
                verdict,
                comment: comment.map(|text| text.parse().unwrap()),
            };
            let mut after = story.request().clone();
            assert_eq!(after.review.take(), Some(expected));
            assert_eq!(after, before);
        }
    }
}

#[test]
fn a_violation_says_what_was_wrong() {
    let mut story = State::BreakGlassEnded.story();
    let refused = story.act(&guard(), review(ReviewVerdict::Violation, None));
    assert_eq!(refused, Err(Refusal::ViolationWithoutComment));
    assert_eq!(story.request().review, None);
}

#[test]
fn a_window_is_reviewed_once() {
    let mut story = State::BreakGlassReviewed.story();
    let before = story.request().clone();
    for person in [guard(), lead()] {
        let again = story.act(&person, review(ReviewVerdict::Violation, Some("no")));
        assert_eq!(again, Err(Refusal::AlreadyReviewed));
    }
    assert_eq!(*story.request(), before);
}

#[test]
fn more_time_breaks_the_glass_again() {
    let asked = Ask {
        extends: Some("req-0123456789".parse().unwrap()),
        ..ask()
    };
    let story = Story::of(asked, break_glass());
    assert_eq!(story.request().review_due(), Some(at(OVER)));
}

#[test]
fn a_break_glass_window_is_never_withdrawn_even_where_the_clock_runs_backwards() {
    let mut story = Story::broken_glass().at(at(-1));
    assert_eq!(
        story.cancel(&engineer()),
        Err(Refusal::WrongState(Status::Scheduled))
    );
}
