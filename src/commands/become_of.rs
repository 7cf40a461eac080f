//! What has become of a request that somebody wanted to decide.

use jit_api::{DecisionView, Request, VerdictName};
use jit_domain::StatusName;

use super::request_view::{open_level, short_person, waits_for};
use super::type_this;
use crate::error::CommandError;
use crate::ui::{Screen, neutral_to};

/// The conflict of a decision that had no effect, with what the request is now.
pub(crate) fn no_effect(
    err: CommandError,
    noun: &str,
    request: &Request,
    became: Option<String>,
) -> CommandError {
    let what = format!("the {noun} of {} had no effect: {}", request.id, err.what);
    let mut err = CommandError { what, ..err };
    err.cause = became.or(err.cause);
    err.hint(type_this::show(&request.id))
}

/// Who decided it and why, who else has to, or what time did to it.
pub(crate) fn become_of(request: &Request, screen: &Screen) -> Option<String> {
    match request.status {
        StatusName::Pending => {
            let level = open_level(request).map(waits_for)?;
            Some(format!("it waits for {level}"))
        }
        StatusName::Rejected => last(request, VerdictName::Reject, "rejected", screen),
        StatusName::Revoked => last(request, VerdictName::Revoke, "revoked", screen),
        StatusName::Scheduled | StatusName::Active => {
            if request.break_glass {
                return Some("the glass was broken for it".to_owned());
            }
            last(request, VerdictName::Approve, "approved", screen)
        }
        StatusName::Cancelled => Some("whoever asked for it withdrew it".to_owned()),
        StatusName::Expired => {
            let until = screen.time_and_distance(request.pending_until);
            Some(format!("it was not decided before {until}"))
        }
        StatusName::Ended => {
            let end = screen.time_and_distance(request.window_end?);
            Some(format!("its window closed {end}"))
        }
        StatusName::Failed => Some("two approval policies apply to it alike".to_owned()),
    }
}

/// `rejected by lead (Lead), 2026-11-22 09:05:00 +00:00: use the read-only set`.
fn last(request: &Request, verdict: VerdictName, word: &str, screen: &Screen) -> Option<String> {
    let is = |decision: &&DecisionView| decision.verdict == verdict;
    let decision = request.decisions.iter().rfind(is)?;
    let (by, at) = (short_person(&decision.by), screen.time(decision.at));
    let comment = decision.comment.as_ref();
    let comment = comment.map(|it| format!(": {}", neutral_to(it.as_str(), 200)));
    Some(format!(
        "{word} by {by}, {at}{}",
        comment.unwrap_or_default()
    ))
}
