use jit_api::RevokeBody;
use jit_domain::{Command, Refusal, Request, RequestId};
use jit_policy::Bundle;

use super::Failure;
use super::approve::comment;
use super::transition::Transition;
use crate::app::App;
use crate::identity::Caller;

/// Ends an approved window before its time.
///
/// # Errors
///
/// `not_found`, `not_an_approver`; then those of the body; then `conflict`.
pub async fn revoke(
    app: &App,
    caller: &Caller,
    id: &RequestId,
    body: impl FnOnce() -> Result<RevokeBody, Failure>,
) -> Result<jit_api::Request, Failure> {
    let revoke = Transition {
        action: "revoke",
        authorise: approvers_and_administrators,
        command: |caller: &Caller, bundle: &Bundle| {
            Ok(Command::Revoke {
                administrator: bundle.is_administrator(&caller.person),
                comment: comment(body()?.comment)?,
            })
        },
    };
    revoke.run(app, caller, id).await
}

fn approvers_and_administrators(
    request: &Request,
    caller: &Caller,
    bundle: &Bundle,
) -> Result<(), Refusal> {
    let may = request.is_approver(&caller.person) || bundle.is_administrator(&caller.person);
    may.then_some(()).ok_or(Refusal::NotAnApprover)
}
