use std::fs;
use std::path::{Path, PathBuf};

use super::aws_file::{AwsFile, Key, Section};
use super::{Finding, writers};
use crate::aws_config::AwsFiles;
use crate::commands::word;
use crate::config::{Environment, this_program};

const CHECK: &str = "aws config";

/// What else in a profile gives credentials: SDKs disagree which of them wins.
const RIVALS: [&str; 7] = [
    "aws_access_key_id",
    "credential_source",
    "login_session",
    "role_arn",
    "sso_account_id",
    "sso_session",
    "web_identity_token_file",
];

/// The profiles of the AWS SDKs that run `jit`, and what stands in their way.
pub(super) fn check(environment: &Environment) -> Vec<Finding> {
    let files = match AwsFiles::of(environment) {
        Ok(files) => files,
        Err(err) => return vec![Finding::of_error(CHECK, err)],
    };
    let path = files.config;
    let shown = path.display();
    let config = match AwsFile::read(&path) {
        Ok(Some(config)) => config,
        Ok(None) => return vec![Finding::ok(CHECK, format_args!("there is no {shown}"))],
        Err(err) => return vec![Finding::problem(CHECK, format_args!("{shown}: {err}"))],
    };
    let mut findings = of_file(&path, &config);
    let profiles: Vec<Profile> = config.sections.iter().filter_map(Profile::of).collect();
    // One that cannot be read hides nothing that the AWS tools would read.
    let keys = AwsFile::read(&files.credentials).ok().flatten();
    let this = this_program().ok().and_then(|it| it.canonicalize().ok());
    for profile in &profiles {
        findings.extend(profile.check(&path, this.as_deref()));
        let keys = keys.as_ref();
        findings.extend(keys.and_then(|keys| profile.shadow(keys, &files.credentials)));
    }
    if findings.is_empty() {
        let message = match profiles.len() {
            0 => format!("no profile of {shown} runs `jit`"),
            1 => format!("1 profile of {shown} runs `jit`"),
            n => format!("{n} profiles of {shown} run `jit`"),
        };
        findings.push(Finding::ok(CHECK, message));
    }
    findings
}

/// What makes SDKs refuse the whole file, and who else may write it: it names programs to run.
fn of_file(path: &Path, config: &AwsFile) -> Vec<Finding> {
    let shown = path.display();
    let mut findings: Vec<Finding> = writers::check(CHECK, path).into_iter().collect();
    if config.has_mark {
        let message = format!("{shown} begins with a byte order mark, which some SDKs do not read");
        findings.push(Finding::problem(CHECK, message).fix("save it as UTF-8 without one"));
    }
    for (index, section) in config.sections.iter().enumerate() {
        let before = config.sections.iter().take(index);
        let lines = before.filter(|it| it.title == section.title);
        if let Some(first) = lines.map(|it| it.line).next() {
            findings.push(twice(path, section.line, &section.title, first));
        }
        for (index, key) in section.keys.iter().enumerate() {
            let before = section.keys.iter().take(index);
            let mut lines = before.filter(|it| it.name.eq_ignore_ascii_case(&key.name));
            if let Some(first) = lines.next() {
                findings.push(twice(path, key.line, &key.name, first.line));
            }
        }
    }
    findings
}

fn twice(path: &Path, line: usize, name: &str, first: usize) -> Finding {
    let shown = path.display();
    let message = format!(
        "{shown}:{line}: `{name}` is there a second time, for which the AWS CLI refuses the file"
    );
    Finding::problem(CHECK, message).fix(format_args!("join lines {first} and {line}"))
}

/// A profile that runs `jit`.
struct Profile<'a> {
    name: String,
    section: &'a Section,
    key: &'a Key,
    program: PathBuf,
}

impl<'a> Profile<'a> {
    /// None for a profile that runs something else, or nothing.
    fn of(section: &'a Section) -> Option<Self> {
        let key = section.key("credential_process")?;
        let program = PathBuf::from(Command::of(&key.value).program);
        let name = program.file_name()?.to_str()?;
        let is_jit = name == "jit" || name.eq_ignore_ascii_case("jit.exe");
        is_jit.then_some(())?;
        let name = section.profile()?;
        Some(Self {
            name,
            section,
            key,
            program,
        })
    }

