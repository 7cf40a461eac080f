use std::time::Duration;

use url::{Host, Url};

/// How the broker reaches STS.
#[derive(Clone, Debug, Default)]
pub struct StsSettings {
    /// The region whose STS endpoint is called; none takes it from the AWS SDK's own settings.
    pub region: Option<String>,
    /// Another endpoint than the region's; none leaves it to the AWS SDK's own settings
    /// (`AWS_ENDPOINT_URL_STS`, the shared configuration file).
    pub endpoint: Option<Url>,
    /// `ExternalId`, for target roles whose trust policy asks for one: 2 to 1,224 of
    /// `[\w+=,.@:/-]`.
    pub external_id: Option<String>,
    /// Endpoints validated for FIPS 140; none leaves it to the AWS SDK's own settings.
    pub fips: Option<bool>,
    /// Endpoints that also answer over IPv6; none leaves it to the AWS SDK's own settings.
    pub dual_stack: Option<bool>,
    /// Whether the broker runs on a role (EC2, ECS, EKS, Lambda), so that STS gives no session
    /// longer than an hour. None asks STS at start-up and assumes yes until it has answered.
    pub broker_on_role: Option<bool>,
    /// Where the broker's own credentials come from.
    pub credentials: BrokerCredentials,
    /// How patient the broker is with STS.
    pub limits: RetryLimits,
}

/// Where the broker's own AWS credentials come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BrokerCredentials {
    /// The default chain of the AWS SDK.
    #[default]
    DefaultChain,
    /// The environment, else made-up keys that no AWS account knows. Only for an endpoint on
    /// loopback, which is not AWS.
    EnvironmentOrMadeUp,
}

/// How often and for how long STS is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryLimits {
    /// Calls in all, the first one included.
    pub tries: u32,
    /// The longest that one call may take.
    pub per_try: Duration,
    /// The longest that all calls and the pauses between them may take.
    pub total: Duration,
    /// The longest pause before the second call; it doubles with each call.
    pub first_pause: Duration,
}

impl Default for RetryLimits {
    fn default() -> Self {
        Self {
            tries: 4,
            per_try: Duration::from_secs(4),
            total: Duration::from_secs(10),
            first_pause: Duration::from_millis(250),
        }
    }
}

/// The settings for STS cannot work.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StsSetupError {
    /// Neither the settings nor the environment name a region.
    #[error("no AWS region is set; set the region of STS, or `AWS_REGION`")]
    NoRegion,
    /// Credentials would cross a network in the clear.
    #[error("the STS endpoint `{0}` must be https, or http to a loopback address")]
    Endpoint(String),
    /// Made-up keys are for endpoints that are not AWS.
    #[error("the STS endpoint must be a loopback address to be called without AWS credentials")]
    NotLoopback,
    /// STS would refuse every call.
    #[error("the external ID must be 2 to 1224 letters, digits or `_+=,.@:/-`")]
    ExternalId,
}

impl StsSettings {
    /// Whether the endpoint is literally on loopback, and so not AWS.
    #[must_use]
    pub fn is_on_loopback(&self) -> bool {
        self.endpoint.as_ref().is_some_and(is_loopback)
    }

    /// Everything that is wrong with the settings themselves; empty when they can work.
    #[must_use]
    pub fn faults(&self) -> Vec<StsSetupError> {
        let mut faults = Vec::new();
        if let Some(endpoint) = &self.endpoint
            && endpoint.scheme() != "https"
            && !(endpoint.scheme() == "http" && is_loopback(endpoint))
        {
            faults.push(StsSetupError::Endpoint(endpoint.to_string()));
        }
        if self.credentials == BrokerCredentials::EnvironmentOrMadeUp && !self.is_on_loopback() {
            faults.push(StsSetupError::NotLoopback);
        }
        if !self.external_id.as_deref().is_none_or(is_external_id) {
            faults.push(StsSetupError::ExternalId);
        }
        faults
    }
}

/// Whether the host of a URL is literally a loopback address; names are not looked up.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(_)) | None => false,
    }
}

fn is_external_id(text: &str) -> bool {
    (2..=1_224).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"_+=,.@:/-".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_endpoint(url: &str, credentials: BrokerCredentials) -> StsSettings {
        StsSettings {
            endpoint: Some(url.parse().unwrap()),
            credentials,
            ..StsSettings::default()
        }
    }

    #[test]
    fn an_endpoint_is_https_or_loopback() {
        use BrokerCredentials::{DefaultChain, EnvironmentOrMadeUp};
        let table = [
            ("https://sts.eu-west-1.amazonaws.com", DefaultChain, true),
            ("http://127.0.0.1:5000", DefaultChain, true),
            ("http://[::1]:5000", DefaultChain, true),
            ("http://localhost:5000", DefaultChain, false),
            ("http://sts.example.com", DefaultChain, false),
            ("http://127.0.0.1.example.com", DefaultChain, false),
            ("ftp://127.0.0.1", DefaultChain, false),
            ("http://127.0.0.1:5000", EnvironmentOrMadeUp, true),
            (
                "https://sts.eu-west-1.amazonaws.com",
                EnvironmentOrMadeUp,
                false,
            ),
        ];
        for (url, credentials, good) in table {
            assert_eq!(
                with_endpoint(url, credentials).faults().is_empty(),
                good,
                "{url}"
            );
        }
    }

    #[test]
    fn made_up_keys_need_an_endpoint() {
        let settings = StsSettings {
            credentials: BrokerCredentials::EnvironmentOrMadeUp,
            ..StsSettings::default()
        };
        assert_eq!(settings.faults(), [StsSetupError::NotLoopback]);
    }

    #[test]
    fn an_external_id_is_what_sts_takes() {
        for (text, good) in [
            ("ab", true),
            ("a", false),
            ("a b", false),
            ("x:/-@.,=+_", true),
        ] {
            let settings = StsSettings {
                external_id: Some(text.to_owned()),
                ..StsSettings::default()
            };
            assert_eq!(settings.faults().is_empty(), good, "{text}");
        }
    }
}
