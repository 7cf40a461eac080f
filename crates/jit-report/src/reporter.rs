use std::collections::HashMap;

use jit_api::{LeftOut, Report, ReportRow, ReportTerms};
use jit_domain::{
    Actor, Event, EventKind, RefusedAttempt, RequestId, SubmittedRequest, Timestamp, VerifiedClaims,
};

use crate::asks::{Asks, TargetKey};
use crate::sum::Sum;
use crate::tally::{Ask, Course, Tally};
use crate::{Period, candidates, timeline};

/// What to report on.
#[derive(Clone, Debug)]
pub struct Options {
    /// From when to when.
    pub period: Period,
    /// What makes a candidate.
    pub terms: ReportTerms,
    /// The longest that a list may be, in rows.
    pub longest_list: usize,
    /// The most asks that are counted; more is an error, so that memory has a bound.
    pub most_asks: usize,
}

/// There was more in the period than may be counted at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("more than {most} requests were made in that time: ask for less of it")]
pub struct TooMany {
    /// The bound.
    pub most: usize,
}

/// Makes a report of the events of a log, one by one, in their order.
#[derive(Debug)]
pub struct Reporter {
    options: Options,
    asks: Asks,
    requests: HashMap<RequestId, usize>,
}

impl Reporter {
    /// Begins a report.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self {
            options,
            asks: Asks::default(),
            requests: HashMap::new(),
        }
    }

    /// Takes in one event. What is not of the period changes nothing.
    ///
    /// # Errors
    ///
    /// [`TooMany`]
    pub fn event(&mut self, event: &Event) -> Result<(), TooMany> {
        let period = self.options.period;
        if event.at >= period.until() {
            return Ok(());
        }
        match &event.kind {
            EventKind::Submitted(submitted) if period.contains(event.at) => {
                let tally = Tally::of(submitted, event.at);
                self.submitted(event, submitted, Course::Request(tally))
            }
            EventKind::Failed { submitted, .. } if period.contains(event.at) => {
                self.submitted(event, submitted, Course::Failed)
            }
            EventKind::Refused(attempt) if attempt.action == "submit" => {
                match (&event.actor, period.contains(event.at)) {
                    (Some(actor), true) => self.refused(event.at, actor, attempt),
                    _ => Ok(()),
                }
            }
            kind => {
                self.follow(event, kind);
                Ok(())
            }
        }
    }

    fn follow(&mut self, event: &Event, kind: &EventKind) {
        let number = event.request.as_ref().and_then(|id| self.requests.get(id));
        let ask = number.and_then(|number| self.asks.all.get_mut(*number));
        if let Some(Ask {
            at,
            course: Course::Request(tally),
            ..
        }) = ask
        {
            tally.follow(*at, event.at, kind);
        }
    }

    fn submitted(
        &mut self,
        event: &Event,
        submitted: &SubmittedRequest,
        course: Course,
    ) -> Result<(), TooMany> {
        let (Some(id), Some(actor)) = (&event.request, &event.actor) else {
            return Ok(());
        };
        let none = VerifiedClaims::default();
        let claims = submitted.claims.as_ref().unwrap_or(&none);
        let ask = Ask {
            target: Some(self.asks.target(&submitted.target)),
            person: self.asks.person(actor),
            groups: self.asks.group_set(claims),
            reason: self.asks.reasons.kind_of(submitted.ask.reason.as_str()),
            at: event.at,
            seconds: submitted.ask.duration.seconds(),
            course,
        };
        let number = self.push(ask)?;
        self.requests.insert(id.clone(), number);
        Ok(())
    }

    /// Older logs do not say what a refused submission asked for; it counts all the same.
    fn refused(
        &mut self,
        at: Timestamp,
        actor: &Actor,
        attempt: &RefusedAttempt,
    ) -> Result<(), TooMany> {
        let asks = &mut self.asks;
        let target = attempt
            .account
            .as_ref()
            .zip(attempt.permission_set.as_ref());
        let target = target.map(|(account, permission_set)| TargetKey {
            account: account.clone(),
            permission_set: permission_set.clone(),
        });
        let none = VerifiedClaims::default();
        let submission = attempt.submission.as_deref();
        let ask = Ask {
            target: target.map(|key| asks.targets.number(&key)),
            person: asks.person(actor),
            groups: asks.group_set(submission.map_or(&none, |s| &s.claims)),
            reason: asks
                .reasons
                .kind_of(submission.map_or("", |s| s.ask.reason.as_str())),
            at,
            seconds: submission.map_or(0, |s| s.ask.duration.seconds()),
            course: Course::Refused,
        };
        self.push(ask).map(drop)
    }

    fn push(&mut self, ask: Ask) -> Result<usize, TooMany> {
        let number = self.asks.all.len();
        if number >= self.options.most_asks {
            return Err(TooMany {
                most: self.options.most_asks,
            });
        }
        self.asks.all.push(ask);
        Ok(number)
    }

    /// What it comes to.
    #[must_use]
    pub fn finish(self) -> Report {
        let Options {
            period,
            terms,
            longest_list,
            ..
        } = self.options;
        let asks = self.asks;
        let until = period.until();
        let mut total = Sum::default();
        for ask in &asks.all {
            total.add(ask, until);
        }
        let cut = |rows| cut(rows, longest_list);
        let (by_target, targets) = cut(asks.by_target(until));
        let (by_person, persons) = cut(asks.by_person(until));
        let (by_group, groups) = cut(asks.by_group(until));
        let (by_reason, reasons) = cut(asks.by_reason(until));
        Report {
            since: period.since(),
            until,
            totals: total.figures(),
            timeline: timeline::steps(&asks.all, period),
            approval_times: timeline::approval_times(&asks.all),
            by_target,
            by_person,
            by_group,
            by_reason,
            left_out: LeftOut {
                targets,
                persons,
                groups,
                reasons,
            },
            automation: candidates::automation(&asks, &terms),
            standing: candidates::standing(&asks, &terms),
            terms,
        }
    }
}

/// The first rows, and how many are left out.
fn cut(mut rows: Vec<ReportRow>, longest: usize) -> (Vec<ReportRow>, u64) {
    let left_out = rows.len().saturating_sub(longest);
    rows.truncate(longest);
    (rows, left_out as u64)
}
