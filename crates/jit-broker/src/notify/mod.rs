//! Where notices go: one file for each kind of sink, and how a notice becomes what is sent.

mod aws;
mod command;
mod compose;
mod error;
mod eventbridge;
mod file;
mod http_client;
mod parcel;
pub mod settings;
mod sink;
mod slack;
mod smtp;
mod sns;
mod teams;
mod webhook;

pub use aws::AwsSettings;
pub(crate) use compose::compose;
pub use error::DeliveryError;
pub(crate) use file::File;
pub use parcel::Parcel;
pub(crate) use parcel::is_urgent;
pub use sink::{NamedSink, Recipients, Sink};
pub use smtp::{SmtpSettings, SmtpTls};
