use std::error::Error;

use aws_sdk_organizations::config::http::HttpResponse;
use aws_sdk_organizations::error::{ProvideErrorMetadata, SdkError};

use super::shown::one_line;
use crate::vend::credentials_error;

/// Why the organization could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The caller may not.
    #[error("AWS does not allow `organizations:{action}`: {message}")]
    Denied {
        /// The call.
        action: &'static str,
        /// The words of AWS.
        message: String,
    },
    /// There is no organization.
    #[error("this AWS account is not in an organization")]
    NoOrganization,
    /// There are no credentials.
    #[error("there are no AWS credentials")]
    NoCredentials,
    /// AWS does not take the credentials.
    #[error("AWS does not take the credentials: `{0}`")]
    BadCredentials(String),
    /// Nothing answers.
    #[error("AWS Organizations cannot be reached: {0}")]
    Unreachable(String),
    /// Too many calls, after all retries.
    #[error("AWS goes on throttling `organizations:{0}`")]
    Throttled(&'static str),
    /// Accounts or units moved between two calls.
    #[error("the organization changed while it was read")]
    Moved,
    /// The answer is not what AWS Organizations answers.
    #[error("`organizations:{action}` answered with {what}")]
    Unexpected {
        /// The call.
        action: &'static str,
        /// What it answered with.
        what: String,
    },
}

impl ReadError {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Denied { .. } => {
                "allow what examples/aws/catalog-sync-policy.json allows, and run this in the management account or as a delegated administrator of the organization"
            }
            Self::NoOrganization => {
                "use credentials of the management account or of a delegated administrator"
            }
            Self::NoCredentials => "set `AWS_PROFILE`, or the variables of a session",
            Self::BadCredentials(_) => {
                "they are wrong, expired, or for another partition (`--region us-gov-west-1`); or the clock is wrong"
            }
            Self::Unreachable(_) => "look at the network, `--endpoint-url` and `AWS_ENDPOINT_URL`",
            Self::Throttled(_) => "run it again when less is going on",
            Self::Moved => "run it again",
            Self::Unexpected { .. } => "see whether `--endpoint-url` leads to AWS Organizations",
        }
    }

    /// What a failed call means.
    pub(super) fn of<E>(action: &'static str, error: &SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        match error {
            SdkError::ServiceError(context) => {
                let code = context.err().code().unwrap_or_default();
                let message = context.err().message().unwrap_or_default();
                service(action, code, message)
            }
            SdkError::ResponseError(_) => Self::Unexpected {
                action,
                what: "something that cannot be read".to_owned(),
            },
            SdkError::TimeoutError(_) => Self::Unreachable("timed out".to_owned()),
            _ if credentials_error(error).is_some() => Self::NoCredentials,
            _ => Self::Unreachable(cause_of(error)),
        }
    }
}

fn service(action: &'static str, code: &str, message: &str) -> ReadError {
    match code {
        "AccessDeniedException" | "AccessDenied" => ReadError::Denied {
            action,
            message: one_line(message, 300),
        },
        "AWSOrganizationsNotInUseException" => ReadError::NoOrganization,
        "ExpiredToken"
        | "ExpiredTokenException"
        | "InvalidClientTokenId"
        | "UnrecognizedClientException"
        | "InvalidSignatureException"
        | "IncompleteSignature"
        | "SignatureDoesNotMatch"
        | "RequestExpired" => ReadError::BadCredentials(code.to_owned()),
        "TooManyRequestsException" | "ThrottlingException" | "Throttling" => {
            ReadError::Throttled(action)
        }
        "ParentNotFoundException" | "TargetNotFoundException" | "AccountNotFoundException" => {
            ReadError::Moved
        }
        _ => ReadError::Unexpected {
            action,
            what: format!("`{}`: {}", one_line(code, 64), one_line(message, 300)),
        },
    }
}

/// The innermost cause: the outer ones only say that the call failed.
fn cause_of(error: &dyn Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    one_line(&innermost.to_string(), 200)
}
