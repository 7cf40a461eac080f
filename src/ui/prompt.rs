use std::io;

use super::terminal_mode::forget_what_was_typed;
use super::{Ui, neutral, to_stderr};
use crate::error::{CommandError, ErrorKind};

impl Ui {
    /// Asks a question on the terminal; only `y` and `yes` are a yes.
    ///
    /// The answer is read beside the runtime, so that an interrupt is seen while it waits.
    ///
    /// # Errors
    ///
    /// A usage error where nobody can be asked, which names the flag that answers.
    pub async fn confirm(&self, question: &str, flag: &str) -> Result<bool, CommandError> {
        if !self.can_ask() {
            let what = "this needs a confirmation, and there is no terminal to ask on";
            return Err(CommandError::new(ErrorKind::Usage, what).hint(format!("add `{flag}`")));
        }
        to_stderr(&format!("{question} [y/N] "));
        let answer = read_line().await?.unwrap_or_default();
        Ok(is_yes(answer.trim()))
    }

    /// Asks whether to go on: an empty answer is a yes. What was typed before the question was
    /// there, such as the rest of a pasted text, does not answer it.
    ///
    /// # Errors
    ///
    /// As [`answer`](Self::answer).
    pub async fn confirm_unless_no(&self, question: &str) -> Result<bool, CommandError> {
        forget_what_was_typed();
        let read = |text: &str| match text {
            "" => Ok(true),
            text if is_yes(text) => Ok(true),
            text if text.eq_ignore_ascii_case("n") || text.eq_ignore_ascii_case("no") => Ok(false),
            _ => Err("yes or no?".to_owned()),
        };
        self.answer(&format!("{question} [Y/n]"), read).await
    }

    /// Asks until the answer, without white space around it, can be read.
    ///
    /// # Errors
    ///
    /// That it was interrupted, by Esc on a line of its own or the end of input; a usage error where
    /// nobody can be asked.
    pub async fn answer<T>(
        &self,
        question: &str,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<T, CommandError> {
        if !self.can_ask() {
            let what = "this needs an answer, and there is no terminal to ask on";
            return Err(CommandError::new(ErrorKind::Usage, what));
        }
        loop {
            to_stderr(&format!("{} ", neutral(question)));
            let Some(line) = read_line().await? else {
                to_stderr("\n");
                return Err(interrupted());
            };
            let text = line.trim();
            if text == ESCAPE {
                return Err(interrupted());
            }
            match read(text) {
                Ok(value) => return Ok(value),
                Err(why) => to_stderr(&format!("  {}\n", neutral(&why))),
            }
        }
    }
}

/// What a terminal sends for Esc.
const ESCAPE: &str = "\u{1b}";

fn is_yes(answer: &str) -> bool {
    answer.eq_ignore_ascii_case("y") || answer.eq_ignore_ascii_case("yes")
}

/// A line of stdin, none at its end. The terminal edits it: nothing of its mode is changed.
async fn read_line() -> Result<Option<String>, CommandError> {
    let line = tokio::task::spawn_blocking(|| {
        let mut line = String::new();
        let read = io::stdin().read_line(&mut line);
        read.map(|bytes| (bytes > 0).then_some(line))
    });
    let line = line.await.map_err(io::Error::other).and_then(|read| read);
    line.map_err(|err| cannot_read(&err))
}

pub(super) fn cannot_read(err: &io::Error) -> CommandError {
    CommandError::new(ErrorKind::Failed, "cannot read the answer").cause(err)
}

/// The person does not want to go on.
pub(super) fn interrupted() -> CommandError {
    CommandError::new(ErrorKind::Interrupted, "interrupted")
}
