//! The one place that prints: results on stdout, talk on stderr.

mod csv;
mod details;
mod foreign;
mod format;
mod listing;
mod pick;
mod progress;
mod prompt;
mod qr_code;
mod screen;
mod table;
mod terminal;
mod terminal_mode;

use std::fmt::{Display, Write as _};
use std::io::{self, IsTerminal, Write};

use jit_api::ErrorCode;
use serde::Serialize;

pub use details::Details;
pub use foreign::{Foreign, neutral, neutral_to};
pub use format::{Format, FormatArgs};
pub use listing::{Listed, Listing, Rows};
pub use pick::Choice;
pub use progress::Progress;
pub use qr_code::{QrCodeError, qr_code};
pub use screen::{Screen, Tone};
pub use table::Table;
pub use terminal::{terminal_output, to_terminal};

use crate::error::{CommandError, ErrorKind};

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum ColorChoice {
    /// On a terminal
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The flags that say how to talk.
#[derive(Clone, Copy, Debug, Default)]
pub struct UiOptions {
    /// How results are written; errors are JSON where results are.
    pub format: Format,
    /// Results and errors only.
    pub quiet: bool,
    /// More talk.
    pub verbose: bool,
    /// No questions.
    pub no_input: bool,
    /// When to use colour.
    pub color: ColorChoice,
}

/// What a person sees of a result. Foreign text in it goes through [`Foreign`] or [`neutral`].
pub trait Human {
    /// The result as lines of text, without the last newline.
    fn human(&self, screen: &Screen) -> String;
}

/// Talks to whoever started `jit`.
#[derive(Debug)]
pub struct Ui {
    options: UiOptions,
    screen: Screen,
    talk: Screen,
    on_stdout: OnStdout,
}

/// What stands on stdout already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OnStdout {
    /// Nothing, or whole documents.
    Whole,
    /// A JSON document that is not at its end.
    Half,
    /// Lines of a format of their own, between which nothing else belongs.
    Lines,
}

/// Whether anybody reads on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Reader {
    /// They do, as far as can be told.
    There,
    /// The other end of the pipe is closed.
    Gone,
}

impl Ui {
    /// Looks at the terminal once.
    #[must_use]
    pub fn new(options: UiOptions) -> Self {
        let color = |terminal: bool| match options.color {
            ColorChoice::Auto => terminal,
            ColorChoice::Always => true,
            ColorChoice::Never => false,
        };
        let stdout = color(io::stdout().is_terminal());
        let stderr = color(io::stderr().is_terminal());
        Self {
            options,
            screen: Screen::new(stdout, table::stdout_width()),
            talk: Screen::new(stderr, table::stderr_width()),
            on_stdout: OnStdout::Whole,
        }
    }

    /// Whether a result is one JSON document.
    #[must_use]
    pub fn is_json(&self) -> bool {
        self.options.format == Format::Json
    }

