//! `jit-broker dev`: a complete broker on loopback, with an issuer of its own, for trying things out
//! and for tests. From the HTTP layer down it is the production broker; only the issuer and, unless
//! told otherwise, the vendor of credentials differ.

mod address;
mod broker;
mod bundle;
mod error;
mod folder;
mod issuer;
mod people;
mod private_file;
mod token;

pub(crate) use broker::{DevBroker, DevOptions, DevVending};
pub(crate) use error::DevError;
pub(crate) use token::{TokenUse, dev_token};

/// The OAuth client ID of `jit` at the development issuer.
const CLIENT_ID: &str = "jit";
