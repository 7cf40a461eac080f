use jit_api::ErrorCode;

use super::{Failure, record};
use crate::app::App;
use crate::identity::Caller;

/// Makes a caller of a bearer token.
///
/// A token that is not one of the configured issuer for this broker is noted in the audit log, but
/// only a few a minute: no token and an expired one are everyday life, and a flood of forged ones
/// must not fill the log. The metrics count all.
///
/// # Errors
///
/// `not_signed_in`, `token_expired`, `groups_overage`, `issuer_unavailable`.
pub async fn authenticate(app: &App, token: &str) -> Result<Caller, Failure> {
    match app.verifier.verify(token).await {
        Ok(caller) => Ok(caller),
        Err(error) => {
            let failure = Failure::from(error);
            if failure.code() == ErrorCode::NotSignedIn {
                record::forged(app, failure.code()).await;
            }
            Err(failure)
        }
    }
}
