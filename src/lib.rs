//! The command line of `jit`: just-in-time elevated access to AWS.
//!
//! One file per command in `commands`; [`Broker`](broker::Broker) is the typed client of the
//! service; [`Ui`](ui::Ui) is the only place that prints. The binary calls [`main`], which parses
//! the arguments before anything else is set up.

mod aws_config;
pub mod broker;
mod cache;
pub mod cli;
mod commands;
mod completing;
pub mod config;
pub mod context;
mod core_files;
mod credentials_endpoint;
#[cfg(all(unix, not(target_os = "macos")))]
mod desktop_notices;
mod doctor;
mod edited_file;
pub mod error;
mod federation;
mod file_lock;
mod helper;
pub mod http_client;
mod loopback;
mod private_file;
pub mod secure_url;
pub mod session;
pub mod ui;

pub use cli::{command, main};
#[cfg(feature = "schema")]
pub use commands::schemas::json_schemas;
pub use completing::completion_script;
