//! What the broker does beside answering: one file for each job. Each may run in several brokers of
//! one store at once.

mod announce;
mod deliver;
mod notices;
mod route;
mod tidy;
mod wait;

pub(crate) use announce::announce_refusals;
pub use deliver::Deliverer;
pub use notices::{Notices, start};
pub use route::Router;
