use jit_api::EmptyBody;
use jit_domain::{Command, RequestId};
use jit_policy::Bundle;

use super::Failure;
use super::transition::{Transition, only_the_requester};
use crate::app::App;
use crate::identity::Caller;

/// Gives an open window back before its end.
///
/// # Errors
///
/// `not_found`, `not_the_requester`; then those of the body; then `conflict`.
pub async fn finish(
    app: &App,
    caller: &Caller,
    id: &RequestId,
    body: impl FnOnce() -> Result<EmptyBody, Failure>,
) -> Result<jit_api::Request, Failure> {
    let finish = Transition {
        action: "finish",
        authorise: only_the_requester,
        command: |_: &Caller, _: &Bundle| body().map(|EmptyBody {}| Command::Finish),
    };
    finish.run(app, caller, id).await
}
