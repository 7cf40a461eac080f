//! What may be asked for.

use jit_domain::{Ask, Phase, Refusal, Status};

use crate::story::Story;
use crate::world::{
    ASKED, ask, ask_for, at, automatic, bundle, conflict, engineer, manual, request_id, seconds,
    shifted, target, two_levels,
};

const DAY: i64 = 24 * 3_600;

fn submit(ask: Ask, ruling: jit_domain::Ruling) -> Result<Status, Refusal> {
    Story::new().submit(ask, ruling)
}

#[test]
fn a_request_keeps_what_was_asked_by_whom_and_under_which_bundle() {
    let asked = Ask {
        ticket: Some("INC-4711".parse().unwrap()),
        extends: Some("req-0123456789".parse().unwrap()),
        batch: Some("deploy-7".parse().unwrap()),
        ..ask_for(7_200)
    };
    let story = Story::of(asked.clone(), manual(two_levels()));
    let request = story.request();
    assert_eq!(request.id, request_id());
    assert_eq!(request.requester, engineer().to_actor());
    assert_eq!(request.target, target());
    assert_eq!(request.ask, asked);
    assert_eq!(request.bundle, bundle());
    assert_eq!(request.created_at, at(0));
    assert_eq!(request.levels(), two_levels());
    assert!(request.decisions.is_empty());
}

#[test]
fn an_automatic_window_is_one_hour_at_most() {
    for (duration, allowed) in [(1, true), (3_600, true), (3_601, false), (DAY, false)] {
        for start in [None, Some(at(60))] {
            let asked = Ask {
                duration: seconds(duration),
                start,
                ..ask()
            };
            let result = submit(asked.clone(), automatic());
            let expected = if allowed {
                None
            } else {
                Some(Refusal::AutomaticTooLong)
            };
            assert_eq!(result.err(), expected, "{duration}");
            assert!(submit(asked, manual(two_levels())).is_ok());
        }
    }
}

#[test]
fn a_manual_approval_without_levels_is_refused_and_never_opens() {
    assert_eq!(submit(ask(), manual(Vec::new())), Err(Refusal::NoLevel));
}

#[test]
fn a_start_lies_in_the_future_and_at_most_30_days_ahead() {
    let month = 30 * DAY;
    for (start, allowed) in [
        (at(-1), false),
        (at(0), false),
        (shifted(at(0), 1), true),
        (at(month), true),
        (shifted(at(month), 1), false),
    ] {
        let asked = Ask {
            start: Some(start),
            ..ask()
        };
        for ruling in [manual(two_levels()), automatic(), conflict()] {
            let result = submit(asked.clone(), ruling);
            let expected = if allowed {
                None
            } else {
                Some(Refusal::StartOutOfBounds)
            };
            assert_eq!(result.err(), expected, "{start}");
        }
    }
}

#[test]
fn two_policies_that_apply_alike_fail_the_request_and_are_named() {
    let story = Story::of(ask(), conflict());
    assert_eq!(story.status(), Status::Failed);
    let Phase::Failed {
        policies,
        selectors,
    } = &story.request().phase
    else {
        panic!("not failed");
    };
    assert_eq!(
        policies.iter().map(AsRef::as_ref).collect::<Vec<_>>(),
        ["one", "other"]
    );
    assert_eq!(selectors, &["tag `A = 1`", "tag `B = 2`"]);
    assert_eq!(story.request().approval, None);
    assert_eq!(story.request().window(), None);
}

#[test]
fn an_id_names_one_request_only() {
    let mut story = Story::of(ask(), manual(two_levels()));
    let before = story.request().clone();
    let again = story.submit(ask(), automatic());
    assert_eq!(again, Err(Refusal::AlreadySubmitted(request_id())));
    assert_eq!(*story.request(), before);
}

#[test]
fn more_time_is_a_request_of_its_own_with_the_same_approval() {
    let asked = Ask {
        extends: Some("req-0123456789".parse().unwrap()),
        ..ask()
    };
    let story = Story::of(asked, manual(two_levels()));
    assert!(matches!(story.status(), Status::Pending { .. }));
    assert_eq!(story.request().shortest_duration(), seconds(ASKED));
}
