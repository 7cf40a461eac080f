use jit_api::EmptyBody;
use jit_domain::{Command, RequestId};
use jit_policy::Bundle;

use super::Failure;
use super::transition::{Transition, only_the_requester};
use crate::app::App;
use crate::identity::Caller;

/// Withdraws a request before its window opens.
///
/// # Errors
///
/// `not_found`, `not_the_requester`; then those of the body; then `conflict`.
pub async fn cancel(
    app: &App,
    caller: &Caller,
    id: &RequestId,
    body: impl FnOnce() -> Result<EmptyBody, Failure>,
) -> Result<jit_api::Request, Failure> {
    let cancel = Transition {
        action: "cancel",
        authorise: only_the_requester,
        command: |_: &Caller, _: &Bundle| body().map(|EmptyBody {}| Command::Cancel),
    };
    cancel.run(app, caller, id).await
}
