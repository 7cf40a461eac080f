//! Reports of logs that the rules of the domain have made.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot set its stage has to fail"
)]

mod bounds;
mod candidates;
mod counting;
mod lists;
mod pages;
mod story;
mod using;
