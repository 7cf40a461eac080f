//! Who counts at which level, and for how long they agree.

use jit_domain::{Command, LevelNumber, Person, PersonSelector, Refusal, Sha256Hex, Status};

use crate::story::Story;
use crate::world::{
    ASKED, ask, ask_for, chief, deputy, engineer, engineer_who_approves, lead, level, manual,
    namesake, officer, person, seconds, stranger, two_levels,
};

fn pending(level: u32) -> Status {
    let first = LevelNumber::FIRST;
    let level = (1..level).fold(first, |level, _| level.next());
    Status::Pending { level }
}

#[test]
fn levels_open_in_order_and_the_last_approval_opens_the_window() {
    let levels = vec![level("leads", 1), level("security", 2), level("owners", 1)];
    let mut story = Story::of(ask(), manual(levels));
    assert_eq!(story.status(), pending(1));
    assert_eq!(story.approve(&lead()), Ok(pending(2)));
    assert_eq!(story.approve(&officer()), Ok(pending(2)));
    assert_eq!(story.request().window(), None);
    assert_eq!(story.approve(&chief()), Ok(pending(3)));
    assert_eq!(
        story.approve(&person("owner", &["owners"])),
        Ok(Status::Active)
    );
}

#[test]
fn a_vote_for_a_level_that_is_not_open_names_the_one_that_is() {
    let mut story = Story::pending();
    let open = LevelNumber::FIRST;
    assert_eq!(
        story.approve(&officer()),
        Err(Refusal::LevelNotOpen { open })
    );
    assert_eq!(
        story.reject(&officer()),
        Err(Refusal::LevelNotOpen { open })
    );
    story.approve(&lead()).unwrap();
    let open = open.next();
    let late = story.approve(&deputy()).unwrap_err();
    assert_eq!(late, Refusal::LevelNotOpen { open });
    assert_eq!(
        late.to_string(),
        "level 2 is open, and you are not an approver of it"
    );
}

#[test]
fn a_quorum_is_of_distinct_people() {
    let mut story = Story::of(ask(), manual(vec![level("leads", 2)]));
    assert_eq!(story.approve(&lead()), Ok(pending(1)));
    assert_eq!(story.approve(&lead()), Err(Refusal::AlreadyApproved));
    let under_another_name = Person {
        name: "Somebody else".into(),
        ..lead()
    };
    assert_eq!(
        story.approve(&under_another_name),
        Err(Refusal::AlreadyApproved)
    );
    assert_eq!(story.approve(&deputy()), Ok(Status::Active));
}

#[test]
fn one_person_counts_once_in_the_whole_request() {
    let mut story = Story::pending();
    assert_eq!(story.approve(&chief()), Ok(pending(2)));
    assert_eq!(story.approve(&chief()), Err(Refusal::AlreadyApproved));
    assert_eq!(story.reject(&chief()), Err(Refusal::AlreadyApproved));
    assert_eq!(story.approve(&officer()), Ok(Status::Active));
}

#[test]
fn the_same_subject_at_another_issuer_is_another_person() {
    let mut story = Story::of(ask(), manual(vec![level("leads", 2)]));
    let other_lead = Person {
        id: jit_domain::PersonId {
            issuer: crate::world::OTHER_ISSUER.parse().unwrap(),
            ..lead().id
        },
        ..lead()
    };
    assert_eq!(story.approve(&lead()), Ok(pending(1)));
    assert_eq!(story.approve(&other_lead), Ok(Status::Active));

    let mut story = Story::pending();
    assert_eq!(story.approve(&namesake(&["leads"])), Ok(pending(2)));
}

#[test]
fn a_requester_never_counts_whatever_groups_they_are_in() {
    for levels in [
        two_levels(),
        vec![level("leads", 2)],
        vec![level("engineers", 1)],
    ] {
        let mut story = Story::of(ask(), manual(levels));
        for requester in [engineer(), engineer_who_approves()] {
            assert_eq!(story.approve(&requester), Err(Refusal::OwnRequest));
            assert_eq!(story.reject(&requester), Err(Refusal::OwnRequest));
            assert!(!story.request().is_approver(&requester));
        }
    }
}

#[test]
fn a_requester_who_is_named_in_person_does_not_count_either() {
    let mut level = level("leads", 1);
    level.approvers = PersonSelector {
        users: [engineer().id].into(),
        ..PersonSelector::default()
    };
    let mut story = Story::of(ask(), manual(vec![level]));
    assert_eq!(story.approve(&engineer()), Err(Refusal::OwnRequest));
}

