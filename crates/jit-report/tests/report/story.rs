//! What people do, as events in the order of the log.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use jit_api::{Report, ReportTerms};
use jit_domain::{
    AccessKeyId, Acting, Approval, Ask, Authentication, BundleDigest, Command, Event, EventKind,
    Level, Partition, Person, PersonId, PersonSelector, RefusedAttempt, RefusedSubmission, Request,
    RequestId, ReviewVerdict, RoleArn, Ruling, Session, SessionName, Sha256Hex, SourceIdentity,
    Submission, Target, Timestamp, VerifiedClaims, apply, decide,
};
use jit_report::{Options, Period, Reporter, TooMany};

pub(crate) const HOUR: i64 = 3600;
pub(crate) const DAY: i64 = 24 * HOUR;

/// Thirty days.
pub(crate) const SINCE: &str = "2026-11-01T00:00:00Z";
pub(crate) const UNTIL: &str = "2026-12-01T00:00:00Z";

/// That many seconds into the period.
pub(crate) fn at(seconds: i64) -> Timestamp {
    SINCE.parse::<Timestamp>().unwrap().plus_seconds(seconds)
}

/// How a request is to be approved.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Route {
    Automatic,
    Manual,
    BreakGlass,
    Conflict,
}

/// One ask; [`Asks::default`] is an ordinary one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asks {
    pub(crate) who: &'static str,
    pub(crate) groups: &'static [&'static str],
    pub(crate) account: (&'static str, &'static str),
    pub(crate) set: &'static str,
    pub(crate) seconds: i64,
    pub(crate) reason: &'static str,
    pub(crate) route: Route,
}

impl Default for Asks {
    fn default() -> Self {
        Self {
            who: "engineer",
            groups: &["engineers"],
            account: ("111122223333", "payments-prod"),
            set: "PowerUser",
            seconds: HOUR,
            reason: "INC-4711: the queue is stuck",
            route: Route::Manual,
        }
    }
}

/// A log as it grows.
#[derive(Debug, Default)]
pub(crate) struct Story {
    pub(crate) events: Vec<Event>,
    requests: Vec<Request>,
}

pub(crate) fn person(subject: &str, groups: &[&str]) -> Person {
    Person {
        id: PersonId {
            issuer: "https://id.example.com".parse().unwrap(),
            subject: subject.parse().unwrap(),
        },
        name: subject.into(),
        groups: groups.iter().map(|group| group.parse().unwrap()).collect(),
        attributes: BTreeMap::new(),
        authentication: Authentication::default(),
    }
}

fn bundle() -> BundleDigest {
    Sha256Hex::of(b"bundle").into()
}

fn in_group(name: &str) -> PersonSelector {
    PersonSelector {
        groups: [name.parse().unwrap()].into(),
        ..PersonSelector::default()
    }
}

impl Route {
    fn ruling(self) -> Ruling {
        let levels = vec![Level {
            approvers: in_group("leads"),
            approvals: NonZeroU32::MIN,
        }];
        let approval = match self {
            Self::Automatic => Approval::Automatic {
                policy: "sandbox".parse().unwrap(),
            },
            Self::Manual => Approval::Manual {
                policy: "production".parse().unwrap(),
                levels,
                approvers_unverified: false,
            },
            Self::BreakGlass => Approval::BreakGlass {
                policy: "emergency".parse().unwrap(),
                skipped: levels,
                security: in_group("guards"),
                review_within: (72 * HOUR).try_into().unwrap(),
            },
            Self::Conflict => {
                return Ruling::Conflict {
                    policies: vec!["one".parse().unwrap(), "other".parse().unwrap()],
                    selectors: Vec::new(),
                };
            }
        };
        Ruling::Approval {
            approval,
            pending_for: (8 * HOUR).try_into().unwrap(),
        }
    }
}

fn ask(asks: &Asks) -> Ask {
    Ask {
        duration: asks.seconds.try_into().unwrap(),
        reason: asks.reason.parse().unwrap(),
        ticket: None,
        start: None,
        extends: None,
        batch: None,
    }
}

impl Story {
    /// Somebody asks; answers which request it is.
    pub(crate) fn asks(&mut self, seconds: i64, asks: Asks) -> usize {
        let account = asks.account.0.parse().unwrap();
        let number = self.requests.len();
        let submission = Submission {
            id: RequestId::from_random_bits(number as u64 + 1),
            target: Target {
                role: RoleArn::new(Partition::Aws, &account, "jit/Role").unwrap(),
                account,
                account_name: asks.account.1.parse().unwrap(),
                permission_set: asks.set.parse().unwrap(),
            },
            ask: ask(&asks),
            eligibility: "engineers".parse().unwrap(),
            ruling: asks.route.ruling(),
            failed_policies: Vec::new(),
            checks: Vec::new(),
        };
        let who = person(asks.who, asks.groups);
        let event = self.decide(None, Command::Submit(Box::new(submission)), &who, seconds);
        self.requests.push(apply(None, &event).unwrap());
        number
    }

