//! The credential helper: the credentials of an open window, from the cache while the broker's word
//! is young, else from the broker, by one process at a time.
//!
//! [`decision`] says what may be used, as plain functions. [`obtain`] does what it takes.
//! [`fast_path`] is the way that needs nothing but a few small files.

mod answer;
mod auto_login;
mod auto_request;
mod clock;
mod credentials;
mod decision;
mod export;
mod fast_arguments;
mod fast_path;
mod known_windows;
mod obtain;
mod output;
mod reason_template;
mod target;
mod variables;

pub(crate) use auto_login::sign_in;
pub(crate) use auto_request::AutoRequest;
pub(crate) use clock::check_clock;
pub(crate) use credentials::Credentials;
pub(crate) use decision::reported_end;
pub(crate) use export::ExportFormat;
pub(crate) use fast_path::fast_path;
pub(crate) use known_windows::{KnownWindow, known_windows};
pub(crate) use obtain::{Limits, obtain, obtain_new};
pub(crate) use output::{container_json, process_json};
pub(crate) use reason_template::ReasonTemplate;
pub(crate) use target::Target;
pub(crate) use variables::{REGION, variables};
