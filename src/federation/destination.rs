use std::fmt;

use url::Url;

use super::{Federation, Service};
use crate::error::{CommandError, ErrorKind};

/// A page of the console of the account's partition; never any other place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Destination(Url);

impl Destination {
    /// The page that was asked for, or the console's first one.
    ///
    /// # Errors
    ///
    /// A usage error when it is not `https` on a console host of the partition.
    pub(crate) fn new(federation: &Federation, asked: Option<&Url>) -> Result<Self, CommandError> {
        let home = federation.home_page();
        let url = match asked {
            Some(url) => Ok(url.clone()),
            None => Url::parse(&home),
        };
        let allowed = |url: &Url| {
            url.scheme() == "https"
                && url.username().is_empty()
                && url.password().is_none()
                && url.port().is_none()
                && url
                    .host_str()
                    .is_some_and(|host| federation.is_console(host))
        };
        let refused = || {
            CommandError::new(
                ErrorKind::Usage,
                "the destination is not a page of the AWS console",
            )
            .cause("only `https` pages of the console of the account's partition are opened")
            .hint(format!("such as {home}"))
        };
        url.ok().filter(allowed).map(Self).ok_or_else(refused)
    }

    /// The first page of a service.
    ///
    /// # Errors
    ///
    /// As [`Destination::new`].
    pub(crate) fn of_service(
        federation: &Federation,
        service: &Service,
    ) -> Result<Self, CommandError> {
        let url = Url::parse(&federation.page_of(service));
        let no_page =
            |err| CommandError::new(ErrorKind::Failed, "no page of the console").cause(err);
        Self::new(federation, Some(&url.map_err(no_page)?))
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::Destination;
    use crate::federation::Federation;
    use jit_domain::Partition;

    #[test]
    fn only_pages_of_the_console_are_destinations() {
        let issuer = "https://broker.example.com".parse().unwrap();
        let region = "eu-central-1".parse().unwrap();
        let aws = Federation::of(Partition::Aws, Some(&region), &issuer).unwrap();
        let home = Destination::new(&aws, None).unwrap();
        assert_eq!(
            home.to_string(),
            "https://eu-central-1.console.aws.amazon.com/console/home?region=eu-central-1"
        );
        let table = [
            (
                "https://console.aws.amazon.com/ec2/home?region=eu-central-1",
                true,
            ),
            ("https://us-east-1.console.aws.amazon.com/s3", true),
            ("http://console.aws.amazon.com/", false),
            ("https://example.com/", false),
            ("https://console.aws.amazon.com@example.com/", false),
            ("https://user@console.aws.amazon.com/", false),
            ("https://console.aws.amazon.com:8443/", false),
            ("https://console.aws.amazon.com.example.com/", false),
            ("https://console.amazonaws.cn/", false),
            ("javascript:alert(1)", false),
        ];
        for (text, allowed) in table {
            let url = text.parse().unwrap();
            assert_eq!(
                Destination::new(&aws, Some(&url)).is_ok(),
                allowed,
                "{text}"
            );
        }
    }
}
