use console::{Key, measure_text_width};

use super::search::Search;
use super::{Choice, line, neutral};

/// What a key comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// There is something else to show.
    Shows,
    /// The choice at this place is picked.
    Picked(usize),
    /// Nothing is.
    Left,
}

/// What is typed, what fits to it, and which line is marked. Keys change it, and a frame shows it.
#[derive(Debug)]
pub(super) struct Menu {
    question: String,
    search: Search,
    typed: Vec<char>,
    /// Before which of the typed characters the next one comes.
    cursor: usize,
    /// The marked line, among those that fit.
    marked: usize,
    /// The first line that is shown.
    top: usize,
    /// How many lines are shown.
    height: usize,
}

impl Menu {
    pub(super) fn new(question: String, choices: &[Choice], height: usize) -> Self {
        Self {
            question,
            search: Search::new(choices),
            typed: Vec::new(),
            cursor: 0,
            marked: 0,
            top: 0,
            height: height.max(1),
        }
    }

    /// Does what a key says.
    pub(super) fn press(&mut self, key: &Key) -> Step {
        let last = self.search.len().saturating_sub(1);
        match key {
            Key::Enter => {
                let place = self.search.place(self.marked);
                return place.map_or(Step::Shows, Step::Picked);
            }
            Key::Escape => return Step::Left,
            Key::ArrowUp | Key::BackTab => {
                self.marked = self.marked.checked_sub(1).unwrap_or(last);
            }
            Key::ArrowDown | Key::Tab => {
                self.marked = if self.marked < last {
                    self.marked + 1
                } else {
                    0
                };
            }
            Key::PageUp => self.marked = self.marked.saturating_sub(self.height),
            Key::PageDown => self.marked = last.min(self.marked + self.height),
            Key::ArrowLeft => self.cursor = self.cursor.saturating_sub(1),
            Key::ArrowRight => self.cursor = self.typed.len().min(self.cursor + 1),
            Key::Home => self.cursor = 0,
            Key::End => self.cursor = self.typed.len(),
            Key::Backspace if self.cursor > 0 => {
                self.cursor -= 1;
                self.typed.remove(self.cursor);
                self.look();
            }
            Key::Del if self.cursor < self.typed.len() => {
                self.typed.remove(self.cursor);
                self.look();
            }
            Key::Char(c) if !c.is_control() => {
                self.typed.insert(self.cursor, *c);
                self.cursor += 1;
                self.look();
            }
            _ => {}
        }
        self.top = self.top.min(self.marked);
        self.top = self.top.max((self.marked + 1).saturating_sub(self.height));
        Step::Shows
    }

    fn look(&mut self) {
        let typed: String = self.typed.iter().collect();
        self.search.look_for(&typed);
        self.marked = 0;
    }

    /// The lines to show on a terminal of so many columns: the question with what is typed, and what
    /// fits, the marked one behind a `>`. With colours, what was looked for stands out.
    pub(super) fn frame(&self, columns: usize, color: bool) -> Vec<String> {
        let (before, after) = self.typed.split_at(self.cursor.min(self.typed.len()));
        let text = |part: &[char]| neutral(&part.iter().collect::<String>());
        let question = format!("{} {}|{}", self.question, text(before), text(after));
        let shown = self.search.shown(self.top..self.top + self.height);
        let lines = shown.enumerate().map(|(at, choice)| {
            let is_marked = self.top + at == self.marked;
            let mark = if is_marked { "> " } else { "  " };
            let text = line(choice, columns);
            let text = if color { self.highlighted(&text) } else { text };
            format!("{mark}{text}")
        });
        std::iter::once(question).chain(lines).collect()
    }

    /// The name of the marked line beside the question, for what stays on the screen.
    pub(super) fn answer(&self) -> Option<String> {
        let marked = self.search.shown(self.marked..self.marked + 1).next()?;
        let name = neutral(&marked.name);
        let words: Vec<&str> = name.split_whitespace().collect();
        Some(format!("{} {}", self.question, words.join(" ")))
    }

