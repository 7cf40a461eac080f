use std::time::Duration;

use async_trait::async_trait;
use aws_config::{AppName, BehaviorVersion, Region};
use aws_sdk_s3::Client;
use aws_sdk_s3::config::retry::RetryConfig;
use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::error::{ProvideErrorMetadata as _, SdkError};
use aws_sdk_s3::primitives::ByteStream;
use tracing::instrument::WithSubscriber as _;
use tracing::subscriber::NoSubscriber;

use super::place::{CheckpointPlace, PlaceError, SignedCheckpoint};
use super::settings::S3Settings;
use crate::vend::environment_or_made_up;

/// How long one delivery may take; the job tries again by itself.
const PATIENCE: Duration = Duration::from_secs(10);

/// S3: HTTP status of a write that found the object there already.
///
/// Source: Amazon S3 API Reference, `PutObject`, parameter `If-None-Match`.
const PRECONDITION_FAILED: u16 = 412;

/// One object for each checkpoint. None is ever overwritten; with Object Lock in compliance mode
/// nobody can delete one either.
#[derive(Debug)]
pub struct S3Place {
    client: Client,
    settings: S3Settings,
}

impl S3Place {
    /// Makes the client. Calls nobody yet, but may ask the instance metadata service for the region.
    pub async fn connect(settings: S3Settings) -> Self {
        let mut loader = aws_config::defaults(BehaviorVersion::latest());
        if let Ok(name) = AppName::new("jit-broker") {
            loader = loader.app_name(name);
        }
        if let Some(region) = &settings.region {
            loader = loader.region(Region::new(region.clone()));
        }
        if settings.is_on_loopback() {
            loader = loader.credentials_provider(environment_or_made_up());
        }
        let config = loader.load().with_subscriber(NoSubscriber::default()).await;
        let timeouts = TimeoutConfig::builder().operation_timeout(PATIENCE).build();
        let mut builder = aws_sdk_s3::config::Builder::from(&config)
            .retry_config(RetryConfig::disabled())
            .timeout_config(timeouts);
        if let Some(endpoint) = &settings.endpoint {
            // What stands in for S3 seldom has a name for each bucket.
            builder = builder
                .endpoint_url(endpoint.as_str())
                .force_path_style(true);
        }
        Self {
            client: Client::from_conf(builder.build()),
            settings,
        }
    }

    /// Sorted by name, the objects of a log are sorted by what they are about.
    fn key(&self, signed: &SignedCheckpoint) -> String {
        let checkpoint = &signed.checkpoint;
        format!(
            "{}{}/{:020}.jws",
            self.settings.prefix, checkpoint.log, checkpoint.sequence
        )
    }
}

#[async_trait]
impl CheckpointPlace for S3Place {
    fn kind(&self) -> &'static str {
        "s3"
    }

    async fn put(&self, signed: &SignedCheckpoint) -> Result<(), PlaceError> {
        let key = self.key(signed);
        let body = format!("{}\n", signed.jws).into_bytes();
        let sent = self
            .client
            .put_object()
            .bucket(&self.settings.bucket)
            .key(&key)
            // Source: RFC 7515, section 9.2.1.
            .content_type("application/jose")
            .if_none_match("*")
            .body(ByteStream::from(body))
            .send();
        match sent.with_subscriber(NoSubscriber::default()).await {
            Ok(_) => Ok(()),
            Err(error) if status(&error) == Some(PRECONDITION_FAILED) => Ok(()),
            Err(error) => {
                let why = error
                    .code()
                    .map_or_else(|| error.to_string(), ToOwned::to_owned);
                let bucket = &self.settings.bucket;
                Err(PlaceError(format!("`s3://{bucket}/{key}`: {why}")))
            }
        }
    }
}

fn status<E>(error: &SdkError<E>) -> Option<u16> {
    Some(error.raw_response()?.status().as_u16())
}
