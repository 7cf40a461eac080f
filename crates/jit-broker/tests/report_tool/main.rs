//! `jit-broker report`, on the database of a broker and on what it exports.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot set its stage has to fail"
)]

mod offline;
mod stage;
