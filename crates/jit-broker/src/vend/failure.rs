//! What a failed call of STS means: try again, or tell the person what to change.

use std::error::Error;

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_sts::config::http::HttpResponse;
use aws_sdk_sts::error::{ProvideErrorMetadata, SdkError};

use super::VendError;

/// Why one call gave nothing.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// Throttled, unavailable or unreachable: another try may succeed.
    Passing {
        /// For the log.
        cause: String,
    },
    /// Another try would fail alike.
    Final {
        /// What the caller is told.
        error: VendError,
        /// For the log: the words of AWS.
        cause: String,
    },
}

/// The words for session policies and tags that are too large together.
pub(super) const PACKED_TOO_LARGE: &str = "session policy and session tags are too large together; shorten the ticket or the session tags";

const TRUST: &str = "the trust policy of the role must allow the broker `sts:AssumeRole`, `sts:SetSourceIdentity` and `sts:TagSession`, and so must the broker's own policy when it is in another account; an external ID must be the one that the trust policy names";

const BROKER_KEYS: &str = "AWS does not take the broker's own credentials; they are wrong, expired, or the broker's clock is";

const NO_BROKER_KEYS: &str = "the broker has no AWS credentials of its own";

/// Codes that AWS services answer with when a caller is too fast.
///
/// Source: AWS SDKs and Tools Reference Guide, "Retry behavior"; botocore, `_retry.json`.
const THROTTLING: [&str; 13] = [
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestThrottled",
    "RequestThrottledException",
    "TooManyRequestsException",
    "RequestLimitExceeded",
    "BandwidthLimitExceeded",
    "SlowDown",
    "PriorRequestNotComplete",
    "ServiceUnavailable",
    "InternalFailure",
    "RequestTimeout",
];

/// Sorts a failed call.
pub(super) fn classify<E>(error: &SdkError<E, HttpResponse>) -> Failure
where
    E: ProvideErrorMetadata + Error + 'static,
{
    match error {
        SdkError::ServiceError(context) => {
            let code = context.err().code();
            let message = context.err().message().unwrap_or("no message");
            service(context.raw().status().as_u16(), code, message)
        }
        SdkError::ResponseError(context) => service(
            context.raw().status().as_u16(),
            None,
            "the answer cannot be read",
        ),
        SdkError::TimeoutError(_) => passing("timed out"),
        _ => credentials_error(error).map_or_else(|| passing(kind(error)), own_credentials),
    }
}

fn kind<E, R>(error: &SdkError<E, R>) -> &'static str {
    match error {
        SdkError::DispatchFailure(failure) if failure.is_timeout() => "timed out",
        SdkError::DispatchFailure(_) => "no connection",
        _ => "the call could not be made",
    }
}

/// The error about the caller's own credentials that is at the bottom of a failed call.
pub(crate) fn credentials_error<'a>(
    error: &'a (dyn Error + 'static),
) -> Option<&'a CredentialsError> {
    std::iter::successors(Some(error), |error| (*error).source())
        .find_map(<dyn Error>::downcast_ref)
}

fn own_credentials(error: &CredentialsError) -> Failure {
    match error {
        CredentialsError::ProviderTimedOut(_) | CredentialsError::ProviderError(_) => {
            passing("the broker's own credentials cannot be loaded")
        }
        _ => refused("NoBrokerCredentials", NO_BROKER_KEYS, ""),
    }
}

fn service(status: u16, code: Option<&str>, message: &str) -> Failure {
    let code = code.filter(|code| is_code(code));
    if status >= 500 || status == 429 || code.is_some_and(|code| THROTTLING.contains(&code)) {
        return passing(code.unwrap_or("the answer is an error of the service"));
    }
    let code = code.unwrap_or("UnexpectedAnswer");
    refused(code, reason(code, message), message)
}

fn is_code(code: &str) -> bool {
    (1..=64).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.')
}

