//! The HTTP layer: connections, routes, problem answers.

mod guarded;
pub mod server;
pub mod tls;
