//! The only place that writes to stdout and stderr. A reader that has gone away is no reason to
//! fail.

use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use jit_domain::glyphs;

use crate::config;

/// A line of data, to stdout, at once.
pub(crate) fn line(text: impl fmt::Display) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}

/// Stdout, for data that is written piece by piece.
pub(crate) fn stream() -> impl Write {
    io::BufWriter::with_capacity(64 * 1024, io::stdout())
}

/// Lines of data that are ended, to stdout, at once.
pub(crate) fn text(text: impl fmt::Display) {
    let mut out = io::stdout().lock();
    let _ = write!(out, "{text}").and_then(|()| out.flush());
}

/// What was done, or what to know, to stderr.
pub(crate) fn note(text: impl fmt::Display) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// What to do about an error, to stderr.
pub(crate) fn hint(text: impl fmt::Display) {
    let _ = writeln!(io::stderr().lock(), "hint: {text}");
}

/// How far something is, on a line that the next one replaces; only where a person looks.
pub(crate) fn progress(text: impl fmt::Display) {
    let mut err = io::stderr().lock();
    if err.is_terminal() {
        let _ = write!(err, "\r\x1b[K{text}").and_then(|()| err.flush());
    }
}

/// Takes that line away.
pub(crate) fn end_progress() {
    progress("");
}

/// Something that went wrong, to stderr.
pub(crate) fn error(text: impl fmt::Display) {
    let _ = writeln!(io::stderr().lock(), "error: {text}");
}

/// Whether stderr shows colours: on a terminal, unless `NO_COLOR` is set.
pub(super) fn has_colours() -> bool {
    io::stderr().is_terminal() && !config::no_color()
}

/// Text of a person, with what a terminal would obey made visible.
pub(super) fn visible(text: &str) -> String {
    glyphs(text).map(|glyph| glyph.to_string()).collect()
}

/// What clap has to say: help and version succeed, mistakes do not.
pub(super) fn usage(error: &clap::Error) -> ExitCode {
    let _ = error.print();
    u8::try_from(error.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from)
}
