//! What every call to a webhook shares: where it may go, and how it is signed.

mod keys;
mod reach;
mod resolver;

pub use keys::{ParseKeysError, WebhookKeys};
pub use reach::Reach;
pub(crate) use resolver::{GuardedResolver, Lookup, OutOfReach, SystemLookup};
