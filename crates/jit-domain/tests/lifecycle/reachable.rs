//! What the model has to reach.

use jit_domain::{Phase, ReviewState, ReviewVerdict, Status, StatusName, Window};
use stateright::Property;

use crate::model::{Setting, TICKS_TO_REVIEW, World};
use crate::world::seconds;

/// What has to be reachable, or the invariants would hold in an empty world.
pub(crate) type Reachable = Vec<Property<Setting>>;

/// Of any window.
pub(crate) fn of_windows() -> Reachable {
    vec![
        Property::sometimes("active", |_, w: &World| w.is(StatusName::Active)),
        Property::sometimes("active with a session", |_, w: &World| {
            w.session && w.is(StatusName::Active)
        }),
        Property::sometimes("ended by the clock", |_, w: &World| {
            w.is(StatusName::Ended) && matches!(w.request.phase, Phase::Approved { .. })
        }),
        Property::sometimes("ended early", |_, w: &World| {
            matches!(w.request.phase, Phase::Finished { .. })
        }),
        Property::sometimes("revoked with a session open", |_, w: &World| {
            w.session && w.is(StatusName::Revoked)
        }),
    ]
}

/// Of what people decide.
pub(crate) fn of_approvals() -> Reachable {
    vec![
        Property::sometimes("active and narrowed", |_, w: &World| {
            w.is(StatusName::Active) && w.request.shortest_duration() == seconds(1)
        }),
        Property::sometimes("rejected after an approval", |_, w: &World| {
            w.is(StatusName::Rejected) && w.request.decisions.len() > 1
        }),
        Property::sometimes("cancelled while pending", |_, w: &World| {
            matches!(w.request.phase, Phase::Cancelled { window: None, .. })
        }),
        Property::sometimes("expired after an approval", |_, w: &World| {
            w.is(StatusName::Expired) && !w.request.decisions.is_empty()
        }),
    ]
}

pub(crate) fn of_several_levels() -> Reachable {
    vec![Property::sometimes(
        "at the second level",
        |_, w: &World| matches!(w.status(), Status::Pending { level } if level.get() == 2),
    )]
}

pub(crate) fn of_a_scheduled_start() -> Reachable {
    vec![
        Property::sometimes("scheduled", |_, w: &World| w.is(StatusName::Scheduled)),
        Property::sometimes("cancelled while scheduled", |_, w: &World| {
            let phase = &w.request.phase;
            matches!(
                phase,
                Phase::Cancelled {
                    window: Some(_),
                    ..
                }
            )
        }),
        Property::sometimes("revoked while scheduled", |_, w: &World| {
            w.is(StatusName::Revoked)
                && w.request
                    .window()
                    .is_some_and(|window| window.start == window.end)
        }),
        Property::sometimes("approved after its start", |_, w: &World| {
            let late = |start| {
                w.request
                    .window()
                    .is_some_and(|window| window.start > start)
            };
            w.request.ask.start.is_some_and(late)
        }),
    ]
}

pub(crate) fn of_break_glass() -> Reachable {
    vec![
        Property::sometimes("reviewed as a violation", |_, w: &World| {
            found(w, ReviewVerdict::Violation)
        }),
        Property::sometimes("revoked and reviewed", |_, w: &World| {
            w.is(StatusName::Revoked) && found(w, ReviewVerdict::Ok)
        }),
        Property::sometimes("overdue", |_, w: &World| {
            w.request.review_state(w.now()) == ReviewState::Overdue
        }),
        Property::sometimes("reviewed too late", |_, w: &World| {
            let due = |window: Window| window.end.plus_seconds(TICKS_TO_REVIEW);
            let review = w.request.review.as_ref().zip(w.request.window());
            review.is_some_and(|(review, window)| review.at >= due(window))
        }),
    ]
}

fn found(world: &World, wanted: ReviewVerdict) -> bool {
    let review = world.request.review.as_ref();
    review.is_some_and(|review| review.verdict == wanted)
}
