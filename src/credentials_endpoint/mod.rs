//! An endpoint of loopback from which AWS SDKs take credentials, as they do in a container: for
//! programs that cannot run another one.
//!
//! [`judge`] says who gets an answer, as a plain function. [`session`] is where the credentials come
//! from. [`server`] is what listens.

mod answer;
mod errands;
mod judge;
mod server;
mod session;
mod token;

pub(crate) use server::CredentialsEndpoint;
pub(crate) use session::SessionSource;
pub(crate) use token::EndpointToken;
