use std::io;

use dialoguer::FuzzySelect;

use super::prompt::{cannot_read, interrupted};
use super::terminal_mode::TerminalMode;
use super::{Ui, neutral, neutral_to};
use crate::error::{CommandError, ErrorKind};

/// One line to pick.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What tells it from all others: never cut.
    pub name: String,
    /// What else there is to know: cut where the terminal is too narrow for it.
    pub about: String,
}

/// The columns of a terminal that does not say how many it has.
const USUAL_COLUMNS: u16 = 80;

/// The columns that the mark of the picked line takes, and one that stays empty.
const MARGIN: usize = 3;

/// The lines that are shown at once; the rest scrolls.
const MAX_LINES: usize = 15;

impl Ui {
    /// Has the person pick one of these, by arrow keys or by typing parts of its line, and returns
    /// its place. Foreign text in them is neutralised here.
    ///
    /// # Errors
    ///
    /// That it was interrupted, by Esc or Ctrl-C; a usage error where nobody can be asked.
    pub async fn pick(&self, question: &str, choices: &[Choice]) -> Result<usize, CommandError> {
        if !self.can_ask() {
            let what = "there is something to pick, and no terminal to ask on";
            return Err(CommandError::new(ErrorKind::Usage, what));
        }
        let columns = usize::from(self.talk.width().unwrap_or(USUAL_COLUMNS));
        let lines: Vec<String> = choices.iter().map(|it| line(it, columns)).collect();
        let question = neutral(question);
        let highlight = self.talk.has_color();
        let kept = TerminalMode::of_now();
        let picked = tokio::task::spawn_blocking(move || {
            FuzzySelect::new()
                .with_prompt(question)
                .items(lines)
                .default(0)
                .max_length(MAX_LINES)
                .highlight_matches(highlight)
                .interact_opt()
        });
        let picked = picked.await;
        drop(kept);
        match picked
            .map_err(io::Error::other)
            .and_then(|picked| picked.map_err(io::Error::from))
        {
            Ok(Some(place)) => Ok(place),
            Ok(None) => Err(interrupted()),
            Err(err) if err.kind() == io::ErrorKind::Interrupted => Err(interrupted()),
            Err(err) => Err(cannot_read(&err)),
        }
    }
}

/// The line of a choice. The picker counts bytes when it wipes lines, and so does this.
fn line(choice: &Choice, columns: usize) -> String {
    let name = neutral(&choice.name);
    let mut line = format!("{name}  {}", neutral(&choice.about));
    let most = columns.saturating_sub(MARGIN);
    let mut chars = most;
    while line.len() > most.max(name.len()) && chars > name.chars().count() {
        line = neutral_to(&line, chars);
        chars -= 1;
    }
    if line.len() > most.max(name.len()) {
        return name;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::{Choice, line};

    fn shown(name: &str, about: &str, columns: usize) -> String {
        let (name, about) = (name.to_owned(), about.to_owned());
        line(&Choice { name, about }, columns)
    }

    #[test]
    fn a_line_fits_and_its_name_is_never_cut() {
        assert_eq!(shown("abc", "defg", 80), "abc  defg");
        assert_eq!(shown("abc", "defghijkl", 13), "abc  de…");
        assert_eq!(shown("abcdefgh", "i", 6), "abcdefgh");
        for columns in 0..40 {
            let line = shown("abc", "größer als schön 東京 東京", columns);
            assert!(line.starts_with("abc"), "{line}");
            assert!(line.len() <= (columns.max(6) - 3), "{columns}: {line}");
        }
    }

    #[test]
    fn foreign_text_is_made_visible() {
        let line = shown("a\u{1b}[2J", "b\nc\u{202e}", 80);
        assert_eq!(line, r"a\u{1b}[2J  b⏎c\u{202e}");
    }
}
