//! What every command that talks to the broker has at hand.

use std::sync::Arc;

use jit_domain::{Clock, SystemClock};

use crate::broker::Broker;
use crate::cli::GlobalArgs;
use crate::config::{Environment, Settings};
use crate::error::CommandError;

/// The settings and the clock of this run.
#[derive(Debug)]
pub struct Context {
    /// What the process was started with.
    pub environment: Environment,
    /// Where everything is, from all layers of the configuration.
    pub settings: Settings,
    /// Where "now" comes from.
    pub clock: Arc<dyn Clock>,
}

impl Context {
    /// Reads the configuration under the flags of the command line.
    ///
    /// # Errors
    ///
    /// What is wrong with the configuration, as a usage error.
    pub fn load(global: &GlobalArgs) -> Result<Self, CommandError> {
        let environment = Environment::of_process();
        let settings = Settings::load(&environment, &global.overrides())?;
        Ok(Self {
            environment,
            settings,
            clock: Arc::new(SystemClock),
        })
    }

    /// The client of the broker. Opens no connection yet.
    ///
    /// # Errors
    ///
    /// When no broker is set, or TLS cannot be set up.
    pub fn broker(&self) -> Result<Broker, CommandError> {
        Broker::new(&self.settings, Arc::clone(&self.clock))
    }
}
