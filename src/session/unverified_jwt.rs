use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jit_domain::{Issuer, Subject, Timestamp};
use serde::Deserialize;
use serde_json::Value;

/// What a JWT says of itself, believed by nobody: only to name a file, or to know when asking for
/// another token makes sense. The broker verifies it.
#[derive(Debug, Default, Deserialize)]
pub(super) struct UnverifiedClaims {
    pub(super) iss: Option<Issuer>,
    pub(super) sub: Option<Subject>,
    aud: Option<Value>,
    exp: Option<f64>,
    iat: Option<f64>,
}

impl UnverifiedClaims {
    /// The claims of a token; none of an opaque one.
    pub(super) fn of(token: &str) -> Self {
        let payload = token.split('.').nth(1).unwrap_or_default();
        let bytes = URL_SAFE_NO_PAD.decode(payload).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }

    /// False when it says that it is for others than this audience. An opaque one says nothing.
    pub(super) fn may_be_for(&self, audience: &str) -> bool {
        match &self.aud {
            None => true,
            Some(Value::Array(all)) => all.iter().any(|it| it == audience),
            Some(one) => one == audience,
        }
    }

    /// When it ends.
    pub(super) fn expires_at(&self) -> Option<Timestamp> {
        self.exp.map(|exp| Timestamp::from_millis(millis(exp)))
    }

    /// How long it was made for, in seconds.
    pub(super) fn lifetime_seconds(&self) -> Option<i64> {
        let (exp, iat) = (self.exp?, self.iat?);
        Some((millis(exp) - millis(iat)).max(0) / 1000)
    }
}

/// Seconds as a JWT writes them, in milliseconds. A cast from `f64` saturates.
#[expect(clippy::cast_possible_truncation, reason = "it saturates")]
fn millis(seconds: f64) -> i64 {
    (seconds.clamp(0.0, 253_402_300_799.0) * 1000.0) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_tells_whom_it_may_be_for() {
        let table = [
            (r#"{"aud":"one"}"#, true),
            (r#"{"aud":["two","one"]}"#, true),
            (r#"{"sub":"engineer"}"#, true),
            ("opaque", true),
            (r#"{"aud":"two"}"#, false),
            (r#"{"aud":["two"]}"#, false),
            (r#"{"aud":[]}"#, false),
            (r#"{"aud":1}"#, false),
            (r#"{"aud":{"one":"one"}}"#, false),
        ];
        for (claims, expected) in table {
            let token = format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims));
            assert_eq!(
                UnverifiedClaims::of(&token).may_be_for("one"),
                expected,
                "{claims}"
            );
        }
    }
}
