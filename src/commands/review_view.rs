//! How break-glass and its review look.

use std::fmt;

use jit_api::{LevelView, Request, ReviewVerdict};
use jit_domain::{PersonSelector, StatusName, Timestamp};

use super::request_view::{selector, short_person};
use crate::ui::{Details, Foreign, Screen};

/// Whoever is told of a break-glass window and may review it, each named once.
pub(crate) fn reviewers(skipped: &[LevelView], security: Option<&PersonSelector>) -> String {
    let levels = skipped.iter().map(|level| &level.approvers);
    let mut named: Vec<String> = Vec::new();
    for who in levels.chain(security).map(selector) {
        if !named.contains(&who) {
            named.push(who);
        }
    }
    named.join(", ")
}

/// The levels that break-glass goes around: `level 1: 1 of group leads`.
pub(crate) fn skipped(levels: &[LevelView]) -> Option<String> {
    let level = |level: &LevelView| {
        let who = selector(&level.approvers);
        format!("level {}: {} of {who}", level.number, level.approvals)
    };
    let levels: Vec<String> = levels.iter().map(level).collect();
    (!levels.is_empty()).then(|| levels.join("; "))
}

/// How far somebody has looked back at a break-glass window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReviewMark {
    /// Nobody has, and there is time.
    Unreviewed,
    /// Nobody has, and it was due by now.
    Overdue,
    /// It was as it should be.
    Ok,
    /// It was not.
    Violation,
}

impl ReviewMark {
    /// The mark of a request at this instant; none where no glass was broken.
    pub(crate) fn of(request: &Request, now: Timestamp) -> Option<Self> {
        let found = request.review.as_ref().map(|review| review.verdict);
        let overdue = request.review_due.is_some_and(|due| due <= now);
        let mark = match found {
            Some(ReviewVerdict::Ok) => Self::Ok,
            Some(ReviewVerdict::Violation) => Self::Violation,
            None if overdue => Self::Overdue,
            None => Self::Unreviewed,
        };
        request.break_glass.then_some(mark)
    }

    /// Whether somebody has to look at it.
    pub(crate) fn is_bad(self) -> bool {
        matches!(self, Self::Overdue | Self::Violation)
    }
}

impl fmt::Display for ReviewMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unreviewed => "unreviewed",
            Self::Overdue => "overdue",
            Self::Ok => "ok",
            Self::Violation => "violation",
        })
    }
}

/// `active`, or `ended, break-glass unreviewed`.
pub(crate) fn status_and_mark(request: &Request, now: Timestamp) -> String {
    match ReviewMark::of(request, now) {
        Some(mark) => format!("{}, break-glass {mark}", request.status),
        None => request.status.to_string(),
    }
}

/// Whether the window is over and somebody still has to look back at it.
pub(crate) fn waits_for_review(request: &Request) -> bool {
    let over = matches!(request.status, StatusName::Ended | StatusName::Revoked);
    over && request.review_due.is_some()
}

/// `due …`, `overdue since …`, or what was found by whom; nothing where nobody looks back.
pub(crate) fn review(request: &Request, screen: &Screen) -> Option<String> {
    if let Some(review) = &request.review {
        let (by, at) = (short_person(&review.by), screen.time(review.at));
        return Some(format!("{}, by {by}, {at}", review.verdict));
    }
    let due = request.review_due?;
    let word = if due <= screen.now() {
        "overdue since"
    } else {
        "due"
    };
    Some(format!("{word} {}", screen.time_and_distance(due)))
}

/// What a request in full says of break-glass.
pub(crate) fn break_glass(details: &mut Details, request: &Request, screen: &Screen) {
    if !request.break_glass {
        return;
    }
    details.add("break-glass", "opened without anybody's approval");
    details.add_some("skipped", skipped(&request.skipped));
    let told = reviewers(&request.skipped, request.security.as_ref());
    details.add("told", told);
    details.add_some("review", review(request, screen));
    let comment = request.review.as_ref().and_then(|r| r.comment.as_ref());
    details.add_some("comment", comment.map(|c| Foreign(c.as_str())));
}
