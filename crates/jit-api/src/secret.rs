use std::collections::HashSet;
use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A piece of a secret that is shorter tells nothing, in bytes.
const SHORTEST_PIECE: usize = 16;

/// A text that is shorter is no secret: it may be in any other text by chance.
const SHORTEST_SECRET: usize = 8;

/// Text that is never printed and is wiped from memory when dropped. Serialising it is how it
/// leaves the process, so a type that holds one must not be logged as JSON.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// Takes the text in.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(SecretString::from(text))
    }

    /// The text, for the one place that has to send or store it.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// True when all of it is in there.
    #[must_use]
    pub fn is_in(&self, bytes: &[u8]) -> bool {
        let secret = self.expose().as_bytes();
        secret.len() >= SHORTEST_SECRET && bytes.windows(secret.len()).any(|it| it == secret)
    }

    /// What somebody says who was sent this secret, without it: also without pieces of it, because
    /// text is cut and written otherwise on its way.
    #[must_use]
    pub fn left_out_of(&self, text: &str) -> String {
        let secret = self.expose().as_bytes();
        if secret.len() < SHORTEST_SECRET {
            return text.to_owned();
        }
        let length = secret.len().min(SHORTEST_PIECE);
        let pieces: HashSet<&[u8]> = secret.windows(length).collect();
        let (mut rest, mut hidden_to) = (String::new(), 0);
        for (at, c) in text.char_indices() {
            let piece = text.as_bytes().get(at..at + length);
            if piece.is_some_and(|piece| pieces.contains(piece)) {
                if at >= hidden_to {
                    rest.push_str("[secret]");
                }
                hidden_to = at + length;
            }
            if at >= hidden_to {
                rest.push(c);
            }
        }
        rest
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.expose())
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIwMHUxIn0.c2lnbmF0dXJl/+==";

    fn left(text: &str) -> String {
        Secret::new(TOKEN.to_owned()).left_out_of(text)
    }

    #[test]
    fn a_secret_is_left_out_wherever_it_is_and_nothing_else() {
        assert_eq!(
            left(&format!("`{TOKEN}` is gone, {TOKEN}")),
            "`[secret]` is gone, [secret]"
        );
        assert_eq!(left(TOKEN), "[secret]");
        assert_eq!(
            left("größer als 16 Zeichen und doch kein Token"),
            "größer als 16 Zeichen und doch kein Token"
        );
        assert_eq!(left(""), "");
    }

    #[test]
    fn so_are_pieces_of_it_that_are_long_enough_to_tell() {
        let (begin, end) = TOKEN.split_at(20);
        assert_eq!(
            left(&format!("token {begin}… is bad")),
            "token [secret]… is bad"
        );
        assert_eq!(left(&format!("é{end}é")), "é[secret]é");
        assert_eq!(left(&TOKEN.replace('/', "%2F")), "[secret]%2F+==");
        assert_eq!(left("eyJhbGciOiJFUzI"), "eyJhbGciOiJFUzI");
    }

    #[test]
    fn what_is_too_short_to_be_secret_is_left_in() {
        let short = Secret::new("a".to_owned());
        assert_eq!(short.left_out_of("a bad token"), "a bad token");
        assert!(!short.is_in(b"a bad token"));
        let word = Secret::new("correct-horse".to_owned());
        assert_eq!(
            word.left_out_of("is `correct-horse` right?"),
            "is `[secret]` right?"
        );
        assert!(word.is_in(b"is `correct-horse` right?"));
        assert!(!word.is_in(b"is `correct-hors` right?"));
    }
}
