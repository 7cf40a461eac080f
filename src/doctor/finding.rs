use std::fmt::Display;

use serde::Serialize;

use crate::error::CommandError;

/// How a link is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    /// As it should be.
    Ok,
    /// It works, but perhaps not as the person thinks, or not everywhere.
    Warning,
    /// It does not work, or must not be left so.
    Problem,
}

impl State {
    /// The word for it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Problem => "problem",
        }
    }
}

/// What was found of one link. Text of other people may be in it: whoever shows it neutralises it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub(crate) struct Finding {
    /// Which link.
    pub(crate) check: &'static str,
    pub(crate) state: State,
    /// In one line.
    pub(crate) message: String,
    /// What to type, or to write where, if there is something to do.
    pub(crate) fix: Option<String>,
}

impl Finding {
    pub(super) fn ok(check: &'static str, message: impl Display) -> Self {
        Self::new(check, State::Ok, message)
    }

    pub(super) fn warning(check: &'static str, message: impl Display) -> Self {
        Self::new(check, State::Warning, message)
    }

    pub(super) fn problem(check: &'static str, message: impl Display) -> Self {
        Self::new(check, State::Problem, message)
    }

    fn new(check: &'static str, state: State, message: impl Display) -> Self {
        Self {
            check,
            state,
            message: message.to_string(),
            fix: None,
        }
    }

    /// A problem that ended a command would say so.
    pub(super) fn of_error(check: &'static str, err: impl Into<CommandError>) -> Self {
        let err = err.into();
        let message = match &err.cause {
            Some(cause) => format!("{}: {cause}", err.what),
            None => err.what,
        };
        Self {
            fix: err.hint,
            ..Self::problem(check, message)
        }
    }

    /// The same with what to do about it.
    pub(super) fn fix(mut self, fix: impl Display) -> Self {
        self.fix = Some(fix.to_string());
        self
    }
}
