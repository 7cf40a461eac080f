//! The only place that writes to stdout and stderr. A reader that has gone away is no reason to
//! fail.

use std::fmt;
use std::io::{self, IsTerminal as _, Write};
use std::process::ExitCode;

use crate::config;

/// A line of data, to stdout, at once.
pub(crate) fn line(text: impl fmt::Display) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}

/// Something that went wrong, to stderr.
pub(crate) fn error(text: impl fmt::Display) {
    let _ = writeln!(io::stderr().lock(), "error: {text}");
}

/// Something that a person may want to know, to stderr.
pub(crate) fn talk(text: impl fmt::Display) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Whether stderr shows colours: on a terminal, unless `NO_COLOR` is set.
pub(super) fn has_colours() -> bool {
    io::stderr().is_terminal() && !config::no_color()
}

/// Text of a person, with what a terminal would obey made visible.
pub(super) fn visible(text: &str) -> String {
    text.escape_debug().to_string()
}

/// What clap has to say: help and version succeed, mistakes do not.
pub(super) fn usage(error: &clap::Error) -> ExitCode {
    let _ = error.print();
    u8::try_from(error.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from)
}
