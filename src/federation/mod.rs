//! Signing in to the AWS console with session credentials.
//!
//! Source: AWS IAM User Guide, "Enable custom identity broker access to the AWS console".

mod destination;
mod hosts;
mod sign_in;

pub(crate) use destination::Destination;
pub(crate) use hosts::{Federation, Region};
pub(crate) use sign_in::loopback;
