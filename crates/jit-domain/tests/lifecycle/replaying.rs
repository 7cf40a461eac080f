//! The events are the state: they replay to it, and a damaged log does not replay at all.

use jit_domain::{
    ApplyError, Event, EventKind, LevelNumber, Person, RefusedAttempt, Request, ReviewVerdict,
    apply, canonical_json,
};

use crate::story::{State, Story};
use crate::world::{
    ask, at, bundle, deputy, engineer, engineer_who_approves, guard, lead, namesake, officer,
    request_id, shifted,
};

fn replay(events: &[Event]) -> Result<Option<Request>, ApplyError> {
    let fold = |state, event| apply(state, event).map(Some);
    events.iter().try_fold(None, fold)
}

fn event(person: &Person, kind: EventKind) -> Event {
    Event {
        at: at(1),
        request: Some(request_id()),
        actor: Some(person.to_actor()),
        bundle: bundle(),
        kind,
    }
}

fn approved(level: LevelNumber) -> EventKind {
    EventKind::Approved {
        level,
        duration: None,
        window: None,
        comment: None,
    }
}

fn rejected(level: LevelNumber) -> EventKind {
    EventKind::Rejected {
        level,
        comment: None,
    }
}

fn reviewed() -> EventKind {
    EventKind::Reviewed {
        verdict: ReviewVerdict::Ok,
        comment: None,
    }
}

fn refused() -> EventKind {
    EventKind::Refused(RefusedAttempt {
        action: "approve".to_owned(),
        code: "own_request".to_owned(),
        ..RefusedAttempt::default()
    })
}

#[test]
fn the_events_of_every_state_replay_to_it() {
    for state in State::TERMINAL
        .into_iter()
        .chain(State::BREAK_GLASS_OVER)
        .chain([State::PendingLast, State::Active, State::BreakGlass])
    {
        let story = state.story();
        assert_eq!(replay(&story.events).unwrap(), story.request, "{state:?}");
    }
}

#[test]
fn events_and_requests_survive_json() {
    let mut opened = Story::approved(ask());
    opened.open_session(&engineer()).unwrap();
    let states = State::TERMINAL.into_iter().chain(State::BREAK_GLASS_OVER);
    let stories = states.map(State::story).chain([opened]);
    for story in stories {
        for event in story
            .events
            .iter()
            .cloned()
            .chain([event(&engineer(), refused())])
        {
            let json = canonical_json(&event).unwrap();
            assert_eq!(serde_json::from_slice::<Event>(&json).unwrap(), event);
        }
        let json = serde_json::to_string(story.request()).unwrap();
        assert_eq!(
            serde_json::from_str::<Request>(&json).unwrap(),
            *story.request()
        );
    }
}

#[test]
fn an_event_says_in_flat_json_what_happened_to_which_request_by_whom() {
    let event = event(&engineer(), EventKind::Cancelled);
    let json = String::from_utf8(canonical_json(&event).unwrap()).unwrap();
    let bundle = bundle();
    let expected = format!(
        r#"{{"actor":{{"issuer":"https://id.example.com","name":"engineer","subject":"engineer"}},"at":"2026-11-22T09:30:01.000Z","bundle":"{bundle}","request":"req-abcdefghjk","type":"cancelled"}}"#
    );
    assert_eq!(json, expected);
}

#[test]
fn the_word_for_an_event_is_the_one_in_its_json() {
    let mut opened = Story::approved(ask());
    opened.open_session(&engineer()).unwrap();
    let states = State::TERMINAL.into_iter().chain(State::BREAK_GLASS_OVER);
    let stories = states.map(State::story).chain([opened]);
    let events = stories.flat_map(|story| story.events);
    for event in events.chain([event(&engineer(), refused())]) {
        let json = serde_json::to_value(&event).unwrap();
        assert_eq!(json["type"], event.kind.name());
    }
}

#[test]
fn a_recorded_refusal_changes_nothing() {
    let story = State::Active.story();
    let after = apply(story.request.clone(), &event(&lead(), refused())).unwrap();
    assert_eq!(after, *story.request());
}

#[test]
fn a_log_begins_with_a_submission_and_has_no_other() {
    let story = Story::pending();
    for event in State::RevokedActive.story().events.iter().skip(1) {
        let damaged = apply(None, event).unwrap_err();
        assert!(matches!(
            damaged,
            ApplyError::OutOfPlace { place: "first", .. }
        ));
    }
    for first in [&story.events[0], &State::Failed.story().events[0]] {
        let damaged = apply(story.request.clone(), first).unwrap_err();
        assert!(matches!(
            damaged,
            ApplyError::OutOfPlace { place: "next", .. }
        ));
    }
}

#[test]
fn an_event_of_another_request_or_of_nobody_does_not_apply() {
    let story = Story::pending();
    let good = event(&engineer(), EventKind::Cancelled);
    assert!(apply(story.request.clone(), &good).is_ok());
    let foreign = [
        Event {
            request: Some("req-0000000001".parse().unwrap()),
            ..good.clone()
        },
        Event {
            request: None,
            ..good.clone()
        },
        Event {
            actor: None,
            ..good
        },
    ];
    for event in foreign {
        let damaged = apply(story.request.clone(), &event).unwrap_err();
        assert!(matches!(damaged, ApplyError::Foreign { .. }), "{event:?}");
    }
}

