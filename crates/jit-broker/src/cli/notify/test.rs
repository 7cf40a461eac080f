//! `jit-broker notify test`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::builder::ValueParser;
use jit_domain::{Clock, EmailAddress, NoticeKind, SinkName, SystemClock};
use jit_policy::{Bundle, Notification};
use serde_json::json;

use super::output;
use crate::app::{Random, SystemRandom};
use crate::config::{Environment, Loaded, Sources, load};
use crate::notify::settings::{SinkSettings, build, read};
use crate::notify::{NamedSink, Parcel, Recipients};
use crate::policies::PolicyFolder;
use crate::webhooks::Reach;

/// Send a sample notification to one sink
///
/// Uses the settings of `serve`, and the words of the policy bundle where it has its own. Nothing
/// is written to the store, and the broker may run meanwhile. Exit status 1 means that the sink was
/// not reached, or is not set up; stderr says why.
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "\
Examples:
  jit-broker notify test ops-chat --config broker.toml
  jit-broker notify test mail --config broker.toml --to you@example.com
  jit-broker notify test ops-chat --config broker.toml --kind break_glass")]
pub(super) struct TestArgs {
    /// Sink, as `sinks.toml` names it
    #[arg(value_name = "SINK")]
    sink: SinkName,
    /// Settings file (TOML); `JIT_BROKER_CONFIG` if not given
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Address to send mail to [default: the `fallback` of the sink]
    #[arg(long, value_name = "ADDRESS")]
    to: Option<EmailAddress>,
    /// What the sample pretends to say
    #[arg(long, value_name = "KIND", default_value = "decision_needed", value_parser = kinds())]
    kind: NoticeKind,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

fn kinds() -> ValueParser {
    ValueParser::new(|text: &str| text.parse::<NoticeKind>())
}

pub(super) fn run(args: &TestArgs) -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(jit_policy::THREAD_STACK)
        .build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(send(args)),
        Err(error) => Err(vec![format!("cannot start: {error}")]),
    };
    match outcome {
        Ok(id) if args.json => {
            output::line(json!({ "sink": args.sink, "delivered": true, "id": id }));
        }
        Ok(id) => output::line(format_args!("`{}` took the sample `{id}`", args.sink)),
        Err(problems) => {
            problems.iter().for_each(output::error);
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

async fn send(args: &TestArgs) -> Result<String, Vec<String>> {
    let loaded = load(&args.sources());
    let sink = sink(args, &loaded).await?;
    let policies = PolicyFolder::open_or_deny(&loaded.files.policy);
    // Faults of the bundle are for `policy check`; the built-in words do as well.
    let bundle = policies.map_or_else(
        |_| Arc::new(Bundle::empty()),
        |policies| policies.in_force().load_full(),
    );
    let mut sample = Notification::sample(args.kind);
    sample.id = format!("ntf-sample-{:016x}", SystemRandom.bits());
    sample.at = SystemClock.now();
    let recipient = match &sink.recipients {
        Recipients::Sink => None,
        Recipients::Addresses { fallback } => args.to.clone().or(fallback.clone()),
    };
    if recipient.is_none() && sink.recipients != Recipients::Sink {
        let problem = format!("`{}` sends mail; say where to with `--to`", args.sink);
        return Err(vec![problem]);
    }
    let id = sample.id.clone();
    let parcel = Parcel::new(vec![sample], recipient, bundle, SystemClock.now());
    let sent = sink.sink.deliver(&parcel).await;
    sent.map_err(|error| vec![format!("`{}` was not reached: {error}", args.sink)])?;
    Ok(id)
}

/// The sink, from as much of the settings as concerns it.
async fn sink(args: &TestArgs, loaded: &Loaded) -> Result<NamedSink, Vec<String>> {
    let Some(file) = &loaded.files.sinks else {
        return Err(match &loaded.problems[..] {
            [] => vec!["`notify.sinks` is not set: there is no sink".to_owned()],
            problems => problems.iter().map(ToString::to_string).collect(),
        });
    };
    let all = read(file)?;
    let wanted = all.iter().find(|sink| sink.name == args.sink);
    let wanted = wanted.ok_or_else(|| vec![unknown(&args.sink, &all)])?;
    let reach = loaded
        .settings
        .as_ref()
        .map_or(Reach::Public, |settings| settings.notify.reach);
    let mut built = build(std::slice::from_ref(wanted), reach).await?;
    built.pop().ok_or_else(|| vec![unknown(&args.sink, &all)])
}

fn unknown(name: &SinkName, all: &[SinkSettings]) -> String {
    let names: Vec<_> = all.iter().map(|sink| format!("`{}`", sink.name)).collect();
    format!("there is no sink `{name}`; there are: {}", names.join(", "))
}

impl TestArgs {
    fn sources(&self) -> Sources {
        let environment = Environment::of_process();
        let file = self.config.clone();
        Sources {
            file: file.or_else(|| environment.config_file().map(PathBuf::from)),
            environment,
            flags: Vec::new(),
        }
    }
}
