use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_config::meta::credentials::CredentialsProviderChain;
use aws_config::{AppName, BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_sdk_sts::Client;
use aws_sdk_sts::config::retry::RetryConfig;
use aws_sdk_sts::config::timeout::TimeoutConfig;
use aws_sdk_sts::operation::assume_role::AssumeRoleOutput;
use aws_sdk_sts::operation::assume_role::builders::AssumeRoleFluentBuilder;
use aws_sdk_sts::types::Tag;
use jit_domain::Ticket;
use tracing::instrument::WithSubscriber;
use tracing::subscriber::NoSubscriber;

use super::failure::{Failure, classify};
use super::{
    BrokerCredentials, Fence, SessionOrder, StsSettings, StsSetupError, VendError, VendedSession,
    Vendor, answer, duration,
};
use crate::app::Random;

/// Vends by `sts:AssumeRole`, with the fence, always.
///
/// The trust policy of a target role must allow the broker `sts:AssumeRole`,
/// `sts:SetSourceIdentity` and `sts:TagSession`.
#[derive(Debug)]
pub struct StsVendor {
    client: Client,
    settings: StsSettings,
    detected_on_role: OnceLock<bool>,
    random: Arc<dyn Random>,
}

/// Who the broker is to AWS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokerIdentity {
    /// The ARN of the caller.
    pub arn: String,
    /// Whether it is an assumed role, so that sessions last one hour at most.
    pub on_role: bool,
}

impl StsVendor {
    /// Makes the one client that all calls share. Calls nobody yet, but may ask the instance
    /// metadata service for the region.
    ///
    /// # Errors
    ///
    /// The first of [`StsSettings::faults`], or no region.
    pub async fn connect(
        settings: StsSettings,
        random: Arc<dyn Random>,
    ) -> Result<Self, StsSetupError> {
        if let Some(fault) = settings.faults().into_iter().next() {
            return Err(fault);
        }
        let config = load(&settings)
            .with_subscriber(NoSubscriber::default())
            .await;
        if config.region().is_none() {
            return Err(StsSetupError::NoRegion);
        }
        Ok(Self {
            client: client(&config, &settings),
            settings,
            detected_on_role: OnceLock::new(),
            random,
        })
    }

    /// Asks STS who the broker is: shows at start-up that credentials, region and network work.
    ///
    /// # Errors
    ///
    /// [`VendError`], after the same tries as a vend.
    pub async fn identify(&self) -> Result<BrokerIdentity, VendError> {
        let call = || async {
            let sent = self.client.get_caller_identity().send();
            let sent = sent.with_subscriber(NoSubscriber::default());
            sent.await.map_err(|error| classify(&error))
        };
        let arn = self.persist("sts:GetCallerIdentity", call).await?.arn;
        let arn = arn.unwrap_or_default();
        let on_role = arn.contains(":assumed-role/");
        let _ = self.detected_on_role.set(on_role);
        Ok(BrokerIdentity { arn, on_role })
    }

    fn on_role(&self) -> bool {
        let detected = || self.detected_on_role.get().copied();
        self.settings
            .broker_on_role
            .or_else(detected)
            .unwrap_or(true)
    }

    fn assume_role(
        &self,
        order: &SessionOrder,
        fence: &Fence,
        seconds: i32,
    ) -> AssumeRoleFluentBuilder {
        let ticket = order.ticket.as_ref().map(Ticket::as_str);
        self.client
            .assume_role()
            .role_arn(order.role.as_str())
            .role_session_name(order.session_name.as_str())
            .source_identity(order.source_identity.as_str())
            .set_external_id(self.settings.external_id.clone())
            .duration_seconds(seconds)
            .policy(fence.to_policy())
            .set_tags(Some(tags(&order.request.to_string(), ticket)))
    }

    /// Repeats a call while its failure may pass, within the limits.
    async fn persist<T, F, C>(&self, what: &str, call: C) -> Result<T, VendError>
    where
        C: Fn() -> F,
        F: Future<Output = Result<T, Failure>>,
    {
        let limits = self.settings.limits;
        let tries = async {
            let mut tried = 1;
            loop {
                match call().await {
                    Ok(answer) => return Ok(answer),
                    Err(Failure::Final { error, cause }) => {
                        return Err(final_failure(what, error, &cause));
                    }
                    Err(Failure::Passing { cause }) if tried >= limits.tries => {
                        return Err(given_up(what, &cause));
                    }
                    Err(Failure::Passing { .. }) => {}
                }
                tokio::time::sleep(self.pause(tried)).await;
                tried += 1;
            }
        };
        let outcome = tokio::time::timeout(limits.total, tries).await;
        outcome.unwrap_or_else(|_| Err(given_up(what, "out of time")))
    }

