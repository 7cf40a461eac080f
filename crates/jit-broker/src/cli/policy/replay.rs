//! `jit-broker policy replay`.

use std::path::PathBuf;
use std::process::ExitCode;

use jit_domain::AccountRef;
use jit_policy::{Bundle, Change, Replay, Replayer};
use serde_json::json;

use super::{BundleArgs, output};
use crate::cli::past_events;

/// Decide recorded requests again under another bundle: who gains, who loses
///
/// The log is what `GET /v1/audit` exports: JSON lines, of which the last names the end of the chain. A
/// log whose chain does not hold is refused.
/// Each recorded request, accepted or refused, is decided again at its own time and by what the token
/// of its person said then; so is each session that was opened.
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "\
Examples:
  curl -fsSH \"Authorization: Bearer $JIT_TOKEN\" \"$JIT_BROKER/v1/audit\" > audit.jsonl
  jit-broker policy replay proposed-policy --log audit.jsonl
  jit-broker policy replay proposed-policy --log audit.jsonl --json | jq '.loses[].subject'")]
pub(super) struct ReplayArgs {
    #[command(flatten)]
    bundle: BundleArgs,
    /// Exported audit log; `-` for standard input
    #[arg(long, value_name = "FILE")]
    log: PathBuf,
}

pub(super) fn run(args: &ReplayArgs) -> ExitCode {
    let bundle = match args.bundle.load() {
        Ok(bundle) => bundle,
        Err(failed) => return failed,
    };
    let mut replayer = Replayer::new(&bundle);
    let read = past_events::of_export(&args.log, |event| {
        replayer.event(event);
        Ok(())
    });
    let complete = match read {
        Ok(complete) => complete,
        Err(what) => {
            output::error(format_args!("`{}`: {what}", args.log.display()));
            return ExitCode::FAILURE;
        }
    };
    let replay = replayer.finish();
    if args.bundle.json {
        output::line(json!({
            "ok": true,
            "bundle": bundle.digest(),
            "complete": complete,
            "gains": replay.gains,
            "loses": replay.loses,
            "changes": replay.changes,
            "unchanged": replay.unchanged,
            "unknown": replay.unknown,
        }));
    } else {
        show(&replay, &bundle);
    }
    if !complete {
        output::note("warning: the log has no line that names its end: it may be cut off");
    }
    ExitCode::SUCCESS
}

fn show(replay: &Replay, bundle: &Bundle) {
    list("gains", &replay.gains, bundle);
    list("loses", &replay.loses, bundle);
    list("changes", &replay.changes, bundle);
    output::line(format_args!(
        "{} gained, {} lost, {} changed, {} unchanged",
        total(&replay.gains),
        total(&replay.loses),
        total(&replay.changes),
        replay.unchanged
    ));
    if replay.unknown > 0 {
        output::line(format_args!(
            "{} cannot be decided again: the log does not say enough",
            replay.unknown
        ));
    }
}

fn list(word: &str, changes: &[Change], bundle: &Bundle) {
    for change in changes {
        let account = AccountRef::Id(change.account.clone());
        let account = bundle.account(&account).map_or_else(
            || change.account.to_string(),
            |account| format!("{} ({})", account.name, account.id),
        );
        let what = if change.action == "vend" {
            " (credentials)"
        } else {
            ""
        };
        output::line(format_args!(
            "{word:<8} {} {} in {}{what}, {}×: {} → {}",
            output::visible(change.subject.as_str()),
            change.permission_set,
            account,
            change.times,
            change.before,
            change.after
        ));
    }
}

fn total(changes: &[Change]) -> u64 {
    changes.iter().map(|change| change.times).sum()
}
