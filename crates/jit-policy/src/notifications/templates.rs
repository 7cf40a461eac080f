use std::collections::BTreeMap;

use jit_domain::{NoticeKind, Sha256Hex};
use minijinja::value::{Serde, Value, ValueKind};
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior};

use super::escape::{inert, one_line};
use super::{AuditPosition, Notification, RequestFacts};

/// The longest title, in characters: a subject of mail or of SNS holds no more.
const MAX_TITLE: usize = 98;

/// How many steps of a template are taken before it is given up.
const FUEL: u64 = 50_000;

/// What a text is written in: how values in it are made inert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// No markup at all.
    Plain,
    /// Slack: `&`, `<` and `>` are entities, so that nothing mentions anybody.
    Slack,
    /// HTML, and safe between quotes too.
    Html,
}

/// A piece of a notification that people read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// One line, without markup.
    Title,
    /// Several lines, without markup.
    Text,
    /// HTML, for mail.
    Html,
}

/// A template cannot be used.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{what}")]
pub struct WordingError {
    what: String,
    /// The line of the template, counted from 1.
    pub line: usize,
}

/// The words of notifications: the bundle's own where there are some, else the built-in ones.
#[derive(Debug, Default)]
pub(crate) struct Templates(BTreeMap<(Option<NoticeKind>, Part), String>);

impl Part {
    pub(crate) const ALL: [Self; 3] = [Self::Title, Self::Text, Self::Html];

    /// The word for it in the bundle.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Text => "text",
            Self::Html => "html",
        }
    }

    fn built_in(self) -> &'static str {
        match self {
            Self::Title => include_str!("title.txt"),
            Self::Text => include_str!("text.txt"),
            Self::Html => include_str!("html.txt"),
        }
    }
}

impl Templates {
    /// Takes a template for one kind, or for all that have none of their own, after trying it.
    pub(crate) fn add(
        &mut self,
        kind: Option<NoticeKind>,
        part: Part,
        source: &str,
    ) -> Result<(), WordingError> {
        for tried in NoticeKind::ALL {
            if kind.is_none_or(|kind| kind == tried) {
                for sample in [sample(tried, true), sample(tried, false)] {
                    render(source, part, Format::Html, &sample)?;
                }
            }
        }
        self.0.insert((kind, part), source.to_owned());
        Ok(())
    }

    /// A part of a notification. A template of the bundle that fails on this one gives way to the
    /// built-in one: whoever has to be told is told.
    pub(crate) fn render(&self, part: Part, format: Format, what: &Notification) -> String {
        let own = self
            .0
            .get(&(Some(what.kind), part))
            .or(self.0.get(&(None, part)));
        let own = own.and_then(|source| render(source, part, format, what).ok());
        own.unwrap_or_else(|| {
            render(part.built_in(), part, format, what)
                .unwrap_or_else(|_| what.kind.as_str().into())
        })
    }
}

fn render(
    source: &str,
    part: Part,
    format: Format,
    what: &Notification,
) -> Result<String, WordingError> {
    let mut environment = Environment::empty();
    environment.add_filter("default", minijinja::filters::default);
    environment.add_filter("replace", minijinja::filters::replace);
    environment.add_filter("length", minijinja::filters::length);
    environment.add_filter("upper", minijinja::filters::upper);
    environment.add_filter("lower", minijinja::filters::lower);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_formatter(move |out, _, value| {
        let text = text_of(value)?;
        out.write_str(&inert(&text, format)).map_err(Error::from)
    });
    let context = Value::from(Serde(what));
    let rendered = environment.render_named_str(part.as_str(), source, context);
    let text = rendered.map_err(|error| WordingError::from(&error))?;
    Ok(match part {
        Part::Title => one_line(&text, MAX_TITLE),
        Part::Text | Part::Html => text,
    })
}

/// What a value looks like: nothing for none.
fn text_of(value: &Value) -> Result<String, Error> {
    match value.kind() {
        ValueKind::None => Ok(String::new()),
        ValueKind::Undefined => Err(Error::from(ErrorKind::UndefinedError)),
        _ => Ok(value.to_string()),
    }
}

impl From<&Error> for WordingError {
    fn from(error: &Error) -> Self {
        let what = error.detail().unwrap_or_default();
        let kind = error.kind();
        let colon = if what.is_empty() { "" } else { ": " };
        Self {
            what: one_line(&format!("{kind}{colon}{what}"), 200),
            line: error.line().unwrap_or(1),
        }
    }
}

/// A notification to try templates on and to send when an operator asks for one: with everything
/// that can be there, or with as little as there can be.
#[expect(clippy::expect_used, reason = "constants, which every test parses")]
pub(crate) fn sample(kind: NoticeKind, full: bool) -> Notification {
    let actor = || jit_domain::Actor {
        id: jit_domain::PersonId {
            issuer: "https://login.example.com".parse().expect("a name"),
            subject: "sample".parse().expect("a name"),
        },
        name: "Sample Person".into(),
    };
    let at = jit_domain::Timestamp::from_millis(0);
    let optional = |text: &str| full.then(|| text.to_owned());
    let request = RequestFacts {
        id: jit_domain::RequestId::from_random_bits(0),
        account: "111122223333".to_owned(),
        account_name: "sample-account".to_owned(),
        permission_set: "SampleSet".to_owned(),
        requester: actor(),
        reason: "a sample, nothing was asked for".to_owned(),
        ticket: optional("SAMPLE-1"),
        duration_seconds: 3600,
        duration: "1h".to_owned(),
        window_start: full.then_some(at),
        window_end: full.then_some(at),
    };
    let about_a_request = kind != NoticeKind::BundleRefused;
    Notification {
        version: 1,
        id: "ntf-sample".to_owned(),
        kind,
        audience: jit_domain::Audience::Administrators,
        at,
        request: about_a_request.then_some(request),
        actor: full.then(actor),
        comment: optional("a sample"),
        verdict: optional("ok"),
        detail: optional("a sample"),
        command: "jit list".to_owned(),
        link: "https://jit.example.com/".to_owned(),
        audit: AuditPosition {
            sequence: 0,
            hash: Sha256Hex::of(b"").into(),
        },
    }
}
