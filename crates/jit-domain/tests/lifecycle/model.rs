//! A small world, explored to its end: every order of every action of four people who hold three
//! identities, with every narrowing, at every tick, by way of the real `decide` and `apply`.

use jit_domain::{
    Acting, BundleDigest, Command, Level, Person, Phase, Request, RequestDigest, ReviewVerdict,
    Ruling, Session, Sha256Hex, Status, StatusName, Timestamp, apply, decide,
};
use stateright::{Checker, Model, Property};

use crate::oracle::Oracle;
use crate::reachable::{
    Reachable, of_a_scheduled_start, of_approvals, of_break_glass, of_several_levels, of_windows,
};
use crate::story::{Story, review, revocation};
use crate::world::{
    ask, at, break_glass_around, bundle, chief, engineer_who_approves, group, lead, level,
    manual_for, person, seconds,
};

/// The window that is asked for, in ticks of one second.
const TICKS_ASKED: i64 = 2;
/// How long it may stay pending without a scheduled start.
const TICKS_PENDING: i64 = 3;
/// How long after the end of a break-glass window its review is due.
pub(crate) const TICKS_TO_REVIEW: i64 = 2;
/// The latest end of a window: approved at the last tick before the scheduled one would be over.
const LAST_TICK: i64 = 5;

