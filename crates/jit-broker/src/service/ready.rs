use std::time::Duration;

use jit_api::ErrorCode;

use super::Failure;
use crate::app::App;
use crate::identity::AuthError;

/// How long the store may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// Whether the broker can serve: it is not stopping, the store can be read and written, there is a
/// policy bundle, and the issuer's keys are known.
///
/// # Errors
///
/// `store_unavailable`, `policies_unavailable`, `issuer_unavailable`.
pub async fn ready(app: &App) -> Result<(), Failure> {
    if *app.stopping.borrow() {
        return Err(Failure::new(
            ErrorCode::StoreUnavailable,
            "the broker is stopping",
        ));
    }
    match tokio::time::timeout(PATIENCE, app.store.check()).await {
        Ok(checked) => checked?,
        Err(_) => return Err(Failure::overloaded()),
    }
    if app.bundle.load().is_empty() {
        return Err(Failure::no_policies());
    }
    if app.verifier.is_ready() {
        Ok(())
    } else {
        Err(AuthError::IssuerUnavailable.into())
    }
}
