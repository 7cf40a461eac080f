use async_trait::async_trait;
use aws_sdk_eventbridge::Client;
use aws_sdk_eventbridge::primitives::DateTime;
use aws_sdk_eventbridge::types::PutEventsRequestEntry;

use super::aws::{AwsSettings, config, failure};
use super::{DeliveryError, Parcel, Sink};

/// A bus of Amazon EventBridge: source `jit.broker`, detail type `jit` and the kind.
#[derive(Debug)]
pub(super) struct EventBridge {
    client: Client,
    bus: String,
}

impl EventBridge {
    pub(super) async fn connect(bus: String, aws: &AwsSettings) -> Self {
        Self {
            client: Client::new(&config(aws).await),
            bus,
        }
    }
}

#[async_trait]
impl Sink for EventBridge {
    async fn deliver(&self, parcel: &Parcel) -> Result<(), DeliveryError> {
        let entry = PutEventsRequestEntry::builder()
            .source("jit.broker")
            .detail_type(format!("jit {}", parcel.kind()))
            .event_bus_name(&self.bus)
            .time(DateTime::from_millis(parcel.now().millis()))
            .detail(parcel.json())
            .build();
        let sent = self.client.put_events().entries(entry).send().await;
        let answer = sent.map_err(|error| failure(&error))?;
        if answer.failed_entry_count() == 0 {
            return Ok(());
        }
        // A success of HTTP may still say that the entry was not taken.
        let code = answer.entries().iter().find_map(|entry| entry.error_code());
        Err(DeliveryError::Refused(
            code.unwrap_or("an entry failed").chars().take(64).collect(),
        ))
    }
}
