use std::fmt::Write;
use std::sync::Arc;

use jit_domain::{EmailAddress, NoticeKind, Sha256Hex, Timestamp};
use jit_policy::{Bundle, Format, Notification, Part};
use serde::Serialize;

/// What a sink gets to deliver: one notification, or a digest of several.
#[derive(Clone, Debug)]
pub struct Parcel {
    notifications: Vec<Notification>,
    recipient: Option<EmailAddress>,
    bundle: Arc<Bundle>,
    now: Timestamp,
}

/// The JSON of several notifications.
#[derive(Serialize)]
struct Digest<'a> {
    version: u32,
    id: String,
    kind: &'static str,
    notifications: &'a [Notification],
}

/// How many notifications of a digest are put into words; the others are counted.
const MAX_WORDED: usize = 20;

impl Parcel {
    /// Puts notifications together, in the words of a bundle.
    #[must_use]
    pub fn new(
        notifications: Vec<Notification>,
        recipient: Option<EmailAddress>,
        bundle: Arc<Bundle>,
        now: Timestamp,
    ) -> Self {
        Self {
            notifications,
            recipient,
            bundle,
            now,
        }
    }

    /// The same for every attempt to deliver the same.
    #[must_use]
    pub fn id(&self) -> String {
        match &self.notifications[..] {
            [one] => one.id.clone(),
            many => {
                let ids: Vec<_> = many.iter().map(|one| one.id.as_str()).collect();
                let digest = Sha256Hex::of(ids.join("\n").as_bytes()).to_string();
                format!("ntf-{}", digest.get(..32).unwrap_or_default())
            }
        }
    }

    /// The word for what it is about: a kind, or `digest`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match &self.notifications[..] {
            [one] => one.kind.as_str(),
            _ => "digest",
        }
    }

    /// The request that all of it is about, if it is one.
    #[must_use]
    pub fn request(&self) -> Option<&str> {
        match &self.notifications[..] {
            [one] => one.request.as_ref().map(|request| request.id.as_str()),
            _ => None,
        }
    }

    /// Whom the sink is to reach; none where the sink is the recipient.
    #[must_use]
    pub fn recipient(&self) -> Option<&EmailAddress> {
        self.recipient.as_ref()
    }

    /// When it is sent.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// One object for programs.
    #[must_use]
    pub fn json(&self) -> String {
        let json = match &self.notifications[..] {
            [one] => serde_json::to_string(one),
            many => serde_json::to_string(&Digest {
                version: 1,
                id: self.id(),
                kind: "digest",
                notifications: many,
            }),
        };
        json.unwrap_or_default()
    }

    /// One line for people.
    #[must_use]
    pub fn title(&self, format: Format) -> String {
        match &self.notifications[..] {
            [one] => self.bundle.words(Part::Title, format, one),
            many => format!("{} notifications from jit", many.len()),
        }
    }

    /// Each notification in words: its title, and its text or HTML.
    pub fn worded(&self, part: Part, format: Format) -> impl Iterator<Item = (String, String)> {
        self.notifications.iter().take(MAX_WORDED).map(move |one| {
            (
                self.bundle.words(Part::Title, format, one),
                self.bundle.words(part, format, one),
            )
        })
    }

    /// How many notifications are not put into words.
    #[must_use]
    pub fn unworded(&self) -> usize {
        self.notifications.len().saturating_sub(MAX_WORDED)
    }

    /// Everything, as plain text.
    #[must_use]
    pub fn text(&self) -> String {
        let mut texts: Vec<_> = self
            .worded(Part::Text, Format::Plain)
            .map(|(title, text)| match self.notifications.len() {
                1 => text,
                _ => format!("{title}\n\n{text}"),
            })
            .collect();
        if self.unworded() > 0 {
            texts.push(format!(
                "and {} more: `jit list` shows them\n",
                self.unworded()
            ));
        }
        texts.join("\n\n")
    }

    /// Everything, as HTML.
    #[must_use]
    pub fn html(&self) -> String {
        let mut html = String::new();
        for (title, body) in self.worded(Part::Html, Format::Html) {
            let _ = write!(html, "<h2>{title}</h2>\n{body}\n");
        }
        let more = self.unworded();
        if more > 0 {
            let _ = writeln!(
                html,
                "<p>and {more} more: <code>jit list</code> shows them</p>"
            );
        }
        format!("<!doctype html>\n<html><body>\n{html}</body></html>\n")
    }
}

/// Whether a notice is never kept back for a digest.
#[must_use]
pub(crate) fn is_urgent(kind: NoticeKind) -> bool {
    matches!(kind, NoticeKind::BreakGlass | NoticeKind::Revoked)
}

/// Text of at most `max` bytes, cut between characters.
pub(super) fn cut(text: &str, max: usize) -> &str {
    let mut end = max.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}
