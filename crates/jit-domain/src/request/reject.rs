use super::vote::open_level_for;
use crate::{Comment, EventKind, Person, Refusal, Request, RequestDigest, Timestamp};

/// Rejects at the open level; one rejection ends the request.
///
/// # Errors
///
/// [`Refusal::OwnRequest`], [`Refusal::NotAnApprover`], [`Refusal::WrongState`],
/// [`Refusal::AlreadyApproved`], [`Refusal::LevelNotOpen`], [`Refusal::StaleDigest`].
pub fn reject(
    request: &Request,
    actor: &Person,
    digest: &RequestDigest,
    comment: Option<Comment>,
    now: Timestamp,
) -> Result<EventKind, Refusal> {
    let level = open_level_for(request, actor, digest, now)?;
    Ok(EventKind::Rejected { level, comment })
}