    fn check(&self, config: &Path, this: Option<&Path>) -> Vec<Finding> {
        let place = format!("{}:{}", config.display(), self.key.line);
        let (name, program) = (&self.name, self.program.display());
        let mut findings = Vec::new();
        let mut add = |finding: Finding| findings.push(finding);
        if !self.program.is_absolute() {
            let message = format!(
                "{place}: profile {name} runs `{program}`, which programs that are started from a \
                 desktop do not find"
            );
            add(Finding::warning(CHECK, message).fix(line_with(this)));
        } else if !is_program(&self.program) {
            let message = format!("{place}: profile {name} runs `{program}`, which is no program");
            add(Finding::problem(CHECK, message).fix(line_with(this)));
        } else if this.is_some() && self.program.canonicalize().ok().as_deref() != this {
            let message = format!("{place}: profile {name} runs `{program}`, which is another jit");
            add(Finding::warning(CHECK, message).fix(line_with(this)));
        }
        let command = Command::of(&self.key.value);
        if command.quote == Some('"') {
            let message = format!(
                "{place}: profile {name} has double quotes, which older SDKs for Go lose: write \
                 single ones, or a path without spaces"
            );
            add(Finding::warning(CHECK, message).fix(line_with(this)));
        } else if !command.is_read_alike() {
            let message = format!(
                "{place}: profile {name} has characters that SDKs read differently: write letters, \
                 digits and `_./:@%+=,-` between single spaces"
            );
            add(Finding::warning(CHECK, message));
        } else if let Some(wrong) = command.not_parsed() {
            let message = format!("{place}: profile {name}: {wrong}");
            add(Finding::problem(CHECK, message).fix("jit credential-process --help"));
        }
        if self.key.name != "credential_process" {
            let message = format!(
                "{place}: `{}` has to be in lower case, or some SDKs do not see it",
                self.key.name
            );
            add(Finding::warning(CHECK, message));
        }
        for rival in RIVALS.iter().filter_map(|rival| self.section.key(rival)) {
            let message = format!(
                "{}:{}: profile {name} has `{}` besides: SDKs disagree which of them wins",
                config.display(),
                rival.line,
                rival.name
            );
            add(Finding::warning(CHECK, message).fix(format_args!("remove line {}", rival.line)));
        }
        findings
    }

    /// Keys in the file of credentials, which most SDKs prefer to the profile of the same name.
    fn shadow(&self, credentials: &AwsFile, path: &Path) -> Option<Finding> {
        let mut sections = credentials.sections.iter();
        let shadow =
            sections.find(|it| it.title == self.name && it.key("aws_access_key_id").is_some())?;
        let message = format!(
            "{}:{}: `{}` has keys, which most SDKs prefer to the profile that runs `jit`",
            path.display(),
            shadow.line,
            self.name
        );
        Some(Finding::problem(CHECK, message).fix("give one of them another name"))
    }
}

/// A command: its program, how that is quoted, and what follows it.
struct Command<'a> {
    program: &'a str,
    quote: Option<char>,
    arguments: &'a str,
}

impl<'a> Command<'a> {
    fn of(line: &'a str) -> Self {
        let quote = line.chars().next().filter(|c| matches!(c, '\'' | '"'));
        let (program, arguments) = match quote {
            Some(quote) => {
                let inside = line.strip_prefix(quote).unwrap_or(line);
                let (program, rest) = inside.split_once(quote).unwrap_or((inside, ""));
                (program, rest.strip_prefix(' ').unwrap_or(rest))
            }
            None => line.split_once([' ', '\t']).unwrap_or((line, "")),
        };
        Self {
            program,
            quote,
            arguments,
        }
    }

    /// Every SDK splits it alike. Single quotes are for one thing only: a program whose path has a
    /// space, but on Windows, where the SDK for Go does not run it.
    fn is_read_alike(&self) -> bool {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"_./:@%+=,-".contains(&b);
        let mut words = self.arguments.split(' ');
        let words = self.arguments.is_empty()
            || words.all(|word| !word.is_empty() && word.bytes().all(plain));
        let program = self.program;
        let program = match self.quote {
            None => !program.is_empty() && program.bytes().all(plain),
            Some('\'') => {
                !cfg!(windows)
                    && program.contains(' ')
                    && program.bytes().all(|b| plain(b) || b == b' ')
            }
            Some(_) => false,
        };
        words && program
    }

    /// What is wrong with the arguments, in the first line of what `jit` would say.
    fn not_parsed(&self) -> Option<String> {
        let other = "it does not run `jit credential-process`";
        if self.arguments.is_empty() {
            return Some(other.to_owned());
        }
        let words = ["jit"].into_iter().chain(self.arguments.split(' '));
        let parsed = crate::cli::command().try_get_matches_from(words);
        match parsed {
            Ok(matches) if matches.subcommand_name() == Some("credential-process") => None,
            Ok(_) => Some(other.to_owned()),
            Err(err) => {
                let text = err.render().to_string();
                let first = text.lines().next().unwrap_or_default();
                Some(first.trim_start_matches("error: ").to_owned())
            }
        }
    }
}

/// What to write instead.
fn line_with(this: Option<&Path>) -> String {
    let this = this.map_or_else(|| "/absolute/path/of/jit".into(), Path::to_string_lossy);
    let this = word(&this);
    format!("write `credential_process = {this} credential-process …`")
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;

    fs::metadata(path).is_ok_and(|it| it.is_file() && it.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|it| it.is_file())
}
