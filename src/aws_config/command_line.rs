use std::fmt;
use std::path::Path;

use jit_domain::{AccountId, PermissionSetName};

use crate::config::BrokerUrl;
use crate::error::{CommandError, ErrorKind};

/// The characters that every AWS tool, and every shell that it uses, takes as they are.
fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_./:@%+=,-".contains(c)
}

/// What is the same in the command of every profile: the program, and the broker that it asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Caller {
    program: String,
    broker: String,
}

impl Caller {
    /// A caller of the program at this path.
    ///
    /// # Errors
    ///
    /// When the path is not absolute, or it or the URL has characters that AWS tools read
    /// differently. A space in the path is fine, but not on Windows: the SDK for Go fails there.
    pub(crate) fn new(program: &Path, broker: &BrokerUrl) -> Result<Self, CommandError> {
        let program = word(program, cfg!(windows))?;
        let broker = broker.as_str().to_owned();
        if let Some(c) = broker.chars().find(|c| !is_plain(*c)) {
            let what =
                format!("the address of the broker cannot be written for AWS tools: {broker}");
            return Err(CommandError::new(ErrorKind::Failed, what)
                .cause(format!("they disagree about `{c}`"))
                .hint("use a host name and a path of letters, digits and `_./:@%+=,-`"));
        }
        Ok(Self { program, broker })
    }

    /// The URL of the broker.
    pub(crate) fn broker(&self) -> &str {
        &self.broker
    }
}

/// The path as one word of a command. Single quotes, where it takes some: older SDKs for Go lose
/// double ones, since they take those that a value begins with for its own.
fn word(path: &Path, windows: bool) -> Result<String, CommandError> {
    let what = format!(
        "the path of this program cannot be written for AWS tools: {}",
        path.display()
    );
    let refused = |cause: String| {
        Err(CommandError::new(ErrorKind::Failed, &what)
            .cause(cause)
            .hint("install `jit` at a path of letters, digits and `_./:@%+=,-`, such as /usr/local/bin/jit"))
    };
    let Some(text) = path.to_str() else {
        return refused("it is not text".to_owned());
    };
    if !path.is_absolute() {
        return refused("it is not absolute".to_owned());
    }
    let is_fine = |c: char| is_plain(c) || c == ' ' && !windows || c == '\\' && windows;
    match text.chars().find(|c| !is_fine(*c)) {
        Some(' ') => refused("the SDK for Go cannot run it".to_owned()),
        Some(c) => refused(format!("they disagree about `{c}`")),
        None if text.contains(' ') => Ok(format!("'{text}'")),
        None => Ok(text.to_owned()),
    }
}

/// The command that gets the credentials of a target: one line of words with single spaces.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CommandLine<'a> {
    /// What is run, and whom it asks.
    pub(crate) caller: &'a Caller,
    /// The account, which keeps its ID whatever it is named.
    pub(crate) account: &'a AccountId,
    /// The permission set.
    pub(crate) permission_set: &'a PermissionSetName,
    /// Whether SDKs ask before every call.
    pub(crate) strict: bool,
}

impl fmt::Display for CommandLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Caller { program, broker } = self.caller;
        let (account, set) = (self.account, self.permission_set);
        // A name that begins with a hyphen would be taken for a flag.
        let is = if set.as_str().starts_with('-') {
            '='
        } else {
            ' '
        };
        write!(
            f,
            "{program} credential-process --broker {broker} --account {account} --permission-set{is}{set}"
        )?;
        if self.strict {
            f.write_str(" --recheck strict")?;
        }
        Ok(())
    }
}

/// What a command that is in a profile gets credentials for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Commanded {
    /// The account, as it is named there.
    pub(super) account: String,
    /// The permission set.
    pub(super) permission_set: String,
    /// Whether SDKs ask before every call.
    pub(super) strict: bool,
}

