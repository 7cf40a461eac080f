//! How break-glass and its review look.

use jit_api::{LevelView, Request};
use jit_domain::{PersonSelector, StatusName};

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
