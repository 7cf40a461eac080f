//! Every role with every action, in every state that a request can change from.

use jit_domain::Person;

use crate::story::{State, Story, revocation};
use crate::table::{assert_table, outcome, row};
use crate::world::{
    administrator, chief, deputy, engineer, engineer_who_approves, lead, namesake, officer, person,
    stranger,
};

/// A role: its name, the person, and whether the bundle makes them an administrator.
fn roles() -> [(&'static str, Person, bool); 11] {
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
            attempt(&|s| s.open_session(&who)),
        ]
    };
    let head = [
        "role", "approve", "reject", "cancel", "finish", "revoke", "session",
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
        role                               | approve      | reject      | cancel       | finish       | revoke       | session
        requester                          | own request  | own request | -> cancelled | is pending 1 | no approver  | waits: pending 1
        requester in the approvers' groups | own request  | own request | -> cancelled | is pending 1 | no approver  | waits: pending 1
        requester who administers          | own request  | own request | -> cancelled | is pending 1 | is pending 1 | waits: pending 1
        first approver of level 1          | -> pending 2 | -> rejected | not theirs   | not theirs   | is pending 1 | not theirs
        other approver of level 1          | -> pending 2 | -> rejected | not theirs   | not theirs   | is pending 1 | not theirs
        approver of level 2                | 1 is open    | 1 is open   | not theirs   | not theirs   | is pending 1 | not theirs
        other approver of level 2          | 1 is open    | 1 is open   | not theirs   | not theirs   | is pending 1 | not theirs
        approver of both levels            | -> pending 2 | -> rejected | not theirs   | not theirs   | is pending 1 | not theirs
        administrator                      | no approver  | no approver | not theirs   | not theirs   | is pending 1 | not theirs
        stranger                           | no approver  | no approver | not theirs   | not theirs   | no approver  | not theirs
        requester's subject, other issuer  | no approver  | no approver | not theirs   | not theirs   | no approver  | not theirs
        ",
    );
}

#[test]
fn while_the_last_level_is_open_its_approvers_decide_and_nobody_votes_twice() {
    assert_table(
        &rows(State::PendingLast),
        "
        role                               | approve     | reject      | cancel       | finish       | revoke       | session
        requester                          | own request | own request | -> cancelled | is pending 2 | no approver  | waits: pending 2
        requester in the approvers' groups | own request | own request | -> cancelled | is pending 2 | no approver  | waits: pending 2
        requester who administers          | own request | own request | -> cancelled | is pending 2 | is pending 2 | waits: pending 2
        first approver of level 1          | voted       | voted       | not theirs   | not theirs   | is pending 2 | not theirs
        other approver of level 1          | 2 is open   | 2 is open   | not theirs   | not theirs   | is pending 2 | not theirs
        approver of level 2                | -> active   | -> rejected | not theirs   | not theirs   | is pending 2 | not theirs
        other approver of level 2          | -> active   | -> rejected | not theirs   | not theirs   | is pending 2 | not theirs
        approver of both levels            | -> active   | -> rejected | not theirs   | not theirs   | is pending 2 | not theirs
        administrator                      | no approver | no approver | not theirs   | not theirs   | is pending 2 | not theirs
        stranger                           | no approver | no approver | not theirs   | not theirs   | no approver  | not theirs
        requester's subject, other issuer  | no approver | no approver | not theirs   | not theirs   | no approver  | not theirs
        ",
    );
}

#[test]
fn before_the_window_the_requester_may_cancel_and_approvers_and_administrators_may_revoke() {
    assert_table(
        &rows(State::Scheduled),
        "
        role                               | approve      | reject       | cancel       | finish       | revoke      | session
        requester                          | own request  | own request  | -> cancelled | is scheduled | no approver | waits: scheduled
        requester in the approvers' groups | own request  | own request  | -> cancelled | is scheduled | no approver | waits: scheduled
        requester who administers          | own request  | own request  | -> cancelled | is scheduled | -> revoked  | waits: scheduled
        first approver of level 1          | is scheduled | is scheduled | not theirs   | not theirs   | -> revoked  | not theirs
        other approver of level 1          | is scheduled | is scheduled | not theirs   | not theirs   | -> revoked  | not theirs
        approver of level 2                | is scheduled | is scheduled | not theirs   | not theirs   | -> revoked  | not theirs
        other approver of level 2          | is scheduled | is scheduled | not theirs   | not theirs   | -> revoked  | not theirs
        approver of both levels            | is scheduled | is scheduled | not theirs   | not theirs   | -> revoked  | not theirs
        administrator                      | no approver  | no approver  | not theirs   | not theirs   | -> revoked  | not theirs
        stranger                           | no approver  | no approver  | not theirs   | not theirs   | no approver | not theirs
        requester's subject, other issuer  | no approver  | no approver  | not theirs   | not theirs   | no approver | not theirs
        ",
    );
}

#[test]
fn in_the_window_the_requester_alone_gets_sessions_and_approvers_and_administrators_may_revoke() {
    assert_table(
        &rows(State::Active),
        "
        role                               | approve     | reject      | cancel     | finish     | revoke      | session
        requester                          | own request | own request | is active  | -> ended   | no approver | -> active
        requester in the approvers' groups | own request | own request | is active  | -> ended   | no approver | -> active
        requester who administers          | own request | own request | is active  | -> ended   | -> revoked  | -> active
        first approver of level 1          | is active   | is active   | not theirs | not theirs | -> revoked  | not theirs
        other approver of level 1          | is active   | is active   | not theirs | not theirs | -> revoked  | not theirs
        approver of level 2                | is active   | is active   | not theirs | not theirs | -> revoked  | not theirs
        other approver of level 2          | is active   | is active   | not theirs | not theirs | -> revoked  | not theirs
        approver of both levels            | is active   | is active   | not theirs | not theirs | -> revoked  | not theirs
        administrator                      | no approver | no approver | not theirs | not theirs | -> revoked  | not theirs
        stranger                           | no approver | no approver | not theirs | not theirs | no approver | not theirs
        requester's subject, other issuer  | no approver | no approver | not theirs | not theirs | no approver | not theirs
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
}
