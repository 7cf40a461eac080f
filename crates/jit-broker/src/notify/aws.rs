use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{AppName, BehaviorVersion, Region, SdkConfig};
use url::Url;

use super::DeliveryError;
use crate::vend::{environment_or_made_up, is_loopback};

/// How a service of AWS is reached.
#[derive(Clone, Debug)]
pub struct AwsSettings {
    /// Its region; none takes it from the AWS SDK's own settings.
    pub region: Option<String>,
    /// Another endpoint than that of AWS: `https`, or `http` to loopback.
    pub endpoint: Option<Url>,
}

/// How long one call may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Every retry is the broker's own: the SDK's would add up with them.
pub(super) async fn config(settings: &AwsSettings) -> SdkConfig {
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(3))
        .operation_timeout(PATIENCE)
        .build();
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .retry_config(RetryConfig::disabled())
        .timeout_config(timeouts);
    if let Ok(name) = AppName::new("jit-broker") {
        loader = loader.app_name(name);
    }
    if let Some(region) = &settings.region {
        loader = loader.region(Region::new(region.clone()));
    }
    if let Some(endpoint) = &settings.endpoint {
        loader = loader.endpoint_url(endpoint.as_str());
        if is_loopback(endpoint) {
            loader = loader.credentials_provider(environment_or_made_up());
        }
    }
    loader.load().await
}

/// What went wrong, by the code that AWS gives it.
pub(super) fn failure<E, R>(error: &aws_sdk_sns::error::SdkError<E, R>) -> DeliveryError
where
    E: aws_sdk_sns::error::ProvideErrorMetadata,
{
    use aws_sdk_sns::error::SdkError;
    match error {
        SdkError::TimeoutError(_) => DeliveryError::TimedOut,
        SdkError::DispatchFailure(failure) if failure.is_timeout() => DeliveryError::TimedOut,
        SdkError::DispatchFailure(_) => {
            DeliveryError::Unreachable("no connection, or no credentials".to_owned())
        }
        SdkError::ServiceError(error) => {
            let code = error.err().code().unwrap_or_default();
            let code = code.chars().filter(char::is_ascii_graphic);
            let mut code: String = code.take(64).collect();
            if code.is_empty() {
                code.push_str("an unknown error");
            }
            DeliveryError::Refused(code)
        }
        _ => DeliveryError::Unreachable("the call was not understood".to_owned()),
    }
}
