//! Sessions that may be used again: one file each, for its owner alone, with a lock beside it. And
//! the names that a shell may complete.
//!
//! Nothing here decides whether a session may be used; that is [`helper`](crate::helper)'s. A file
//! that is damaged, of another version, or open to others is as good as none.

mod entry_key;
#[cfg(test)]
mod fixture;
mod name_file;
mod session;
mod session_cache;

pub(crate) use entry_key::EntryKey;
#[cfg(test)]
pub(crate) use fixture::a_session;
pub(crate) use name_file::{KnownNames, NameFile};
pub(crate) use session::{CachedSession, Terms};
pub(crate) use session_cache::{CacheEntry, EntryLock, SessionCache};
