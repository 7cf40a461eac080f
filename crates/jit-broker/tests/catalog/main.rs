//! What AWS Organizations says, put into a catalog that people write in too.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says no by panicking"
)]

mod calls;
mod forms;
mod hostile;
mod keep;
mod merging;
mod moto;
mod names;
mod properties;
mod stage;
