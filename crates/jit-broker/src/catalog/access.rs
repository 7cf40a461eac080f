use std::time::Duration;

use aws_config::{AppName, BehaviorVersion, Region};
use aws_sdk_organizations::Client;
use aws_sdk_organizations::config::retry::RetryConfig;
use aws_sdk_organizations::config::timeout::TimeoutConfig;
use url::Url;

use crate::vend::{environment_or_made_up, is_loopback};

/// How AWS Organizations is reached.
#[derive(Clone, Debug, Default)]
pub struct Access {
    /// Another endpoint than that of AWS.
    pub endpoint: Option<Url>,
    /// A region of the partition that the organization is in; none takes it from the AWS SDK's own
    /// settings, and else one of the partition `aws`.
    pub region: Option<String>,
}

/// The endpoint cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the endpoint `{0}` must be https, or http to a loopback address")]
pub struct AccessError(String);

/// How often one call is tried: AWS Organizations throttles long before a large organization is
/// read.
const TRIES: u32 = 10;

/// How often the first call is tried, which shows whether anything answers at all.
const FIRST_TRIES: u32 = 3;

/// The clients of one run.
#[derive(Clone, Debug)]
pub(super) struct Clients {
    /// For the first call.
    pub(super) first: Client,
    /// For all others.
    pub(super) patient: Client,
}

impl Access {
    /// Finds credentials and region. Calls AWS Organizations not yet.
    pub(super) async fn connect(&self) -> Result<Clients, AccessError> {
        let mut loader = aws_config::defaults(BehaviorVersion::latest());
        if let Ok(name) = AppName::new("jit-broker") {
            loader = loader.app_name(name);
        }
        if let Some(region) = &self.region {
            loader = loader.region(Region::new(region.clone()));
        }
        if let Some(endpoint) = &self.endpoint {
            if endpoint.scheme() != "https"
                && !(endpoint.scheme() == "http" && is_loopback(endpoint))
            {
                return Err(AccessError(endpoint.to_string()));
            }
            if is_loopback(endpoint) {
                loader = loader.credentials_provider(environment_or_made_up());
            }
        }
        let config = loader.load().await;
        let client = |tries: u32| {
            let timeouts = TimeoutConfig::builder()
                .connect_timeout(Duration::from_secs(3))
                .operation_attempt_timeout(Duration::from_secs(15))
                .build();
            let mut builder = aws_sdk_organizations::config::Builder::from(&config)
                .retry_config(RetryConfig::standard().with_max_attempts(tries))
                .timeout_config(timeouts);
            if config.region().is_none() {
                builder = builder.region(Region::new("us-east-1"));
            }
            if let Some(endpoint) = &self.endpoint {
                builder = builder.endpoint_url(endpoint.as_str());
            }
            Client::from_conf(builder.build())
        };
        Ok(Clients {
            first: client(FIRST_TRIES),
            patient: client(TRIES),
        })
    }
}
