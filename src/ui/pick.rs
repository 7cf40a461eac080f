mod menu;
mod search;

use std::io;

use console::{Term, measure_text_width};

use self::menu::{Menu, Step, rows};
use super::prompt::{cannot_read, interrupted};
use super::terminal_mode::TerminalMode;
use super::{Ui, neutral};
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

/// The lines of the terminal that are left alone: the question, and the one below the last.
const OTHER_LINES: usize = 2;

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
        let term = Term::buffered_stderr();
        let height = usize::from(term.size().0).saturating_sub(OTHER_LINES);
        let menu = Menu::new(neutral(question), choices, height.min(MAX_LINES));
        let highlight = self.talk.has_color();
        let kept = TerminalMode::of_now();
        kept.without_echo();
        let asked = tokio::task::spawn_blocking(move || ask(menu, &term, columns, highlight));
        let picked = asked.await;
        drop(kept);
        match picked.map_err(io::Error::other).and_then(|picked| picked) {
            Ok(Some(place)) => Ok(place),
            Ok(None) => Err(interrupted()),
            Err(err) if err.kind() == io::ErrorKind::Interrupted => Err(interrupted()),
            Err(err) => Err(cannot_read(&err)),
        }
    }
}

/// Shows the menu and does what keys say, until something is picked or nothing is to be.
fn ask(mut menu: Menu, term: &Term, columns: usize, highlight: bool) -> io::Result<Option<usize>> {
    term.hide_cursor()?;
    let mut shown = 0;
    loop {
        let frame = menu.frame(columns, highlight);
        // Each frame is one write: nothing flickers.
        term.clear_last_lines(shown)?;
        for line in &frame {
            term.write_line(line)?;
        }
        term.flush()?;
        shown = rows(&frame, columns);
        let picked = match menu.press(&term.read_key()?) {
            Step::Shows => continue,
            Step::Left => None,
            Step::Picked(place) => Some(place),
        };
        term.clear_last_lines(shown)?;
        if let Some(line) = picked.and_then(|_| menu.answer()) {
            term.write_line(&line)?;
        }
        term.show_cursor()?;
        term.flush()?;
        return Ok(picked);
    }
}

/// The line of a choice, cut to the columns of a terminal.
fn line(choice: &Choice, columns: usize) -> String {
    let name = neutral(&choice.name);
    let whole = format!("{name}  {}", neutral(&choice.about));
    let most = columns
        .saturating_sub(MARGIN)
        .max(measure_text_width(&name));
    if measure_text_width(&whole) <= most {
        return whole;
    }
    let (mut cut, mut used) = (String::new(), 0);
    for c in whole.chars() {
        let width = measure_text_width(c.encode_utf8(&mut [0; 4]));
        if used + width + 1 > most {
            break;
        }
        used += width;
        cut.push(c);
    }
    if cut.len() <= name.len() {
        return name;
    }
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use console::measure_text_width;

    use super::{Choice, line};

    fn shown(name: &str, about: &str, columns: usize) -> String {
        let (name, about) = (name.to_owned(), about.to_owned());
        line(&Choice { name, about }, columns)
    }

    #[test]
    fn a_line_fits_and_its_name_is_never_cut() {
        assert_eq!(shown("abc", "defg", 80), "abc  defg");
        assert_eq!(shown("abc", "defghijkl", 13), "abc  defg…");
        assert_eq!(shown("abcdefgh", "i", 6), "abcdefgh");
        for columns in 0..40 {
            let line = shown("abc", "größer als schön 東京 東京", columns);
            assert!(line.starts_with("abc"), "{line}");
            let width = measure_text_width(&line);
            assert!(width <= columns.max(6) - 3, "{columns}: {line}");
        }
    }

    #[test]
    fn foreign_text_is_made_visible() {
        let line = shown("a\u{1b}[2J", "b\nc\u{202e}", 80);
        assert_eq!(line, r"a\u{1b}[2J  b⏎c\u{202e}");
    }
}
