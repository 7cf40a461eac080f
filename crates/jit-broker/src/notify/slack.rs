use async_trait::async_trait;
use jit_api::Secret;
use jit_policy::{Format, Part};
use serde_json::{Value, json};

use super::http_client::GuardedClient;
use super::parcel::cut;
use super::webhook::json_headers;
use super::{DeliveryError, Parcel, Sink};

/// A channel of Slack, by an incoming webhook.
#[derive(Debug)]
pub(super) struct Slack {
    pub(super) client: GuardedClient,
    pub(super) url: Secret,
}

/// The longest text of a header block, in characters.
///
/// Source: Slack, "Block Kit reference", header block and section block; a section holds 3,000,
/// and entities may take five times as many bytes as what they stand for.
const MAX_HEADER: usize = 150;
const MAX_SECTION: usize = 3_000;

#[async_trait]
impl Sink for Slack {
    async fn deliver(&self, parcel: &Parcel) -> Result<(), DeliveryError> {
        let body = payload(parcel).to_string();
        self.client.post(&self.url, json_headers(), body).await
    }
}

/// Everything is `plain_text`, in which Slack reads no markup, and what Slack reads everywhere is
/// made entities: no text of a person can mention anybody, link or look like more than text.
fn payload(parcel: &Parcel) -> Value {
    let title = parcel.title(Format::Slack);
    let plain =
        |text: &str, max| json!({ "type": "plain_text", "emoji": false, "text": whole(text, max) });
    let mut blocks = vec![json!({ "type": "header", "text": plain(&title, MAX_HEADER) })];
    let is_digest = parcel.kind() == "digest";
    for (title, text) in parcel.worded(Part::Text, Format::Slack) {
        let text = if is_digest {
            format!("{title}\n{text}")
        } else {
            text
        };
        blocks.push(json!({ "type": "section", "text": plain(&text, MAX_SECTION) }));
    }
    if parcel.unworded() > 0 {
        let more = format!("and {} more: jit list shows them", parcel.unworded());
        blocks.push(json!({ "type": "section", "text": plain(&more, MAX_SECTION) }));
    }
    json!({
        "text": title,
        "mrkdwn": false,
        "parse": "none",
        "link_names": false,
        "unfurl_links": false,
        "unfurl_media": false,
        "blocks": blocks,
    })
}

/// Text of at most `max` bytes that does not end inside of an entity.
fn whole(text: &str, max: usize) -> &str {
    let text = cut(text, max);
    match text.rfind('&') {
        Some(at) if !text.get(at..).is_some_and(|entity| entity.contains(';')) => cut(text, at),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_not_cut_inside_of_an_entity() {
        assert_eq!(whole("a &lt;b", 3), "a ");
        assert_eq!(whole("a &lt;b", 5), "a ");
        assert_eq!(whole("a &lt;b", 6), "a &lt;");
        assert_eq!(whole("a &lt;b", 99), "a &lt;b");
        assert_eq!(whole("äöü", 3), "ä");
    }
}
