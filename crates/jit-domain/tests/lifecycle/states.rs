//! Every state with every event, by whoever may cause it.

use jit_domain::{Refusal, Status};

use crate::story::{State, Story};
use crate::table::{assert_table, outcome, row, status};
use crate::world::{
    ask, ask_for, automatic, break_glass, chief, conflict, engineer, manual, two_levels,
};

const STATES: [(&str, State); 18] = [
    ("absent", State::Absent),
    ("pending, level 1 of 2", State::PendingFirst),
    ("pending, last level", State::PendingLast),
    ("scheduled", State::Scheduled),
    ("active", State::Active),
    ("ended by the clock", State::EndedByClock),
    ("ended early", State::EndedEarly),
    ("rejected", State::Rejected),
    ("cancelled, pending", State::CancelledPending),
    ("cancelled, scheduled", State::CancelledScheduled),
    ("expired", State::Expired),
    ("revoked, scheduled", State::RevokedScheduled),
    ("revoked, active", State::RevokedActive),
    ("failed", State::Failed),
    ("break-glass", State::BreakGlass),
    ("break-glass, ended", State::BreakGlassEnded),
    ("break-glass, revoked", State::BreakGlassRevoked),
    ("break-glass, reviewed", State::BreakGlassReviewed),
];

/// The approver is one of both levels who has not voted yet.
const TABLE: &str = "
state                 | submit       | approve      | reject       | cancel       | finish       | revoke       | review         | session           | clock
absent                | -> pending 1 | no request   | no request   | no request   | no request   | no request   | no request     | no request        | absent
pending, level 1 of 2 | exists       | -> pending 2 | -> rejected  | -> cancelled | is pending 1 | is pending 1 | no break-glass | waits: pending 1  | expired
pending, last level   | exists       | -> active    | -> rejected  | -> cancelled | is pending 2 | is pending 2 | no break-glass | waits: pending 2  | expired
scheduled             | exists       | is scheduled | is scheduled | -> cancelled | is scheduled | -> revoked   | no break-glass | waits: scheduled  | active
active                | exists       | is active    | is active    | is active    | -> ended     | -> revoked   | no break-glass | -> active         | ended
ended by the clock    | exists       | is ended     | is ended     | is ended     | is ended     | is ended     | no break-glass | closed: ended     | ended
ended early           | exists       | is ended     | is ended     | is ended     | is ended     | is ended     | no break-glass | closed: ended     | ended
rejected              | exists       | is rejected  | is rejected  | is rejected  | is rejected  | is rejected  | no break-glass | closed: rejected  | rejected
cancelled, pending    | exists       | is cancelled | is cancelled | is cancelled | is cancelled | is cancelled | no break-glass | closed: cancelled | cancelled
cancelled, scheduled  | exists       | is cancelled | is cancelled | is cancelled | is cancelled | is cancelled | no break-glass | closed: cancelled | cancelled
expired               | exists       | is expired   | is expired   | is expired   | is expired   | is expired   | no break-glass | closed: expired   | expired
revoked, scheduled    | exists       | is revoked   | is revoked   | is revoked   | is revoked   | is revoked   | no break-glass | closed: revoked   | revoked
revoked, active       | exists       | is revoked   | is revoked   | is revoked   | is revoked   | is revoked   | no break-glass | closed: revoked   | revoked
failed                | exists       | no approver  | no approver  | is failed    | is failed    | is failed    | no approver    | closed: failed    | failed
break-glass           | exists       | is active    | is active    | is active    | -> ended     | -> revoked   | is active      | -> active         | ended
break-glass, ended    | exists       | is ended     | is ended     | is ended     | is ended     | is ended     | -> ended       | closed: ended     | ended
break-glass, revoked  | exists       | is revoked   | is revoked   | is revoked   | is revoked   | is revoked   | -> revoked     | closed: revoked   | revoked
break-glass, reviewed | exists       | is ended     | is ended     | is ended     | is ended     | is ended     | reviewed       | closed: ended     | ended
";

type Try = fn(&mut Story) -> Result<Status, Refusal>;

#[test]
fn every_state_answers_every_event_as_the_table_says() {
    let tries: [(&str, Try); 8] = [
        ("submit", |s| s.submit(ask(), manual(two_levels()))),
        ("approve", |s| s.approve(&chief())),
        ("reject", |s| s.reject(&chief())),
        ("cancel", |s| s.cancel(&engineer())),
        ("finish", |s| s.finish(&engineer())),
        ("revoke", |s| s.revoke_as_administrator(&chief())),
        ("review", |s| s.review(&chief())),
        ("session", |s| s.open_session(&engineer())),
    ];
    let mut rows = vec![row(&["state"])];
    rows[0].extend(tries.iter().map(|(name, _)| (*name).to_owned()));
    rows[0].push("clock".to_owned());
    for (name, state) in STATES {
        let mut cells = row(&[name]);
        for (_, attempt) in &tries {
            let mut story = state.story();
            let before = story.clone();
            let result = attempt(&mut story);
            if result.is_err() {
                assert_eq!(story.request, before.request, "a refusal changes nothing");
                assert_eq!(story.events, before.events);
            }
            cells.push(outcome(result));
        }
        cells.push(by_the_clock(state));
        rows.push(cells);
    }
    assert_table(&rows, TABLE);
}

fn by_the_clock(state: State) -> String {
    if state == State::Absent {
        return "absent".to_owned();
    }
    let story = state.story();
    let boundary = State::next_boundary(&story);
    status(story.at(boundary).status())
}

#[test]
fn a_request_begins_as_the_bundle_rules() {
    let rulings = [
        ("manual, at once", ask(), manual(two_levels())),
        ("manual, later", ask_for(7_200), manual(two_levels())),
        ("automatic, at once", ask(), automatic()),
        ("automatic, later", ask_for(7_200), automatic()),
        ("conflict", ask(), conflict()),
        ("break-glass", ask(), break_glass()),
    ];
    let rows: Vec<_> = rulings
        .map(|(name, ask, ruling)| row(&[name, &outcome(Story::new().submit(ask, ruling))]))
        .into();
    assert_table(
        &rows,
        "
        manual, at once    | -> pending 1
        manual, later      | -> pending 1
        automatic, at once | -> active
        automatic, later   | -> scheduled
        conflict           | -> failed
        break-glass        | -> active
        ",
    );
}

#[test]
fn status_is_a_pure_function_of_request_and_time() {
    for (_, state) in STATES.into_iter().skip(1) {
        let story = state.story();
        let (before, boundary) = (story.now, State::next_boundary(&story));
        let times = [before, boundary, before, boundary, before];
        let seen = times.map(|now| story.request().status(now));
        let [first, second] = [seen[0], seen[1]];
        assert_eq!(seen, [first, second, first, second, first], "{state:?}");
    }
}