    /// Whether there is a person to ask.
    #[must_use]
    pub fn can_ask(&self) -> bool {
        !self.options.no_input && io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// Whether results are for eyes: stdout is a terminal.
    #[must_use]
    pub fn shows_results(&self) -> bool {
        io::stdout().is_terminal()
    }

    /// The screen that results go to, as it is now.
    #[must_use]
    pub fn screen(&self) -> Screen {
        self.screen.now_at_hand()
    }

    /// One line of talk on stderr; nothing with `--quiet`.
    pub fn status(&self, line: impl Display) {
        if !self.options.quiet {
            to_stderr(&format!("{line}\n"));
        }
    }

    /// One line of talk on stderr, with `--verbose` only.
    pub fn verbose(&self, line: impl Display) {
        if self.options.verbose {
            to_stderr(&format!("{line}\n"));
        }
    }

    /// What has to be seen before a question, on stderr, `--quiet` or not.
    pub fn notice(&self, value: &impl Human) {
        to_stderr(&format!("{}\n", value.human(&self.talk.now_at_hand())));
    }

    /// The result of the command on stdout: for a person, or as JSON.
    ///
    /// # Errors
    ///
    /// When stdout cannot be written. A reader that went away is no error.
    pub fn result<T: Serialize + Human>(&mut self, value: &T) -> Result<(), CommandError> {
        if self.is_json() {
            return self.json(value);
        }
        let mut text = value.human(&self.screen());
        if text.is_empty() {
            return Ok(());
        }
        text.push('\n');
        self.data(text.as_bytes())
    }

    /// A value as JSON on stdout, whatever `--json` says.
    ///
    /// # Errors
    ///
    /// As [`result`](Self::result).
    pub fn json<T: Serialize>(&mut self, value: &T) -> Result<(), CommandError> {
        let text = serde_json::to_string_pretty(value).map_err(cannot_write)?;
        let mut text = foreign::visible_json(&text);
        text.push('\n');
        self.data(text.as_bytes())
    }

    /// Bytes on stdout, in one write, as they are.
    ///
    /// # Errors
    ///
    /// As [`result`](Self::result).
    pub fn data(&mut self, bytes: &[u8]) -> Result<(), CommandError> {
        data(bytes)
    }

    /// Stdout, for results that are written piece by piece as they come.
    #[must_use]
    pub fn output(&self) -> impl Write + use<> {
        io::BufWriter::with_capacity(64 * 1024, io::stdout())
    }

    /// Says that results stand on stdout as lines of their own, such as those of a log: an error goes
    /// to stderr then, so that it cannot pass for one of them.
    pub fn lines_went_out(&mut self) {
        self.on_stdout = OnStdout::Lines;
    }

    /// The error that ends the command: `error`, `cause` and `hint` lines on stderr, or JSON on
    /// stdout, on one line where each line is a document. A document that has begun there stays
    /// without an end, so that it cannot pass for a whole one.
    pub fn error(&mut self, err: &CommandError) {
        // Nobody is left to tell when stdout is gone too.
        match self.options.format {
            Format::Json if self.on_stdout == OnStdout::Whole => {
                let _ = self.json(&ErrorJson { error: err });
            }
            Format::Jsonl => {
                let line = serde_json::to_string(&ErrorJson { error: err });
                let line = foreign::visible_json(&line.unwrap_or_default());
                let _ = self.data(format!("{line}\n").as_bytes());
            }
            Format::Json | Format::Table | Format::Csv => {
                if self.on_stdout == OnStdout::Half {
                    let _ = self.data(b"\n");
                }
                to_stderr(&self.error_lines(err));
            }
        }
    }

    /// An error about one of several things, on stderr; it does not end the command.
    pub fn error_about(&self, named: &str, err: &CommandError) {
        let mut err = err.clone();
        if !err.what.contains(named) {
            err.what = format!("{named}: {}", err.what);
        }
        to_stderr(&self.error_lines(&err));
    }

    /// Shows that something goes on, on a terminal only, until the value is dropped.
    #[must_use]
    pub fn progress(&self, message: &'static str) -> Progress {
        let shown = !self.options.quiet && io::stderr().is_terminal();
        Progress::new(message, shown)
    }

    /// The error of `credential-process`: one line of at most 1 KiB that SDKs show as it is.
    pub fn error_for_sdk(&mut self, err: &CommandError) {
        error_for_sdk(err);
    }

    /// A usage error as clap words it.
    pub fn clap_error(&mut self, err: &clap::Error) {
        // Nobody is left to tell when stderr is gone.
        let _ = err.print();
    }

    fn error_lines(&self, err: &CommandError) -> String {
        let mut text = String::new();
        let lines = [
            ("error", "31", Some(&err.what)),
            ("cause", "33", err.cause.as_ref()),
            ("hint", "36", err.hint.as_ref()),
        ];
        for (label, sgr, line) in lines {
            let Some(line) = line else { continue };
            let label = if self.talk.has_color() {
                format!("\u{1b}[1;{sgr}m{label}:\u{1b}[0m")
            } else {
                format!("{label}:")
            };
            // Writing to a string does not fail.
            let _ = writeln!(text, "{label} {}", neutral_to(line, 1024));
        }
        text
    }
}

/// The error of `credential-process`: one line of at most 1 KiB that SDKs show as it is.
pub fn error_for_sdk(err: &CommandError) {
    to_stderr(&sdk_line(err));
}

/// Bytes on stdout, in one write, as they are.
///
/// # Errors
///
/// When stdout cannot be written. A reader that went away is no error.
pub fn data(bytes: &[u8]) -> Result<(), CommandError> {
    write_out(bytes).map(|_| ())
}

fn write_out(bytes: &[u8]) -> Result<Reader, CommandError> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Ok(()) => Ok(Reader::There),
        Err(err) if err.kind() == io::ErrorKind::BrokenPipe => Ok(Reader::Gone),
        Err(err) => Err(cannot_write(err)),
    }
}