/// A world: how many must agree, and when the window should open.
#[derive(Clone, Debug)]
pub(crate) struct Setting {
    ruling: Ruling,
    start: Option<i64>,
    /// In the order of [`Role`].
    people: [Person; 4],
    bundle: BundleDigest,
    another_ask: RequestDigest,
    session: Session,
    reachable: &'static [fn() -> Reachable],
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct World {
    pub(crate) request: Request,
    oracle: Oracle,
    tick: i64,
    /// The first terminal status that anybody could see.
    settled: Option<Status>,
    /// Whether the requester has ever had credentials.
    pub(crate) session: bool,
    broken: Option<Broken>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Broken {
    /// A session was recorded without an open window of that person.
    I1,
    /// Something happened to a request in a terminal state.
    I3,
    /// `decide` allowed what the rules forbid, or forbade what they allow.
    Rules,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Tick,
    Try(Role, Attempt),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// In the groups of all levels.
    Requester,
    Lead,
    /// A lead and an officer.
    Chief,
    /// The lead, by a token that no longer names the group.
    FormerLead,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Attempt {
    Approve { ticks: Option<i64> },
    ApproveAnotherAsk,
    Reject,
    Cancel,
    Finish,
    Revoke { administrator: bool },
    Review(ReviewVerdict, Option<&'static str>),
    OpenSession { eligible: bool },
}

const ROLES: [Role; 4] = [Role::Requester, Role::Lead, Role::Chief, Role::FormerLead];

const ATTEMPTS: [Attempt; 14] = [
    Attempt::Approve { ticks: None },
    Attempt::Approve { ticks: Some(1) },
    Attempt::Approve { ticks: Some(3) },
    Attempt::ApproveAnotherAsk,
    Attempt::Reject,
    Attempt::Cancel,
    Attempt::Finish,
    Attempt::Revoke {
        administrator: false,
    },
    Attempt::Revoke {
        administrator: true,
    },
    Attempt::Review(ReviewVerdict::Ok, None),
    Attempt::Review(ReviewVerdict::Violation, Some("no")),
    Attempt::Review(ReviewVerdict::Violation, None),
    Attempt::OpenSession { eligible: true },
    Attempt::OpenSession { eligible: false },
];

impl Setting {
    fn new(ruling: Ruling, start: Option<i64>, reachable: &'static [fn() -> Reachable]) -> Self {
        Self {
            ruling,
            start,
            people: [
                engineer_who_approves(),
                lead(),
                chief(),
                person("lead", &[]),
            ],
            bundle: bundle(),
            another_ask: Sha256Hex::of(b"another ask").into(),
            // Fenced before any window ends: what the fence must not be is tried elsewhere.
            session: Story::new().session(),
            reachable,
        }
    }

    fn person(&self, role: Role) -> &Person {
        let [requester, lead, chief, former_lead] = &self.people;
        match role {
            Role::Requester => requester,
            Role::Lead => lead,
            Role::Chief => chief,
            Role::FormerLead => former_lead,
        }
    }
}

impl World {
    pub(crate) fn now(&self) -> Timestamp {
        at(self.tick)
    }

    pub(crate) fn status(&self) -> Status {
        self.request.status(self.now())
    }

    pub(crate) fn is(&self, status: StatusName) -> bool {
        self.status().name() == status
    }

    /// Sees what can be seen now.
    fn settle(mut self) -> Self {
        let status = self.status();
        self.settled = self.settled.or(status.is_terminal().then_some(status));
        self
    }

    fn command(&self, setting: &Setting, attempt: Attempt) -> Command {
        let (digest, comment) = (self.request.digest.clone(), None);
        match attempt {
            Attempt::Approve { ticks } => Command::Approve {
                digest,
                duration: ticks.map(seconds),
                comment,
            },
            Attempt::ApproveAnotherAsk => Command::Approve {
                digest: setting.another_ask.clone(),
                duration: None,
                comment,
            },
            Attempt::Reject => Command::Reject { digest, comment },
            Attempt::Cancel => Command::Cancel,
            Attempt::Finish => Command::Finish,
            Attempt::Revoke { administrator } => revocation(administrator),
            Attempt::Review(verdict, comment) => review(verdict, comment),
            Attempt::OpenSession { eligible } => Command::OpenSession {
                eligible,
                session: Box::new(setting.session.clone()),
            },
        }
    }

    /// What comes of a try; none when it is refused as it should be.
    fn after(&self, setting: &Setting, role: Role, attempt: Attempt) -> Option<Self> {
        let person = setting.person(role);
        let (command, now) = (self.command(setting, attempt), self.now());
        let acting = Acting {
            person,
            bundle: &setting.bundle,
        };
        let allowed = self.oracle.allows(person, &command, now);
        let mut after = self.clone();
        match decide(Some(&self.request), command.clone(), acting, now) {
            Ok(event) => {
                after.request = apply(Some(after.request), &event).unwrap();
                after.oracle.note(person, &command, now);
                after.session |= matches!(attempt, Attempt::OpenSession { .. });
                after.broken = self.fault_of(person, attempt, allowed);
                Some(after.settle())
            }
            Err(_) if allowed => {
                after.broken = Some(Broken::Rules);
                Some(after)
            }
            Err(_) => None,
        }
    }

    fn fault_of(&self, person: &Person, attempt: Attempt, allowed: bool) -> Option<Broken> {
        let granted = self.oracle.granted();
        let open = granted.is_some_and(|w| w.contains(self.now())) && self.settled.is_none();
        let theirs = person.id == self.request.requester.id;
        if matches!(attempt, Attempt::OpenSession { .. }) && !(open && theirs) {
            Some(Broken::I1)
        } else if self.settled.is_some() && !matches!(attempt, Attempt::Review(..)) {
            Some(Broken::I3)
        } else {
            (!allowed).then_some(Broken::Rules)
        }
    }
}

impl Model for Setting {
    type State = World;
    type Action = Action;

    fn init_states(&self) -> Vec<World> {
        let asked = jit_domain::Ask {
            duration: seconds(TICKS_ASKED),
            start: self.start.map(at),
            ..ask()
        };
        let ruling = &self.ruling;
        let request = Story::of(asked.clone(), ruling.clone()).request().clone();
        vec![World {
            oracle: Oracle::new(&request, &asked, ruling, at(0)),
            request,
            tick: 0,
            settled: None,
            session: false,
            broken: None,
        }]
    }

    fn actions(&self, world: &World, actions: &mut Vec<Action>) {
        if world.tick < LAST_TICK {
            actions.push(Action::Tick);
        }
        for role in ROLES {
            actions.extend(ATTEMPTS.map(|attempt| Action::Try(role, attempt)));
        }
    }

    fn next_state(&self, world: &World, action: Action) -> Option<World> {
        let after = match action {
            Action::Tick => Some(
                World {
                    tick: world.tick + 1,
                    ..world.clone()
                }
                .settle(),
            ),
            Action::Try(role, attempt) => world.after(self, role, attempt),
        };
        // A second session changes nothing that is kept here; it must not look like a way on.
        after.filter(|after| after != world)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        let mut properties = vec![
            Property::always(
                "I1: no session without an open window of that person",
                |_, w: &World| w.broken != Some(Broken::I1),
            ),
            Property::always(
                "I2: a window has its quorum of distinct others",
                |_, w: &World| w.request.window().is_none() || w.oracle.has_quorum(),
            ),
            Property::always("I3: a terminal state never changes", |_, w: &World| {
                w.broken != Some(Broken::I3) && w.settled.is_none_or(|s| s == w.status())
            }),
            Property::always("decide allows what the rules allow", |_, w: &World| {
                w.broken != Some(Broken::Rules)
            }),
            Property::always("the status is what the rules say", |_, w: &World| {
                w.status().name() == w.oracle.status(w.now())
            }),
            Property::always(
                "the window is the one that was granted",
                |_, w: &World| match w.request.phase {
                    Phase::Approved { window } => w.oracle.granted() == Some(window),
                    _ => true,
                },
            ),
            Property::eventually("every request comes to an end", |_, w: &World| {
                w.status().is_terminal()
            }),
        ];
        properties.extend(self.reachable.iter().flat_map(|named| named()));
        properties
    }
}

/// Explores the world of a ruling and a start. What is named has to be reached, or the invariants
/// would hold in an empty world.
fn explore(ruling: Ruling, start: Option<i64>, reachable: &'static [fn() -> Reachable]) {
    let setting = Setting::new(ruling, start, reachable);
    let checker = setting.checker().spawn_bfs().join();
    checker.assert_properties();
    assert!(
        checker.unique_state_count() > 100,
        "{}",
        checker.unique_state_count()
    );
}

fn manual(levels: Vec<Level>) -> Ruling {
    manual_for(levels, TICKS_PENDING)
}

#[test]
fn a_quorum_of_two_at_one_level_keeps_every_invariant() {
    let levels = vec![level("leads", 2)];
    explore(manual(levels), None, &[of_windows, of_approvals]);
}

#[test]
fn a_scheduled_quorum_of_two_keeps_every_invariant() {
    let levels = vec![level("leads", 2)];
    let reachable = &[of_windows, of_approvals, of_a_scheduled_start];
    explore(manual(levels), Some(2), reachable);
}

#[test]
fn two_levels_keep_every_invariant() {
    let levels = vec![level("leads", 1), level("security", 1)];
    let reachable = &[of_windows, of_approvals, of_several_levels];
    explore(manual(levels), None, reachable);
}

#[test]
fn two_scheduled_levels_keep_every_invariant() {
    let levels = vec![level("leads", 1), level("security", 1)];
    let reachable: &[fn() -> Reachable] = &[
        of_windows,
        of_approvals,
        of_several_levels,
        of_a_scheduled_start,
    ];
    explore(manual(levels), Some(2), reachable);
}

#[test]
fn break_glass_keeps_every_invariant() {
    let skipped = vec![level("leads", 2)];
    let ruling = break_glass_around(skipped, group("security"), TICKS_TO_REVIEW);
    explore(ruling, None, &[of_windows, of_break_glass]);
}
