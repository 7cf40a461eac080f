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
    let expiration = expiration.to_whole_seconds_string();
    let fields = [
        ("AccessKeyId", credentials.access_key_id.as_str()),
        ("SecretAccessKey", credentials.secret_access_key.expose()),
        ("SessionToken", credentials.session_token.expose()),
        ("Expiration", &expiration),
        ("AccountId", credentials.account.as_str()),
    ];
    let length = fields
        .iter()
        .map(|(name, value)| name.len() + value.len() + 6)
        .sum::<usize>();
    // Room for all of it from the start: growing would leave copies of the secrets behind.
    let mut text = Zeroizing::new(String::with_capacity(length + 32));
    text.push_str("{\"Version\":1");
    for (name, value) in fields {
        // Writing to a string does not fail.
        let _ = write!(text, ",\"{name}\":\"{value}\"");
    }
    text.push_str("}\n");
    (text.len() < MAX_BYTES).then_some(text)
}
