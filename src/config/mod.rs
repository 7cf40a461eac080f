//! The settings of this run and the layers they come from.

use url::Url;

use crate::error::{CommandError, ErrorKind};

/// Where everything is.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The broker: `https`, or `http` on a literal loopback address.
    pub broker: Url,
}

impl Settings {
    /// Reads all layers; `broker` is the flag, a name or a URL.
    ///
    /// # Errors
    ///
    /// A usage error that names the layer and the key.
    #[expect(
        clippy::disallowed_methods,
        reason = "settings are read in `config` alone"
    )]
    pub fn load(broker: Option<&str>) -> Result<Self, CommandError> {
        let text = broker
            .map(str::to_owned)
            .or_else(|| std::env::var("JIT_BROKER").ok());
        let missing = || {
            CommandError::new(ErrorKind::Usage, "no broker is set")
                .hint("pass `--broker URL` or set JIT_BROKER")
        };
        let text = text.ok_or_else(missing)?;
        let broker = Url::parse(&text).map_err(|err| {
            CommandError::new(ErrorKind::Usage, format!("`{text}` is not a URL: {err}"))
        })?;
        Ok(Self { broker })
    }
}
