use std::fs;
use std::io::{self, BufRead};
use std::path::PathBuf;
use std::str::FromStr;

use jit_audit::{Anchor, Finding, KeySet, LogReader, Verifier, anchors};
use jit_domain::EventHash;

use super::log_file::{cannot_read, named, open, open_log};
use super::verify_hint::hint;
use super::verify_view::Proof;
use crate::error::{CommandError, ErrorKind};
use crate::ui::Ui;

/// Verify an exported audit log, without a broker
///
/// Follows the chain of hashes from the first record to the line that names the end, and names the first
/// record that is wrong: edited, replaced, missing, moved, repeated. Somebody who can write the whole log
/// anew makes a chain that holds; only a checkpoint, which the broker signed and keeps elsewhere, shows
/// that. The exit status is 0 only when nothing is wrong.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jit audit verify audit.jsonl
  jit audit verify audit.jsonl --checkpoint checkpoints.jws --keys checkpoint-keys.json
  zcat audit.jsonl.gz | jit audit verify - --json | jq .first_bad")]
pub(crate) struct VerifyArgs {
    /// Exported audit log; `-` for standard input
    #[arg(value_name = "FILE")]
    log: PathBuf,
    /// Checkpoints that the broker signed, one a line; may be given again
    #[arg(long, value_name = "FILE", requires = "keys")]
    checkpoint: Vec<PathBuf>,
    /// Public keys that are trusted to sign checkpoints, as a JWK Set
    #[arg(long, value_name = "FILE", requires = "checkpoint")]
    keys: Option<PathBuf>,
    /// End of the log that was noted elsewhere, such as from a notification; may be given again
    #[arg(long, value_name = "SEQUENCE:HASH")]
    head: Vec<Noted>,
    /// The log begins behind this record, not with the first
    #[arg(
        long,
        value_name = "SEQUENCE",
        default_value_t = 0,
        hide_default_value = true
    )]
    after: u64,
}

/// An end of the log as a notification names it: `4213:` and 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Noted {
    sequence: u64,
    hash: EventHash,
}

impl FromStr for Noted {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parse = || {
            let (sequence, hash) = text.split_once(':')?;
            Some(Self {
                sequence: sequence.parse().ok().filter(|it| *it > 0)?,
                hash: hash.parse().ok()?,
            })
        };
        parse().ok_or("the number of a record, a colon, and its hash of 64 hexadecimal digits")
    }
}

/// Where checkpoints come from.
const CHECKPOINTS: &str =
    "the broker writes them where its `checkpoint_file` and `checkpoint_s3` are";

/// Runs `jit audit verify`.
///
/// # Errors
///
/// When a file cannot be read, the keys are no JWK Set, or anything is wrong with the log.
pub(crate) fn run(ui: &mut Ui, args: &VerifyArgs) -> Result<(), CommandError> {
    let (anchors, findings) = known_ends(args)?;
    let progress = ui.progress("verifying");
    let mut verifier = Verifier::new(args.after, anchors);
    for finding in findings {
        verifier.add(finding);
    }
    let log = open_log(&args.log, "jit audit verify -")?;
    let read = read(log, &mut verifier);
    drop(progress);
    read.map_err(|err| cannot_read(&args.log, err))?;
    let proof = Proof::new(args.after, verifier.finish(jit_audit::HeadLine::Expected));
    ui.result(&proof)?;
    if proof.is_intact() {
        return Ok(());
    }
    let err = CommandError::new(ErrorKind::Failed, proof.verdict())
        .code("not_intact")
        .hint(hint(proof.report(), args.after));
    // In JSON the report has said it.
    Err(if ui.is_json() {
        err.already_told()
    } else {
        err
    })
}

fn read(input: Box<dyn BufRead>, verifier: &mut Verifier) -> io::Result<()> {
    let mut reader = LogReader::new(input);
    while let Some((line, entry)) = reader.read()? {
        verifier.entry(line, &entry);
    }
    Ok(())
}

/// The ends that the log is known to have had, and what is wrong with what should tell them.
fn known_ends(args: &VerifyArgs) -> Result<(Vec<Anchor>, Vec<Finding>), CommandError> {
    let noted = args
        .head
        .iter()
        .map(|noted| Anchor::noted(noted.sequence, noted.hash.clone()));
    let (mut known, mut findings) = (noted.collect::<Vec<_>>(), Vec::new());
    let Some(file) = &args.keys else {
        return Ok((known, findings));
    };
    let keys = fs::read_to_string(file)
        .map_err(|err| cannot_read(file, err).hint("`jit-broker audit keygen` writes the keys"))?;
    let keys = KeySet::parse(&keys).map_err(|err| {
        let what = format!("`{}` holds no keys for checkpoints", file.display());
        CommandError::new(ErrorKind::Failed, what)
            .cause(err)
            .hint("`jit-broker audit keygen` writes them")
    })?;
    for file in &args.checkpoint {
        let read = open(file).and_then(|input| anchors(input, &keys));
        let (read, wrong) = read.map_err(|err| cannot_read(file, err).hint(CHECKPOINTS))?;
        if read.is_empty() && wrong.is_empty() {
            let what = format!("there is no checkpoint in {}", named(file));
            return Err(CommandError::new(ErrorKind::Failed, what).hint(CHECKPOINTS));
        }
        known.extend(read);
        findings.extend(wrong);
    }
    Ok((known, findings))
}
