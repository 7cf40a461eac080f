use std::time::Duration;

use jit_api::{ErrorCode, Problem};
use jit_domain::StatusName;

use crate::error::{CommandError, ErrorKind};

/// What to do where something else answers, or nothing.
pub(crate) const CHECK_THE_ADDRESS: &str = "check the address: `--broker URL`, or JIT_BROKER";

/// Why the broker did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum BrokerError {
    /// It said no, and why.
    #[error("{}", problem.title)]
    Refused {
        /// What it said.
        problem: Box<Problem>,
        /// When to come back, in seconds (429).
        retry_after: Option<u64>,
    },
    /// It cannot be reached, does not answer, or only something in front of it does.
    #[error("cannot reach the broker at `{host}`")]
    Unreachable {
        /// Its host.
        host: String,
        /// What happened.
        why: String,
    },
    /// The connection broke: nobody knows whether it was done.
    #[error("lost the connection to the broker at `{host}`")]
    Lost {
        /// Whether it would have changed something.
        changes: bool,
        /// Its host.
        host: String,
        /// What happened.
        why: String,
    },
    /// It answered what no broker answers.
    #[error("`{host}` does not answer like a jit broker")]
    Absurd {
        /// Its host.
        host: String,
        /// What is wrong with the answer.
        why: String,
    },
    /// It was not asked: there is no token to ask with, or no TLS to ask by.
    #[error(transparent)]
    NotAsked(#[from] CommandError),
}

impl BrokerError {
    /// The broker's code, if it answered with one.
    #[must_use]
    pub fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Refused { problem, .. } => Some(problem.code),
            _ => None,
        }
    }

    /// The state that the request is in, where that stands against what was asked for.
    #[must_use]
    pub fn current_status(&self) -> Option<StatusName> {
        match self {
            Self::Refused { problem, .. } => problem.current_status,
            _ => None,
        }
    }

    /// True when the window that it is about lasted to its end.
    #[must_use]
    pub fn ran_out(&self) -> bool {
        matches!(self, Self::Refused { problem, .. } if problem.ran_out)
    }

    /// True when another token may do.
    #[must_use]
    pub fn is_token_expired(&self) -> bool {
        self.code() == Some(ErrorCode::TokenExpired)
    }

    /// True when the broker said neither yes nor no, and may say so when it is asked again: it was
    /// not reached, it fails, or it wants to be asked less often.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Refused { problem, .. } => problem.status == 429 || problem.status >= 500,
            Self::Unreachable { .. } | Self::Lost { .. } => true,
            Self::Absurd { .. } | Self::NotAsked(_) => false,
        }
    }

    /// How long the broker wants to be left alone by those who ask too often.
    #[must_use]
    pub fn come_back_after(&self) -> Option<Duration> {
        match self {
            Self::Refused {
                problem,
                retry_after,
            } if problem.status == 429 => {
                retry_after.map(|seconds| Duration::from_secs(seconds.max(1)))
            }
            _ => None,
        }
    }

    /// True when the broker said no.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::Refused { .. }) && !self.is_passing()
    }
}

impl From<BrokerError> for CommandError {
    fn from(err: BrokerError) -> Self {
        let what = err.to_string();
        match err {
            BrokerError::Refused {
                problem,
                retry_after,
            } => refused(&problem, retry_after),
            BrokerError::Unreachable { why, .. } => Self::new(ErrorKind::Unreachable, what)
                .cause(why)
                .hint(CHECK_THE_ADDRESS),
            BrokerError::Lost { why, changes, .. } => Self::new(ErrorKind::Unreachable, what)
                .cause(why)
                .hint(if changes { "jit list" } else { "try again" }),
            BrokerError::Absurd { why, .. } => Self::new(ErrorKind::Failed, what)
                .code("bad_answer")
                .cause(why)
                .hint(CHECK_THE_ADDRESS),
            BrokerError::NotAsked(err) => err,
        }
    }
}

/// The exit status of a refusal.
fn kind(code: ErrorCode, http_status: u16) -> ErrorKind {
    use ErrorKind::{Failed, NotSignedIn, Pending, Refused, Unreachable};
    match code {
        ErrorCode::NotSignedIn | ErrorCode::TokenExpired => NotSignedIn,
        ErrorCode::WindowNotOpen => Pending,
        ErrorCode::Limit
        | ErrorCode::NoPolicy
        | ErrorCode::NoApprover
        | ErrorCode::PolicyConflict => Refused,
        _ => match http_status {
            401 => NotSignedIn,
            403 | 410 => Refused,
            429 | 500.. => Unreachable,
            _ => Failed,
        },
    }
}

fn refused(problem: &Problem, retry_after: Option<u64>) -> CommandError {
    let kind = kind(problem.code, problem.status);
    let mut err = CommandError::new(kind, what(problem)).code(problem.code.as_str());
    err.cause.clone_from(&problem.detail);
    err.hint = hint(problem, retry_after);
    err
}

fn what(problem: &Problem) -> String {
    if problem.title.trim().is_empty() {
        return format!("the broker answered `{}`", problem.code);
    }
    match &problem.field {
        Some(field) => format!("{} (`{}`)", problem.title, typed(field)),
        None => problem.title.clone(),
    }
}

/// The flag that a field of the API is set by, or the field.
fn typed(field: &str) -> &str {
    match field {
        "account" => "--account",
        "permission_set" => "--permission-set",
        "duration_seconds" => "--duration",
        "reason" => "--reason",
        "ticket" => "--ticket",
        "start" => "--start",
        "extends" => "--extends",
        "comment" => "--comment",
        other => other,
    }
}

/// What to type next. Ours, where there is one: a broker cannot know what this program is called.
fn hint(problem: &Problem, retry_after: Option<u64>) -> Option<String> {
    let ours = match problem.code {
        ErrorCode::NotSignedIn | ErrorCode::TokenExpired => "jit login",
        // Of a request that is not there a broker says where to look. It is a path that it does not
        // know otherwise.
        ErrorCode::NotFound | ErrorCode::MethodNotAllowed if problem.hint.is_none() => {
            "`jit doctor` tells whether this `jit` goes with the broker"
        }
        ErrorCode::NotFound => {
            "`jit list` shows your requests, `jit list --to-review` those of others"
        }
        ErrorCode::NotEligible => "`jit whoami` shows the groups that the broker sees",
        ErrorCode::OwnRequest => "someone else has to decide it",
        ErrorCode::ReviewOverdue => {
            "someone else has to review it; `jit list --mine --overdue` shows which"
        }
        ErrorCode::CheckRefused => "correct the request, or ask who answers for that check",
        ErrorCode::StaleDigest => "run the command again to see what is asked now",
        ErrorCode::RateLimited => {
            let seconds = retry_after.unwrap_or(1);
            return Some(format!("try again in {seconds} s"));
        }
        ErrorCode::AwsUnavailable
        | ErrorCode::StoreUnavailable
        | ErrorCode::IssuerUnavailable
        | ErrorCode::PoliciesUnavailable
        | ErrorCode::CheckUnavailable => "nothing is lost: try again in a moment",
        ErrorCode::WindowNotOpen | ErrorCode::WindowClosed | ErrorCode::Conflict => {
            return problem
                .request_id
                .as_ref()
                .map(|id| format!("jit show {id}"))
                .or_else(|| problem.hint.clone());
        }
        ErrorCode::Internal | ErrorCode::Unknown => {
            let trace = problem.trace_id.as_ref()?;
            return Some(format!("ask the broker's operator about `{trace}`"));
        }
        _ => return problem.hint.clone(),
    };
    Some(ours.to_owned())
}