#[derive(Serialize)]
struct ErrorJson<'a> {
    error: &'a CommandError,
}

/// `jit: <code>: <what>; run: <command>`, at most 1 KiB, printable ASCII and visible Unicode only.
fn sdk_line(err: &CommandError) -> String {
    let (code, message) = for_sdk(err);
    format!("jit: {code}: {message}\n")
}

/// An error as SDKs show it to people: its code, of at most 64 bytes, and `<what>; run: <command>`,
/// of at most 910; printable ASCII and visible Unicode only.
#[must_use]
pub fn for_sdk(err: &CommandError) -> (String, String) {
    let what = match &err.cause {
        Some(cause) => format!("{}: {cause}", err.what),
        None => err.what.clone(),
    };
    let is_command = |hint: &&str| hint.starts_with("jit ") || hint.starts_with("kill ");
    let command = err.hint.as_deref().filter(is_command);
    let run = command.unwrap_or(match err.kind {
        ErrorKind::NotSignedIn => "jit login",
        _ if err.code == "keyring" => "jit login",
        _ if err.code == "bad_answer" => "jit doctor",
        _ if err.code == ErrorCode::GroupsOverage.as_str() => "jit whoami",
        _ if err.code == ErrorCode::Guardrail.as_str() => "jit targets",
        ErrorKind::Usage => "jit credential-process --help",
        ErrorKind::Unreachable => "jit whoami",
        _ => "jit list",
    });
    let fit = |text: &str, bytes: usize| -> String {
        let mut used = 0;
        let fits = |c: &char| {
            used += c.len_utf8();
            used <= bytes
        };
        neutral(text).chars().take_while(fits).collect()
    };
    let message = format!("{}; run: {}", fit(&what, 600), fit(run, 300));
    (fit(&err.code, 64), message)
}

fn cannot_write(err: impl Display) -> CommandError {
    CommandError::new(ErrorKind::Failed, "cannot write the result").cause(err)
}

/// Talk is lost when stderr is gone; nothing else depends on it.
fn to_stderr(text: &str) {
    let mut stderr = io::stderr().lock();
    let _ = stderr
        .write_all(text.as_bytes())
        .and_then(|()| stderr.flush());
}

#[cfg(test)]
mod tests {
    use super::sdk_line;
    use crate::error::{CommandError, ErrorKind};

    #[test]
    fn the_line_for_sdks_is_one_line_of_at_most_a_kibibyte() {
        let flood = "\u{1b}[31mx\ny\u{202e}é".repeat(4000);
        let err = CommandError::new(ErrorKind::Refused, &flood)
            .cause(&flood)
            .hint(&flood)
            .code(flood.clone());

        let line = sdk_line(&err);

        assert!(line.len() <= 1024, "{} bytes", line.len());
        assert_eq!(line.matches('\n').count(), 1);
        assert!(line.ends_with('\n'));
        assert!(!line.contains(['\u{1b}', '\u{202e}']));
    }
}
