use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Which addresses a check may be at, whatever its name leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Addresses {
    /// Those of the public internet alone.
    Public,
    /// Loopback and private networks too. What is link-local stays out of reach: the metadata
    /// services of clouds, which hand out credentials, are there.
    PrivateToo,
}

/// Nothing that a name leads to may be connected to.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("no address to connect to")]
pub(super) struct OutOfReach;

impl Addresses {
    /// Whether a connection to this address may be made.
    pub(super) fn allow(self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        !is_never(address) && (self == Self::PrivateToo || is_public(address))
    }
}

/// Source: IANA IPv4 and IPv6 Special-Purpose Address Registries; the metadata services of AWS
/// (`fd00:ec2::254`), Google Cloud (`fd20:ce::254`) and Alibaba Cloud (`100.100.100.200`).
fn is_never(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [first, ..] = v4.octets();
            v4.is_link_local()
                || v4.is_multicast()
                || first == 0
                || first >= 240
                || v4.octets() == [100, 100, 100, 200]
        }
        IpAddr::V6(v6) => {
            let [first, ..] = v6.segments();
            let metadata = [
                Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254),
                Ipv6Addr::new(0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254),
            ];
            v6.is_unspecified()
                || v6.is_multicast()
                || first & 0xffc0 == 0xfe80
                || metadata.contains(&v6)
                || carries_v4(v6)
        }
    }
}

/// Prefixes that carry an IPv4 address to somewhere else: translated, 6to4, Teredo.
///
/// Source: RFC 6052, section 2.1; RFC 3056, section 2; RFC 4380, section 4.
fn carries_v4(v6: Ipv6Addr) -> bool {
    matches!(
        v6.segments(),
        [0x64, 0xff9b, ..] | [0x2002, ..] | [0x2001, 0, ..]
    )
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            !(v4.is_private()
                || v4.is_loopback()
                || v4.is_documentation()
                || (a == 100 && (64..128).contains(&b))
                || (a == 192 && b == 0 && c == 0)
                || (a == 198 && (b == 18 || b == 19)))
        }
        IpAddr::V6(v6) => {
            let [first, second, ..] = v6.segments();
            first & 0xe000 == 0x2000 && !(first == 0x2001 && second == 0xdb8)
        }
    }
}

/// Gives the connector only those addresses of a name that it may connect to: the address that is
/// looked at is the one that is connected to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Resolver(pub(super) Addresses);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let addresses = self.0;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let allowed: Vec<SocketAddr> =
                found.filter(|found| addresses.allow(found.ip())).collect();
            if allowed.is_empty() {
                return Err(OutOfReach.into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_services_are_never_in_reach_and_private_networks_only_where_allowed() {
        for (text, public, private) in [
            ("93.184.216.34", true, true),
            ("2606:4700::1111", true, true),
            ("::ffff:93.184.216.34", true, true),
            ("127.0.0.1", false, true),
            ("::1", false, true),
            ("10.1.2.3", false, true),
            ("172.31.0.1", false, true),
            ("192.168.1.1", false, true),
            ("100.64.0.1", false, true),
            ("fd12:3456::1", false, true),
            ("::ffff:10.0.0.1", false, true),
            ("169.254.169.254", false, false),
            ("169.254.170.2", false, false),
            ("::ffff:169.254.169.254", false, false),
            ("64:ff9b::a9fe:a9fe", false, false),
            ("2002:a9fe:a9fe::1", false, false),
            ("fe80::1", false, false),
            ("fd00:ec2::254", false, false),
            ("100.100.100.200", false, false),
            ("0.0.0.0", false, false),
            ("224.0.0.1", false, false),
            ("255.255.255.255", false, false),
            ("::", false, false),
        ] {
            let address: IpAddr = text.parse().unwrap();
            let found = (
                Addresses::Public.allow(address),
                Addresses::PrivateToo.allow(address),
            );
            assert_eq!(found, (public, private), "{text}");
        }
    }
}
