use jit_api::ApproveBody;
use jit_domain::{Command, Comment, RequestDigest, RequestId, WindowDuration};
use jit_policy::Bundle;

use super::Failure;
use super::transition::{Transition, only_approvers};
use crate::app::App;
use crate::identity::Caller;

/// Approves at the open level.
///
/// # Errors
///
/// `not_found`, `own_request`, `not_an_approver`; then those of the body; then `conflict` and
/// `stale_digest`; `limit` for a longer duration than was asked for.
pub async fn approve(
    app: &App,
    caller: &Caller,
    id: &RequestId,
    body: impl FnOnce() -> Result<ApproveBody, Failure>,
) -> Result<jit_api::Request, Failure> {
    let approve = Transition {
        action: "approve",
        authorise: only_approvers,
        command: |_: &Caller, _: &Bundle| {
            let body = body()?;
            Ok(Command::Approve {
                digest: digest(body.digest)?,
                duration: body.duration_seconds.map(duration).transpose()?,
                comment: comment(body.comment)?,
            })
        },
    };
    approve.run(app, caller, id).await
}

/// What the decision is about: it has to be named, and is never guessed.
pub(super) fn digest(text: Option<String>) -> Result<RequestDigest, Failure> {
    let text = text.ok_or_else(|| {
        Failure::limit("digest", "a decision names the digest of what was seen")
            .hint("`jit show` prints it")
    })?;
    text.parse().map_err(|e| Failure::limit("digest", e))
}

/// What a person says with a decision.
pub(super) fn comment(text: Option<String>) -> Result<Option<Comment>, Failure> {
    text.map(|text| text.parse().map_err(|e| Failure::limit("comment", e)))
        .transpose()
}

fn duration(seconds: i64) -> Result<WindowDuration, Failure> {
    seconds
        .try_into()
        .map_err(|e| Failure::limit("duration_seconds", e))
}
