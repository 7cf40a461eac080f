use jit_api::Secret;
use rand::TryRng as _;
use rand::rngs::{SysError, SysRng};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

/// The length of the token, in bytes before they are written in hexadecimal digits.
const BYTES: usize = 32;

/// What a program has to send, as it is, in `Authorization`: whoever knows it gets the credentials.
#[derive(Clone, Debug)]
pub(crate) struct EndpointToken(Secret);

impl EndpointToken {
    /// 256 bits of the system's randomness.
    ///
    /// # Errors
    ///
    /// When the system has none.
    pub(crate) fn fresh() -> Result<Self, SysError> {
        let mut bytes = Zeroizing::new([0_u8; BYTES]);
        SysRng.try_fill_bytes(bytes.as_mut_slice())?;
        Ok(Self(Secret::new(hex::encode(bytes.as_slice()))))
    }

    /// The token, to be handed to the program that it is for.
    pub(crate) fn expose(&self) -> &str {
        self.0.expose()
    }

    /// Whether this is the token, in a time that does not depend on where it differs.
    pub(super) fn is(&self, sent: &[u8]) -> bool {
        self.expose().as_bytes().ct_eq(sent).into()
    }
}

#[cfg(test)]
mod tests {
    use super::EndpointToken;

    #[test]
    fn a_token_is_256_bits_that_nobody_had_and_is_not_in_logs() {
        let (one, other) = (
            EndpointToken::fresh().unwrap(),
            EndpointToken::fresh().unwrap(),
        );
        assert_eq!(hex::decode(one.expose()).unwrap().len(), 32);
        assert_ne!(one.expose(), other.expose());
        assert!(!format!("{one:?}").contains(one.expose()));
    }

    #[test]
    fn only_the_whole_token_is_the_token() {
        let token = EndpointToken::fresh().unwrap();
        let text = token.expose();
        assert!(token.is(text.as_bytes()));
        let start: String = text.chars().take(63).collect();
        let end: String = text.chars().skip(1).collect();
        for sent in [
            String::new(),
            start,
            end,
            format!("{text}0"),
            format!("Bearer {text}"),
        ] {
            assert!(!token.is(sent.as_bytes()), "{sent}");
        }
    }
}
