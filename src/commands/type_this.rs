//! Commands that hints name, ready to paste.

use std::fmt::Display;

use crate::error::{CommandError, ErrorKind};

/// The command that asks for a target.
pub(crate) fn request(account: impl Display, permission_set: impl Display) -> String {
    let account = word(&account.to_string());
    let permission_set = word(&permission_set.to_string());
    format!(
        "jit request --account {account} --permission-set {permission_set} \
         --duration 1h --reason \"…\""
    )
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

/// One word of a shell's command line.
pub(crate) fn word(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"_./:@%+=,-".contains(&b);
    if !text.is_empty() && text.bytes().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::{request, word};

    #[test]
    fn words_are_quoted_where_a_shell_would_read_them() {
        let table = [
            ("payments-prod", "payments-prod"),
            ("111111111111", "111111111111"),
            ("my account", "'my account'"),
            ("a'b", r"'a'\''b'"),
            ("$(id)", "'$(id)'"),
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
}
