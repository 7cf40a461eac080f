use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// Which addresses the broker may connect to for a webhook, whatever its name leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Addresses of the public internet alone.
    Public,
    /// Loopback and private networks too. What is link-local stays out of reach: the metadata
    /// services of clouds, which hand out credentials, are there.
    PrivateToo,
}

impl Reach {
    /// Whether a connection to this address may be made.
    #[must_use]
    pub fn allows(self, address: IpAddr) -> bool {
        match address {
            IpAddr::V4(address) => self.allows_v4(address),
            IpAddr::V6(address) => match embedded(address) {
                Some(inner) => self.allows_v4(inner),
                None => self.allows_v6(address),
            },
        }
    }

    /// Whether the host of the URL may be connected to as far as the URL says it. A literal address
    /// is never looked up, so that no resolver sees it; of a name nothing is known yet.
    #[must_use]
    pub fn allows_literal(self, url: &Url) -> bool {
        match url.host() {
            Some(Host::Ipv4(address)) => self.allows(address.into()),
            Some(Host::Ipv6(address)) => self.allows(address.into()),
            _ => true,
        }
    }

    /// Source: IANA IPv4 Special-Purpose Address Registry; 100.100.100.200 is the metadata service
    /// of Alibaba Cloud.
    fn allows_v4(self, address: Ipv4Addr) -> bool {
        let [a, b, c, _] = address.octets();
        let never = address.is_link_local()
            || address.is_unspecified()
            || address.is_broadcast()
            || address.is_multicast()
            || a == 0
            || a >= 240
            || address == Ipv4Addr::new(100, 100, 100, 200);
        let private = address.is_private()
            || address.is_loopback()
            || address.is_documentation()
            || (a == 100 && (64..128).contains(&b))
            || (a == 192 && b == 0 && c == 0)
            || (a == 192 && b == 88 && c == 99)
            || (a == 198 && (b == 18 || b == 19));
        !never && (self == Self::PrivateToo || !private)
    }

    /// Source: IANA IPv6 Special-Purpose Address Registry; `fd00:ec2::254` is the metadata service
    /// of AWS, `fd20:ce::254` that of Google Cloud.
    fn allows_v6(self, address: Ipv6Addr) -> bool {
        let [first, second, third, ..] = address.segments();
        let metadata = [
            Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254),
            Ipv6Addr::new(0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254),
        ];
        // Teredo (RFC 4380, section 4) carries to an IPv4 address that it hides.
        let never = address.is_unspecified()
            || address.is_multicast()
            || metadata.contains(&address)
            || first & 0xffc0 == 0xfe80
            || (first == 0x2001 && second == 0);
        // Public addresses are those of 2000::/3, less what is set apart in it.
        let public = first & 0xe000 == 0x2000
            && !(first == 0x2001 && second < 0x200)
            && !(first == 0x2001 && second == 0xdb8)
            && !(first == 0x3fff && second < 0x1000)
            && !(first == 0x2620 && second == 0x4f && third == 0x8000);
        !never && (self == Self::PrivateToo || public)
    }
}

/// The IPv4 address that an IPv6 address stands for: mapped, compatible, 6to4 or translated.
///
/// Source: RFC 4291, section 2.5.5; RFC 3056, section 2; RFC 6052, section 2.1.
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let of = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        Ipv4Addr::new(a, b, c, d)
    };
    match address.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            Some(of(high, low))
        }
        [0, 0, 0, 0, 0, 0, high, low] if high != 0 => Some(of(high, low)),
        [0x2002, high, low, ..] => Some(of(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_are_in_reach_unless_private_ones_are_allowed() {
        let (public, private, never) = (
            &[
                "93.184.216.34",
                "1.1.1.1",
                "2606:4700::1111",
                "::ffff:1.1.1.1",
                "64:ff9b::101:101",
            ][..],
            &[
                "127.0.0.1",
                "127.255.255.254",
                "10.0.0.1",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "100.64.0.1",
                "192.0.0.8",
                "198.18.0.1",
                "::1",
                "fc00::1",
                "fd12:3456::1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "2002:a00:1::",
                "64:ff9b::7f00:1",
                "2001:db8::1",
                "100::1",
            ],
            &[
                "169.254.169.254",
                "169.254.170.2",
                "0.0.0.0",
                "0.1.2.3",
                "255.255.255.255",
                "224.0.0.1",
                "240.0.0.1",
                "100.100.100.200",
                "::",
                "fe80::1",
                "febf::1",
                "ff02::1",
                "fd00:ec2::254",
                "fd20:ce::254",
                "2001::1",
                "::ffff:169.254.169.254",
                "64:ff9b::a9fe:a9fe",
                "2002:a9fe:a9fe::",
            ],
        );
        let of = |text: &&str| text.parse::<IpAddr>().unwrap();
        for address in public.iter().map(of) {
            assert!(Reach::Public.allows(address), "{address}");
            assert!(Reach::PrivateToo.allows(address), "{address}");
        }
        for address in private.iter().map(of) {
            assert!(!Reach::Public.allows(address), "{address}");
            assert!(Reach::PrivateToo.allows(address), "{address}");
        }
        for address in never.iter().map(of) {
            assert!(!Reach::Public.allows(address), "{address}");
            assert!(!Reach::PrivateToo.allows(address), "{address}");
        }
    }
}