    fn highlighted(&self, text: &str) -> String {
        let hits = self.search.hits(text);
        let mut shown = String::new();
        for (at, c) in (0_u32..).zip(text.chars()) {
            if hits.binary_search(&at).is_ok() {
                shown.extend(["\u{1b}[1m", c.encode_utf8(&mut [0; 4]), "\u{1b}[0m"]);
            } else {
                shown.push(c);
            }
        }
        shown
    }
}

/// How many rows of a terminal lines take, the long ones more than one.
pub(super) fn rows(lines: &[String], columns: usize) -> usize {
    let rows = |line: &String| measure_text_width(line).div_ceil(columns.max(1)).max(1);
    lines.iter().map(rows).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn menu(names: &[&str]) -> Menu {
        let choice = |name: &&str| Choice {
            name: (*name).to_owned(),
            about: String::new(),
        };
        let choices: Vec<Choice> = names.iter().map(choice).collect();
        Menu::new("Which?".to_owned(), &choices, 2)
    }

    fn after(keys: &[Key]) -> String {
        let mut menu = menu(&["one", "two", "three"]);
        for key in keys {
            assert_eq!(menu.press(key), Step::Shows);
        }
        menu.frame(80, false).join("\n").replace("  \n", "\n")
    }

    #[test]
    fn arrows_go_around_and_the_marked_line_is_always_shown() {
        use Key::{ArrowDown, ArrowUp, PageDown, PageUp};
        for (keys, shown) in [
            (&[][..], "Which? |\n> one\n  two  "),
            (&[ArrowDown], "Which? |\n  one\n> two  "),
            (&[ArrowDown, ArrowDown], "Which? |\n  two\n> three  "),
            (&[ArrowUp], "Which? |\n  two\n> three  "),
            (&[ArrowUp, ArrowDown], "Which? |\n> one\n  two  "),
            (&[PageDown, PageUp], "Which? |\n> one\n  two  "),
        ] {
            assert_eq!(after(keys), shown, "{keys:?}");
        }
    }

    #[test]
    fn what_is_typed_can_be_changed() {
        use Key::{ArrowLeft, Backspace, Char, Del, Home};
        for (keys, typed) in [
            (&[Char('t'), Char('w')][..], "tw|"),
            (&[Char('t'), Char('w'), ArrowLeft], "t|w"),
            (&[Char('t'), Char('w'), ArrowLeft, Backspace], "|w"),
            (&[Char('t'), Char('w'), Home, Del], "|w"),
            (&[Char('x'), Backspace, Backspace], "|"),
            (&[Char('t'), Char('\u{7}')], "t|"),
        ] {
            let frame = after(keys);
            let question = frame.lines().next().unwrap();
            assert_eq!(question, format!("Which? {typed}"), "{keys:?}");
        }
    }

    #[test]
    fn enter_picks_what_is_marked_by_its_place_among_all_and_esc_nothing() {
        let mut menu = menu(&["one", "two", "three"]);
        menu.press(&Key::Char('w'));
        assert_eq!(menu.press(&Key::Enter), Step::Picked(1));
        menu.press(&Key::Char('x'));
        assert_eq!(menu.press(&Key::Enter), Step::Shows);
        assert_eq!(menu.press(&Key::Escape), Step::Left);
    }

    #[test]
    fn what_was_looked_for_stands_out() {
        let mut menu = menu(&["two"]);
        menu.press(&Key::Char('w'));
        let frame = menu.frame(80, true);
        assert!(frame[1].starts_with("> t\u{1b}[1mw\u{1b}[0mo"), "{frame:?}");
    }

    #[test]
    fn long_lines_take_more_rows() {
        let lines = ["abc", "", "abcdef"].map(str::to_owned);
        assert_eq!(rows(&lines, 3), 4);
        assert_eq!(rows(&["東京".to_owned()], 3), 2);
    }
}
