//! The file of checks: where those are that the bundle names, and how each is reached. Keys are in
//! files of their own, which it names.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jit_domain::PolicyName;
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::identity::ProtectedUrl;
use crate::webhooks::WebhookKeys;

/// One check, looked at as far as it can be without asking it.
#[derive(Clone, Debug)]
pub struct CheckSettings {
    /// How the bundle calls it.
    pub name: PolicyName,
    /// How long it may take as a whole.
    pub patience: Duration,
    /// What it is.
    pub kind: CheckKind,
}

/// What a check is.
#[derive(Clone, Debug)]
pub enum CheckKind {
    /// A service.
    Webhook(WebhookSettings),
    /// A program.
    Command {
        /// The program, as an absolute path, and its arguments.
        argv: Vec<OsString>,
    },
}

/// How a service is reached.
#[derive(Clone, Debug)]
pub struct WebhookSettings {
    /// Where it is.
    pub(super) url: ProtectedUrl,
    /// What questions are signed with.
    pub(super) keys: WebhookKeys,
    /// Whether it may be on loopback or in a private network.
    pub(super) private_network: bool,
}

/// The largest file, in bytes.
const MAX_BYTES: u64 = 256 * 1024;

/// How long a check may take when nothing is said, and at most: the person waits for it.
const PATIENCE_MILLIS: u64 = 3_000;
const MAX_PATIENCE_MILLIS: u64 = 10_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CheckFile {
    #[serde(default)]
    check: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: PolicyName,
    timeout_ms: Option<u64>,
    url: Option<ProtectedUrl>,
    key_file: Option<PathBuf>,
    private_network: Option<bool>,
    command: Option<Vec<String>>,
}

/// Reads the file of checks and the files that it names.
///
/// # Errors
///
/// Everything that is wrong, each in one line that quotes nothing secret.
pub fn read(path: &Path) -> Result<Vec<CheckSettings>, Vec<String>> {
    let shown = path.display();
    let text = bounded(path).map_err(|error| vec![format!("cannot read `{shown}`: {error}")])?;
    let file: CheckFile = toml::from_str(&text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start));
        let line = before.map_or(1, |before| before.matches('\n').count() + 1);
        vec![format!(
            "{shown}:{line}: {}",
            error.message().replace('\n', " ")
        )]
    })?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut names = BTreeSet::new();
    let (mut checks, mut problems) = (Vec::new(), Vec::new());
    for entry in file.check {
        let name = entry.name.clone();
        if !names.insert(name.clone()) {
            problems.push(format!("{shown}: two checks are called `{name}`"));
            continue;
        }
        match settings(entry, folder) {
            Ok(settings) => checks.push(settings),
            Err(what) => problems.push(format!("{shown}: check `{name}`: {what}")),
        }
    }
    if problems.is_empty() {
        Ok(checks)
    } else {
        Err(problems)
    }
}

fn settings(entry: Entry, folder: &Path) -> Result<CheckSettings, String> {
    let millis = entry.timeout_ms.unwrap_or(PATIENCE_MILLIS);
    if !(100..=MAX_PATIENCE_MILLIS).contains(&millis) {
        return Err(format!("`timeout_ms` is 100 to {MAX_PATIENCE_MILLIS}"));
    }
    let kind = match (entry.url, entry.command) {
        (Some(url), None) => {
            let file = entry.key_file.ok_or("a service needs `key_file`")?;
            CheckKind::Webhook(WebhookSettings {
                url,
                keys: keys(&folder.join(file))?,
                private_network: entry.private_network.unwrap_or(false),
            })
        }
        (None, Some(command)) if entry.key_file.is_none() && entry.private_network.is_none() => {
            CheckKind::Command {
                argv: argv(&command)?,
            }
        }
        (None, Some(_)) => {
            return Err("a program has no `key_file` and no `private_network`".to_owned());
        }
        _ => return Err("needs one of `url` and `command`".to_owned()),
    };
    Ok(CheckSettings {
        name: entry.name,
        patience: Duration::from_millis(millis),
        kind,
    })
}

fn argv(command: &[String]) -> Result<Vec<OsString>, String> {
    let program = command.first().map(Path::new);
    if !program.is_some_and(Path::is_absolute) {
        return Err("`command` begins with the absolute path of a program".to_owned());
    }
    if !program.is_some_and(Path::is_file) {
        return Err("the program of `command` is no file".to_owned());
    }
    Ok(command.iter().map(OsString::from).collect())
}

fn keys(path: &Path) -> Result<WebhookKeys, String> {
    let text = bounded(path).map_err(|error| format!("`key_file`: {error}"))?;
    let text = Zeroizing::new(text);
    text.parse().map_err(|error| format!("`key_file`: {error}"))
}

fn bounded(path: &Path) -> std::io::Result<String> {
    let mut text = String::new();
    File::open(path)?
        .take(MAX_BYTES)
        .read_to_string(&mut text)?;
    Ok(text)
}
