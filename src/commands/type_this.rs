//! Commands that hints name, ready to paste.

use std::fmt::Display;

use crate::error::{CommandError, ErrorKind};

/// The command that asks for a target.
pub(crate) fn request(account: impl Display, permission_set: impl Display) -> String {
    let target = target(account, permission_set);
    format!("jit request {target} --duration 1h --reason \"…\"")
}

/// The flags that name a target.
pub(crate) fn target(account: impl Display, permission_set: impl Display) -> String {
    let account = flag("--account", &account.to_string());
    let permission_set = flag("--permission-set", &permission_set.to_string());
    format!("{account} {permission_set}")
}

/// A flag with its value. One that begins like a flag would be taken for one, were it a word of its
/// own.
fn flag(name: &str, value: &str) -> String {
    let between = if value.starts_with('-') { '=' } else { ' ' };
    format!("{name}{between}{}", word(value))
}

/// The command that asks for more time for a request.
pub(crate) fn more_time(id: impl Display) -> String {
    format!("jit request --extends {id} --duration 1h --reason \"…\"")
}

/// The command that shows a request.
pub(crate) fn show(id: impl Display) -> String {
    format!("jit show {id}")
}

/// The command that waits for a decision.
pub(crate) fn wait(id: impl Display) -> String {
    format!("jit wait {id}")
}

/// What a command was not told, where nobody can be asked for it.
pub(crate) fn not_told(command: &str, missing: &[&str]) -> CommandError {
    let missing = missing.join(", ");
    let what = format!("the following required arguments were not provided: {missing}");
    CommandError::new(ErrorKind::Usage, what)
        .cause("without a terminal, or with `--no-input`, nobody is asked for them")
        .hint(format!("jit {command} --help"))
}

/// One word of a command line of bash, zsh or fish.
///
/// Left bare is what none of them reads: zsh looks a program up that follows `=`, fish knows
/// `%self`. A backslash stands outside of the quotes, because fish reads it inside of them.
pub(crate) fn word(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"_./:@+,-".contains(&b);
    if !text.is_empty() && text.bytes().all(plain) {
        return text.to_owned();
    }
    let mut quoted = String::from("'");
    for c in text.chars() {
        match c {
            '\'' => quoted.push_str(r"'\''"),
            '\\' => quoted.push_str(r"'\\'"),
            other => quoted.push(other),
        }
    }
    quoted.push('\'');
    quoted
}

#[cfg(test)]
mod tests {
    use jit_domain::AccountName;
    use proptest::prelude::*;

    use super::{request, target, word};

    #[test]
    fn words_are_quoted_where_a_shell_would_read_them() {
        let table = [
            ("payments-prod", "payments-prod"),
            ("111111111111", "111111111111"),
            ("my account", "'my account'"),
            ("a'b", r"'a'\''b'"),
            ("$(id)", "'$(id)'"),
            (r"a\b\", r"'a'\\'b'\\''"),
            ("=ls", "'=ls'"),
            ("%self", "'%self'"),
            ("~", "'~'"),
            ("", "''"),
        ];
        for (text, shown) in table {
            assert_eq!(word(text), shown);
        }
    }

    #[test]
    fn the_request_can_be_pasted() {
        assert_eq!(
            request("payments-prod", "PowerUser"),
            "jit request --account payments-prod --permission-set PowerUser \
             --duration 1h --reason \"…\""
        );
    }

    #[test]
    fn a_name_that_begins_like_a_flag_stays_a_value() {
        let flags = target("-v", "--json");
        assert_eq!(flags, "--account=-v --permission-set=--json");
    }

    proptest! {
        #[test]
        fn a_word_is_one_word_whatever_is_in_it(text in "\\PC*") {
            prop_assert_eq!(shlex::split(&word(&text)), Some(vec![text]));
        }

        #[test]
        fn what_is_said_to_type_names_the_target_that_is_meant(
            account in "[ -~]{1,50}".prop_filter("a name", |it| it.parse::<AccountName>().is_ok()),
            set in "[A-Za-z0-9_+=,.@-]{1,32}",
        ) {
            let words = shlex::split(&request(&account, &set)).unwrap();
            let parsed = crate::command().try_get_matches_from(&words);
            let parsed = parsed.map_err(|err| TestCaseError::fail(err.to_string()))?;
            let asked = parsed.subcommand_matches("request").unwrap();
            let raw = |id: &str| asked.get_raw(id).unwrap().next().unwrap().to_owned();
            prop_assert_eq!(raw("account"), account.as_str());
            prop_assert_eq!(raw("permission_set"), set.as_str());
        }
    }
}
