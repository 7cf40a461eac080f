use std::fmt::Write as _;

use jit_domain::Timestamp;
use zeroize::Zeroizing;

use super::Credentials;

/// The largest answer, in bytes.
const MAX_BYTES: usize = 8 * 1024;

/// The object that the SDKs read, and a newline; none when it would be larger than they read. Its
/// values need no escaping: that was checked.
///
/// Source: AWS SDKs and Tools Reference Guide, "Process credential provider".
pub(crate) fn process_json(
    credentials: &Credentials,
    expiration: Timestamp,
) -> Option<Zeroizing<String>> {
    let end = expiration.to_whole_seconds_string();
    object(
        &["\"Version\":1"],
        &fields(credentials, "SessionToken", &end),
    )
}

/// The object that SDKs read from an endpoint of containers, and a newline; none when it would be
/// larger than [`process_json`] may be.
///
/// Source: AWS SDKs and Tools Reference Guide, "Container credential provider".
pub(crate) fn container_json(
    credentials: &Credentials,
    expiration: Timestamp,
) -> Option<Zeroizing<String>> {
    let end = expiration.to_whole_seconds_string();
    object(&[], &fields(credentials, "Token", &end))
}

fn fields<'a>(
    credentials: &'a Credentials,
    token: &'static str,
    end: &'a str,
) -> [(&'static str, &'a str); 5] {
    [
        ("AccessKeyId", credentials.access_key_id.as_str()),
        ("SecretAccessKey", credentials.secret_access_key.expose()),
        (token, credentials.session_token.expose()),
        ("Expiration", end),
        ("AccountId", credentials.account.as_str()),
    ]
}

fn object(first: &[&str], fields: &[(&str, &str)]) -> Option<Zeroizing<String>> {
    let length = fields
        .iter()
        .map(|(name, value)| name.len() + value.len() + 6)
        .sum::<usize>();
    // Room for all of it from the start: growing would leave copies of the secrets behind.
    let mut text = Zeroizing::new(String::with_capacity(length + 32));
    text.push('{');
    text.extend(first.iter().copied());
    for (name, value) in fields {
        let comma = if text.len() > 1 { "," } else { "" };
        // Writing to a string does not fail.
        let _ = write!(text, "{comma}\"{name}\":\"{value}\"");
    }
    text.push_str("}\n");
    (text.len() < MAX_BYTES).then_some(text)
}
