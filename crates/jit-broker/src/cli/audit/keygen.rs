//! `jit-broker audit keygen`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use jit_audit::KeySet;

use super::output;
use crate::checkpoints::{CheckpointSigner as _, KeyFile};

/// Make a key that signs checkpoints of the audit log
///
/// The private key is written to a file that is not there yet, for its owner alone: it is
/// `audit.signing_key_file` of the broker. The public key goes to stdout as a JWK Set, or is added to one:
/// whoever verifies the log needs that set, from a place that the broker cannot write to. To rotate,
/// make a new key, add it to the set, and leave the old ones there: what they signed stays verifiable.
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "\
Examples:
  jit-broker audit keygen /etc/jit/checkpoint-key.pem > checkpoint-keys.json
  jit-broker audit keygen /etc/jit/checkpoint-key-2.pem --keys checkpoint-keys.json")]
pub(super) struct KeygenArgs {
    /// File for the private key (PKCS #8, PEM)
    #[arg(value_name = "FILE")]
    out: PathBuf,
    /// JWK Set to add the public key to; made when it is not there
    #[arg(long, value_name = "FILE")]
    keys: Option<PathBuf>,
}

pub(super) fn run(args: &KeygenArgs) -> ExitCode {
    match make(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(what) => {
            output::error(what);
            ExitCode::FAILURE
        }
    }
}

fn make(args: &KeygenArgs) -> Result<(), String> {
    // Read first: a set that cannot be added to must not cost a key.
    let mut set = match &args.keys {
        Some(file) => read(file)?,
        None => KeySet::default(),
    };
    let key = KeyFile::make(&args.out).map_err(|error| error.to_string())?;
    set.insert(*key.key());
    let json = format!("{:#}\n", set.to_json());
    let Some(file) = &args.keys else {
        output::text(json);
        return Ok(());
    };
    replace(file, &json).map_err(|error| format!("`{}`: {error}", file.display()))?;
    output::note(format_args!(
        "added key {} to `{}`",
        key.key().id(),
        file.display()
    ));
    Ok(())
}

/// The set in the file; none yet when there is no such file.
fn read(file: &Path) -> Result<KeySet, String> {
    let failed = |what: &dyn std::fmt::Display| format!("`{}`: {what}", file.display());
    match fs::read_to_string(file) {
        Ok(text) => KeySet::parse(&text).map_err(|error| failed(&error)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(KeySet::default()),
        Err(error) => Err(failed(&error)),
    }
}

/// A reader sees the old set or the new one.
fn replace(file: &Path, text: &str) -> io::Result<()> {
    let beside = file.with_extension("new");
    fs::write(&beside, text)?;
    fs::rename(&beside, file)
}
