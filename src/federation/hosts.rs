use std::fmt;
use std::str::FromStr;

use jit_domain::Partition;
use url::Url;

use super::Service;
use crate::error::{CommandError, ErrorKind};

/// The name of a region: lower-case letters, digits and hyphens, at most 32.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Region(String);

/// The text is not the name of a region.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a region is a name such as `eu-central-1`")]
pub(crate) struct ParseRegionError;

impl FromStr for Region {
    type Err = ParseRegionError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        let parts: Vec<&str> = s.split('-').collect();
        let number = parts
            .last()
            .is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()));
        let ok = s.len() <= 32
            && parts.len() >= 3
            && number
            && parts
                .iter()
                .all(|part| !part.is_empty() && part.bytes().all(plain));
        ok.then(|| Self(s.to_owned())).ok_or(ParseRegionError)
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How one partition names its hosts.
///
/// Source: botocore's `partitions.json` and endpoint rules of `signin`.
struct PartitionHosts {
    partition: Partition,
    /// What region names of it begin with.
    prefixes: &'static [&'static str],
    /// The region of the hosts without a region in front; the default.
    home: &'static str,
    /// Whether the home region has hosts without a region in front.
    bare_home: bool,
    sign_in: &'static str,
    console: &'static str,
}

const HOSTS: [PartitionHosts; 4] = [
    PartitionHosts {
        partition: Partition::Aws,
        prefixes: &[
            "us-", "eu-", "ap-", "sa-", "ca-", "me-", "af-", "il-", "mx-",
        ],
        home: "us-east-1",
        bare_home: true,
        sign_in: "signin.aws.amazon.com",
        console: "console.aws.amazon.com",
    },
    PartitionHosts {
        partition: Partition::UsGov,
        prefixes: &["us-gov-"],
        home: "us-gov-west-1",
        bare_home: true,
        sign_in: "signin.amazonaws-us-gov.com",
        console: "console.amazonaws-us-gov.com",
    },
    PartitionHosts {
        partition: Partition::China,
        prefixes: &["cn-"],
        home: "cn-north-1",
        bare_home: true,
        sign_in: "signin.amazonaws.cn",
        console: "console.amazonaws.cn",
    },
    PartitionHosts {
        partition: Partition::EuSovereign,
        prefixes: &["eusc-"],
        home: "eusc-de-east-1",
        bare_home: false,
        sign_in: "signin.amazonaws-eusc.eu",
        console: "console.amazonaws-eusc.eu",
    },
];

/// The hosts to sign in at, of one partition and region.
#[derive(Clone, Debug)]
pub(crate) struct Federation {
    region: Region,
    sign_in: String,
    /// The host of the console without a region in front.
    console: &'static str,
    home: &'static str,
    bare_home: bool,
    /// Where the console sends people whose session has ended.
    issuer: Url,
}

impl Federation {
    /// The hosts of a region of a partition, or of the partition's home region.
    ///
    /// # Errors
    ///
    /// When the partition has no federation that `jit` knows, or the region is of another one.
    pub(crate) fn of(
        partition: Partition,
        region: Option<&Region>,
        issuer: &Url,
    ) -> Result<Self, CommandError> {
        let hosts = HOSTS.iter().find(|hosts| hosts.partition == partition);
        let hosts = hosts.ok_or_else(|| {
            let what = format!("jit cannot sign in to the console of partition {partition}");
            CommandError::new(ErrorKind::Failed, what).code("unsupported_partition")
        })?;
        let region = region
            .cloned()
            .unwrap_or_else(|| Region(hosts.home.to_owned()));
        if !hosts.has(&region) {
            let what = format!("region {region} is not in the account's partition, {partition}");
            return Err(CommandError::new(ErrorKind::Usage, what).hint("choose another `--region`"));
        }
        let bare = hosts.bare_home && region.0 == hosts.home;
        let sign_in = if bare {
            hosts.sign_in.to_owned()
        } else {
            format!("{region}.{}", hosts.sign_in)
        };
        Ok(Self {
            region,
            sign_in,
            console: hosts.console,
            home: hosts.home,
            bare_home: hosts.bare_home,
            issuer: issuer.clone(),
        })
    }

    /// The host of the federation endpoint.
    pub(crate) fn host(&self) -> &str {
        &self.sign_in
    }

