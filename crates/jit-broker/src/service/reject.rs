use jit_api::RejectBody;
use jit_domain::{Command, RequestId};
use jit_policy::Bundle;

use super::Failure;
use super::approve::{comment, digest};
use super::transition::{Transition, only_approvers};
use crate::app::App;
use crate::identity::Caller;

/// Rejects at the open level; one rejection ends the request.
///
/// # Errors
///
/// `not_found`, `own_request`, `not_an_approver`; then those of the body; then `conflict` and
/// `stale_digest`.
pub async fn reject(
    app: &App,
    caller: &Caller,
    id: &RequestId,
    body: impl FnOnce() -> Result<RejectBody, Failure>,
) -> Result<jit_api::Request, Failure> {
    let reject = Transition {
        action: "reject",
        authorise: only_approvers,
        command: |_: &Caller, _: &Bundle| {
            let body = body()?;
            Ok(Command::Reject {
                digest: digest(body.digest)?,
                comment: comment(body.comment)?,
            })
        },
    };
    reject.run(app, caller, id).await
}
