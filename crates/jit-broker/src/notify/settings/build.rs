use std::sync::Arc;

use super::{SinkKind, SinkSettings};
use crate::notify::command::{self, Command};
use crate::notify::eventbridge::EventBridge;
use crate::notify::http_client::GuardedClient;
use crate::notify::slack::Slack;
use crate::notify::smtp::Smtp;
use crate::notify::sns::Sns;
use crate::notify::teams::Teams;
use crate::notify::webhook::Webhook;
use crate::notify::{File, NamedSink, Recipients, Sink};
use crate::webhooks::Reach;

/// Makes the sinks ready. Calls nobody yet, but may ask the instance metadata service for a region.
///
/// # Errors
///
/// Everything that cannot be made ready, each in one line.
pub async fn build(settings: &[SinkSettings], reach: Reach) -> Result<Vec<NamedSink>, Vec<String>> {
    let client = GuardedClient::new(reach).map_err(|problem| vec![problem])?;
    let (mut sinks, mut problems) = (Vec::new(), Vec::new());
    for settings in settings {
        match sink(&settings.kind, &client).await {
            Ok((sink, recipients)) => sinks.push(NamedSink {
                name: settings.name.clone(),
                sink,
                digest_above: settings.digest_above,
                recipients,
            }),
            Err(problem) => problems.push(format!("sink `{}`: {problem}", settings.name)),
        }
    }
    if problems.is_empty() {
        Ok(sinks)
    } else {
        Err(problems)
    }
}

async fn sink(
    kind: &SinkKind,
    client: &GuardedClient,
) -> Result<(Arc<dyn Sink>, Recipients), String> {
    let client = client.clone();
    let sink: Arc<dyn Sink> = match kind {
        SinkKind::Webhook { url, keys } => {
            let (url, keys) = (url.clone(), keys.clone());
            Arc::new(Webhook { client, url, keys })
        }
        SinkKind::Slack { url } => Arc::new(Slack {
            client,
            url: url.clone(),
        }),
        SinkKind::Teams { url } => Arc::new(Teams {
            client,
            url: url.clone(),
        }),
        SinkKind::Smtp { server, fallback } => {
            let fallback = fallback.clone();
            let smtp = Arc::new(Smtp::new(server)?);
            return Ok((smtp, Recipients::Addresses { fallback }));
        }
        SinkKind::Sns { topic, aws } => Arc::new(Sns::connect(topic.clone(), aws).await),
        SinkKind::EventBridge { bus, aws } => {
            Arc::new(EventBridge::connect(bus.clone(), aws).await)
        }
        SinkKind::Command { argv } => Arc::new(Command {
            argv: argv.clone(),
            patience: command::PATIENCE,
        }),
        SinkKind::File { path } => Arc::new(File { path: path.clone() }),
    };
    Ok((sink, Recipients::Sink))
}
