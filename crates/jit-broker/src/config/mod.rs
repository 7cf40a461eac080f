//! Settings of `serve`: defaults, then the file, then `JIT_BROKER_*` variables, then flags; and
//! every problem at once.

mod audit;
mod aws;
mod colour;
mod dev_folder;
mod environment;
mod file;
mod issuer;
mod key;
mod keys;
mod layers;
mod listener;
mod loaded;
mod place;
mod problem;
mod reader;
mod reference;
mod settings;

pub(crate) use colour::no_color;
pub use dev_folder::dev_folder;
pub use environment::Environment;
pub use key::{Key, Kind};
pub use keys::KEYS;
pub use layers::Sources;
pub use listener::ConnectionSettings;
pub use loaded::{Loaded, load};
pub use place::Place;
pub use problem::Problem;
pub use reference::reference;
pub use settings::{Files, IssuerSettings, MetricsSettings, NotifySettings, Settings};
