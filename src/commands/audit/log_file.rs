//! Files that auditors are handed: of what cannot be read as a log it is said why, and what to type.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use crate::commands::word;
use crate::error::{CommandError, ErrorKind};

/// How much of a file is read at a time, in bytes.
const BUFFER: usize = 256 * 1024;

/// What gzip begins with.
///
/// Source: RFC 1952, section 2.3.1.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// What an export is, for whoever named something else.
pub(super) const WHAT_AN_EXPORT_IS: &str =
    "an export is what `jit audit export --out audit.jsonl` writes";

/// Opens an exported log; `-` is standard input. The command `again` reads it from there.
///
/// # Errors
///
/// When it cannot be read, or is packed.
pub(super) fn open_log(path: &Path, again: &str) -> Result<Box<dyn BufRead>, CommandError> {
    let unreadable = |err: io::Error| {
        let is_missing = err.kind() == io::ErrorKind::NotFound;
        let err = cannot_read(path, err);
        err.hint(if is_missing {
            "`jit audit export --out audit.jsonl` writes one"
        } else {
            WHAT_AN_EXPORT_IS
        })
    };
    let mut input = open(path).map_err(unreadable)?;
    if !input.fill_buf().map_err(unreadable)?.starts_with(&GZIP) {
        return Ok(input);
    }
    let what = format!("{} is packed with gzip", named(path));
    let unpack = if is_stdin(path) {
        "gunzip -c".to_owned()
    } else {
        format!("gunzip -c {}", word(&path.display().to_string()))
    };
    Err(CommandError::new(ErrorKind::Failed, what).hint(format!("{unpack} | {again}")))
}

/// Opens a file of any kind; `-` is standard input.
pub(super) fn open(path: &Path) -> io::Result<Box<dyn BufRead>> {
    if is_stdin(path) {
        return Ok(Box::new(BufReader::with_capacity(BUFFER, io::stdin())));
    }
    let file = File::open(path)?;
    Ok(Box::new(BufReader::with_capacity(BUFFER, file)))
}

pub(super) fn cannot_read(path: &Path, err: io::Error) -> CommandError {
    CommandError::new(ErrorKind::Failed, format!("cannot read {}", named(path))).cause(err)
}

/// The file as a message names it.
pub(super) fn named(path: &Path) -> String {
    if is_stdin(path) {
        "standard input".to_owned()
    } else {
        format!("`{}`", path.display())
    }
}

fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}
