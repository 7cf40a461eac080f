//! `jit-broker policy replay`.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use jit_domain::AccountRef;
use jit_policy::{Bundle, Change, Replay, Replayer};
use jit_store::{ChainHead, RecordedEvent, link};
use serde_json::{Value, json};

use super::{BundleArgs, output};

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

/// The longest line that is taken for an event, in bytes.
const MAX_LINE: u64 = 1024 * 1024;

pub(super) fn run(args: &ReplayArgs) -> ExitCode {
    let bundle = match args.bundle.load() {
        Ok(bundle) => bundle,
        Err(failed) => return failed,
    };
    let mut replayer = Replayer::new(&bundle);
    let complete = match read(&args.log, &mut replayer) {
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

/// Reads the log line by line; answers whether its last line was that of the chain's end.
fn read(path: &Path, replayer: &mut Replayer<'_>) -> Result<bool, String> {
    let input: Box<dyn Read> = if path == Path::new("-") {
        Box::new(std::io::stdin().lock())
    } else {
        Box::new(File::open(path).map_err(|error| error.to_string())?)
    };
    let mut input = BufReader::new(input);
    let mut line = Vec::new();
    let mut complete = false;
    let mut head = None;
    for number in 1_u64.. {
        line.clear();
        let read = input.by_ref().take(MAX_LINE).read_until(b'\n', &mut line);
        if read.map_err(|error| error.to_string())? == 0 {
            break;
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        complete = false;
        match serde_json::from_slice::<RecordedEvent>(&line) {
            Ok(recorded) => {
                head = Some(follow(head, &recorded).ok_or_else(|| changed(number))?);
                replayer.event(&recorded.event);
            }
            Err(_) if is_head(&line) => complete = true,
            Err(_) => return Err(format!("line {number} is no event of an audit log")),
        }
    }
    Ok(complete)
}

fn changed(line: u64) -> String {
    format!("the chain of the log does not hold at line {line}: it was changed, or lines are gone")
}

/// The end of the chain with this event, if it follows: the first of an export begins anywhere.
fn follow(head: Option<ChainHead>, recorded: &RecordedEvent) -> Option<ChainHead> {
    let before = ChainHead {
        sequence: recorded.sequence.checked_sub(1)?,
        hash: recorded.previous_hash.clone(),
    };
    if head.is_some_and(|head| head != before) {
        return None;
    }
    let position = link(&before, &recorded.event).ok()?;
    let linked = ChainHead {
        sequence: position.sequence,
        hash: position.hash,
    };
    (linked.hash == recorded.hash).then_some(linked)
}

fn is_head(line: &[u8]) -> bool {
    serde_json::from_slice::<Value>(line).is_ok_and(|value| value.get("head").is_some())
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
