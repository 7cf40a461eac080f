use std::collections::{BTreeMap, HashMap};

use jit_domain::{RequestId, Timestamp};

use super::call::Call;
use super::mentions::Mentions;
use super::report::{ActionReport, CloudTrailReport, OtherCalls, OutsideCall, RequestReport, When};
use crate::{EndedBy, OpenedSession};

/// Holds each call against the window of its session.
///
/// A call belongs to a session by its access key, or by one that the session opened; what is done
/// in the AWS console is signed by keys of the console, and belongs to a session by its role and
/// session name, which only the sessions of one request have.
#[derive(Debug)]
pub struct Analysis {
    mentions: Mentions,
    sessions: Vec<OpenedSession>,
    by_key: HashMap<String, usize>,
    by_name: HashMap<String, Vec<usize>>,
    /// The place of each request in `reports`.
    requests: HashMap<RequestId, usize>,
    reports: Vec<Tally>,
    other: OtherCalls,
}

/// A report while it is made.
#[derive(Debug)]
struct Tally {
    report: RequestReport,
    actions: BTreeMap<(String, String), ActionReport>,
}

impl Analysis {
    /// Of these sessions, which are those of the log that `CloudTrail` mentions.
    #[must_use]
    pub fn new(mentions: Mentions, sessions: Vec<OpenedSession>) -> Self {
        let mut analysis = Self {
            mentions,
            by_key: HashMap::new(),
            by_name: HashMap::new(),
            requests: HashMap::new(),
            reports: Vec::new(),
            other: OtherCalls::default(),
            sessions: Vec::new(),
        };
        for (place, opened) in sessions.iter().enumerate() {
            let key = opened.session.access_key_id.to_string();
            analysis.by_key.insert(key, place);
            let name = opened.session.session_name.to_string();
            analysis.by_name.entry(name).or_default().push(place);
            analysis.tally(opened);
        }
        analysis.sessions = sessions;
        analysis
    }

    fn tally(&mut self, opened: &OpenedSession) {
        let next = self.reports.len();
        let place = *self.requests.entry(opened.request.clone()).or_insert(next);
        if place == next {
            self.reports.push(Tally::new(opened));
        }
        if let Some(Tally { report, .. }) = self.reports.get_mut(place) {
            report.sessions += 1;
            report.opened_at = report.opened_at.min(opened.opened_at);
            report.window_end = report.window_end.max(opened.session.fence);
        }
    }

    /// Counts a call.
    pub fn call(&mut self, call: Call) {
        let candidates = self.candidates(&call);
        let sessions: Vec<&OpenedSession> = candidates
            .iter()
            .filter_map(|place| self.sessions.get(*place))
            .collect();
        let Some(first) = sessions.first() else {
            return self.other(call);
        };
        let when = when(&sessions, call.at);
        let place = self.requests.get(&first.request);
        if let Some(tally) = place.and_then(|place| self.reports.get_mut(*place)) {
            tally.count(call, when);
        }
    }

    /// The sessions that it may have been made with.
    fn candidates(&self, call: &Call) -> Vec<usize> {
        if let Some(key) = &call.access_key_id {
            let chain = std::iter::once(key.as_str()).chain(self.mentions.chain(key));
            if let Some(place) = chain.into_iter().find_map(|key| self.by_key.get(key)) {
                return vec![*place];
            }
        }
        let Some(role) = &call.role_session else {
            return Vec::new();
        };
        let named = self.by_name.get(&role.session_name).into_iter().flatten();
        let is_its = |place: &&usize| {
            self.sessions.get(**place).is_some_and(|it| {
                let account = it.session.role.account();
                it.session.role.name() == role.role
                    && account.is_some_and(|account| account.as_str() == role.account)
            })
        };
        named.filter(is_its).copied().collect()
    }

    fn other(&mut self, call: Call) {
        self.other.calls += 1;
        let Some(account) = call.account else { return };
        let accounts = &mut self.other.accounts;
        if accounts.len() < OtherCalls::MAX_ACCOUNTS || accounts.contains_key(&account) {
            *accounts.entry(account).or_default() += 1;
        }
    }

    /// What was done.
    #[must_use]
    pub fn finish(self) -> CloudTrailReport {
        CloudTrailReport {
            requests: self.reports.into_iter().map(Tally::finish).collect(),
            other: self.other,
        }
    }
}

impl Tally {
    fn new(opened: &OpenedSession) -> Self {
        Self {
            report: RequestReport {
                request: opened.request.clone(),
                person: opened.person.clone(),
                role: opened.session.role.clone(),
                opened_at: opened.opened_at,
                window_end: opened.session.fence,
                ended_early: opened.ended_early,
                sessions: 0,
                calls: 0,
                errors: 0,
                changes: 0,
                first: None,
                last: None,
                actions: Vec::new(),
                outside_total: 0,
                outside: Vec::new(),
            },
            actions: BTreeMap::new(),
        }
    }

    fn count(&mut self, call: Call, outside: Option<When>) {
        let report = &mut self.report;
        let failed = u64::from(call.error.is_some());
        report.calls += 1;
        report.errors += failed;
        report.changes += u64::from(!call.is_read_only);
        if let Some(at) = call.at {
            report.first = Some(report.first.map_or(at, |first| first.min(at)));
            report.last = Some(report.last.map_or(at, |last| last.max(at)));
        }
        let key = (call.service.clone(), call.action.clone());
        let action = self.actions.entry(key).or_insert_with(|| ActionReport {
            service: call.service.clone(),
            action: call.action.clone(),
            read_only: true,
            ..ActionReport::default()
        });
        action.calls += 1;
        action.errors += failed;
        action.read_only &= call.is_read_only;
        let Some(when) = outside else { return };
        report.outside_total += 1;
        if report.outside.len() < RequestReport::MAX_OUTSIDE {
            report.outside.push(OutsideCall {
                at: call.at,
                when,
                service: call.service,
                action: call.action,
                error: call.error,
                access_key_id: call.access_key_id,
            });
        }
    }

    fn finish(self) -> RequestReport {
        RequestReport {
            actions: self.actions.into_values().collect(),
            ..self.report
        }
    }
}

/// Where a call lies outside of the windows of all of these sessions; none when it is inside of one.
fn when(sessions: &[&OpenedSession], at: Option<Timestamp>) -> Option<When> {
    let Some(at) = at else {
        return Some(When::Unknown);
    };
    let mut outside = Some(When::BeforeSession);
    for session in sessions {
        match place(session, at) {
            None => return None,
            Some(When::BeforeSession) => {}
            after => outside = after,
        }
    }
    outside
}

/// Where a call lies outside of the window of a session.
///
/// Records have whole seconds, cut down: a call of the second in which its session was opened is
/// inside, and one that is recorded for the instant of an end, or later, was made after it.
fn place(opened: &OpenedSession, at: Timestamp) -> Option<When> {
    let early = opened.ended_early;
    if at < opened.opened_at.floor_to_second() {
        Some(When::BeforeSession)
    } else if let Some(early) = early.filter(|early| at >= early.at) {
        Some(match early.by {
            EndedBy::Revoked => When::AfterRevoked,
            EndedBy::Finished => When::AfterFinished,
        })
    } else {
        (at >= opened.session.fence).then_some(When::AfterWindow)
    }
}
