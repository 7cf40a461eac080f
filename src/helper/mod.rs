//! The credential helper: the credentials of an open window, from the cache while the broker's word
//! is young, else from the broker, by one process at a time.
//!
//! [`decision`] says what may be used, as plain functions. [`obtain`] does what it takes.
//! [`fast_path`] is the way that needs nothing but one small file.

mod answer;
mod credentials;
mod decision;
mod fast_arguments;
mod fast_path;
mod obtain;
mod output;
mod target;

pub(crate) use credentials::Credentials;
pub(crate) use decision::{is_of_use_here, reported_end};
pub(crate) use fast_path::fast_path;
pub(crate) use obtain::{Limits, obtain, obtain_new};
pub(crate) use output::process_json;
pub(crate) use target::Target;
