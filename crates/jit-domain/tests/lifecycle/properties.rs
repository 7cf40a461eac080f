//! Random stories of several people, told step by step to `decide` and `apply`.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use jit_domain::{
    Approval, Ask, Command, Event, EventKind, Person, Phase, Refusal, Request, ReviewVerdict,
    Ruling, Sha256Hex, Status, StatusName, apply, canonical_json,
};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};

use crate::oracle::Oracle;
use crate::story::{Story, review, revocation};
use crate::world::{
    ask, at, automatic, break_glass_around, conflict, engineer, group, level, manual_for, namesake,
    person, seconds, submission,
};

const GROUPS: [&str; 3] = ["leads", "security", "owners"];

/// One try: who, with the groups of that call's token, does what, so many milliseconds later.
#[derive(Clone, Debug)]
struct Step {
    wait: i64,
    who: Person,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    Submit,
    Approve { stale: bool, narrowed: Option<i64> },
    Reject { stale: bool },
    Cancel,
    Finish,
    Revoke { administrator: bool },
    Review { violation: bool, comment: bool },
    OpenSession { eligible: bool },
}

/// A step as it was taken, with the story before and after it.
struct Moment<'a> {
    before: &'a Story,
    oracle: &'a Oracle,
    step: &'a Step,
    command: &'a Command,
    result: &'a Result<Status, Refusal>,
    after: &'a Story,
}

fn rulings() -> impl Strategy<Value = Ruling> {
    let level = (select(&GROUPS), 1..=2_u32).prop_map(|(group, n)| level(group, n));
    let levels = |least| prop::collection::vec(level.clone(), least..=3);
    let manual =
        (levels(1), 1..=20_i64).prop_map(|(levels, pending_for)| manual_for(levels, pending_for));
    let break_glass = (levels(0), select(&GROUPS), 1..=20_i64)
        .prop_map(|(levels, security, within)| break_glass_around(levels, group(security), within));
    prop_oneof![
        8 => manual,
        2 => Just(automatic()),
        3 => break_glass,
        1 => Just(conflict()),
    ]
}

fn asks() -> impl Strategy<Value = Ask> {
    let start = proptest::option::weighted(0.3, 1..=15_i64);
    (1..=20_i64, start, "[a-z é\\n]{0,9}x").prop_map(|(duration, start, reason)| Ask {
        duration: seconds(duration),
        start: start.map(at),
        reason: reason.parse().unwrap(),
        ..ask()
    })
}

fn people() -> impl Strategy<Value = Person> {
    // Twice the requester, so that enough of them gets through.
    let ids = [
        engineer(),
        engineer(),
        namesake(&[]),
        person("lead", &[]),
        person("officer", &[]),
        person("chief", &[]),
    ];
    (select(ids.to_vec()), subsequence(&GROUPS[..], 0..=3)).prop_map(|(person, groups)| Person {
        groups: groups.iter().map(|g| g.parse().unwrap()).collect(),
        ..person
    })
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let stale = || proptest::bool::weighted(0.1);
    let narrowed = proptest::option::weighted(0.3, 1..=22_i64);
    let what = prop_oneof![
        1 => Just(What::Submit),
        10 => (stale(), narrowed).prop_map(|(stale, narrowed)| What::Approve { stale, narrowed }),
        1 => stale().prop_map(|stale| What::Reject { stale }),
        1 => Just(What::Cancel),
        1 => Just(What::Finish),
        1 => any::<bool>().prop_map(|administrator| What::Revoke { administrator }),
        6 => any::<(bool, bool)>().prop_map(|(violation, comment)| What::Review {
            violation,
            comment,
        }),
        9 => proptest::bool::weighted(0.8).prop_map(|eligible| What::OpenSession { eligible }),
    ];
    let step =
        (0..2_000_i64, people(), what).prop_map(|(wait, who, what)| Step { wait, who, what });
    prop::collection::vec(step, 0..40)
}

fn stories() -> impl Strategy<Value = (Ask, Ruling, Vec<Step>)> {
    (asks(), rulings(), steps()).prop_map(|(ask, ruling, steps)| {
        // An emergency does not wait: everything else is refused at once.
        let start = ask.start.filter(|_| !is_break_glass(&ruling));
        (Ask { start, ..ask }, ruling, steps)
    })
}

fn is_break_glass(ruling: &Ruling) -> bool {
    matches!(
        ruling,
        Ruling::Approval {
            approval: Approval::BreakGlass { .. },
            ..
        }
    )
}

