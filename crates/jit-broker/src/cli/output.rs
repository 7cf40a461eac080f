//! The only place that writes to stdout and stderr. A reader that has gone away is no reason to
//! fail.

use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

/// A line of data, to stdout, at once.
pub(crate) fn line(text: impl fmt::Display) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}

/// Something that went wrong, to stderr.
pub(crate) fn error(text: impl fmt::Display) {
    let _ = writeln!(io::stderr().lock(), "error: {text}");
}

/// What clap has to say: help and version succeed, mistakes do not.
pub(super) fn usage(error: &clap::Error) -> ExitCode {
    let _ = error.print();
    u8::try_from(error.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from)
}