#[test]
fn an_event_that_the_rules_forbid_does_not_apply() {
    let (pending, active) = (Story::pending(), Story::approved(ask()));
    let mut half = Story::pending();
    half.approve(&lead()).unwrap();
    let (first, second) = (LevelNumber::FIRST, LevelNumber::FIRST.next());
    let session = || EventKind::SessionOpened(active.session());
    let revoked = || EventKind::Revoked { comment: None };
    for (why, story, person, kind) in [
        ("own approval", &pending, engineer(), approved(first)),
        ("own rejection", &pending, engineer(), rejected(first)),
        (
            "approval of a closed level",
            &half,
            deputy(),
            approved(first),
        ),
        (
            "approval of a later level",
            &pending,
            officer(),
            approved(second),
        ),
        (
            "rejection at a later level",
            &pending,
            officer(),
            rejected(second),
        ),
        ("second approval", &half, lead(), approved(second)),
        (
            "approval of an open window",
            &active,
            deputy(),
            approved(second),
        ),
        (
            "rejection of an open window",
            &active,
            deputy(),
            rejected(second),
        ),
        (
            "finish of somebody else",
            &active,
            lead(),
            EventKind::Finished,
        ),
        (
            "finish by a namesake",
            &active,
            namesake(&[]),
            EventKind::Finished,
        ),
        (
            "cancellation by somebody else",
            &pending,
            lead(),
            EventKind::Cancelled,
        ),
        (
            "finish while pending",
            &pending,
            engineer(),
            EventKind::Finished,
        ),
        ("revocation while pending", &pending, lead(), revoked()),
        ("session of somebody else", &active, lead(), session()),
        ("session while pending", &pending, engineer(), session()),
    ] {
        let damaged = apply(story.request.clone(), &event(&person, kind)).unwrap_err();
        assert!(
            matches!(damaged, ApplyError::Unexpected { .. }),
            "{why}: {damaged}"
        );
    }
}

#[test]
fn a_session_outside_of_its_window_does_not_apply() {
    let story = Story::approved(ask());
    let window = story.window();
    for (opened_at, inside) in [
        (shifted(window.start, -1), false),
        (window.start, true),
        (shifted(window.end, -1), true),
        (window.end, false),
    ] {
        let opened = Event {
            at: opened_at,
            ..event(&engineer(), EventKind::SessionOpened(story.session()))
        };
        let applied = apply(story.request.clone(), &opened);
        assert_eq!(applied.is_ok(), inside, "{opened_at}: {applied:?}");
    }
}

#[test]
fn nothing_but_a_refusal_follows_a_terminal_phase() {
    let terminal = State::TERMINAL.into_iter();
    let recorded = terminal.filter(|s| !matches!(s, State::EndedByClock | State::Expired));
    for state in recorded {
        let story = state.story();
        for (person, kind) in [
            (officer(), approved(LevelNumber::FIRST)),
            (officer(), rejected(LevelNumber::FIRST)),
            (engineer(), EventKind::Cancelled),
            (engineer(), EventKind::Finished),
            (officer(), EventKind::Revoked { comment: None }),
            (engineer(), EventKind::SessionOpened(story.session())),
        ] {
            let event = event(&person, kind);
            assert!(
                apply(story.request.clone(), &event).is_err(),
                "{state:?}: {event:?}"
            );
        }
        assert!(apply(story.request.clone(), &event(&engineer(), refused())).is_ok());
    }
}

#[test]
fn a_review_that_the_rules_forbid_does_not_apply() {
    for (why, state, person) in [
        ("own", State::BreakGlassRevoked, engineer()),
        (
            "own, of an approver",
            State::BreakGlassRevoked,
            engineer_who_approves(),
        ),
        ("second", State::BreakGlassReviewed, lead()),
        ("of an open window", State::BreakGlass, guard()),
        ("of an approved window", State::EndedEarly, lead()),
        ("while pending", State::PendingFirst, lead()),
    ] {
        let story = state.story();
        let damaged = apply(story.request.clone(), &event(&person, reviewed())).unwrap_err();
        assert!(
            matches!(damaged, ApplyError::Unexpected { .. }),
            "{why}: {damaged}"
        );
    }
}

/// What versions before break-glass wrote has neither a review nor who looks back.
#[test]
fn a_request_of_an_older_version_is_read() {
    for state in [State::Active, State::RevokedActive] {
        let request = state.story().request.unwrap();
        let json = serde_json::to_value(&request).unwrap();
        assert!(json.get("review").is_none(), "{json}");
        assert_eq!(serde_json::from_value::<Request>(json).unwrap(), request);
    }
}

#[test]
fn a_review_that_is_not_of_this_window_is_not_in_it() {
    let mut early = State::BreakGlass.story();
    let window = early.window();
    for (at, fits) in [(shifted(window.end, -1), false), (window.end, true)] {
        let reviewed = Event {
            at,
            ..event(&guard(), reviewed())
        };
        let applied = apply(early.request.clone(), &reviewed);
        assert_eq!(applied.is_ok(), fits, "{at}: {applied:?}");
    }
    early.finish(&engineer()).unwrap();
    assert!(apply(early.request.clone(), &event(&guard(), reviewed())).is_ok());
}