fn command(story: &Story, what: &What) -> Command {
    let request = story.request();
    let digest = |stale: bool| {
        if stale {
            Sha256Hex::of(b"another ask").into()
        } else {
            request.digest.clone()
        }
    };
    match what {
        What::Submit => Command::Submit(Box::new(submission(ask(), automatic()))),
        What::Approve { stale, narrowed } => Command::Approve {
            digest: digest(*stale),
            duration: narrowed.map(seconds),
            comment: Some("go".parse().unwrap()),
        },
        What::Reject { stale } => Command::Reject {
            digest: digest(*stale),
            comment: None,
        },
        What::Cancel => Command::Cancel,
        What::Finish => Command::Finish,
        What::Revoke { administrator } => revocation(*administrator),
        What::Review { violation, comment } => {
            let verdict = if *violation {
                ReviewVerdict::Violation
            } else {
                ReviewVerdict::Ok
            };
            review(verdict, comment.then_some("seen"))
        }
        What::OpenSession { eligible } => story.session_opening(*eligible),
    }
}

/// Tells the story and shows every moment of it; gives back how it stands at the end.
fn tell(
    (ask, ruling, steps): (Ask, Ruling, Vec<Step>),
    mut look: impl FnMut(&Moment<'_>) -> Result<(), TestCaseError>,
) -> Result<Story, TestCaseError> {
    let mut story = Story::of(ask.clone(), ruling.clone());
    let mut oracle = Oracle::new(story.request(), &ask, &ruling, story.now);
    for step in &steps {
        story.now = crate::world::shifted(story.now, step.wait);
        let (before, oracle_before) = (story.clone(), oracle.clone());
        let command = command(&story, &step.what);
        let result = story.act(&step.who, command.clone());
        if result.is_ok() {
            oracle.note(&step.who, &command, story.now);
        }
        look(&Moment {
            before: &before,
            oracle: &oracle_before,
            step,
            command: &command,
            result: &result,
            after: &story,
        })?;
    }
    Ok(story)
}

fn config() -> Config {
    Config {
        failure_persistence: None,
        ..Config::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn decide_allows_what_the_rules_allow_and_nothing_else(story in stories()) {
        tell(story, |m| {
            let allowed = m.oracle.allows(&m.step.who, m.command, m.before.now);
            prop_assert_eq!(m.result.is_ok(), allowed, "{:?}", m.result);
            Ok(())
        })?;
    }

    #[test]
    fn status_is_what_the_rules_say_at_every_instant(story in stories(), later in 0..90_000_i64) {
        tell(story, |m| {
            let mut oracle = m.oracle.clone();
            if m.result.is_ok() {
                oracle.note(&m.step.who, m.command, m.before.now);
            }
            for now in [m.after.now, crate::world::shifted(m.after.now, later)] {
                prop_assert_eq!(m.after.request().status(now).name(), oracle.status(now));
            }
            if let Phase::Approved { window } = m.after.request().phase {
                prop_assert_eq!(Some(window), oracle.granted());
            }
            Ok(())
        })?;
    }

    /// Who sees a request whose window was cut short tells from its decisions how long it was
    /// granted for.
    #[test]
    fn a_window_is_granted_for_the_shortest_duration_however_it_ends(story in stories()) {
        tell(story, |m| {
            let request = m.after.request();
            if let Phase::Approved { window }
            | Phase::Finished { window, .. }
            | Phase::Revoked { window, .. }
            | Phase::Cancelled { window: Some(window), .. } = request.phase
            {
                let end = window.start.plus(request.shortest_duration());
                prop_assert_eq!(window.end, end);
            }
            Ok(())
        })?;
    }

    /// Invariant I1.
    #[test]
    fn no_session_without_an_approved_open_unrevoked_window_of_that_person(story in stories()) {
        tell(story, |m| {
            let opened = m.after.events.len() > m.before.events.len()
                && matches!(m.after.events.last().unwrap().kind, EventKind::SessionOpened(_));
            if opened {
                let request = m.before.request();
                prop_assert_eq!(&m.step.who.id, &request.requester.id);
                let Phase::Approved { window } = request.phase else {
                    return Err(TestCaseError::fail("not approved"));
                };
                prop_assert!(window.start <= m.before.now && m.before.now < window.end);
                let what = &m.step.what;
                let eligible = matches!(what, What::OpenSession { eligible: true });
                prop_assert!(eligible);
            }
            Ok(())
        })?;
    }

    /// Invariant I2.
    #[test]
    fn what_is_approved_has_its_quorum_of_distinct_eligible_others(story in stories()) {
        let mut groups: BTreeMap<usize, BTreeSet<_>> = BTreeMap::new();
        let story = tell(story, |m| {
            if m.result.is_ok() {
                groups.insert(m.before.events.len(), m.step.who.groups.clone());
            }
            Ok(())
        })?;
        let request = story.request();
        prop_assume!(request.window().is_some());
        let mut people = BTreeSet::from([request.requester.id.clone()]);
        for (number, wanted) in request.levels().iter().enumerate() {
            let approvals = story.events.iter().enumerate().filter(|(_, event)| {
                matches!(event.kind, EventKind::Approved { level, .. } if level.index() == number)
            });
            let mut counted = 0;
            for (n, event) in approvals {
                let who = event.actor.clone().unwrap().id;
                prop_assert!(people.insert(who), "the requester, or twice the same person");
                prop_assert!(!groups[&n].is_disjoint(&wanted.approvers.groups));
                counted += 1;
            }
            prop_assert_eq!(counted, wanted.approvals.get());
        }
    }

    /// Invariant I3. A look back leaves the state alone.
    #[test]
    fn a_terminal_state_never_changes(story in stories(), later in 0..90_000_i64) {
        let settled = Cell::new(None);
        let story = tell(story, |m| {
            if let Some(settled) = settled.get() {
                prop_assert_eq!(m.after.status(), settled);
                let looked_back = matches!(m.command, Command::Review { .. });
                prop_assert!(m.result.is_err() || looked_back);
            } else if m.after.status().is_terminal() {
                settled.set(Some(m.after.status()));
            }
            Ok(())
        })?;
        let later = crate::world::shifted(story.now, later);
        if let Some(settled) = settled.get() {
            prop_assert_eq!(story.request().status(later), settled);
        }
    }

    #[test]
    fn somebody_else_who_was_told_looks_back_once_at_a_break_glass_window(story in stories()) {
        let reviews = Cell::new(0);
        let story = tell(story, |m| {
            if m.result.is_ok() && matches!(m.command, Command::Review { .. }) {
                reviews.set(reviews.get() + 1);
                let request = m.before.request();
                prop_assert!(request.is_break_glass());
                prop_assert!(request.is_approver(&m.step.who));
                prop_assert!(m.step.who.id != request.requester.id);
                prop_assert!(request.status(m.before.now).is_terminal());
            }
            Ok(())
        })?;
        prop_assert_eq!(reviews.get(), usize::from(story.request().review.is_some()));
    }

    #[test]
    fn an_approved_window_only_ever_gets_shorter(story in stories()) {
        tell(story, |m| {
            let (asked, duration) = (&m.after.request().ask, m.after.request().shortest_duration());
            prop_assert!(duration <= asked.duration);
            prop_assert!(duration <= m.before.request().shortest_duration());
            if let (Some(before), Some(after)) = (m.before.request().window(), m.after.request().window()) {
                prop_assert_eq!(before.start, after.start);
                prop_assert!(after.end <= before.end);
            }
            if let Some(window) = m.after.request().window() {
                prop_assert!(window.end <= window.start.plus(duration));
                prop_assert!(asked.start.is_none_or(|start| start <= window.start));
            }
            Ok(())
        })?;
    }

    #[test]
    fn events_replay_to_the_request_and_both_survive_json(story in stories()) {
        let story = tell(story, |_| Ok(()))?;
        let mut replayed = None;
        for event in &story.events {
            let json = canonical_json(event).unwrap();
            let read: Event = serde_json::from_slice(&json).unwrap();
            prop_assert_eq!(&read, event);
            prop_assert_eq!(canonical_json(&read).unwrap(), json);
            replayed = Some(apply(replayed, &read).unwrap());
        }
        prop_assert_eq!(&replayed, &story.request);
        let json = serde_json::to_string(story.request()).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Request>(&json).unwrap(), story.request());
    }

    #[test]
    fn a_digest_is_stable_and_follows_from_what_is_stored(story in stories()) {
        let story = tell(story, |m| {
            prop_assert_eq!(&m.before.request().digest, &m.after.request().digest);
            prop_assert_eq!(&m.before.request().ask, &m.after.request().ask);
            Ok(())
        })?;
        let r = story.request();
        let fields = serde_json::json!({
            "id": r.id, "issuer": r.requester.id.issuer, "subject": r.requester.id.subject,
            "account": r.target.account, "permission_set": r.target.permission_set,
            "duration_seconds": r.ask.duration, "reason": r.ask.reason, "ticket": r.ask.ticket,
            "start": r.ask.start, "extends": r.ask.extends, "bundle": r.bundle,
        });
        let digest = Sha256Hex::of(&canonical_json(&fields).unwrap());
        prop_assert_eq!(r.digest.as_str(), digest.as_str());
    }
}

/// The properties above say nothing unless the stories go somewhere.
#[test]
fn the_stories_reach_every_status_open_sessions_and_look_back() {
    let mut reached = BTreeMap::new();
    let (mut sessions, mut reviews) = (0, 0);
    let mut runner = TestRunner::deterministic();
    for _ in 0..600 {
        let story = stories().new_tree(&mut runner).unwrap().current();
        let story = tell(story, |m| {
            let name = m.after.status().name();
            *reached.entry(name.as_str()).or_insert(0) += 1;
            Ok(())
        });
        let opened = |e: &&Event| matches!(e.kind, EventKind::SessionOpened(_));
        let story = story.unwrap();
        sessions += story.events.iter().filter(opened).count();
        reviews += usize::from(story.request().review.is_some());
    }
    for status in StatusName::ALL {
        let moments = reached.get(status.as_str()).copied().unwrap_or(0);
        assert!(moments > 20, "{status}: {reached:?}");
    }
    assert!(sessions > 100, "{sessions}");
    assert!(reviews > 20, "{reviews}");
}