#[test]
fn approvers_are_judged_by_the_groups_of_this_call() {
    let former_lead = person("lead", &["engineers"]);
    let new_lead = person("stranger", &["leads"]);
    let mut story = Story::of(ask(), manual(vec![level("leads", 2)]));
    assert_eq!(story.approve(&former_lead), Err(Refusal::NotAnApprover));
    assert_eq!(story.approve(&stranger()), Err(Refusal::NotAnApprover));
    assert_eq!(story.approve(&new_lead), Ok(pending(1)));
    assert_eq!(story.approve(&lead()), Ok(Status::Active));
}

#[test]
fn one_rejection_ends_the_request_at_any_level() {
    let mut first = Story::pending();
    assert_eq!(first.reject(&lead()), Ok(Status::Rejected));
    let mut last = Story::pending();
    last.approve(&lead()).unwrap();
    assert_eq!(last.reject(&officer()), Ok(Status::Rejected));
    assert_eq!(
        last.approve(&chief()),
        Err(Refusal::WrongState(Status::Rejected))
    );
}

#[test]
fn an_approver_may_narrow_and_nobody_widens_again() {
    let mut story = Story::of(ask(), manual(vec![level("leads", 3)]));
    story.approve_for(&lead(), ASKED / 2).unwrap();
    let shortest = seconds(ASKED / 2);
    for wider in [ASKED / 2 + 1, ASKED, ASKED + 1] {
        let refused = story.approve_for(&deputy(), wider);
        assert_eq!(refused, Err(Refusal::Widened { shortest }), "{wider}");
    }
    assert_eq!(story.approve_for(&deputy(), ASKED / 2), Ok(pending(1)));
    assert_eq!(story.request().shortest_duration(), shortest);
    assert_eq!(story.approve_for(&chief(), ASKED / 4), Ok(Status::Active));
    assert_eq!(story.window().end, story.now.plus_seconds(ASKED / 4));
}

#[test]
fn the_first_approver_cannot_widen_what_was_asked_for() {
    for scheduled in [ask(), ask_for(7_200)] {
        let mut story = Story::of(scheduled, manual(two_levels()));
        let shortest = seconds(ASKED);
        let refused = story.approve_for(&lead(), ASKED + 1);
        assert_eq!(refused, Err(Refusal::Widened { shortest }));
        assert_eq!(story.approve_for(&lead(), ASKED), Ok(pending(2)));
    }
}

#[test]
fn a_window_lasts_the_shortest_duration_that_was_approved() {
    for (first, second, lasts) in [
        (None, None, ASKED),
        (Some(600), None, 600),
        (None, Some(900), 900),
        (Some(600), Some(300), 300),
        (Some(1), Some(1), 1),
    ] {
        let mut story = Story::pending();
        story.act(&lead(), story.approval(first)).unwrap();
        story.act(&officer(), story.approval(second)).unwrap();
        let window = story.window();
        assert_eq!(window.end.since(window.start).num_seconds(), lasts);
    }
}

#[test]
fn a_decision_about_something_else_than_this_request_is_refused() {
    let mut story = Story::pending();
    let digest = Sha256Hex::of(b"another ask");
    let stale = [
        Command::Approve {
            digest: digest.clone().into(),
            duration: None,
            comment: None,
        },
        Command::Reject {
            digest: digest.into(),
            comment: None,
        },
    ];
    for command in stale {
        assert_eq!(story.act(&lead(), command), Err(Refusal::StaleDigest));
        assert_eq!(story.status(), pending(1));
    }
}

#[test]
fn a_decision_is_kept_with_its_person_time_and_comment() {
    let mut story = Story::pending();
    let comment: jit_domain::Comment = "go".parse().unwrap();
    let command = Command::Approve {
        digest: story.request().digest.clone(),
        duration: Some(seconds(600)),
        comment: Some(comment.clone()),
    };
    story.act(&lead(), command).unwrap();
    let decision = &story.request().decisions[0];
    assert_eq!(decision.by.id, lead().id);
    assert_eq!(decision.at, story.now);
    assert_eq!(decision.comment, Some(comment));
    let verdict = jit_domain::Verdict::Approve {
        level: LevelNumber::FIRST,
        duration: Some(seconds(600)),
    };
    assert_eq!(decision.verdict, verdict);
}
