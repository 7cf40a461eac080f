//! Credentials for an open window: `sts:AssumeRole` with the fence, or the sandbox.

mod answer;
mod duration;
mod failure;
mod fence;
mod sandbox;
mod settings;
mod sts;

use async_trait::async_trait;
use jit_api::Secret;
use jit_domain::{AccessKeyId, RequestId, RoleArn, SessionName, SourceIdentity, Ticket, Timestamp};

pub(crate) use failure::credentials_error;
pub use fence::Fence;
pub use sandbox::SandboxVendor;
pub(crate) use settings::is_loopback;
pub use settings::{BrokerCredentials, RetryLimits, StsSettings, StsSetupError};
pub(crate) use sts::environment_or_made_up;
pub use sts::{BrokerIdentity, StsVendor};

/// What to ask STS for. Made by the service from an open window; never from a client's words.
#[derive(Clone, Debug)]
pub struct SessionOrder {
    /// The role, as it was approved.
    pub role: RoleArn,
    /// `RoleSessionName`.
    pub session_name: SessionName,
    /// `SourceIdentity`.
    pub source_identity: SourceIdentity,
    /// Becomes the session tag `jit:request`.
    pub request: RequestId,
    /// Becomes the session tag `jit:ticket`.
    pub ticket: Option<Ticket>,
    /// The session duration of the permission set, in seconds.
    pub session_duration_seconds: u32,
    /// The end of the window, from which the fence denies everything.
    pub window_end: Timestamp,
    /// Whether the session may assume further roles.
    pub chaining: bool,
    /// The present instant.
    pub now: Timestamp,
}

/// One set of credentials, checked to be for the role that was asked.
#[derive(Debug)]
pub struct VendedSession {
    /// The ID of the access key.
    pub access_key_id: AccessKeyId,
    /// The secret access key.
    pub secret_access_key: Secret,
    /// The session token.
    pub session_token: Secret,
    /// When AWS stops taking them.
    pub expiration: Timestamp,
    /// The instant from which the fence denies everything: the end of the window in whole seconds.
    pub fence: Timestamp,
    /// The request ID of STS.
    pub sts_request_id: Option<String>,
    /// True when they are of the sandbox.
    pub sandbox: bool,
}

/// Why there are no credentials.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VendError {
    /// AWS said no: trust policy, missing permission, bad parameter. Not retried.
    #[error("AWS refused to give credentials: {reason}")]
    Refused {
        /// The error code of STS, such as `AccessDenied`.
        code: String,
        /// What that means and what to change, without internals.
        reason: String,
    },
    /// STS cannot be reached, fails or throttles, after the retries within bounds.
    #[error("AWS cannot be reached or is throttling")]
    Unavailable {
        /// How long to wait before the next try, in seconds.
        retry_after_seconds: u32,
    },
}

/// Where credentials come from.
#[async_trait]
pub trait Vendor: Send + Sync + std::fmt::Debug {
    /// Opens a session.
    ///
    /// # Errors
    ///
    /// [`VendError`].
    async fn open_session(&self, order: &SessionOrder) -> Result<VendedSession, VendError>;

    /// Whether the credentials are of the sandbox, which AWS refuses.
    fn is_sandbox(&self) -> bool;
}

#[cfg(test)]
mod tests {
    use jit_domain::{DisplayName, PersonId};

    use super::*;
    use crate::app::Random;

    /// Randomness that is always the same.
    #[derive(Debug)]
    pub(super) struct Fixed(pub(super) u64);

    impl Random for Fixed {
        fn bits(&self) -> u64 {
            self.0
        }
    }

    /// An order of a session in a window of two hours.
    pub(super) fn order() -> SessionOrder {
        let request: RequestId = "req-0123456789".parse().unwrap();
        let person = PersonId {
            issuer: "https://id.example.com".parse().unwrap(),
            subject: "engineer".parse().unwrap(),
        };
        let now: Timestamp = "2026-11-22T09:00:00Z".parse().unwrap();
        SessionOrder {
            role: "arn:aws:iam::111122223333:role/jit/PowerUser"
                .parse()
                .unwrap(),
            session_name: SessionName::of(&DisplayName::from("Engineer"), &request),
            source_identity: SourceIdentity::of(&person),
            request,
            ticket: None,
            session_duration_seconds: 3_600,
            window_end: now.plus_seconds(7_200),
            chaining: false,
            now,
        }
    }
}
