//! `jit status --prompt`: a few words for the prompt of a shell, from small files alone.
//!
//! A shell waits for it before every prompt, so that it is read without the machinery for everything
//! else, as a plain `jit credential-process` is. It never says that it cannot tell.

use std::ffi::OsString;
use std::process::ExitCode;

use jit_domain::{Clock, SystemClock};

use crate::cache::SessionCache;
use crate::config::{Environment, Overrides, Settings};
use crate::core_files;
use crate::error::CommandError;
use crate::helper::{KnownWindow, known_windows};
use crate::session::PersonKey;
use crate::ui;

/// How many windows are named.
const NAMED: usize = 3;

/// Answers a plain `jit status --prompt`. None for everything else, whatever it is: then nothing
/// has been printed.
pub(crate) fn fast_path(args: &[OsString]) -> Option<ExitCode> {
    let flags = plain(args.get(1..)?)?;
    core_files::forbid();
    Some(match print(&flags) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    })
}

/// Prints the windows that are known to be open at a broker; nothing where there is none.
///
/// # Errors
///
/// When stdout cannot be written.
pub(super) fn print(flags: &Overrides) -> Result<(), CommandError> {
    match text(flags) {
        Some(text) => ui::data(format!("{text}\n").as_bytes()),
        None => Ok(()),
    }
}

/// The flags of a plain command line; none for one that is not plain.
fn plain(args: &[OsString]) -> Option<Overrides> {
    match args {
        [status, prompt] if status == "status" && prompt == "--prompt" => {
            Some(Overrides::default())
        }
        [status, prompt, flag, broker]
            if status == "status" && prompt == "--prompt" && flag == "--broker" =>
        {
            let broker = broker.to_str()?;
            let is_value = !broker.is_empty() && !broker.starts_with('-');
            is_value.then(|| Overrides {
                broker: Some(broker.to_owned()),
            })
        }
        _ => None,
    }
}

/// Neither the network nor a keyring is asked.
fn text(flags: &Overrides) -> Option<String> {
    let settings = Settings::load(&Environment::of_process(), flags).ok()?;
    let broker = settings.broker().ok()?.value;
    let person = PersonKey::noted(&settings, &broker)?;
    let sessions = SessionCache::of(&settings.folders)?.kept(&broker, &person);
    words(&known_windows(&sessions, SystemClock.now()))
}

/// `payments-prod:PowerUser 42m`, three of them at most, and how many there are besides.
fn words(windows: &[KnownWindow]) -> Option<String> {
    let named: Vec<String> = windows.iter().take(NAMED).map(name).collect();
    let named_all = named.join(", ");
    match windows.len() - named.len() {
        _ if named.is_empty() => None,
        0 => Some(named_all),
        more => Some(format!("{named_all} +{more}")),
    }
}

fn name(window: &KnownWindow) -> String {
    let name = window.account_name.as_str();
    // Some shells obey what they find in a prompt.
    let plain = |b: u8| b.is_ascii_alphanumeric() || b" _./:@+=,-".contains(&b);
    let account = if name.bytes().all(plain) {
        name
    } else {
        window.account.as_str()
    };
    let left = span(window.seconds_left);
    format!("{account}:{} {left}", window.permission_set)
}

/// The two largest units of so many seconds, in whole minutes: `42m`, `3h5m`, `1d2h`.
fn span(seconds: i64) -> String {
    let minutes = seconds / 60;
    let (days, hours, minutes) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    let units = match (days, hours, minutes) {
        (0, 0, 0) => return "<1m".to_owned(),
        (0, 0, _) => [(0, ""), (minutes, "m")],
        (0, _, _) => [(hours, "h"), (minutes, "m")],
        _ => [(days, "d"), (hours, "h")],
    };
    let shown: Vec<String> = units
        .iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, unit)| format!("{n}{unit}"))
        .collect();
    shown.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(account_name: &str, seconds_left: i64) -> KnownWindow {
        KnownWindow {
            account: "111111111111".parse().unwrap(),
            account_name: account_name.parse().unwrap(),
            permission_set: "PowerUser".parse().unwrap(),
            seconds_left,
        }
    }

    #[test]
    fn three_windows_are_named_and_the_rest_is_counted() {
        assert_eq!(words(&[]), None);
        let all = ["a", "b", "c", "d", "e"].map(|name| window(name, 120));
        assert_eq!(words(&all[..1]).as_deref(), Some("a:PowerUser 2m"));
        let three = "a:PowerUser 2m, b:PowerUser 2m, c:PowerUser 2m";
        assert_eq!(words(&all[..3]).as_deref(), Some(three));
        assert_eq!(words(&all), Some(format!("{three} +2")));
    }

    #[test]
    fn nothing_that_a_shell_might_obey_is_in_it() {
        for (name_of_account, shown) in [
            ("payments-prod", "payments-prod"),
            ("Payments Prod (EU)", "111111111111"),
            ("the shop", "the shop"),
            ("$HOME", "111111111111"),
            ("$(id)", "111111111111"),
            ("`id`", "111111111111"),
            ("%n", "111111111111"),
            ("\\u", "111111111111"),
            ("a!b", "111111111111"),
        ] {
            let shown = format!("{shown}:PowerUser 1m");
            assert_eq!(name(&window(name_of_account, 60)), shown);
        }
    }

    #[test]
    fn time_is_short_and_never_more_than_is_left() {
        for (seconds, shown) in [
            (1, "<1m"),
            (59, "<1m"),
            (60, "1m"),
            (3599, "59m"),
            (3600, "1h"),
            (11_159, "3h5m"),
            (86_399, "23h59m"),
            (86_400, "1d"),
            (93_600, "1d2h"),
        ] {
            assert_eq!(span(seconds), shown, "{seconds} s");
        }
    }

    #[test]
    fn only_what_is_plain_is_read_the_short_way() {
        let read = |words: &[&str]| {
            let words: Vec<OsString> = words.iter().map(OsString::from).collect();
            plain(&words)
        };
        let none_named = Some(Overrides::default());
        assert_eq!(read(&["status", "--prompt"]), none_named);
        let named = read(&["status", "--prompt", "--broker", "company"]).unwrap();
        assert_eq!(named.broker.as_deref(), Some("company"));
        for other in [
            &["status"][..],
            &["whoami", "--prompt"],
            &["status", "--prompt", "--json"],
            &["status", "--prompt", "--broker"],
            &["status", "--prompt", "--broker", ""],
            &["status", "--prompt", "--broker", "--json"],
        ] {
            assert_eq!(read(other), None, "{other:?}");
        }
    }
}
