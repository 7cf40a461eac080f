//! The command line: flags, commands, and how a run ends.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue};
use clap::{CommandFactory, FromArgMatches, Parser, ValueEnum as _};

#[cfg(unix)]
use crate::commands::renew_sign_in;
use crate::commands::{self, Command};
use crate::completing;
use crate::config::Overrides;
use crate::core_files;
use crate::error::{CommandError, ErrorKind};
use crate::helper;
use crate::session::TokenSource;
use crate::ui::{ColorChoice, Format, Ui, UiOptions};

/// Get into AWS accounts for as long as you need to, with someone's approval
#[derive(Debug, Parser)]
#[command(name = "jit", version, propagate_version = true, max_term_width = 100)]
#[command(disable_help_subcommand = false, subcommand_required = true)]
struct Cli {
    #[command(flatten)]
    global: GlobalArgs,
    #[command(subcommand)]
    command: Command,
}

/// Flags that every command has.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Global options")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct GlobalArgs {
    /// Broker to use: a name from the configuration, or a URL
    #[arg(
        long,
        global = true,
        value_name = "NAME|URL",
        help = "Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]"
    )]
    pub broker: Option<String>,
    /// Print the result, or the error, as JSON on stdout
    #[arg(long, global = true)]
    pub json: bool,
    /// Say nothing but the result and errors
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more about what is being done
    #[arg(long, short, global = true)]
    pub verbose: bool,
    /// Never ask anything: fail where an answer would be needed
    #[arg(long, global = true)]
    pub no_input: bool,
    /// When to use colour: auto, always or never [default: auto]
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub color: ColorChoice,
    /// As `--color never`, by the convention of no-color.org
    #[arg(
        long,
        global = true,
        hide = true,
        env = "NO_COLOR",
        value_name = "ANY",
        num_args = 0..=1,
        default_missing_value = "1"
    )]
    no_color: Option<String>,
}

impl GlobalArgs {
    /// Those that name a broker and nothing else.
    #[cfg(unix)]
    pub(crate) fn at(broker: String) -> Self {
        Self {
            broker: Some(broker),
            ..Self::default()
        }
    }

    /// What they say about settings.
    pub(crate) fn overrides(&self) -> Overrides {
        Overrides {
            broker: self.broker.clone(),
        }
    }

    /// The format of results, where the command itself was asked for this one.
    fn format(&self, asked: Option<Format>) -> Format {
        if self.json {
            Format::Json
        } else {
            asked.unwrap_or_default()
        }
    }

    fn ui(&self, format: Format) -> Ui {
        let no_color = self.no_color.as_ref().is_some_and(|any| !any.is_empty());
        Ui::new(UiOptions {
            format,
            quiet: self.quiet,
            verbose: self.verbose,
            no_input: self.no_input,
            color: if no_color && self.color == ColorChoice::Auto {
                ColorChoice::Never
            } else {
                self.color
            },
        })
    }
}

impl GlobalArgs {
    /// The same error; a command that its hint names goes to the broker that was named here too.
    fn at_this_broker(&self, mut err: CommandError) -> CommandError {
        if let Some(hint) = &mut err.hint {
            self.name_the_broker(hint);
        }
        err
    }

    /// Has a hint that is a command go to the broker that was named here.
    pub(crate) fn name_the_broker(&self, hint: &mut String) {
        let is_command = hint.starts_with("jit ") && !hint.contains(", or ");
        if let Some(broker) = self.broker.as_ref().filter(|_| is_command) {
            hint.extend([" --broker ", &commands::word(broker)]);
        }
    }
}

/// The commands by what they are for, in the order of `jit --help`.
const GROUPS: [(&str, &[&str]); 6] = [
    ("Sign in", &["login", "logout", "whoami", "status"]),
    (
        "Ask for access",
        &[
            "targets", "request", "wait", "list", "show", "cancel", "done",
        ],
    ),
    ("Decide", &["approve", "reject", "revoke", "review"]),
    (
        "Use access",
        &[
            "credential-process",
            "env",
            "exec",
            "serve-credentials",
            "console",
        ],
    ),
    ("Look back", &["report", "audit"]),
    ("Set up", &["profiles", "doctor", "config", "completions"]),
];

