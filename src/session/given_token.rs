use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use jit_api::Secret;

use crate::config::{Settings, Sourced};

use super::SessionError;

/// The longest token, in bytes: servers take no longer header than this.
const MAX_BYTES: u64 = 16 * 1024;

/// A token that a person or a program brought along, instead of a sign-in.
#[derive(Clone, Debug)]
pub struct GivenToken {
    /// The token.
    pub token: Secret,
    /// Where it came from: `JIT_TOKEN`, `JIT_TOKEN_FILE` or standard input.
    pub from: &'static str,
}

impl GivenToken {
    /// The token that the settings bring along; none when they do not. The file is read every time,
    /// because whoever put it there may renew it.
    ///
    /// # Errors
    ///
    /// [`SessionError::TokenFile`] or [`SessionError::NoToken`]: a token that was meant to be used
    /// and cannot be must not silently give way to somebody's sign-in.
    pub fn of_settings(settings: &Settings) -> Result<Option<Self>, SessionError> {
        if let Some(Sourced { value, .. }) = &settings.token {
            return Self::parse(value.expose(), "JIT_TOKEN").map(Some);
        }
        let file = settings.token_file.as_ref();
        file.map(|it| Self::of_file(&it.value, "JIT_TOKEN_FILE"))
            .transpose()
    }

    /// The token that a file holds, white space around it aside.
    ///
    /// # Errors
    ///
    /// [`SessionError::TokenFile`] or [`SessionError::NoToken`].
    pub(super) fn of_file(path: &Path, from: &'static str) -> Result<Self, SessionError> {
        let text = File::open(path).and_then(read_text);
        let text = text.map_err(|cause| SessionError::TokenFile {
            path: path.to_owned(),
            cause,
        })?;
        Self::parse(&text, from)
    }

    /// The token that a reader holds, white space around it aside.
    ///
    /// # Errors
    ///
    /// [`SessionError::NoToken`] when it holds none.
    pub fn read(reader: impl Read) -> Result<Self, SessionError> {
        let from = "standard input";
        let text = read_text(reader).map_err(|_| SessionError::NoToken { from })?;
        Self::parse(&text, from)
    }

    /// Takes one word of the characters of RFC 6750 (`b64token`), so that nothing in it can end a
    /// header.
    ///
    /// # Errors
    ///
    /// [`SessionError::NoToken`] when it is none.
    pub(super) fn parse(text: &str, from: &'static str) -> Result<Self, SessionError> {
        let token = text.trim();
        let is_token_byte = |b: u8| b.is_ascii_alphanumeric() || b"-._~+/=".contains(&b);
        if token.is_empty() || !token.bytes().all(is_token_byte) {
            return Err(SessionError::NoToken { from });
        }
        let token = Secret::new(token.to_owned());
        Ok(Self { token, from })
    }
}

fn read_text(reader: impl Read) -> io::Result<String> {
    let mut text = String::new();
    reader.take(MAX_BYTES + 1).read_to_string(&mut text)?;
    if text.len() as u64 > MAX_BYTES {
        return Err(io::Error::other("it is too long for a token"));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_one_word_of_the_right_characters() {
        let table = [
            ("eyJh.eyJz.c2ln", true),
            ("  eyJh.eyJz.c2ln\r\n", true),
            ("opaque~token+/=", true),
            ("", false),
            (" \n", false),
            ("two words", false),
            ("two\nlines", false),
            ("quote\"", false),
            ("tökén", false),
            ("nul\0", false),
        ];
        for (text, accepted) in table {
            assert_eq!(
                GivenToken::read(text.as_bytes()).is_ok(),
                accepted,
                "{text:?}"
            );
        }
        let long = "x".repeat(20_000);
        assert!(GivenToken::read(long.as_bytes()).is_err());
    }

    #[test]
    fn debug_output_shows_no_token() {
        let token = GivenToken::read("hunter2".as_bytes()).unwrap();
        assert!(!format!("{token:?}").contains("hunter2"));
    }
}
