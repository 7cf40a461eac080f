//! Who is told what.

use jit_domain::{Audience, LevelNumber, NoticeKind, ReviewVerdict, notices};

use crate::story::{State, Story, review};
use crate::world::{ask, automatic, conflict, engineer, guard, lead, level, manual, officer};

/// The notices of the last event.
fn told(story: &Story) -> Vec<(NoticeKind, Audience)> {
    let event = story.events.last().unwrap();
    let notices = notices(&event.kind, story.request());
    assert!(
        notices
            .iter()
            .all(|n| n.request.as_ref() == Some(&story.request().id))
    );
    notices.into_iter().map(|n| (n.kind, n.audience)).collect()
}

fn approvers_of(level: LevelNumber) -> Vec<(NoticeKind, Audience)> {
    vec![(NoticeKind::DecisionNeeded, Audience::Approvers { level })]
}

#[test]
fn approvers_are_told_when_their_level_opens_and_only_then() {
    let first = LevelNumber::FIRST;
    let levels = vec![level("leads", 2), level("security", 1)];
    let mut story = Story::of(ask(), manual(levels));
    assert_eq!(told(&story), approvers_of(first));
    story.approve(&lead()).unwrap();
    assert_eq!(told(&story), []);
    story.approve(&crate::world::deputy()).unwrap();
    assert_eq!(told(&story), approvers_of(first.next()));
    story.approve(&officer()).unwrap();
    let audiences = [Audience::Requester, Audience::EarlierApprovers];
    let expected = audiences.map(|audience| (NoticeKind::Approved, audience));
    assert_eq!(told(&story), expected);
}

#[test]
fn the_only_approver_is_not_told_what_they_did_themselves() {
    let mut story = Story::of(ask(), manual(vec![level("leads", 1)]));
    story.approve(&lead()).unwrap();
    assert_eq!(told(&story), [(NoticeKind::Approved, Audience::Requester)]);
}

#[test]
fn every_kind_has_the_word_that_is_stored() {
    for kind in NoticeKind::ALL {
        assert_eq!(serde_json::json!(kind), kind.as_str());
        assert_eq!(kind.as_str().parse(), Ok(kind));
    }
    let level = LevelNumber::FIRST;
    for audience in [
        Audience::Requester,
        Audience::EarlierApprovers,
        Audience::Approvers { level },
        Audience::SkippedApprovers { level },
        Audience::Security,
        Audience::Administrators,
    ] {
        assert_eq!(serde_json::json!(audience)["to"], audience.as_str());
    }
}

#[test]
fn a_rejection_and_a_revocation_reach_requester_and_earlier_approvers() {
    for (state, kind) in [
        (State::Rejected, NoticeKind::Rejected),
        (State::RevokedScheduled, NoticeKind::Revoked),
        (State::RevokedActive, NoticeKind::Revoked),
    ] {
        let audiences = [
            (kind, Audience::Requester),
            (kind, Audience::EarlierApprovers),
        ];
        assert_eq!(told(&state.story()), audiences, "{state:?}");
    }
}

#[test]
fn broken_glass_reaches_everyone_who_was_skipped_and_security() {
    let first = LevelNumber::FIRST;
    let audiences = [
        Audience::SkippedApprovers { level: first },
        Audience::SkippedApprovers {
            level: first.next(),
        },
        Audience::Security,
    ];
    let expected = audiences.map(|audience| (NoticeKind::BreakGlass, audience));
    assert_eq!(told(&Story::broken_glass()), expected);
}

#[test]
fn the_revocation_of_a_break_glass_window_reaches_security_too() {
    let audiences = [
        Audience::Requester,
        Audience::EarlierApprovers,
        Audience::Security,
    ];
    let expected = audiences.map(|audience| (NoticeKind::Revoked, audience));
    assert_eq!(told(&State::BreakGlassRevoked.story()), expected);
}

#[test]
fn a_review_reaches_the_requester_and_a_violation_security_and_administrators_too() {
    let fine = State::BreakGlassReviewed.story();
    assert_eq!(told(&fine), [(NoticeKind::Reviewed, Audience::Requester)]);

    let mut story = State::BreakGlassEnded.story();
    let violation = review(ReviewVerdict::Violation, Some("a ticket would have done"));
    story.act(&guard(), violation).unwrap();
    let audiences = [
        Audience::Requester,
        Audience::Security,
        Audience::Administrators,
    ];
    let expected = audiences.map(|audience| (NoticeKind::Reviewed, audience));
    assert_eq!(told(&story), expected);
}

#[test]
fn a_conflict_reaches_the_administrators() {
    let story = Story::of(ask(), conflict());
    assert_eq!(
        told(&story),
        [(NoticeKind::Conflict, Audience::Administrators)]
    );
}

#[test]
fn what_the_requester_does_alone_disturbs_nobody() {
    let mut story = Story::of(ask(), automatic());
    assert_eq!(told(&story), []);
    story.open_session(&engineer()).unwrap();
    assert_eq!(told(&story), []);
    story.finish(&engineer()).unwrap();
    assert_eq!(told(&story), []);
    assert_eq!(told(&State::CancelledPending.story()), []);
}