const AFTER_HELP: &str = "\
Examples:
  jit login
  jit request                 # asks you for what it needs, and shows it first
  jit status                  # what is open, asked for, or waits for you
  jit approve                 # pick what waits for you

`jit COMMAND --help` explains a command, with examples.";

/// The whole command line, for man pages and completions.
#[must_use]
pub fn command() -> clap::Command {
    let command = Cli::command();
    let template = format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n{}\nOptions:\n{{options}}{{after-help}}",
        grouped_commands(&command)
    );
    command.help_template(template).after_help(AFTER_HELP)
}

fn grouped_commands(command: &clap::Command) -> String {
    let mut text = String::new();
    for (title, names) in GROUPS {
        text.extend(["\n", title, ":\n"]);
        for name in names {
            let about = command.find_subcommand(name).and_then(|c| c.get_about());
            let about = about.map(ToString::to_string).unwrap_or_default();
            text.extend(["  ", &format!("{name:<20}"), &about, "\n"]);
        }
    }
    text
}

/// Runs `jit` with these arguments, the first being the program's name.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.into_iter().collect();
    let status = helper::fast_path(&args).or_else(|| commands::status_prompt::fast_path(&args));
    if let Some(status) = status {
        return status;
    }
    if let Some(status) = completing::asked(&args) {
        return status;
    }
    #[cfg(unix)]
    if let Some(broker) = renew_sign_in::asked_for(args.get(1..).unwrap_or_default()) {
        core_files::forbid();
        let status = renew_sign_in::run(broker).map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS);
        TokenSource::wait_for_renewals();
        return status;
    }
    let parsed = command()
        .try_get_matches_from(&args)
        .and_then(|mut matches| Cli::from_arg_matches_mut(&mut matches));
    match parsed {
        Ok(cli) => run(&cli),
        Err(err) => not_parsed(&args, &fit_to_show(&args, err)),
    }
}

fn run(cli: &Cli) -> ExitCode {
    core_files::forbid();
    let asked = cli.command.format();
    let mut ui = cli.global.ui(cli.global.format(asked));
    let result = agreed(cli.global.json, asked)
        .and_then(|()| commands::run(&cli.global, &mut ui, &cli.command));
    let status = match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(err) => fail(&mut ui, &cli.command, &cli.global.at_this_broker(err)),
    };
    // A command that gave up while its tokens were being renewed must not take them with it.
    TokenSource::wait_for_renewals();
    status
}

/// `--json` and `--format` must not say different things.
fn agreed(json: bool, asked: Option<Format>) -> Result<(), CommandError> {
    if !json || matches!(asked, None | Some(Format::Json)) {
        return Ok(());
    }
    let what = "`--json` contradicts `--format`, which names another format";
    Err(CommandError::new(ErrorKind::Usage, what).hint("name one of them"))
}

fn fail(ui: &mut Ui, command: &Command, err: &CommandError) -> ExitCode {
    match command {
        Command::CredentialProcess(_) => ui.error_for_sdk(err),
        _ if err.told => {}
        _ => ui.error(err),
    }
    ExitCode::from(err.kind.exit_status())
}

/// Help and version go to stdout with status 0, everything else is a usage error.
fn not_parsed(args: &[OsString], err: &clap::Error) -> ExitCode {
    let format = format_named(args);
    let mut ui = GlobalArgs::default().ui(format);
    if !err.use_stderr() {
        return match err.print() {
            Ok(()) | Err(_) => ExitCode::SUCCESS,
        };
    }
    let usage = usage_error(args, err);
    if first_word(args) == Some("credential-process") {
        ui.error_for_sdk(&usage);
    } else if matches!(format, Format::Json | Format::Jsonl) {
        ui.error(&usage);
    } else {
        ui.clap_error(err);
    }
    ExitCode::from(usage.kind.exit_status())
}

