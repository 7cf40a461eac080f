//! `sinks.toml`: where the sinks are that the bundle names, and how they are reached. What is
//! secret is in files of its own, which it names.

mod build;
mod entry;
mod kinds;
mod read;

use std::ffi::OsString;
use std::path::PathBuf;

use jit_api::Secret;
use jit_domain::{EmailAddress, SinkName};

use super::{AwsSettings, SmtpSettings};
use crate::webhooks::WebhookKeys;

pub use build::build;
pub use read::read;

/// One sink, checked as far as it can be without reaching for it.
#[derive(Clone, Debug)]
pub struct SinkSettings {
    /// How the bundle calls it.
    pub name: SinkName,
    /// How many notifications a recipient gets in a minute one by one; 0 for no digests.
    pub digest_above: usize,
    /// What it is.
    pub kind: SinkKind,
}

/// What a sink is, with everything that it takes to reach it.
#[derive(Clone, Debug)]
pub enum SinkKind {
    /// Signed JSON by HTTP.
    Webhook {
        /// Where to.
        url: Secret,
        /// What it is signed with.
        keys: WebhookKeys,
    },
    /// A channel of Slack.
    Slack {
        /// The incoming webhook.
        url: Secret,
    },
    /// A channel of Microsoft Teams.
    Teams {
        /// The webhook of the workflow.
        url: Secret,
    },
    /// Mail.
    Smtp {
        /// How the server is reached.
        server: Box<SmtpSettings>,
        /// Where it goes when no address is known.
        fallback: Option<EmailAddress>,
    },
    /// A topic of Amazon SNS.
    Sns {
        /// Its ARN.
        topic: String,
        /// How SNS is reached.
        aws: AwsSettings,
    },
    /// A bus of Amazon EventBridge.
    EventBridge {
        /// Its name or ARN.
        bus: String,
        /// How EventBridge is reached.
        aws: AwsSettings,
    },
    /// A program.
    Command {
        /// The program and its arguments.
        argv: Vec<OsString>,
    },
    /// A file.
    File {
        /// Where it is.
        path: PathBuf,
    },
}