    /// A random part of a pause that doubles with each try, so that many callers spread out.
    fn pause(&self, tried: u32) -> Duration {
        let longest = self.settings.limits.first_pause * 2_u32.saturating_pow(tried - 1);
        let share = u32::try_from(self.random.bits() >> 32).unwrap_or(u32::MAX);
        longest.mul_f64(f64::from(share) / f64::from(u32::MAX))
    }
}

fn final_failure(what: &str, error: VendError, cause: &str) -> VendError {
    tracing::warn!(aws.message = ?cause, "AWS refused `{what}`: {error}");
    error
}

fn given_up(what: &str, cause: &str) -> VendError {
    tracing::warn!("gave up on `{what}`: {cause}");
    VendError::Unavailable {
        retry_after_seconds: 5,
    }
}

fn tags(request: &str, ticket: Option<&str>) -> Vec<Tag> {
    let request = [("jit:request", request)];
    let ticket = ticket.map(|ticket| ("jit:ticket", ticket));
    let tags = request.into_iter().chain(ticket);
    tags.filter_map(|(key, value)| Tag::builder().key(key).value(value).build().ok())
        .collect()
}

async fn load(settings: &StsSettings) -> SdkConfig {
    let mut loader = aws_config::defaults(BehaviorVersion::latest());
    if let Ok(name) = AppName::new("jit-broker") {
        loader = loader.app_name(name);
    }
    if let Some(region) = &settings.region {
        loader = loader.region(Region::new(region.clone()));
    }
    if let Some(fips) = settings.fips {
        loader = loader.use_fips(fips);
    }
    if let Some(dual_stack) = settings.dual_stack {
        loader = loader.use_dual_stack(dual_stack);
    }
    if settings.credentials == BrokerCredentials::EnvironmentOrMadeUp {
        loader = loader.credentials_provider(environment_or_made_up());
    }
    loader.load().await
}

/// Keys of the environment, else made-up ones: for an endpoint on loopback, which is not AWS.
pub(crate) fn environment_or_made_up() -> CredentialsProviderChain {
    let made_up = Credentials::from_keys("AKIAMADEUPFORLOOPBACK", "made-up-for-loopback", None);
    CredentialsProviderChain::first_try(
        "Environment",
        EnvironmentVariableCredentialsProvider::new(),
    )
    .or_else("MadeUp", made_up)
}

/// Every time limit and retry is the broker's own: the SDK's would add up with them.
fn client(config: &SdkConfig, settings: &StsSettings) -> Client {
    let limits = settings.limits;
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(limits.per_try.min(Duration::from_secs(2)))
        .operation_timeout(limits.per_try)
        .build();
    let mut builder = aws_sdk_sts::config::Builder::from(config)
        .retry_config(RetryConfig::disabled())
        .timeout_config(timeouts);
    if let Some(endpoint) = &settings.endpoint {
        builder = builder.endpoint_url(endpoint.as_str());
    }
    Client::from_conf(builder.build())
}

#[async_trait]
impl Vendor for StsVendor {
    async fn open_session(&self, order: &SessionOrder) -> Result<VendedSession, VendError> {
        let fence = Fence::new(order.window_end, order.chaining);
        let seconds = duration::session_seconds(order, &fence, self.on_role())?;
        let call = || async {
            let sent = self.assume_role(order, &fence, seconds).send();
            // The SDK's own trace lines show requests and answers: none of them may be written.
            let sent = sent.with_subscriber(NoSubscriber::default());
            sent.await.map_err(|error| classify(&error))
        };
        let answer: AssumeRoleOutput = self.persist("sts:AssumeRole", call).await?;
        answer::check(order, &fence, seconds, answer)
            .inspect_err(|error| tracing::error!(request.id = %order.request, "{error}"))
    }

    fn is_sandbox(&self) -> bool {
        false
    }
}
