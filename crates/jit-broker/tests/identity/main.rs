//! From a bearer token to a caller: what is taken, what is refused, and where keys come from.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod claims;
mod fake_issuer;
mod forge;
mod forged;
mod http_keys;
mod taken;
