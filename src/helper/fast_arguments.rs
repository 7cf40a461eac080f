use std::ffi::OsString;

use super::{ReasonTemplate, Target};
use crate::commands::{parse_duration, parse_patience};

/// The arguments of a plain `jit credential-process`, read without the machinery for everything
/// else that `jit` can be told.
#[derive(Clone, Debug)]
pub(super) struct FastArguments {
    pub(super) broker: Option<String>,
    pub(super) target: Target,
    pub(super) strict: bool,
}

/// Flags without a value that make no difference to a session that is kept, by all of their names.
const SWITCHES: [&[&str]; 5] = [
    &["--auto-request"],
    &["--json"],
    &["--quiet", "-q"],
    &["--verbose", "-v"],
    &["--no-input"],
];

impl FastArguments {
    /// Reads the arguments after the program's name. None for whatever is not plain: a flag that is
    /// not known here, a value that is missing or wrong, anything twice. Then the whole command line
    /// is parsed, and says what is wrong with it.
    pub(super) fn of(args: &[OsString]) -> Option<Self> {
        let mut args = args.iter().map(|arg| arg.to_str());
        if args.next()?? != "credential-process" {
            return None;
        }
        let mut read = Words::default();
        while let Some(arg) = args.next() {
            read.take(arg?, || args.next().flatten())?;
        }
        read.finish()
    }
}

/// The words as they stand there.
#[derive(Default)]
struct Words<'a> {
    switches: [bool; SWITCHES.len()],
    broker: Option<&'a str>,
    account: Option<&'a str>,
    permission_set: Option<&'a str>,
    request: Option<&'a str>,
    recheck: Option<&'a str>,
    reason: Option<&'a str>,
    duration: Option<&'a str>,
    auto_login: Option<&'a str>,
}

impl<'a> Words<'a> {
    fn take(&mut self, arg: &'a str, next: impl FnOnce() -> Option<&'a str>) -> Option<()> {
        for (names, there) in SWITCHES.iter().zip(&mut self.switches) {
            if names.contains(&arg) {
                return (!std::mem::replace(there, true)).then_some(());
            }
        }
        let (name, value) = match arg.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (arg, None),
        };
        let slot = match name {
            "--broker" => &mut self.broker,
            "--account" => &mut self.account,
            "--permission-set" => &mut self.permission_set,
            "--request" => &mut self.request,
            "--recheck" => &mut self.recheck,
            "--reason" => &mut self.reason,
            "--duration" => &mut self.duration,
            "--auto-login" => {
                let wait = value.unwrap_or("0s");
                return self.auto_login.replace(wait).is_none().then_some(());
            }
            _ => return None,
        };
        let value = value.or_else(next)?;
        let plain = !value.is_empty() && !value.starts_with('-');
        (plain && slot.replace(value).is_none()).then_some(())
    }

    fn finish(self) -> Option<FastArguments> {
        let [asks, _, quiet, verbose, _] = self.switches;
        // What to ask for: all of it, or nothing.
        let asked_for = [self.reason.is_some(), self.duration.is_some()];
        if asked_for != [asks; 2] || (quiet && verbose) {
            return None;
        }
        if let (Some(reason), Some(duration)) = (self.reason, self.duration) {
            reason.parse::<ReasonTemplate>().ok()?;
            parse_duration(duration).ok()?;
            self.account?;
        }
        if let Some(wait) = self.auto_login {
            parse_patience(wait).ok()?;
        }
        let strict = match self.recheck {
            None | Some("normal") => false,
            Some("strict") => true,
            Some(_) => return None,
        };
        let target = match (self.account, self.permission_set, self.request) {
            (Some(account), Some(set), None) => Target {
                account: Some(account.parse().ok()?),
                permission_set: Some(set.parse().ok()?),
                request: None,
            },
            (None, None, Some(request)) => Target {
                account: None,
                permission_set: None,
                request: Some(request.parse().ok()?),
            },
            _ => return None,
        };
        Some(FastArguments {
            broker: self.broker.map(str::to_owned),
            target,
            strict,
        })
    }
}

#[cfg(test)]
#[path = "fast_arguments_tests.rs"]
mod tests;
