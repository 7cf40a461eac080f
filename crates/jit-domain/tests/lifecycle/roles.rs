//! Every role with every action, in every state that a request can change from.

use jit_domain::Person;

use crate::story::{State, Story, revocation};
use crate::table::{assert_table, outcome, row};
use crate::world::{
    administrator, chief, deputy, engineer, engineer_who_approves, guard, lead, namesake, officer,
    person, stranger,
};

/// A role: its name, the person, and whether the bundle makes them an administrator.
fn roles() -> [(&'static str, Person, bool); 12] {
    [
        ("requester", engineer(), false),
        (
            "requester in the approvers' groups",
            engineer_who_approves(),
            false,
        ),
        ("requester who administers", engineer(), true),
        ("first approver of level 1", lead(), false),
        ("other approver of level 1", deputy(), false),
        ("approver of level 2", officer(), false),
        (
            "other approver of level 2",
            person("warden", &["security"]),
            false,
        ),
        ("approver of both levels", chief(), false),
        ("security", guard(), false),
        ("administrator", administrator(), true),
        ("stranger", stranger(), false),
        (
            "requester's subject, other issuer",
            namesake(&["engineers"]),
            false,
        ),
    ]
}

fn rows(state: State) -> Vec<Vec<String>> {
    let cells = |(name, who, administrator): (&str, Person, bool)| {
        let attempt = |act: &dyn Fn(&mut Story) -> _| outcome(act(&mut state.story()));
        vec![
            name.to_owned(),
            attempt(&|s| s.approve(&who)),
            attempt(&|s| s.reject(&who)),
            attempt(&|s| s.cancel(&who)),
            attempt(&|s| s.finish(&who)),
            attempt(&|s| s.act(&who, revocation(administrator))),
            attempt(&|s| s.review(&who)),
            attempt(&|s| s.open_session(&who)),
        ]
    };
    let head = [
        "role", "approve", "reject", "cancel", "finish", "revoke", "review", "session",
    ];
    let mut rows = vec![row(&head)];
    rows.extend(roles().map(cells));
    rows
}

#[test]
fn while_the_first_level_is_open_its_approvers_decide_and_the_requester_may_cancel() {
    assert_table(
        &rows(State::PendingFirst),
        "
        role                               | approve      | reject      | cancel       | finish       | revoke       | review         | session
        requester                          | own request  | own request | -> cancelled | is pending 1 | no approver  | own request    | waits: pending 1
        requester in the approvers' groups | own request  | own request | -> cancelled | is pending 1 | no approver  | own request    | waits: pending 1
        requester who administers          | own request  | own request | -> cancelled | is pending 1 | is pending 1 | own request    | waits: pending 1
        first approver of level 1          | -> pending 2 | -> rejected | not theirs   | not theirs   | is pending 1 | no break-glass | not theirs
        other approver of level 1          | -> pending 2 | -> rejected | not theirs   | not theirs   | is pending 1 | no break-glass | not theirs
        approver of level 2                | 1 is open    | 1 is open   | not theirs   | not theirs   | is pending 1 | no break-glass | not theirs
        other approver of level 2          | 1 is open    | 1 is open   | not theirs   | not theirs   | is pending 1 | no break-glass | not theirs
        approver of both levels            | -> pending 2 | -> rejected | not theirs   | not theirs   | is pending 1 | no break-glass | not theirs
        security                           | no approver  | no approver | not theirs   | not theirs   | no approver  | no approver    | not theirs
        administrator                      | no approver  | no approver | not theirs   | not theirs   | is pending 1 | no approver    | not theirs
        stranger                           | no approver  | no approver | not theirs   | not theirs   | no approver  | no approver    | not theirs
        requester's subject, other issuer  | no approver  | no approver | not theirs   | not theirs   | no approver  | no approver    | not theirs
        ",
    );
}

#[test]
fn while_the_last_level_is_open_its_approvers_decide_and_nobody_votes_twice() {
    assert_table(
        &rows(State::PendingLast),
        "
        role                               | approve     | reject      | cancel       | finish       | revoke       | review         | session
        requester                          | own request | own request | -> cancelled | is pending 2 | no approver  | own request    | waits: pending 2
        requester in the approvers' groups | own request | own request | -> cancelled | is pending 2 | no approver  | own request    | waits: pending 2
        requester who administers          | own request | own request | -> cancelled | is pending 2 | is pending 2 | own request    | waits: pending 2
        first approver of level 1          | voted       | voted       | not theirs   | not theirs   | is pending 2 | no break-glass | not theirs
        other approver of level 1          | 2 is open   | 2 is open   | not theirs   | not theirs   | is pending 2 | no break-glass | not theirs
        approver of level 2                | -> active   | -> rejected | not theirs   | not theirs   | is pending 2 | no break-glass | not theirs
        other approver of level 2          | -> active   | -> rejected | not theirs   | not theirs   | is pending 2 | no break-glass | not theirs
        approver of both levels            | -> active   | -> rejected | not theirs   | not theirs   | is pending 2 | no break-glass | not theirs
        security                           | no approver | no approver | not theirs   | not theirs   | no approver  | no approver    | not theirs
        administrator                      | no approver | no approver | not theirs   | not theirs   | is pending 2 | no approver    | not theirs
        stranger                           | no approver | no approver | not theirs   | not theirs   | no approver  | no approver    | not theirs
        requester's subject, other issuer  | no approver | no approver | not theirs   | not theirs   | no approver  | no approver    | not theirs
        ",
    );
}

#[test]
fn before_the_window_the_requester_may_cancel_and_approvers_and_administrators_may_revoke() {
    assert_table(
        &rows(State::Scheduled),
        "
        role                               | approve      | reject       | cancel       | finish       | revoke      | review         | session
        requester                          | own request  | own request  | -> cancelled | is scheduled | no approver | own request    | waits: scheduled
        requester in the approvers' groups | own request  | own request  | -> cancelled | is scheduled | no approver | own request    | waits: scheduled
        requester who administers          | own request  | own request  | -> cancelled | is scheduled | -> revoked  | own request    | waits: scheduled
        first approver of level 1          | is scheduled | is scheduled | not theirs   | not theirs   | -> revoked  | no break-glass | not theirs
        other approver of level 1          | is scheduled | is scheduled | not theirs   | not theirs   | -> revoked  | no break-glass | not theirs
        approver of level 2                | is scheduled | is scheduled | not theirs   | not theirs   | -> revoked  | no break-glass | not theirs
        other approver of level 2          | is scheduled | is scheduled | not theirs   | not theirs   | -> revoked  | no break-glass | not theirs
        approver of both levels            | is scheduled | is scheduled | not theirs   | not theirs   | -> revoked  | no break-glass | not theirs
        security                           | no approver  | no approver  | not theirs   | not theirs   | no approver | no approver    | not theirs
        administrator                      | no approver  | no approver  | not theirs   | not theirs   | -> revoked  | no approver    | not theirs
        stranger                           | no approver  | no approver  | not theirs   | not theirs   | no approver | no approver    | not theirs
        requester's subject, other issuer  | no approver  | no approver  | not theirs   | not theirs   | no approver | no approver    | not theirs
        ",
    );
}

#[test]
fn in_the_window_the_requester_alone_gets_sessions_and_approvers_and_administrators_may_revoke() {
    assert_table(
        &rows(State::Active),
        "
        role                               | approve     | reject      | cancel     | finish     | revoke      | review         | session
        requester                          | own request | own request | is active  | -> ended   | no approver | own request    | -> active
        requester in the approvers' groups | own request | own request | is active  | -> ended   | no approver | own request    | -> active
        requester who administers          | own request | own request | is active  | -> ended   | -> revoked  | own request    | -> active
        first approver of level 1          | is active   | is active   | not theirs | not theirs | -> revoked  | no break-glass | not theirs
        other approver of level 1          | is active   | is active   | not theirs | not theirs | -> revoked  | no break-glass | not theirs
        approver of level 2                | is active   | is active   | not theirs | not theirs | -> revoked  | no break-glass | not theirs
        other approver of level 2          | is active   | is active   | not theirs | not theirs | -> revoked  | no break-glass | not theirs
        approver of both levels            | is active   | is active   | not theirs | not theirs | -> revoked  | no break-glass | not theirs
        security                           | no approver | no approver | not theirs | not theirs | no approver | no approver    | not theirs
        administrator                      | no approver | no approver | not theirs | not theirs | -> revoked  | no approver    | not theirs
        stranger                           | no approver | no approver | not theirs | not theirs | no approver | no approver    | not theirs
        requester's subject, other issuer  | no approver | no approver | not theirs | not theirs | no approver | no approver    | not theirs
        ",
    );
}

#[test]
fn while_glass_is_broken_everyone_who_was_skipped_and_security_may_revoke_and_nobody_reviews() {
    assert_table(
        &rows(State::BreakGlass),
        "
        role                               | approve     | reject      | cancel     | finish     | revoke      | review      | session
        requester                          | own request | own request | is active  | -> ended   | no approver | own request | -> active
        requester in the approvers' groups | own request | own request | is active  | -> ended   | no approver | own request | -> active
        requester who administers          | own request | own request | is active  | -> ended   | -> revoked  | own request | -> active
        first approver of level 1          | is active   | is active   | not theirs | not theirs | -> revoked  | is active   | not theirs
        other approver of level 1          | is active   | is active   | not theirs | not theirs | -> revoked  | is active   | not theirs
        approver of level 2                | is active   | is active   | not theirs | not theirs | -> revoked  | is active   | not theirs
        other approver of level 2          | is active   | is active   | not theirs | not theirs | -> revoked  | is active   | not theirs
        approver of both levels            | is active   | is active   | not theirs | not theirs | -> revoked  | is active   | not theirs
        security                           | is active   | is active   | not theirs | not theirs | -> revoked  | is active   | not theirs
        administrator                      | no approver | no approver | not theirs | not theirs | -> revoked  | no approver | not theirs
        stranger                           | no approver | no approver | not theirs | not theirs | no approver | no approver | not theirs
        requester's subject, other issuer  | no approver | no approver | not theirs | not theirs | no approver | no approver | not theirs
        ",
    );
}

#[test]
fn after_a_break_glass_window_everyone_who_was_skipped_and_security_review_and_nobody_else() {
    assert_table(
        &rows(State::BreakGlassEnded),
        "
        role                               | approve     | reject      | cancel     | finish     | revoke      | review      | session
        requester                          | own request | own request | is ended   | is ended   | no approver | own request | closed: ended
        requester in the approvers' groups | own request | own request | is ended   | is ended   | no approver | own request | closed: ended
        requester who administers          | own request | own request | is ended   | is ended   | is ended    | own request | closed: ended
        first approver of level 1          | is ended    | is ended    | not theirs | not theirs | is ended    | -> ended    | not theirs
        other approver of level 1          | is ended    | is ended    | not theirs | not theirs | is ended    | -> ended    | not theirs
        approver of level 2                | is ended    | is ended    | not theirs | not theirs | is ended    | -> ended    | not theirs
        other approver of level 2          | is ended    | is ended    | not theirs | not theirs | is ended    | -> ended    | not theirs
        approver of both levels            | is ended    | is ended    | not theirs | not theirs | is ended    | -> ended    | not theirs
        security                           | is ended    | is ended    | not theirs | not theirs | is ended    | -> ended    | not theirs
        administrator                      | no approver | no approver | not theirs | not theirs | is ended    | no approver | not theirs
        stranger                           | no approver | no approver | not theirs | not theirs | no approver | no approver | not theirs
        requester's subject, other issuer  | no approver | no approver | not theirs | not theirs | no approver | no approver | not theirs
        ",
    );
}

#[test]
fn a_break_glass_window_that_was_reviewed_never_changes_again() {
    assert_table(
        &rows(State::BreakGlassReviewed),
        "
        role                               | approve     | reject      | cancel     | finish     | revoke      | review      | session
        requester                          | own request | own request | is ended   | is ended   | no approver | own request | closed: ended
        requester in the approvers' groups | own request | own request | is ended   | is ended   | no approver | own request | closed: ended
        requester who administers          | own request | own request | is ended   | is ended   | is ended    | own request | closed: ended
        first approver of level 1          | is ended    | is ended    | not theirs | not theirs | is ended    | reviewed    | not theirs
        other approver of level 1          | is ended    | is ended    | not theirs | not theirs | is ended    | reviewed    | not theirs
        approver of level 2                | is ended    | is ended    | not theirs | not theirs | is ended    | reviewed    | not theirs
        other approver of level 2          | is ended    | is ended    | not theirs | not theirs | is ended    | reviewed    | not theirs
        approver of both levels            | is ended    | is ended    | not theirs | not theirs | is ended    | reviewed    | not theirs
        security                           | is ended    | is ended    | not theirs | not theirs | is ended    | reviewed    | not theirs
        administrator                      | no approver | no approver | not theirs | not theirs | is ended    | no approver | not theirs
        stranger                           | no approver | no approver | not theirs | not theirs | no approver | no approver | not theirs
        requester's subject, other issuer  | no approver | no approver | not theirs | not theirs | no approver | no approver | not theirs
        ",
    );
}

#[test]
fn nobody_can_change_a_terminal_state() {
    for state in State::TERMINAL {
        for row in rows(state).into_iter().skip(1) {
            let tried = &row[1..];
            assert!(
                tried.iter().all(|cell| !cell.starts_with("->")),
                "{state:?}: {row:?}"
            );
        }
    }
    for state in State::BREAK_GLASS_OVER {
        let same = format!("-> {}", state.story().status());
        for row in rows(state).into_iter().skip(1) {
            let mut changes = row[1..].iter().filter(|cell| cell.starts_with("->"));
            assert!(changes.all(|cell| *cell == same), "{state:?}: {row:?}");
        }
    }
}
