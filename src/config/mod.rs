//! The settings of `jit`: where they come from, and which one wins.
//!
//! Defaults are overridden by the machine's file (`/etc/jit/config.toml`), that by the person's
//! (`$XDG_CONFIG_HOME/jit/config.toml`), that by `JIT_*` variables, and those by flags. Nothing is
//! read from the working directory. This is the only module that reads the environment.

mod broker_name;
mod broker_url;
mod environment;
mod error;
mod file;
mod file_edit;
mod file_key;
mod folders;
mod in_force;
mod overrides;
mod settings;
mod source;
mod store_choice;

pub use broker_name::{BrokerName, ParseBrokerNameError};
pub use broker_url::{BrokerUrl, ParseBrokerUrlError};
pub use environment::{Environment, WITHIN_HELPER, this_program};
pub use error::ConfigError;
pub use file_edit::{FileValue, with_value, without};
pub(crate) use file_key::nearest;
pub use file_key::{FileKey, ParseFileKeyError};
pub use folders::Folders;
pub use in_force::InForce;
pub use overrides::Overrides;
pub use settings::Settings;
pub use source::{Source, Sourced};
pub use store_choice::{ParseStoreChoiceError, StoreChoice};
