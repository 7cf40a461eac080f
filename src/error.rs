//! What a command that did not work says, and the status it ends with.

use std::borrow::Cow;
use std::fmt::Display;

use serde::{Serialize, Serializer};

use crate::http_client::in_words;

/// What kind of failure it was: the exit status of `jit`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// 1: it did not work.
    Failed,
    /// 2: the command line or the configuration is wrong.
    Usage,
    /// 3: the broker said no.
    Refused,
    /// 4: not yet: the window is not open, or waiting ran out of time.
    Pending,
    /// 5: the broker, the issuer or AWS cannot be reached.
    Unreachable,
    /// 6: not signed in.
    NotSignedIn,
    /// 126: the program to become cannot be run.
    ProgramNotRun,
    /// 127: the program to become is not there.
    ProgramNotFound,
    /// 130: interrupted.
    Interrupted,
}

impl ErrorKind {
    /// The exit status.
    #[must_use]
    pub fn exit_status(self) -> u8 {
        match self {
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Refused => 3,
            Self::Pending => 4,
            Self::Unreachable => 5,
            Self::NotSignedIn => 6,
            Self::ProgramNotRun => 126,
            Self::ProgramNotFound => 127,
            Self::Interrupted => 130,
        }
    }

    /// The code of an error that has none of its own.
    fn code(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Usage => "usage",
            Self::Refused => "refused",
            Self::Pending => "pending",
            Self::Unreachable => "unreachable",
            Self::NotSignedIn => "not_signed_in",
            Self::ProgramNotRun => "program_not_run",
            Self::ProgramNotFound => "program_not_found",
            Self::Interrupted => "interrupted",
        }
    }
}

/// Why a command did not work: what happened, why, and what to type next.
///
/// Each text is one line, lower case, without a full stop and without secrets. Text of other people
/// may be in it: [`Ui`](crate::ui::Ui) neutralises all of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct CommandError {
    /// The exit status.
    pub kind: ErrorKind,
    /// The stable name: the broker's code, or one of ours.
    pub code: Cow<'static, str>,
    /// What happened.
    pub what: String,
    /// Why, where that is known.
    pub cause: Option<String>,
    /// A command to type, or whom to ask.
    pub hint: Option<String>,
    /// The command has told it already: only the exit status is left.
    pub told: bool,
}

impl CommandError {
    /// An error without cause and hint, with the code of its kind.
    #[must_use]
    pub fn new(kind: ErrorKind, what: impl Display) -> Self {
        Self {
            kind,
            code: Cow::Borrowed(kind.code()),
            what: what.to_string(),
            cause: None,
            hint: None,
            told: false,
        }
    }

    /// Nobody is signed in, or the sign-in is over.
    #[must_use]
    pub fn not_signed_in(what: impl Display) -> Self {
        Self::new(ErrorKind::NotSignedIn, what).hint("jit login")
    }

    /// The same error, which the command has told already.
    #[must_use]
    pub fn already_told(mut self) -> Self {
        self.told = true;
        self
    }

    /// The same error under this code.
    #[must_use]
    pub fn code(mut self, code: impl Into<Cow<'static, str>>) -> Self {
        self.code = code.into();
        self
    }

    /// The same error with its cause.
    #[must_use]
    pub fn cause(mut self, cause: impl Display) -> Self {
        self.cause = Some(cause.to_string());
        self
    }

    /// The same error with the cause at the bottom of another one, which is the one that tells.
    #[must_use]
    pub fn with_source(self, error: &dyn std::error::Error) -> Self {
        let mut deepest = None;
        let mut next = error.source();
        while let Some(cause) = next {
            deepest = Some(cause);
            next = cause.source();
        }
        match deepest {
            Some(cause) => self.cause(in_words(cause)),
            None => self,
        }
    }

    /// The same error with what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Display) -> Self {
        self.hint = Some(hint.to_string());
        self
    }
}

/// `{"code","message","hint"}`; a cause is part of the message.
impl Serialize for CommandError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let message = match &self.cause {
            Some(cause) => format!("{}: {cause}", self.what),
            None => self.what.clone(),
        };
        let mut fields = serializer.serialize_struct("error", 3)?;
        fields.serialize_field("code", &self.code)?;
        fields.serialize_field("message", &message)?;
        fields.serialize_field("hint", &self.hint)?;
        fields.end()
    }
}
