use std::str::FromStr;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// The keys that a receiver may know: while they are changed, there are two, and each signs.
#[derive(Clone, Debug)]
pub struct WebhookKeys(Vec<hmac::Key>);

/// The text is not the keys of a webhook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the file holds one or two lines `whsec_` and base64 of 24 to 64 random bytes")]
pub struct ParseKeysError;

impl FromStr for WebhookKeys {
    type Err = ParseKeysError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let lines = s.lines().map(str::trim).filter(|line| !line.is_empty());
        let keys: Option<Vec<_>> = lines.map(key).collect();
        match keys {
            Some(keys) if (1..=2).contains(&keys.len()) => Ok(Self(keys)),
            _ => Err(ParseKeysError),
        }
    }
}

fn key(line: &str) -> Option<hmac::Key> {
    let bytes = STANDARD.decode(line.strip_prefix("whsec_")?).ok()?;
    let bytes = Zeroizing::new(bytes);
    let fits = (24..=64).contains(&bytes.len());
    fits.then(|| hmac::Key::new(hmac::HMAC_SHA256, &bytes))
}

impl WebhookKeys {
    /// The value of `webhook-signature`: for each key `v1,` and the base64 of the HMAC-SHA256 over
    /// `{id}.{timestamp}.{body}`.
    ///
    /// Source: Standard Webhooks 1.0.0, "Signature scheme".
    #[must_use]
    pub fn sign(&self, id: &str, timestamp: i64, body: &str) -> String {
        let signed = format!("{id}.{timestamp}.{body}");
        let signatures: Vec<_> = self
            .0
            .iter()
            .map(|key| format!("v1,{}", STANDARD.encode(hmac::sign(key, signed.as_bytes()))))
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
        let keys: WebhookKeys = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse().unwrap();
        let signature = keys.sign(
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn while_keys_change_both_sign() {
        let one = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let other = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        let sign = |text: &str| text.parse::<WebhookKeys>().unwrap().sign("a", 1, "{}");
        let both = sign(&format!("{one}\n{other}\n"));
        assert_eq!(both, format!("{} {}", sign(one), sign(other)));
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let good = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let short = format!("whsec_{}", STANDARD.encode([7; 23]));
        let long = format!("whsec_{}", STANDARD.encode([7; 65]));
        let three = format!("{good}\n{good}\n{good}");
        for text in [
            "",
            "secret",
            "whsec_",
            "whsec_!",
            "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            &short,
            &long,
            &three,
        ] {
            assert!(text.parse::<WebhookKeys>().is_err(), "{text}");
        }
        assert!(!format!("{:?}", good.parse::<WebhookKeys>()).contains("MfKQ"));
    }
}
