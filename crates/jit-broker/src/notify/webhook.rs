use async_trait::async_trait;
use jit_api::Secret;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};

use super::http_client::GuardedClient;
use super::{DeliveryError, Parcel, Sink};
use crate::webhooks::WebhookKeys;

/// A receiver of signed JSON.
///
/// Source of the headers: Standard Webhooks 1.0.0, "Webhook Headers".
#[derive(Debug)]
pub(super) struct Webhook {
    pub(super) client: GuardedClient,
    /// It may hold what is secret, as those of others do.
    pub(super) url: Secret,
    pub(super) keys: WebhookKeys,
}

#[async_trait]
impl Sink for Webhook {
    async fn deliver(&self, parcel: &Parcel) -> Result<(), DeliveryError> {
        let (id, body) = (parcel.id(), parcel.json());
        let timestamp = parcel.now().millis() / 1000;
        let signature = self.keys.sign(&id, timestamp, &body);
        let mut headers = json_headers();
        for (name, value) in [
            ("webhook-id", id),
            ("webhook-timestamp", timestamp.to_string()),
            ("webhook-signature", signature),
        ] {
            let value = HeaderValue::try_from(value);
            let value = value.map_err(|_| DeliveryError::Unfit("a header"))?;
            headers.insert(HeaderName::from_static(name), value);
        }
        self.client.post(&self.url, headers, body).await
    }
}

/// The headers of every webhook.
pub(super) fn json_headers() -> HeaderMap {
    let json = HeaderValue::from_static("application/json");
    HeaderMap::from_iter([(CONTENT_TYPE, json)])
}
