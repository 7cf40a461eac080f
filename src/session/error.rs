use std::path::PathBuf;
use std::time::Duration;

use crate::broker::{BrokerError, CHECK_THE_ADDRESS};
use crate::config::BrokerUrl;
use crate::error::{CommandError, ErrorKind};
use crate::file_lock::FileLockError;
use crate::http_client::HttpClientError;
use crate::private_file::PrivateFileError;
use crate::secure_url::SecureUrlError;

use super::KeyringError;

/// Why there is no token. Texts of the issuer may be inside: whoever prints it neutralises them.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// Nobody is signed in to this broker.
    #[error("you are not signed in to {0}")]
    NotSignedIn(BrokerUrl),
    /// The sign-in is over: its time is up, or the issuer ended it.
    #[error("your sign-in to {0} has ended")]
    Ended(BrokerUrl),
    /// The token that the person gave is not taken, and there is nothing to renew it with.
    #[error("the broker does not accept the token of `{0}`")]
    GivenTokenRefused(&'static str),
    /// The platform of a program vouches for nobody here.
    #[error("GitHub Actions has no ID token for this job: `{0}` is not set")]
    NoPlatform(&'static str),
    /// What the platform vouches with was not made for the issuer that the broker names.
    #[error("the token of this workload is not for `{0}`")]
    OtherAudience(String),
    /// The issuer does not take what the platform vouches with.
    #[error("the issuer does not take the token of this workload: {0}")]
    WorkloadRefused(String),
    /// The browser that the person named does not start.
    #[error("cannot run the browser")]
    Browser(#[source] std::io::Error),
    /// The text is no token.
    #[error("{from} holds no token")]
    NoToken {
        /// Where it came from.
        from: &'static str,
    },
    /// A file with a token cannot be read.
    #[error("cannot read the token in `{}`", path.display())]
    TokenFile {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        cause: std::io::Error,
    },
    /// The broker or the issuer does not answer, or answers 5xx.
    #[error("cannot reach the {peer} at {url}")]
    Unreachable {
        /// `broker` or `issuer`.
        peer: &'static str,
        /// What was asked.
        url: String,
        /// Why.
        #[source]
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
    /// An answer that makes no sense.
    #[error("the {peer} at {url} does not answer as it should: {problem}")]
    Nonsense {
        /// `broker` or `issuer`.
        peer: &'static str,
        /// What was asked.
        url: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A URL of the broker or the issuer that no token may travel to.
    #[error("the {of} is not safe to use")]
    UnsafeEndpoint {
        /// Which URL.
        of: &'static str,
        /// Why.
        #[source]
        cause: SecureUrlError,
    },
    /// The issuer cannot do what is asked for.
    #[error("the issuer offers no sign-in {0}")]
    NotOffered(&'static str),
    /// The issuer does not do PKCE with S256.
    #[error("the issuer does not support PKCE with S256")]
    NoPkce,
    /// The issuer or the person said no.
    #[error("the sign-in was refused: {0}")]
    Denied(String),
    /// Nobody finished the sign-in in time.
    #[error("nobody finished the sign-in within {}", humantime::format_duration(*.0))]
    TimedOut(Duration),
    /// An answer that does not belong to the question: nothing of it is kept.
    #[error("the answer of the issuer does not belong to this sign-in: {0}")]
    Mismatch(&'static str),
    /// The ID token is not good.
    #[error("the ID token of the issuer is not valid: {0}")]
    IdToken(String),
    /// The port for the answer of the browser is taken.
    #[error("cannot listen on port {port} of loopback")]
    Listen {
        /// The port, 0 for any.
        port: u16,
        /// What the system says.
        #[source]
        cause: std::io::Error,
    },
    /// A file of tokens cannot be used.
    #[error(transparent)]
    File(#[from] PrivateFileError),
    /// There is no folder to keep tokens in.
    #[error("there is no folder to keep tokens in: neither `XDG_STATE_HOME` nor `HOME` is set")]
    NoFolder,
    /// The keyring that holds the tokens cannot be used now.
    #[error("cannot use the keyring: {0}")]
    Keyring(KeyringError),
    /// Another `jit` is renewing the tokens and does not come to an end.
    #[error("another `jit`{} is renewing the sign-in and takes too long", named(*holder))]
    Busy {
        /// Its process ID, where it tells.
        holder: Option<u32>,
    },
    /// A process that renewed the tokens for us says why it could not.
    #[error("{what}")]
    Elsewhere {
        /// What it says.
        what: String,
        /// Trying again later may work.
        transient: bool,
    },
    /// No HTTP client.
    #[error(transparent)]
    Http(HttpClientError),
}

/// The way of signing in of programs without a person.
pub(super) const FOR_WORKLOADS: &str = "for workloads (token exchange)";

impl SessionError {
    /// The broker or issuer could not be asked; asking again later may work.
    pub(super) fn unreachable(
        peer: &'static str,
        url: impl std::fmt::Display,
        cause: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        let url = url.to_string();
        let cause = cause.into();
        Self::Unreachable { peer, url, cause }
    }

    /// It was asked and answered nonsense.
    pub(super) fn nonsense(
        peer: &'static str,
        url: impl std::fmt::Display,
        problem: impl std::fmt::Display,
    ) -> Self {
        Self::Nonsense {
            peer,
            url: url.to_string(),
            problem: problem.to_string(),
        }
    }

    /// True when the tokens are as good as before: only the way to the issuer was not.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::Busy { .. } => true,
            Self::Elsewhere { transient, .. } => *transient,
            _ => false,
        }
    }

    /// True when it says nothing about the sign-in: the broker could only not be asked. A keyring
    /// that is locked or hangs is a reason as good as a network that is down.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        self.is_transient() || matches!(self, Self::Keyring(_))
    }

    /// The exit status that a command ends with.
    fn kind(&self) -> ErrorKind {
        match self {
            Self::NotSignedIn(_) | Self::Ended(_) | Self::GivenTokenRefused(_) => {
                ErrorKind::NotSignedIn
            }
            Self::Unreachable { .. }
            | Self::Busy { .. }
            | Self::Elsewhere {
                transient: true, ..
            } => ErrorKind::Unreachable,
            Self::Denied(_) | Self::WorkloadRefused(_) => ErrorKind::Refused,
            Self::NoToken { .. } | Self::TokenFile { .. } | Self::NoPlatform(_) => ErrorKind::Usage,
            _ => ErrorKind::Failed,
        }
    }

    /// What to type, or whom to ask.
    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NotSignedIn(_)
            | Self::Ended(_)
            | Self::TimedOut(_)
            | Self::Denied(_)
            | Self::Mismatch(_) => "jit login",
            Self::GivenTokenRefused(_) => "bring another token; or, without it, `jit login`",
            Self::NoPlatform(_) => "give the job `permissions: id-token: write` in its workflow",
            Self::OtherAudience(_) => {
                "have the platform make one for it; or name its audience with `--workload-audience`, \
                 if that broker may have it"
            }
            Self::WorkloadRefused(_) => {
                "ask who runs the issuer which platforms, audiences and subjects it trusts"
            }
            Self::Browser(_) => "choose another `--browser`, or `jit login --no-browser`",
            Self::NotOffered(FOR_WORKLOADS) => {
                "where the broker takes the token of the platform itself, name its file in `JIT_TOKEN_FILE`"
            }
            Self::NotOffered("in a browser") => "jit login --device-code",
            Self::NotOffered(_) => "ask who runs the broker which sign-in is set up",
            Self::NoPkce | Self::UnsafeEndpoint { .. } => "ask who runs the issuer",
            Self::Listen { .. } => "jit login --port with another port, or jit login --device-code",
            Self::Keyring(KeyringError::Absent(_)) => "JIT_STORE=file jit login",
            Self::Keyring(_) => "unlock it, or sign in again with `JIT_STORE=file jit login`",
            Self::NoFolder => "set `HOME`, or bring a token in `JIT_TOKEN`",
            // The network may be well: what answers 503 is reached.
            Self::Unreachable { .. } => "try again in a moment; `jit doctor` checks each link",
            Self::Nonsense { peer: "broker", .. } => CHECK_THE_ADDRESS,
            Self::Busy { .. } => "try again",
            _ => return None,
        };
        Some(hint.to_owned())
    }
}

fn named(holder: Option<u32>) -> String {
    holder.map_or_else(String::new, |id| format!(" (process {id})"))
}

impl From<FileLockError> for SessionError {
    fn from(error: FileLockError) -> Self {
        match error {
            FileLockError::Busy { holder } => Self::Busy { holder },
            FileLockError::File(error) => Self::File(error),
        }
    }
}

impl From<SessionError> for CommandError {
    fn from(error: SessionError) -> Self {
        let mut command_error = Self::new(error.kind(), &error).with_source(&error);
        if matches!(error, SessionError::Keyring(_)) {
            command_error = command_error.code("keyring");
        }
        match error.hint() {
            Some(hint) => command_error.hint(hint),
            None => command_error,
        }
    }
}

impl From<SessionError> for BrokerError {
    fn from(error: SessionError) -> Self {
        Self::NotAsked(error.into())
    }
}