    pub(super) fn issuer(&self) -> &Url {
        &self.issuer
    }

    /// The console's first page in this region.
    pub(super) fn home_page(&self) -> String {
        self.page(&self.region.0, "console/home")
    }

    /// The first page of a service, in this region or where the service is.
    pub(super) fn page_of(&self, service: &Service) -> String {
        let region = if service.is_global {
            self.home
        } else {
            &self.region.0
        };
        self.page(region, service.path)
    }

    /// A page by its path, which may have a fragment.
    fn page(&self, region: &str, path: &str) -> String {
        let console = self.console;
        let host = if self.bare_home && region == self.home {
            console.to_owned()
        } else {
            format!("{region}.{console}")
        };
        match path.split_once('#') {
            Some((path, fragment)) => format!("https://{host}/{path}?region={region}#{fragment}"),
            None => format!("https://{host}/{path}?region={region}"),
        }
    }

    /// Whether a host is the console of this partition.
    pub(super) fn is_console(&self, host: &str) -> bool {
        let host = host.strip_suffix(self.console);
        host.is_some_and(|front| front.is_empty() || front.ends_with('.'))
    }
}

impl PartitionHosts {
    /// `us-gov-west-1` begins like a region of `aws`, but has one part more.
    fn has(&self, region: &Region) -> bool {
        let rest = self
            .prefixes
            .iter()
            .find_map(|prefix| region.0.strip_prefix(prefix));
        rest.is_some_and(|rest| {
            rest.split('-').count() == if self.home.starts_with("eusc") { 3 } else { 2 }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Federation, Region};
    use jit_domain::{IsoPartition, Partition};

    fn federation(partition: Partition, region: Option<&str>) -> Option<Federation> {
        let region: Option<Region> = region.map(|name| name.parse().unwrap());
        let issuer = "https://broker.example.com".parse().unwrap();
        Federation::of(partition, region.as_ref(), &issuer).ok()
    }

    #[test]
    fn each_partition_and_region_has_its_hosts() {
        use Partition::{Aws, China, EuSovereign, Iso, UsGov};
        let table = [
            (Aws, None, Some("signin.aws.amazon.com")),
            (Aws, Some("us-east-1"), Some("signin.aws.amazon.com")),
            (
                Aws,
                Some("eu-central-1"),
                Some("eu-central-1.signin.aws.amazon.com"),
            ),
            (Aws, Some("us-gov-west-1"), None),
            (Aws, Some("cn-north-1"), None),
            (Aws, Some("eusc-de-east-1"), None),
            (UsGov, None, Some("signin.amazonaws-us-gov.com")),
            (
                UsGov,
                Some("us-gov-east-1"),
                Some("us-gov-east-1.signin.amazonaws-us-gov.com"),
            ),
            (UsGov, Some("us-east-1"), None),
            (China, None, Some("signin.amazonaws.cn")),
            (
                China,
                Some("cn-northwest-1"),
                Some("cn-northwest-1.signin.amazonaws.cn"),
            ),
            (
                EuSovereign,
                None,
                Some("eusc-de-east-1.signin.amazonaws-eusc.eu"),
            ),
            (Iso(IsoPartition::C), None, None),
            (Iso(IsoPartition::F), Some("us-east-1"), None),
        ];
        for (partition, region, host) in table {
            let found = federation(partition, region);
            assert_eq!(
                found.as_ref().map(Federation::host),
                host,
                "{partition} {region:?}"
            );
        }
    }

    #[test]
    fn a_region_cannot_smuggle_a_host() {
        for text in [
            "",
            "us",
            "us-east",
            "evil.com/-x-1",
            "us-east-1.evil.com",
            "US-EAST-1",
            "a--1",
            "us-east-1 ",
        ] {
            assert!(text.parse::<Region>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn only_hosts_of_the_console_are_the_console() {
        let aws = federation(Partition::Aws, None).unwrap();
        let table = [
            ("console.aws.amazon.com", true),
            ("eu-central-1.console.aws.amazon.com", true),
            ("evil-console.aws.amazon.com", false),
            ("console.aws.amazon.com.example.com", false),
            ("example.com", false),
            ("console.amazonaws.cn", false),
        ];
        for (host, allowed) in table {
            assert_eq!(aws.is_console(host), allowed, "{host}");
        }
    }
}
