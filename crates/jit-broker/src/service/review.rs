use jit_api::ReviewBody;
use jit_domain::{Command, RequestId};
use jit_policy::Bundle;

use super::Failure;
use super::approve::comment;
use super::transition::{Transition, only_approvers};
use crate::app::App;
use crate::identity::Caller;

/// Looks back at a break-glass window that is over.
///
/// # Errors
///
/// `not_found`, `own_request`, `not_an_approver`; then those of the body; then `conflict`; `limit`
/// for a violation without a comment.
pub async fn review(
    app: &App,
    caller: &Caller,
    id: &RequestId,
    body: impl FnOnce() -> Result<ReviewBody, Failure>,
) -> Result<jit_api::Request, Failure> {
    let review = Transition {
        action: "review",
        authorise: only_approvers,
        command: |_: &Caller, _: &Bundle| {
            let body = body()?;
            Ok(Command::Review {
                verdict: body
                    .verdict
                    .parse()
                    .map_err(|e| Failure::malformed("verdict", e))?,
                comment: comment(body.comment)?,
            })
        },
    };
    review.run(app, caller, id).await
}
