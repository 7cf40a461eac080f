//! Whether what STS answered is what was asked. Nothing of an answer that is not leaves the broker.

use aws_sdk_sts::operation::RequestId as _;
use aws_sdk_sts::operation::assume_role::AssumeRoleOutput;
use aws_sdk_sts::types::AssumedRoleUser;
use jit_api::Secret;
use jit_domain::Timestamp;

use super::{Fence, SessionOrder, VendError, VendedSession};

/// The longest value that is taken from STS, in bytes. Clients print all of them into less than
/// 64,000 bytes of JSON.
const LONGEST_VALUE: usize = 16_384;

/// How far the clock of STS may be ahead of the broker's, in seconds. Signatures allow 300.
const CLOCK_SKEW: i64 = 900;

/// From which share of the limit on packed session policies and tags a warning is logged, in
/// percent.
const PACKED_WARNING: i32 = 80;

/// Makes a session of the answer, if it is for the role, account and session name that were asked,
/// with usable credentials that expire when they should.
pub(super) fn check(
    order: &SessionOrder,
    fence: &Fence,
    seconds: i32,
    answer: AssumeRoleOutput,
) -> Result<VendedSession, VendError> {
    let sts_request_id = answer.request_id().and_then(printable);
    let percent_used = percent_used(&answer);
    let credentials = answer
        .credentials
        .ok_or_else(|| wrong("has no credentials"))?;
    let secret_access_key = Secret::new(credentials.secret_access_key);
    let session_token = Secret::new(credentials.session_token);
    check_user(order, answer.assumed_role_user.as_ref())?;
    check_source_identity(order, answer.source_identity.as_deref())?;
    check_size(order, percent_used)?;
    if !is_plain(&secret_access_key) || !is_plain(&session_token) {
        return Err(wrong(
            "has a key or token with characters that AWS does not use",
        ));
    }
    let access_key_id = credentials
        .access_key_id
        .parse()
        .map_err(|_| wrong("has no access key ID"))?;
    let expiration = credentials.expiration.to_millis().unwrap_or_default();
    Ok(VendedSession {
        access_key_id,
        secret_access_key,
        session_token,
        expiration: check_expiration(order, seconds, expiration)?,
        fence: fence.end(),
        sts_request_id,
        sandbox: false,
    })
}

fn check_user(order: &SessionOrder, user: Option<&AssumedRoleUser>) -> Result<(), VendError> {
    let arn = user.map(AssumedRoleUser::arn);
    if arn == Some(expected_arn(order).as_str()) {
        Ok(())
    } else {
        Err(wrong("is for another role or session than was asked"))
    }
}

/// Source: AWS IAM User Guide, "IAM identifiers": the ARN of an assumed role has no path.
fn expected_arn(order: &SessionOrder) -> String {
    let partition = order.role.partition();
    let account = order.role.as_str().split(':').nth(4).unwrap_or_default();
    let role = order.role.name();
    let session = order.session_name.as_str();
    format!("arn:{partition}:sts::{account}:assumed-role/{role}/{session}")
}

/// The field may be missing: STS says it back, but not everything that speaks its protocol does.
fn check_source_identity(order: &SessionOrder, answered: Option<&str>) -> Result<(), VendError> {
    let wanted = order.source_identity.as_str();
    let same = answered.is_none_or(|answered| answered == wanted);
    same.then_some(())
        .ok_or_else(|| wrong("is for another source identity than was asked"))
}

/// STS is replacing the one figure by the other; the higher one counts.
#[expect(
    deprecated,
    reason = "STS still answers with it, and it is what fails above 100"
)]
fn percent_used(answer: &AssumeRoleOutput) -> i32 {
    let packed = answer.packed_policy_size;
    packed
        .max(answer.session_token_utilization)
        .unwrap_or_default()
}

fn check_size(order: &SessionOrder, percent: i32) -> Result<(), VendError> {
    if percent > 100 {
        return Err(VendError::Refused {
            code: "PackedPolicyTooLarge".to_owned(),
            reason: super::failure::PACKED_TOO_LARGE.to_owned(),
        });
    }
    if percent >= PACKED_WARNING {
        tracing::warn!(
            request.id = %order.request,
            packed_policy_percent = percent,
            "session policy and tags of `{}` take {percent} % of what STS allows",
            order.request
        );
    }
    Ok(())
}

/// Printable ASCII that needs no escaping in JSON: one SDK un-escapes `\"` in what a credential
/// process prints.
fn is_plain(secret: &Secret) -> bool {
    let text = secret.expose();
    (1..=LONGEST_VALUE).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_graphic() && b != b'"' && b != b'\\')
}

fn check_expiration(
    order: &SessionOrder,
    seconds: i32,
    millis: i64,
) -> Result<Timestamp, VendError> {
    let expiration = Timestamp::from_millis(millis);
    let latest = order.now.plus_seconds(i64::from(seconds) + CLOCK_SKEW);
    if order.now < expiration && expiration <= latest {
        Ok(expiration)
    } else {
        Err(wrong("has an expiration that is over or too far away"))
    }
}

fn printable(id: &str) -> Option<String> {
    let ok = (1..=128).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_graphic());
    ok.then(|| id.to_owned())
}

fn wrong(what: &str) -> VendError {
    VendError::Refused {
        code: "UnexpectedAnswer".to_owned(),
        reason: format!("the answer of STS {what}; nothing of it was handed out"),
    }
}