fn reason(code: &str, message: &str) -> &'static str {
    match code {
        "AccessDenied" | "AccessDeniedException" => TRUST,
        "ValidationError" if message.contains("role chaining") => {
            "the broker runs on a role, so sessions last one hour at most; shorten the session duration of the permission set, or say in the broker's settings that it runs on a role"
        }
        "ValidationError" if message.contains("MaxSessionDuration") => {
            "the session duration of the permission set exceeds the role's `MaxSessionDuration`; shorten the one or raise the other"
        }
        "ValidationError" => "STS finds a parameter invalid; the broker's log has its words",
        "PackedPolicyTooLarge" | "PackedPolicyTooLargeException" => PACKED_TOO_LARGE,
        "MalformedPolicyDocument" => "STS cannot read the session policy",
        "RegionDisabledException" => "STS is not activated in this region for the account",
        "ExpiredToken"
        | "ExpiredTokenException"
        | "InvalidClientTokenId"
        | "UnrecognizedClientException"
        | "SignatureDoesNotMatch"
        | "RequestExpired" => BROKER_KEYS,
        "UnexpectedAnswer" => "what answered is not STS",
        _ => "the broker's log has the words of AWS",
    }
}

fn passing(cause: &str) -> Failure {
    Failure::Passing {
        cause: cause.to_owned(),
    }
}

fn refused(code: &str, reason: &str, message: &str) -> Failure {
    Failure::Final {
        error: VendError::Refused {
            code: code.to_owned(),
            reason: reason.to_owned(),
        },
        cause: first_line(message).chars().take(512).collect(),
    }
}

/// What AWS says, without the lines behind it: of a signature that is wrong it shows the whole request
/// there, with the session token of the caller.
///
/// Source: AWS IAM User Guide, "Troubleshoot Signature Version 4 signing for AWS APIs".
fn first_line(message: &str) -> &str {
    message.lines().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_throttling_and_unavailability_are_tried_again() {
        let table = [
            (400, Some("Throttling"), true),
            (400, Some("ThrottlingException"), true),
            (400, Some("RequestLimitExceeded"), true),
            (429, None, true),
            (500, None, true),
            (503, Some("ServiceUnavailable"), true),
            (200, None, false),
            (302, None, false),
            (400, Some("ValidationError"), false),
            (400, Some("MalformedPolicyDocument"), false),
            (400, Some("PackedPolicyTooLarge"), false),
            (400, Some("ExpiredTokenException"), false),
            (403, Some("AccessDenied"), false),
            (403, Some("RegionDisabledException"), false),
            (403, Some("InvalidClientTokenId"), false),
            (403, Some("SignatureDoesNotMatch"), false),
            (404, None, false),
        ];
        for (status, code, again) in table {
            let failure = service(status, code, "message");
            assert_eq!(
                matches!(failure, Failure::Passing { .. }),
                again,
                "{status} {code:?}"
            );
        }
    }

    #[test]
    fn the_request_that_aws_shows_beside_a_wrong_signature_is_left_out() {
        let message = "The signature does not match.\n\nThe Canonical String for this request \
                       should have been\n'POST\n/\n\nx-amz-security-token:secret\n'";

        let failure = service(403, Some("SignatureDoesNotMatch"), message);

        let Failure::Final { cause, .. } = failure else {
            panic!("it is tried again");
        };
        assert_eq!(cause, "The signature does not match.");
    }

    #[test]
    fn a_refused_trust_names_the_three_actions() {
        for action in ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"] {
            assert!(reason("AccessDenied", "").contains(action), "{action}");
        }
    }

    #[test]
    fn a_code_that_is_no_code_is_not_repeated() {
        for code in ["<script>", "", "a b", &"x".repeat(65)] {
            let Failure::Final { error, .. } = service(400, Some(code), "") else {
                panic!("`{code}` is tried again");
            };
            assert!(error.to_string().contains("not STS"), "`{code}`");
        }
    }
}
