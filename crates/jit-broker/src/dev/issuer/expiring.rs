use std::collections::BTreeMap;

use jit_domain::{Sha256Hex, Timestamp};

/// How many entries there may be; the one that ends first makes room.
const CAPACITY: usize = 1_024;

/// Values by the digest of a secret handle, each for a while.
pub(super) struct Expiring<T>(BTreeMap<String, (Timestamp, T)>);

impl<T> Default for Expiring<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T> Expiring<T> {
    pub(super) fn insert(&mut self, handle: &str, value: T, until: Timestamp, now: Timestamp) {
        self.0.retain(|_, (until, _)| *until > now);
        if self.0.len() >= CAPACITY {
            let first = self.0.iter().min_by_key(|(_, (until, _))| *until);
            if let Some(digest) = first.map(|(digest, _)| digest.clone()) {
                self.0.remove(&digest);
            }
        }
        self.0.insert(digest(handle), (until, value));
    }

    pub(super) fn take(&mut self, handle: &str, now: Timestamp) -> Option<T> {
        let (until, value) = self.0.remove(&digest(handle))?;
        (until > now).then_some(value)
    }

    pub(super) fn get_mut(&mut self, handle: &str, now: Timestamp) -> Option<&mut T> {
        let (until, value) = self.0.get_mut(&digest(handle))?;
        (*until > now).then_some(value)
    }

    pub(super) fn values_mut(&mut self, now: Timestamp) -> impl Iterator<Item = &mut T> {
        let live = self.0.values_mut().filter(move |(until, _)| *until > now);
        live.map(|(_, value)| value)
    }
}

fn digest(handle: &str) -> String {
    Sha256Hex::of(handle.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_had_once_and_until_its_end() {
        let now = Timestamp::from_millis(1_000_000);
        let mut values = Expiring::default();
        values.insert("a", 1, now.plus_seconds(1), now);
        values.insert("b", 2, now.plus_seconds(1), now);

        assert_eq!(values.take("a", now), Some(1));
        assert_eq!(values.take("a", now), None);
        assert_eq!(values.take("b", now.plus_seconds(1)), None);
    }

    #[test]
    fn memory_is_bounded() {
        let now = Timestamp::from_millis(1_000_000);
        let mut values = Expiring::default();
        for n in 0..2_000_i64 {
            values.insert(&n.to_string(), n, now.plus_seconds(10 + n), now);
        }
        assert_eq!(values.0.len(), CAPACITY);
        assert_eq!(values.take("1999", now), Some(1_999));
        assert_eq!(values.take("0", now), None);
    }
}