/// The format that a command line names that does not parse, as far as that can be told.
fn format_named(args: &[OsString]) -> Format {
    // What comes after `--` is for another program.
    let ours = args.iter().take_while(|arg| *arg != "--");
    let words: Vec<&str> = ours.filter_map(|arg| arg.to_str()).collect();
    if words.contains(&"--json") {
        return Format::Json;
    }
    if !matches!(first_word(args), Some("list" | "targets")) {
        return Format::default();
    }
    let values = words.iter().zip(words.iter().skip(1));
    let beside = values.filter_map(|(flag, value)| (*flag == "--format").then_some(*value));
    let joined = words.iter().filter_map(|it| it.strip_prefix("--format="));
    let named = beside.chain(joined).next();
    let format = named.and_then(|name| Format::from_str(name, false).ok());
    format.unwrap_or_default()
}

/// The command of a command line that does not parse, as far as that can be told.
fn first_word(args: &[OsString]) -> Option<&str> {
    let mut words = args.iter().skip(1).filter_map(|arg| arg.to_str());
    while let Some(word) = words.next() {
        match word {
            "--broker" | "--color" => {
                words.next();
            }
            word if !word.starts_with('-') => return Some(word),
            _ => {}
        }
    }
    None
}

/// The command that was meant, as far as it can be told: `jit profiles sync`.
fn named_command(args: &[OsString]) -> String {
    let mut named = "jit".to_owned();
    let mut at = command();
    let mut rest = args;
    while let Some(word) = first_word(rest) {
        let Some(below) = at.find_subcommand(word).cloned() else {
            break;
        };
        named.extend([" ", word]);
        at = below;
        let place = rest.iter().skip(1).position(|it| it == word);
        rest = rest
            .get(place.unwrap_or_default() + 1..)
            .unwrap_or_default();
    }
    named
}

/// How much of a value that is wrong is repeated, in characters.
const SHOWN_OF_A_VALUE: usize = 60;

/// The same error, without a flood when the value that is wrong is a long one, and without what may
/// be a token: people write it behind a flag of `jit login` that takes none.
fn fit_to_show(args: &[OsString], mut err: clap::Error) -> clap::Error {
    if first_word(args) == Some("login") {
        let of_workload = matches!(
            err.get(ContextKind::InvalidArg),
            Some(ContextValue::String(flag)) if flag.starts_with("--workload ")
        );
        let hidden = ContextValue::String("…".to_owned());
        if of_workload && err.get(ContextKind::InvalidValue).is_some() {
            err.insert(ContextKind::InvalidValue, hidden);
        } else if err.kind() == clap::error::ErrorKind::UnknownArgument
            && matches!(
                err.get(ContextKind::InvalidArg),
                Some(ContextValue::String(word)) if !word.starts_with('-')
            )
        {
            err.insert(ContextKind::InvalidArg, hidden);
        }
    }
    if let Some(ContextValue::String(value)) = err.get(ContextKind::InvalidValue)
        && value.chars().count() > SHOWN_OF_A_VALUE
    {
        let mut cut: String = value.chars().take(SHOWN_OF_A_VALUE).collect();
        cut.push('…');
        err.insert(ContextKind::InvalidValue, ContextValue::String(cut));
    }
    err
}

/// The first line of clap's message, without its `error: `.
fn usage_error(args: &[OsString], err: &clap::Error) -> CommandError {
    let text = err.render().to_string();
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or("the command line is wrong");
    let what = first.strip_prefix("error: ").unwrap_or(first);
    let is_name = |line: &&str| line.starts_with("--") || line.starts_with('<');
    let named: Vec<&str> = lines.take_while(is_name).collect();
    let what = format!("{what} {}", named.join(", "));
    let help = format!("{} --help", named_command(args));
    CommandError::new(ErrorKind::Usage, what.trim_end()).hint(help)
}

#[cfg(test)]
mod tests {
    use super::{GROUPS, command};

    #[test]
    fn the_command_line_is_consistent() {
        command().debug_assert();
    }

    #[test]
    fn every_command_is_in_exactly_one_group() {
        let mut grouped: Vec<&str> = GROUPS
            .iter()
            .flat_map(|(_, names)| *names)
            .copied()
            .collect();
        let command = command();
        let mut all: Vec<&str> = command
            .get_subcommands()
            .map(clap::Command::get_name)
            .collect();
        grouped.sort_unstable();
        all.sort_unstable();
        assert_eq!(grouped, all);
    }
}
