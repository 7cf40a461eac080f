use std::sync::Arc;
use std::time::Duration;

use jit_broker::app::Random;
use jit_broker::vend::{BrokerCredentials, RetryLimits, StsSettings, StsVendor};
use jit_testkit::sts_stub::StsStub;

/// Randomness that makes every pause between tries end at once.
#[derive(Debug)]
pub(crate) struct NoPause;

impl Random for NoPause {
    fn bits(&self) -> u64 {
        0
    }
}

pub(crate) fn settings(stub: &StsStub) -> StsSettings {
    StsSettings {
        region: Some("eu-west-1".to_owned()),
        endpoint: Some(stub.url().parse().unwrap()),
        broker_on_role: Some(false),
        credentials: BrokerCredentials::EnvironmentOrMadeUp,
        limits: RetryLimits {
            // Only what is meant to be slow may run out of time on a busy machine.
            per_try: Duration::from_secs(20),
            total: Duration::from_mins(1),
            ..RetryLimits::default()
        },
        ..StsSettings::default()
    }
}

pub(crate) async fn vendor(settings: StsSettings) -> StsVendor {
    StsVendor::connect(settings, Arc::new(NoPause))
        .await
        .unwrap()
}
