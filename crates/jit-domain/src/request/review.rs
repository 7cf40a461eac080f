use crate::{
    Approval, Comment, EventKind, Person, Refusal, Request, ReviewState, ReviewVerdict, Status,
    Timestamp,
};

/// Looks back at a break-glass window that is over. The status stays what it is.
///
/// # Errors
///
/// [`Refusal::OwnRequest`] and [`Refusal::NotAnApprover`], unless the actor is another one of those
/// who were skipped, or of security; [`Refusal::NotBreakGlass`]; [`Refusal::WrongState`], naming
/// the state it is in, as long as the window can be used; [`Refusal::AlreadyReviewed`];
/// [`Refusal::ViolationWithoutComment`].
pub fn review(
    request: &Request,
    actor: &Person,
    verdict: ReviewVerdict,
    comment: Option<Comment>,
    now: Timestamp,
) -> Result<EventKind, Refusal> {
    if actor.id == request.requester.id {
        return Err(Refusal::OwnRequest);
    }
    if !request.is_approver(actor) {
        return Err(Refusal::NotAnApprover);
    }
    if !request.is_break_glass() {
        return Err(Refusal::NotBreakGlass);
    }
    match request.review_state(now) {
        ReviewState::Nothing => return Err(Refusal::WrongState(request.status(now))),
        ReviewState::Done => return Err(Refusal::AlreadyReviewed),
        ReviewState::Open | ReviewState::Overdue => {}
    }
    if verdict == ReviewVerdict::Violation && comment.is_none() {
        return Err(Refusal::ViolationWithoutComment);
    }
    Ok(EventKind::Reviewed { verdict, comment })
}

impl Request {
    /// Whether its window opened without anybody's approval, in an emergency.
    #[must_use]
    pub fn is_break_glass(&self) -> bool {
        matches!(self.approval, Some(Approval::BreakGlass { .. }))
    }

    /// When the review of a break-glass window is due, as long as nobody has reviewed it: counted
    /// from the end of the window, where that was cut short from there.
    #[must_use]
    pub fn review_due(&self) -> Option<Timestamp> {
        match (&self.approval, &self.review) {
            (Some(Approval::BreakGlass { review_within, .. }), None) => {
                self.window().map(|window| window.end.plus(*review_within))
            }
            _ => None,
        }
    }

    /// Whether somebody has to look back at it.
    #[must_use]
    pub fn review_state(&self, now: Timestamp) -> ReviewState {
        if self.review.is_some() {
            return ReviewState::Done;
        }
        match (self.review_due(), self.status(now)) {
            (Some(due), Status::Ended | Status::Revoked) if due <= now => ReviewState::Overdue,
            (Some(_), Status::Ended | Status::Revoked) => ReviewState::Open,
            _ => ReviewState::Nothing,
        }
    }
}
