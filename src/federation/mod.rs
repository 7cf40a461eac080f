//! Signing in to the AWS console with session credentials.
//!
//! Source: AWS IAM User Guide, "Enable custom identity broker access to the AWS console".

mod destination;
mod firefox_container;
mod hosts;
mod services;
mod sign_in;

pub(crate) use destination::Destination;
pub(crate) use firefox_container::FirefoxContainer;
pub(crate) use hosts::{Federation, Region};
pub(crate) use services::Service;
pub(crate) use sign_in::loopback;
