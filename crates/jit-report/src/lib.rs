//! What the audit log says of a period: who asked for what, how long people took to decide, what was
//! never used, and what need not be asked again.
//!
//! Everything here is pure: a [`Reporter`] takes the events of a log in their order and makes a
//! [`Report`](jit_api::Report) of them; [`page`] shows one in HTML. Memory grows by a fixed amount
//! with each request, and the number of requests is bounded.

mod asks;
mod candidates;
mod clusters;
mod interner;

mod page;
mod pattern;
mod period;
mod quantile;

mod reporter;
mod sum;
mod tally;
mod timeline;

pub use page::page;
pub use period::{Period, PeriodError};
pub use reporter::{Options, Reporter, TooMany};
