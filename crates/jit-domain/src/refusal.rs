use crate::{LevelNumber, RequestId, Status, Timestamp, WindowDuration};

/// Why a command changes nothing: the name of the rule that stands against it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no such request.
    #[error("there is no such request")]
    NoSuchRequest,
    /// The ID is taken.
    #[error("the request {0} exists already")]
    AlreadySubmitted(RequestId),
    /// No eligibility of the current bundle allows it.
    #[error("you are not eligible for this target")]
    NotEligible,
    /// A person never decides what they asked for.
    #[error("you cannot decide your own request")]
    OwnRequest,
    /// The actor matches the approvers of no level.
    #[error("you are not an approver of this request")]
    NotAnApprover,
    /// Only the requester may do this.
    #[error("only the requester can do this")]
    NotTheRequester,
    /// The command does not fit the state that the request is in.
    #[error("the request is {0}")]
    WrongState(Status),
    /// The actor is an approver, but of another level than the open one.
    #[error("level {open} is open, and you are not an approver of it")]
    LevelNotOpen {
        /// The level that waits for decisions.
        open: LevelNumber,
    },
    /// One person counts once in the whole request.
    #[error("you have approved this request already")]
    AlreadyApproved,
    /// The decision names another ask than the one that is stored.
    #[error("the decision was made about something else than this request")]
    StaleDigest,
    /// An approver may narrow the duration, never widen it.
    #[error("an approver can shorten the duration of {shortest}, not lengthen it")]
    Widened {
        /// The shortest duration that was approved so far.
        shortest: WindowDuration,
    },
    /// The scheduled start is not in the future, or too far in it.
    #[error("the start must lie in the future, at most 30 days ahead")]
    StartOutOfBounds,
    /// A policy alone never approves more than one hour.
    #[error("an automatic window is one hour at most")]
    AutomaticTooLong,
    /// A manual approval without a level could never be refused.
    #[error("the approval policy has no level")]
    NoLevel,
    /// In an emergency nothing is scheduled.
    #[error("a break-glass window opens at once: leave the start out")]
    BreakGlassNeverWaits,
    /// A break-glass window that nobody could look back at.
    #[error("nobody could review the break-glass window")]
    NoReviewer,
    /// What people or a policy approved is not looked back at.
    #[error("only a break-glass window is reviewed")]
    NotBreakGlass,
    /// A break-glass window is reviewed once.
    #[error("the break-glass window has been reviewed already")]
    AlreadyReviewed,
    /// Whoever finds fault says which.
    #[error("a violation needs a comment that says what was wrong")]
    ViolationWithoutComment,
    /// Not approved yet, or approved for later.
    #[error("the window is not open yet: the request is {status}")]
    WindowNotOpen {
        /// Pending or scheduled.
        status: Status,
        /// When it opens, if that is known.
        opens_at: Option<Timestamp>,
    },
    /// The request is in a terminal state.
    #[error("the window is closed: the request is {0}")]
    WindowClosed(Status),
    /// The session that was opened is for another role or person than the request, or its fence
    /// stands after the end of the window. A fault of the broker, never of the person.
    #[error("the session does not belong to this window")]
    ForeignSession,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_is_one_line_without_a_full_stop() {
        let status = Status::Scheduled;
        let every = [
            Refusal::NoSuchRequest,
            Refusal::AlreadySubmitted(RequestId::from_random_bits(0)),
            Refusal::NotEligible,
            Refusal::OwnRequest,
            Refusal::NotAnApprover,
            Refusal::NotTheRequester,
            Refusal::WrongState(status),
            Refusal::LevelNotOpen {
                open: LevelNumber::FIRST,
            },
            Refusal::AlreadyApproved,
            Refusal::StaleDigest,
            Refusal::Widened {
                shortest: WindowDuration::HOUR,
            },
            Refusal::StartOutOfBounds,
            Refusal::AutomaticTooLong,
            Refusal::NoLevel,
            Refusal::BreakGlassNeverWaits,
            Refusal::NoReviewer,
            Refusal::NotBreakGlass,
            Refusal::AlreadyReviewed,
            Refusal::ViolationWithoutComment,
            Refusal::WindowNotOpen {
                status,
                opens_at: None,
            },
            Refusal::WindowClosed(Status::Revoked),
            Refusal::ForeignSession,
        ];
        for message in every.map(|refusal| refusal.to_string()) {
            assert!(
                !message.contains('\n') && !message.ends_with('.'),
                "{message}"
            );
            assert!(message.starts_with(char::is_lowercase), "{message}");
        }
    }
}
