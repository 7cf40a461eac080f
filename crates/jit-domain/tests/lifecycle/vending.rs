//! Who gets credentials, and which.

use jit_domain::request::may_vend;
use jit_domain::{Command, Person, PersonId, Refusal, Session, SourceIdentity, Status};

use crate::story::{State, Story};
use crate::world::{
    ISSUER, OTHER_ISSUER, administrator, ask, ask_for, at, chief, engineer, lead, namesake,
    shifted, stranger,
};

fn open(story: &mut Story, person: &Person, session: Session) -> Result<Status, Refusal> {
    let command = Command::OpenSession {
        eligible: true,
        session: Box::new(session),
    };
    story.act(person, command)
}

#[test]
fn nobody_but_the_requester_gets_credentials() {
    let upper_case = crate::world::person_of(ISSUER, "Engineer", &["engineers"]);
    let by_name = Person {
        name: engineer().name,
        ..stranger()
    };
    let others = [
        lead(),
        chief(),
        administrator(),
        stranger(),
        namesake(&["engineers"]),
        upper_case,
        by_name,
    ];
    for other in others {
        let mut story = Story::approved(ask());
        let refused = story.open_session(&other);
        assert_eq!(refused, Err(Refusal::NotTheRequester), "{:?}", other.id);
    }
}

#[test]
fn the_requester_is_asked_for_before_anything_else() {
    for state in State::TERMINAL
        .into_iter()
        .chain([State::PendingFirst, State::Scheduled])
    {
        let story = state.story();
        let refused = may_vend(story.request(), &stranger(), false, story.now);
        assert_eq!(refused, Err(Refusal::NotTheRequester), "{state:?}");
    }
}

#[test]
fn who_is_no_longer_eligible_gets_no_credentials_in_any_state() {
    for state in State::TERMINAL
        .into_iter()
        .chain([State::Active, State::Scheduled])
    {
        let story = state.story();
        let refused = may_vend(story.request(), &engineer(), false, story.now);
        assert_eq!(refused, Err(Refusal::NotEligible), "{state:?}");
        let mut story = state.story();
        let refused = story.act(&engineer(), story.session_opening(false));
        assert_eq!(refused, Err(Refusal::NotEligible), "{state:?}");
    }
}

#[test]
fn who_is_no_longer_eligible_can_still_be_revoked_and_give_back() {
    let lost = Person {
        groups: std::collections::BTreeSet::new(),
        ..engineer()
    };
    assert_eq!(Story::approved(ask()).finish(&lost), Ok(Status::Ended));
    assert_eq!(
        Story::approved(ask_for(60)).cancel(&lost),
        Ok(Status::Cancelled)
    );
    // Nothing in a revocation says anything about the requester.
    assert_eq!(Story::approved(ask()).revoke(&lead()), Ok(Status::Revoked));
    let by_administrator = Story::approved(ask()).revoke_as_administrator(&administrator());
    assert_eq!(by_administrator, Ok(Status::Revoked));
}

#[test]
fn a_refusal_before_the_window_says_when_it_opens_if_that_is_known() {
    let mut scheduled = Story::approved(ask_for(7_200));
    let refused = Refusal::WindowNotOpen {
        status: Status::Scheduled,
        opens_at: Some(at(7_200)),
    };
    assert_eq!(scheduled.open_session(&engineer()), Err(refused));
    let mut pending = Story::pending();
    let refused = Refusal::WindowNotOpen {
        status: pending.status(),
        opens_at: None,
    };
    assert_eq!(pending.open_session(&engineer()), Err(refused));
}

#[test]
fn nothing_is_vended_after_a_revoke_or_an_early_end() {
    type End = fn(&mut Story) -> Result<Status, Refusal>;
    let ends: [(End, Status); 3] = [
        (|s| s.revoke(&lead()), Status::Revoked),
        (
            |s| s.revoke_as_administrator(&administrator()),
            Status::Revoked,
        ),
        (|s| s.finish(&engineer()), Status::Ended),
    ];
    for (end, status) in ends {
        let mut story = Story::approved(ask());
        assert_eq!(story.open_session(&engineer()), Ok(Status::Active));
        assert_eq!(end(&mut story), Ok(status));
        let refused = story.open_session(&engineer());
        assert_eq!(refused, Err(Refusal::WindowClosed(status)));
    }
}

#[test]
fn the_window_in_which_to_vend_is_the_approved_one() {
    let story = Story::approved(ask());
    let window = may_vend(story.request(), &engineer(), true, story.now);
    assert_eq!(window, Ok(story.window()));
}

#[test]
fn a_session_for_another_role_is_never_recorded() {
    let mut story = Story::approved(ask());
    for role in [
        "arn:aws:iam::111122223333:role/jit/Admin",
        "arn:aws:iam::999988887777:role/jit/PowerUser",
        "arn:aws-cn:iam::111122223333:role/jit/PowerUser",
        "arn:aws:iam::111122223333:role/PowerUser",
    ] {
        let session = Session {
            role: role.parse().unwrap(),
            ..story.session()
        };
        let refused = open(&mut story, &engineer(), session);
        assert_eq!(refused, Err(Refusal::ForeignSession), "{role}");
    }
}

#[test]
fn a_session_in_another_name_is_never_recorded() {
    let mut story = Story::approved(ask());
    for subject in ["lead", "engineer2"] {
        let id = PersonId {
            issuer: OTHER_ISSUER.parse().unwrap(),
            subject: subject.parse().unwrap(),
        };
        let session = Session {
            source_identity: SourceIdentity::of(&id),
            ..story.session()
        };
        let refused = open(&mut story, &engineer(), session);
        assert_eq!(refused, Err(Refusal::ForeignSession), "{subject}");
    }
}

#[test]
fn a_session_that_is_fenced_after_the_window_is_never_recorded() {
    let mut story = Story::approved(ask());
    let end = story.window().end;
    for (fence, allowed) in [
        (shifted(end, 1), false),
        (end.plus_seconds(60), false),
        (end, true),
        (end.plus_seconds(-1), true),
    ] {
        let session = Session {
            fence,
            ..story.session()
        };
        let result = open(&mut story, &engineer(), session);
        let expected = if allowed {
            None
        } else {
            Some(Refusal::ForeignSession)
        };
        assert_eq!(result.err(), expected, "{fence}");
    }
}

#[test]
fn sessions_leave_the_window_as_it_is() {
    let mut story = Story::approved(ask());
    let before = story.request().clone();
    story.open_session(&engineer()).unwrap();
    story.open_session(&engineer()).unwrap();
    assert_eq!(*story.request(), before);
}
