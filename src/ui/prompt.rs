use std::io;

use super::{Ui, to_stderr};
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
        let answer = tokio::task::spawn_blocking(|| {
            let mut line = String::new();
            io::stdin().read_line(&mut line).map(|_| line)
        });
        let answer = answer.await.map_err(io::Error::other).and_then(|read| read);
        let answer = answer.map_err(|err| {
            CommandError::new(ErrorKind::Failed, "cannot read the answer").cause(err)
        })?;
        let answer = answer.trim();
        Ok(answer.eq_ignore_ascii_case("y") || answer.eq_ignore_ascii_case("yes"))
    }
}