impl Commanded {
    /// Reads a command; none when it is no command of `jit`'s for a target.
    pub(super) fn read(command: &str) -> Option<Self> {
        let (_, arguments) = command.split_once(" credential-process ")?;
        let words: Vec<&str> = arguments.split_whitespace().collect();
        let value = |flag: &str| {
            let at = |word: &&str| {
                word.strip_prefix(flag)
                    .is_some_and(|it| it.is_empty() || it.starts_with('='))
            };
            let place = words.iter().position(at)?;
            match words.get(place)?.split_once('=') {
                Some((_, value)) => Some(value),
                None => words.get(place + 1).copied(),
            }
        };
        Some(Self {
            account: value("--account")?.to_owned(),
            permission_set: value("--permission-set")?.to_owned(),
            strict: value("--recheck") == Some("strict"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(program: &str) -> Result<Caller, CommandError> {
        let broker = "https://jit.example.com/a".parse().unwrap();
        Caller::new(Path::new(program), &broker)
    }

    fn command(program: &str, set: &str, strict: bool) -> String {
        CommandLine {
            caller: &caller(program).unwrap(),
            account: &"111122223333".parse().unwrap(),
            permission_set: &set.parse().unwrap(),
            strict,
        }
        .to_string()
    }

    #[test]
    fn a_command_is_of_plain_words_and_reads_back() {
        let table = [
            ("/usr/bin/jit", "PowerUser", false),
            ("/opt/my tools/jit", "a_+=,.@-9", true),
            ("/usr/bin/jit", "-x", true),
        ];
        let commands = table.map(|(program, set, strict)| {
            let command = command(program, set, strict);
            let read = Commanded::read(&command).unwrap();
            assert_eq!(read.account, "111122223333");
            assert_eq!(read.permission_set, set);
            assert_eq!(read.strict, strict);
            command
        });
        insta::assert_snapshot!(commands.join("\n"), @r#"
        /usr/bin/jit credential-process --broker https://jit.example.com/a --account 111122223333 --permission-set PowerUser
        '/opt/my tools/jit' credential-process --broker https://jit.example.com/a --account 111122223333 --permission-set a_+=,.@-9 --recheck strict
        /usr/bin/jit credential-process --broker https://jit.example.com/a --account 111122223333 --permission-set=-x --recheck strict
        "#);
    }

    #[test]
    fn a_command_of_somebody_else_names_no_target() {
        for command in [
            "",
            "/usr/bin/other --account a --permission-set b",
            "/usr/bin/jit credential-process --account 111122223333",
            "/usr/bin/jit credential-process --request req-7k3m9p2x4q",
            "/usr/bin/jit credential-process --account",
        ] {
            assert_eq!(Commanded::read(command), None, "{command}");
        }
    }

    #[test]
    fn a_path_that_aws_tools_read_differently_is_refused() {
        for path in [
            "jit", "/a/j\\it", "/a/j'it", "/a/j\"it", "/a/j$it", "/a/j;it", "/a/#jit", "/a/j\nit",
            "/a/j*it", "/a/~jit", "/a/j`it", "/a/j|it", "/a/j&it", "/a/(jit)", "/a/jüt",
            "/a/j\tit",
        ] {
            assert!(caller(path).is_err(), "{path}");
        }
    }

    #[test]
    fn windows_has_backslashes_and_no_spaces() {
        let path = Path::new("/tools\\jit.exe");
        assert_eq!(word(path, true).unwrap(), "/tools\\jit.exe");
        assert!(word(path, false).is_err());
        assert!(word(Path::new("/my tools/jit"), true).is_err());
    }

    #[test]
    fn a_broker_that_aws_tools_read_differently_is_refused() {
        let broker = "http://[::1]:8080".parse().unwrap();
        let err = Caller::new(Path::new("/usr/bin/jit"), &broker).unwrap_err();
        assert_eq!(err.cause.as_deref(), Some("they disagree about `[`"));
    }
}
