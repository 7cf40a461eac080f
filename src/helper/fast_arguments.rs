use std::ffi::OsString;

use super::Target;

/// The arguments of a plain `jit credential-process`, read without the machinery for everything
/// else that `jit` can be told.
#[derive(Clone, Debug)]
pub(super) struct FastArguments {
    pub(super) broker: Option<String>,
    pub(super) target: Target,
    pub(super) strict: bool,
}

/// Flags that make no difference to a session that is kept.
const IRRELEVANT: [&str; 8] = [
    "--auto-request",
    "--json",
    "--quiet",
    "-q",
    "--verbose",
    "-v",
    "--no-input",
    "--auto-login",
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
        let (mut broker, mut account, mut permission_set) = (None, None, None);
        let (mut request, mut recheck) = (None, None);
        // What to ask for if nothing is kept.
        let (mut reason, mut duration) = (None, None);
        while let Some(arg) = args.next() {
            let (name, value) = match arg?.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (arg?, None),
            };
            if IRRELEVANT.contains(&arg?) || name == "--auto-login" {
                continue;
            }
            let slot = match name {
                "--broker" => &mut broker,
                "--account" => &mut account,
                "--permission-set" => &mut permission_set,
                "--request" => &mut request,
                "--recheck" => &mut recheck,
                "--reason" => &mut reason,
                "--duration" => &mut duration,
                _ => return None,
            };
            let value = match value {
                Some(value) => value,
                None => args.next()??,
            };
            if value.is_empty() || value.starts_with('-') || slot.replace(value).is_some() {
                return None;
            }
        }
        let strict = match recheck {
            None | Some("normal") => false,
            Some("strict") => true,
            Some(_) => return None,
        };
        let target = match (account, permission_set, request) {
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
        let broker = broker.map(str::to_owned);
        Some(Self {
            broker,
            target,
            strict,
        })
    }
}

#[cfg(test)]
#[path = "fast_arguments_tests.rs"]
mod tests;
