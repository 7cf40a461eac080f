//! The HTTP layer: takes connections, parses into typed values, calls the service, renders its answer. It decides
//! nothing about who may do what.

mod audit;
mod body;
mod caller;
mod config;
mod credentials;
mod etag;
mod guarded;
mod health;
mod me;
pub mod metrics;
mod observe;
mod openapi;
mod params;
mod problem;
mod report;
mod request_id;
mod requests;
mod router;
pub mod server;
mod slots;
mod targets;
pub mod tls;
mod unknown;
mod wait;

pub use openapi::openapi;
pub use router::router;
