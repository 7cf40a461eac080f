use async_trait::async_trait;
use jit_api::Secret;
use jit_policy::{Format, Part};
use serde_json::{Value, json};

use super::http_client::GuardedClient;
use super::parcel::cut;
use super::webhook::json_headers;
use super::{DeliveryError, Parcel, Sink};

/// A channel of Microsoft Teams, by the webhook of a workflow.
#[derive(Debug)]
pub(super) struct Teams {
    pub(super) client: GuardedClient,
    pub(super) url: Secret,
}

/// The longest text of one notification, in bytes: a message of Teams holds 28 KiB with all marks.
///
/// Source: Microsoft Learn, "Create Incoming Webhooks", message size.
const MAX_TEXT: usize = 4_000;
const MAX_ALL: usize = 16_000;

#[async_trait]
impl Sink for Teams {
    async fn deliver(&self, parcel: &Parcel) -> Result<(), DeliveryError> {
        let body = payload(parcel).to_string();
        self.client.post(&self.url, json_headers(), body).await
    }
}

/// Everything is a `TextRun`, in which Adaptive Cards read no Markdown; and the card has no
/// `msteams.entities`, without which nobody is mentioned.
///
/// Source: Adaptive Cards 1.4, `TextRun`: "Markdown is not supported".
fn payload(parcel: &Parcel) -> Value {
    let title = parcel.title(Format::Plain);
    let run =
        |text: &str, weight: &str| json!({ "type": "TextRun", "text": text, "weight": weight });
    let block = |inlines: Vec<Value>| json!({ "type": "RichTextBlock", "inlines": inlines });
    let mut body = vec![block(vec![run(&title, "Bolder")])];
    let is_digest = parcel.kind() == "digest";
    let mut left = MAX_ALL;
    for (title, text) in parcel.worded(Part::Text, Format::Plain) {
        if is_digest {
            body.push(block(vec![run(&title, "Bolder")]));
        }
        let text = cut(&text, MAX_TEXT.min(left));
        left -= text.len();
        for line in text.lines() {
            body.push(block(vec![run(line, "Default")]));
        }
    }
    if parcel.unworded() > 0 {
        let more = format!("and {} more: jit list shows them", parcel.unworded());
        body.push(block(vec![run(&more, "Default")]));
    }
    json!({
        "type": "message",
        "attachments": [{
            "contentType": "application/vnd.microsoft.card.adaptive",
            "contentUrl": null,
            "content": {
                "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                "type": "AdaptiveCard",
                "version": "1.4",
                "body": body,
                "fallbackText": title,
            },
        }],
    })
}
