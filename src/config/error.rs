use std::io;
use std::path::PathBuf;

use crate::error::{CommandError, ErrorKind};

use super::{BrokerName, ParseBrokerNameError, ParseBrokerUrlError, ParseStoreChoiceError, Source};

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file is there and cannot be read.
    #[error("cannot read `{}`", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        cause: io::Error,
    },
    /// A file is not what it should be: not TOML, an unknown key, a value of the wrong kind.
    #[error("{}:{line}: {message}", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// Its line, counted from 1.
        line: usize,
        /// What is wrong there.
        message: String,
    },
    /// A variable is not UTF-8.
    #[error("`{0}` is not valid UTF-8")]
    NotText(&'static str),
    /// A store nobody knows.
    #[error("{from}: {cause}")]
    Store {
        /// Where it was said.
        from: Source,
        /// What is wrong.
        cause: ParseStoreChoiceError,
    },
    /// A URL that is no broker's.
    #[error("{from}: {cause}")]
    BrokerUrl {
        /// Where it was said.
        from: Source,
        /// What is wrong.
        cause: ParseBrokerUrlError,
    },
    /// A name that no broker can have.
    #[error("{from}: {cause}")]
    BrokerName {
        /// Where it was said.
        from: Source,
        /// What is wrong.
        cause: ParseBrokerNameError,
    },
    /// A name that no file explains.
    #[error("{from}: no broker is called `{name}`")]
    UnknownBroker {
        /// Where it was said.
        from: Source,
        /// The name.
        name: BrokerName,
    },
    /// Neither flag, variable nor file names one.
    #[error("no broker is configured")]
    NoBroker,
    /// Several are configured and none is the default.
    #[error("several brokers are configured and none is the default: {0}")]
    AmbiguousBroker(String),
    /// Two tokens, and no rule which one is meant.
    #[error("`JIT_TOKEN` and `JIT_TOKEN_FILE` are both set")]
    TwoTokens,
    /// A path that would depend on the working directory.
    #[error("{from}: `{}` is not an absolute path", path.display())]
    RelativePath {
        /// Where it was said.
        from: Source,
        /// The path.
        path: PathBuf,
    },
}

impl ConfigError {
    /// What to type.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::NoBroker => Some(
                "`jit login --broker https://…` signs in, and keeps the broker as yours; whoever runs it \
                 knows the URL",
            ),
            Self::AmbiguousBroker(_) => Some("add `--broker NAME`, or set `default_broker`"),
            Self::UnknownBroker { .. } => Some(
                "use a URL, or add `[brokers.NAME]` with a `url` to `~/.config/jit/config.toml`",
            ),
            Self::TwoTokens => Some("unset one of them"),
            _ => None,
        }
    }
}

impl From<ConfigError> for CommandError {
    fn from(error: ConfigError) -> Self {
        let command_error = Self::new(ErrorKind::Usage, &error).with_source(&error);
        match error.hint() {
            Some(hint) => command_error.hint(hint),
            None => command_error,
        }
    }
}
