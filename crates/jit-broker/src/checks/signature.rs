use std::str::FromStr;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// The keys that a check may know: while they are changed there are two, and each signs.
#[derive(Clone, Debug)]
pub(super) struct SigningKeys(Vec<hmac::Key>);

/// The text is not the keys of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the file holds one or two lines `whsec_` and base64 of 24 to 64 random bytes")]
pub(super) struct ParseSigningKeysError;

impl FromStr for SigningKeys {
    type Err = ParseSigningKeysError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let lines = s.lines().map(str::trim).filter(|line| !line.is_empty());
        let keys: Option<Vec<_>> = lines.map(key).collect();
        match keys {
            Some(keys) if (1..=2).contains(&keys.len()) => Ok(Self(keys)),
            _ => Err(ParseSigningKeysError),
        }
    }
}

fn key(line: &str) -> Option<hmac::Key> {
    let bytes = STANDARD.decode(line.strip_prefix("whsec_")?).ok()?;
    let bytes = Zeroizing::new(bytes);
    let fits = (24..=64).contains(&bytes.len());
    fits.then(|| hmac::Key::new(hmac::HMAC_SHA256, &bytes))
}

impl SigningKeys {
    /// The value of `webhook-signature`: for each key `v1,` and the base64 of the HMAC-SHA256 over
    /// `{id}.{timestamp}.{body}`.
    ///
    /// Source: Standard Webhooks 1.0.0, "Signature scheme".
    pub(super) fn sign(&self, id: &str, timestamp: i64, body: &str) -> String {
        let signed = format!("{id}.{timestamp}.{body}");
        let signatures: Vec<_> = self
            .0
            .iter()
            .map(|key| STANDARD.encode(hmac::sign(key, signed.as_bytes())))
            .map(|signature| format!("v1,{signature}"))
            .collect();
        signatures.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Source: the example of the specification's reference libraries.
    #[test]
    fn a_signature_is_that_of_standard_webhooks() {
        let keys: SigningKeys = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse().unwrap();
        let signature = keys.sign(
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn keys_are_long_few_and_never_shown() {
        let good = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let short = format!("whsec_{}", STANDARD.encode([7; 23]));
        let three = format!("{good}\n{good}\n{good}");
        for text in [
            "",
            "secret",
            "whsec_",
            "whsec_!",
            "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            &short,
            &three,
        ] {
            assert!(text.parse::<SigningKeys>().is_err(), "{text}");
        }
        let two: SigningKeys = format!("{good}\n{good}\n").parse().unwrap();
        assert_eq!(two.sign("a", 1, "{}").split(' ').count(), 2);
        assert!(!format!("{two:?}").contains("MfKQ"));
    }
}
