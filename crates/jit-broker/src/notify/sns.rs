use async_trait::async_trait;
use aws_sdk_sns::Client;
use aws_sdk_sns::types::MessageAttributeValue;
use jit_policy::Format;
use serde_json::json;

use super::aws::{AwsSettings, config, failure};
use super::parcel::cut;
use super::{DeliveryError, Parcel, Sink};

/// A topic of Amazon SNS: subscribers get the JSON, those by mail and text message get text.
#[derive(Debug)]
pub(super) struct Sns {
    client: Client,
    topic: String,
    is_fifo: bool,
}

/// The longest text for people: with the JSON it stays below the 256 KiB of a message.
///
/// Source: Amazon SNS API Reference, `Publish`, parameter `Message`.
const MAX_TEXT: usize = 32 * 1024;

/// The longest subject, in characters.
///
/// Source: Amazon SNS API Reference, `Publish`, parameter `Subject`.
const MAX_SUBJECT: usize = 99;

impl Sns {
    pub(super) async fn connect(topic: String, aws: &AwsSettings) -> Self {
        Self {
            client: Client::new(&config(aws).await),
            // AWS gives such topics exactly this ending.
            is_fifo: topic.rsplit('.').next() == Some("fifo"),
            topic,
        }
    }
}

#[async_trait]
impl Sink for Sns {
    async fn deliver(&self, parcel: &Parcel) -> Result<(), DeliveryError> {
        let (title, json) = (parcel.title(Format::Plain), parcel.json());
        let text = parcel.text();
        let message = json!({
            "default": json,
            "email": cut(&text, MAX_TEXT),
            "sms": cut(&title, 140),
        });
        let mut publish = self
            .client
            .publish()
            .topic_arn(&self.topic)
            .subject(subject(&title))
            .message_structure("json")
            .message(message.to_string());
        for (name, value) in [("kind", parcel.kind().to_owned()), ("id", parcel.id())] {
            let value = MessageAttributeValue::builder()
                .data_type("String")
                .string_value(value)
                .build();
            let value = value.map_err(|_| DeliveryError::Unfit("an attribute"))?;
            publish = publish.message_attributes(name, value);
        }
        // What happens to one request stays in order, and an attempt too many is dropped.
        if self.is_fifo {
            publish = publish
                .message_group_id(parcel.request().unwrap_or("jit"))
                .message_deduplication_id(parcel.id());
        }
        let sent = publish.send().await;
        sent.map(drop).map_err(|error| failure(&error))
    }
}

/// ASCII that begins with a letter, digit or mark.
fn subject(title: &str) -> String {
    let ascii = title.chars().map(|c| {
        if c.is_ascii_graphic() || c == ' ' {
            c
        } else {
            '?'
        }
    });
    let ascii: String = ascii.collect();
    format!("jit: {}", ascii.trim())
        .chars()
        .take(MAX_SUBJECT)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_what_sns_takes() {
        assert_eq!(subject("Größe\r\n\u{1f44d}x"), "jit: Gr??e???x");
        assert_eq!(subject(&"x".repeat(200)).len(), MAX_SUBJECT);
    }
}
