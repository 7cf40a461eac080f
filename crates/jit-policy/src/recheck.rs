use std::str::FromStr;

/// When AWS SDKs are made to ask again for credentials that they hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Recheck {
    /// Shortly before the credentials end.
    #[default]
    Normal,
    /// Before every call: they are told an end that is less than 10 minutes away.
    Strict,
}

/// The text is not a way to ask again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write `normal` or `strict`")]
pub struct ParseRecheckError;

impl FromStr for Recheck {
    type Err = ParseRecheckError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        match s {
            "normal" => Ok(Self::Normal),
            "strict" => Ok(Self::Strict),
            _ => Err(ParseRecheckError),
        }
    }
}

/// How often clients ask whether a session is still good, as far as the permission set says it;
/// for what it leaves out, the settings of the broker do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RecheckTerms {
    /// How long a client may go without asking, in seconds, 0–300.
    pub seconds: Option<u32>,
    /// When AWS SDKs are made to ask.
    pub recheck: Option<Recheck>,
}
