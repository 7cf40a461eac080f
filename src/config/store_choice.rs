use std::fmt;
use std::str::FromStr;

/// Where tokens are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StoreChoice {
    /// The keyring where there is one, else a file; decided at login and then kept to.
    #[default]
    Auto,
    /// The operating system's keyring; signing in fails without one.
    Keyring,
    /// A file that only its owner can read.
    File,
}

/// The text names no store.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a store is `auto`, `keyring` or `file`, got `{0}`")]
pub struct ParseStoreChoiceError(String);

impl StoreChoice {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Keyring => "keyring",
            Self::File => "file",
        }
    }
}

impl FromStr for StoreChoice {
    type Err = ParseStoreChoiceError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        match s {
            "auto" => Ok(Self::Auto),
            "keyring" => Ok(Self::Keyring),
            "file" => Ok(Self::File),
            other => Err(ParseStoreChoiceError(other.chars().take(64).collect())),
        }
    }
}

impl fmt::Display for StoreChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