    /// A policy refuses what somebody asks.
    pub(crate) fn is_refused(&mut self, seconds: i64, asks: Asks) {
        let who = person(asks.who, asks.groups);
        let attempt = RefusedAttempt {
            action: "submit".to_owned(),
            code: "not_eligible".to_owned(),
            account: Some(asks.account.0.parse().unwrap()),
            permission_set: Some(asks.set.parse().unwrap()),
            submission: Some(Box::new(RefusedSubmission {
                ask: ask(&asks),
                break_glass: false,
                claims: VerifiedClaims::from(&who),
            })),
            ..RefusedAttempt::default()
        };
        self.events.push(Event {
            at: at(seconds),
            request: None,
            actor: Some(who.to_actor()),
            bundle: bundle(),
            kind: EventKind::Refused(attempt),
        });
    }

    pub(crate) fn approve(&mut self, number: usize, seconds: i64) {
        let digest = self.requests[number].digest.clone();
        let command = Command::Approve {
            digest,
            duration: None,
            comment: None,
        };
        self.next(number, command, &person("lead", &["leads"]), seconds);
    }

    pub(crate) fn reject(&mut self, number: usize, seconds: i64) {
        let digest = self.requests[number].digest.clone();
        let command = Command::Reject {
            digest,
            comment: None,
        };
        self.next(number, command, &person("lead", &["leads"]), seconds);
    }

    pub(crate) fn revoke(&mut self, number: usize, seconds: i64) {
        let command = Command::Revoke {
            administrator: true,
            comment: None,
        };
        self.next(number, command, &person("admin", &[]), seconds);
    }

    pub(crate) fn cancel(&mut self, number: usize, seconds: i64) {
        let who = self.requester(number);
        self.next(number, Command::Cancel, &who, seconds);
    }

    pub(crate) fn finish(&mut self, number: usize, seconds: i64) {
        let who = self.requester(number);
        self.next(number, Command::Finish, &who, seconds);
    }

    pub(crate) fn violation(&mut self, number: usize, seconds: i64) {
        let command = Command::Review {
            verdict: ReviewVerdict::Violation,
            comment: Some("an ordinary request would have done".parse().unwrap()),
        };
        self.next(number, command, &person("lead", &["leads"]), seconds);
    }

    /// A session that lasts so long, or to the end of the window.
    pub(crate) fn session(&mut self, number: usize, seconds: i64, lasts: i64) {
        let request = &self.requests[number];
        let end = request.window().unwrap().end;
        let session = Session {
            access_key_id: "ASIAIOSFODNN7EXAMPLE".parse::<AccessKeyId>().unwrap(),
            role: request.target.role.clone(),
            session_name: SessionName::of(&request.requester.name, &request.id),
            source_identity: SourceIdentity::of(&request.requester.id),
            expiration: at(seconds + lasts),
            fence: end,
            window: request.window(),
            sts_request_id: None,
            sandbox: true,
        };
        let command = Command::OpenSession {
            eligible: true,
            session: Box::new(session),
        };
        let who = self.requester(number);
        self.next(number, command, &who, seconds);
    }

    fn requester(&self, number: usize) -> Person {
        person(self.requests[number].requester.id.subject.as_str(), &[])
    }

    fn next(&mut self, number: usize, command: Command, who: &Person, seconds: i64) {
        let read = self.requests[number].clone();
        let event = self.decide(Some(&read), command, who, seconds);
        self.requests[number] = apply(Some(read), &event).unwrap();
    }

    fn decide(
        &mut self,
        request: Option<&Request>,
        command: Command,
        who: &Person,
        seconds: i64,
    ) -> Event {
        let bundle = bundle();
        let acting = Acting {
            person: who,
            bundle: &bundle,
        };
        let event = decide(request, command, acting, at(seconds)).unwrap();
        self.events.push(event.clone());
        event
    }

    pub(crate) fn report(&self) -> Report {
        self.report_by(&options()).unwrap()
    }

    pub(crate) fn report_by(&self, options: &Options) -> Result<Report, TooMany> {
        let mut reporter = Reporter::new(options.clone());
        for event in &self.events {
            reporter.event(event)?;
        }
        Ok(reporter.finish())
    }
}

/// The whole period, with the terms that hold unless somebody says otherwise.
pub(crate) fn options() -> Options {
    Options {
        period: Period::new(SINCE.parse().unwrap(), UNTIL.parse().unwrap()).unwrap(),
        terms: ReportTerms::default(),
        longest_list: 100,
        most_asks: 10_000,
    }
}
