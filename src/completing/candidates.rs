use clap::{Arg, Command};

use super::names::Names;

/// What a word may become.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Candidate {
    /// All of the word.
    pub(super) value: String,
    /// A few words about it; text of others may be in it.
    pub(super) about: String,
}

impl Candidate {
    pub(super) fn new(value: impl Into<String>, about: impl Into<String>) -> Self {
        let (value, about) = (value.into(), about.into());
        Self { value, about }
    }
}

/// Where a command line stands before its last word.
struct Place<'a> {
    command: &'a Command,
    /// The option whose value comes next.
    option: Option<&'a Arg>,
    /// How many words of the command itself were there.
    positionals: usize,
    /// After `--`.
    only_positionals: bool,
    /// What the options before say, as far as it narrows names down.
    said: Said,
}

/// Values of options that others depend on.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    pub(super) broker: Option<String>,
    pub(super) account: Option<String>,
}

/// What the last word of a command line may become; the first word is a command of `jit`.
///
/// The command has been built, so that global options are those of every command.
pub(super) fn candidates(
    command: &Command,
    words: &[String],
    names: impl FnOnce(&Said) -> Names,
) -> Vec<Candidate> {
    let Some((last, before)) = words.split_last() else {
        return Vec::new();
    };
    let mut place = Place {
        command,
        option: None,
        positionals: 0,
        only_positionals: false,
        said: Said::default(),
    };
    for word in before {
        place.pass(word);
    }
    let mut found = place.candidates(last, names);
    found.retain(|it| it.value.starts_with(last.as_str()));
    found
}

impl<'a> Place<'a> {
    /// Goes on behind a word.
    fn pass(&mut self, word: &str) {
        if let Some(option) = self.option.take() {
            self.say(option, word);
        } else if self.only_positionals {
            self.positionals += 1;
        } else if word == "--" {
            self.only_positionals = true;
        } else if let Some(long) = word.strip_prefix("--") {
            self.pass_option(long);
        } else if word.len() > 1 && word.starts_with('-') {
            let last = word.chars().last();
            let arguments = self.command.get_arguments();
            let option = arguments.into_iter().find(|it| it.get_short() == last);
            self.option = option.filter(|it| takes_a_word(it));
        } else if let Some(below) = self.below(word) {
            self.command = below;
        } else {
            self.positionals += 1;
        }
    }

    fn pass_option(&mut self, long: &str) {
        let (name, value) = match long.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (long, None),
        };
        match (self.option_of(name), value) {
            (Some(option), Some(value)) => self.say(option, value),
            (option, None) => self.option = option.filter(|it| takes_a_word(it)),
            (None, Some(_)) => {}
        }
    }

    fn say(&mut self, option: &Arg, value: &str) {
        match option.get_id().as_str() {
            "broker" => self.said.broker = Some(value.to_owned()),
            "account" => self.said.account = Some(value.to_owned()),
            _ => {}
        }
    }

    fn option_of(&self, long: &str) -> Option<&'a Arg> {
        let mut arguments = self.command.get_arguments();
        arguments.find(|it| it.get_long() == Some(long))
    }

    /// A command below, as long as no other word was there.
    fn below(&self, word: &str) -> Option<&'a Command> {
        let first = self.positionals == 0;
        first.then(|| self.command.find_subcommand(word)).flatten()
    }

    fn candidates(self, last: &str, names: impl FnOnce(&Said) -> Names) -> Vec<Candidate> {
        if let Some(option) = self.option {
            return values(option, &names(&self.said), last);
        }
        if !self.only_positionals && last.starts_with('-') {
            let value = last.strip_prefix("--").and_then(|it| it.split_once('='));
            return match value {
                Some((name, typed)) => self.option_of(name).map_or_else(Vec::new, |option| {
                    let mut found = values(option, &names(&self.said), typed);
                    for it in &mut found {
                        it.value.insert_str(0, &format!("--{name}="));
                    }
                    found
                }),
                None => self.options(),
            };
        }
        if !self.only_positionals && self.positionals == 0 && self.command.has_subcommands() {
            return self.commands();
        }
        let mut own = self.command.get_positionals();
        let own = own.nth(self.positionals).or_else(|| {
            let last = self.command.get_positionals().last();
            last.filter(|it| it.get_num_args().is_some_and(|it| it.max_values() > 1))
        });
        own.map_or_else(Vec::new, |it| values(it, &names(&self.said), last))
    }

    fn options(&self) -> Vec<Candidate> {
        let shown = self.command.get_arguments().filter(|it| !it.is_hide_set());
        let options = shown.filter_map(|it| {
            let about = it.get_help().map(ToString::to_string);
            Some(Candidate::new(
                format!("--{}", it.get_long()?),
                first_line(&about.unwrap_or_default()),
            ))
        });
        let mut options: Vec<_> = options.collect();
        options.sort();
        options
    }

    fn commands(&self) -> Vec<Candidate> {
        let shown = self
            .command
            .get_subcommands()
            .filter(|it| !it.is_hide_set());
        let commands = shown.map(|it| {
            let about = it.get_about().map(ToString::to_string);
            Candidate::new(it.get_name(), first_line(&about.unwrap_or_default()))
        });
        commands.collect()
    }
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

/// Whether the value of an option is the next word, whatever that is.
fn takes_a_word(option: &Arg) -> bool {
    let values = option.get_num_args();
    values.is_some_and(|it| it.min_values() > 0) && !option.is_require_equals_set()
}

/// What the value of an argument may be: one of a few that clap knows, or a name.
fn values(argument: &Arg, names: &Names, typed: &str) -> Vec<Candidate> {
    let possible = argument.get_possible_values();
    if !possible.is_empty() {
        let shown = possible.iter().filter(|it| !it.is_hide_set());
        let candidates = shown.map(|it| {
            let about = it.get_help().map(ToString::to_string);
            Candidate::new(it.get_name(), first_line(&about.unwrap_or_default()))
        });
        return candidates.collect();
    }
    names.of(argument.get_id().as_str(), typed)
}
