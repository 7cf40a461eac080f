//! How many connections may be open, in all and from one address.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The places that there are. One address gets its share of them and no more, so that nobody alone
/// can keep the others from revoking.
#[derive(Clone, Debug)]
pub(super) struct Slots {
    all: Arc<Semaphore>,
    share: usize,
    taken: Arc<Taken>,
}

/// How many places each address has; memory is bounded by the places that there are.
#[derive(Debug, Default)]
struct Taken(Mutex<HashMap<IpAddr, usize>>);

/// A place that is taken until this is dropped.
#[derive(Debug)]
pub(super) struct Slot {
    _one: OwnedSemaphorePermit,
    network: IpAddr,
    taken: Arc<Taken>,
}

impl Slots {
    pub(super) fn new(all: usize, share: usize) -> Self {
        Self {
            all: Arc::new(Semaphore::new(all.min(Semaphore::MAX_PERMITS))),
            share,
            taken: Arc::default(),
        }
    }

    /// A place for a connection; none when all are taken, or the share of its address is.
    pub(super) fn take(&self, stream: &TcpStream) -> Option<Slot> {
        let network = network_of(stream.peer_addr().ok()?.ip());
        let one = Arc::clone(&self.all).try_acquire_owned().ok()?;
        let mut taken = self.taken.lock();
        let count = taken.entry(network).or_default();
        if *count >= self.share {
            return None;
        }
        *count += 1;
        drop(taken);
        Some(Slot {
            _one: one,
            network,
            taken: Arc::clone(&self.taken),
        })
    }
}

impl Taken {
    /// A count cannot be left half changed by a panic.
    fn lock(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut taken = self.taken.lock();
        if let Some(count) = taken.get_mut(&self.network) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                taken.remove(&self.network);
            }
        }
    }
}

/// The address, or of IPv6 the 64 bits that one subscriber has to himself.
///
/// Source: RFC 6177, section 2; RFC 4291, section 2.5.1.
fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let network = address.to_bits() & !u128::from(u64::MAX);
            IpAddr::V6(Ipv6Addr::from_bits(network))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_subscriber_count_as_one() {
        let table = [
            ("192.0.2.1", "192.0.2.1", true),
            ("192.0.2.1", "192.0.2.2", false),
            ("::ffff:192.0.2.1", "192.0.2.1", true),
            ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true),
            ("2001:db8:1:2::1", "2001:db8:1:3::1", false),
        ];
        for (one, other, same) in table {
            let (one, other) = (one.parse().unwrap(), other.parse().unwrap());
            assert_eq!(network_of(one) == network_of(other), same, "{one} {other}");
        }
    }
}
