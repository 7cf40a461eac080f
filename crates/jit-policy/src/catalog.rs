//! The catalog: accounts and permission sets.
