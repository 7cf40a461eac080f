use std::time::Duration;

/// How the stub answers a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Credentials of the role that was asked, as STS gives them.
    Success,
    /// The same, after a while.
    Slow(Duration),
    /// The same, with this text in place of a value (see [`Part`]).
    With(Part, String),
    /// The same, with this secret access key and this session token.
    Keys {
        /// `Credentials.SecretAccessKey`
        secret_access_key: String,
        /// `Credentials.SessionToken`
        session_token: String,
    },
    /// Credentials that expire so many seconds from now, whatever was asked.
    ExpiresIn(i64),
    /// An error document of STS.
    Error {
        /// The HTTP status.
        status: u16,
        /// The error code.
        code: &'static str,
        /// The message.
        message: &'static str,
    },
    /// This body with this status, whatever it is.
    Raw(u16, String),
}

/// A value of a successful answer that a test may replace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// `AssumedRoleUser.Arn`
    Arn,
    /// `Credentials.AccessKeyId`
    AccessKeyId,
    /// `Credentials.SecretAccessKey`
    SecretAccessKey,
    /// `Credentials.SessionToken`
    SessionToken,
    /// `SourceIdentity`
    SourceIdentity,
    /// `PackedPolicySize`
    PackedPolicySize,
}

impl Answer {
    /// What STS says to a broker whom the role does not trust.
    #[must_use]
    pub fn access_denied() -> Self {
        Self::Error {
            status: 403,
            code: "AccessDenied",
            message: "User: arn:aws:sts::999988887777:assumed-role/broker/i-0 is not authorized to perform: sts:TagSession on resource: arn:aws:iam::111122223333:role/jit/PowerUser",
        }
    }

    /// What STS says to a caller who is too fast.
    #[must_use]
    pub fn throttling() -> Self {
        Self::Error {
            status: 400,
            code: "Throttling",
            message: "Rate exceeded",
        }
    }

    /// What STS says when it is in trouble itself.
    #[must_use]
    pub fn unavailable() -> Self {
        Self::Error {
            status: 503,
            code: "ServiceUnavailable",
            message: "The service is unavailable",
        }
    }
}
