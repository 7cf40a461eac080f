use jit_domain::Comment;
use serde::Deserialize;

use super::{CheckError, MAX_ANSWER};

/// What a check says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// It lets the ask pass.
    Pass {
        /// What approvers should know.
        note: Option<Comment>,
        /// Whether people of the level that the bundle has for the check have to agree too.
        adds_level: bool,
    },
    /// It does not.
    Refuse {
        /// Why.
        reason: Option<Comment>,
    },
}

/// The answer on the wire. A key that is not known is one that was meant to do something.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    id: String,
    allow: bool,
    reason: Option<Comment>,
    note: Option<Comment>,
    #[serde(default)]
    add_level: bool,
}

impl Answer {
    /// Reads an answer to the question with this ID.
    ///
    /// # Errors
    ///
    /// [`CheckError::Answer`] for everything that is not exactly one.
    pub(super) fn parse(id: &str, answer: &[u8]) -> Result<Self, CheckError> {
        if answer.len() > MAX_ANSWER {
            return Err(CheckError::Answer("it is too large"));
        }
        // The message of the parser may quote the answer.
        let wire: Wire = serde_json::from_slice(answer)
            .map_err(|_| CheckError::Answer("it is not JSON with the keys of an answer"))?;
        if wire.id != id {
            return Err(CheckError::Answer("it is to another question"));
        }
        match wire {
            Wire {
                allow: true,
                reason: None,
                note,
                add_level: adds_level,
                ..
            } => Ok(Self::Pass { note, adds_level }),
            Wire {
                allow: false,
                reason,
                note: None,
                add_level: false,
                ..
            } => Ok(Self::Refuse { reason }),
            _ => Err(CheckError::Answer("it both allows and refuses")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(answer: &str) -> Result<Answer, CheckError> {
        Answer::parse("chk-1", answer.as_bytes())
    }

    #[test]
    fn an_answer_allows_or_refuses() {
        let note = Some("open until 18:00".parse().unwrap());
        assert_eq!(
            parse(r#"{"id":"chk-1","allow":true}"#),
            Ok(Answer::Pass {
                note: None,
                adds_level: false
            })
        );
        assert_eq!(
            parse(r#"{"id":"chk-1","allow":true,"note":"open until 18:00","add_level":true}"#),
            Ok(Answer::Pass {
                note,
                adds_level: true
            })
        );
        assert_eq!(
            parse(r#"{"allow":false,"reason":"CHG1 is closed","id":"chk-1"}"#),
            Ok(Answer::Refuse {
                reason: Some("CHG1 is closed".parse().unwrap())
            })
        );
        assert_eq!(
            parse(r#"{"allow":false,"id":"chk-1"}"#),
            Ok(Answer::Refuse { reason: None })
        );
    }

    #[test]
    fn everything_else_lets_nothing_pass() {
        for answer in [
            "",
            "true",
            "[]",
            r#"{"allow":true}"#,
            r#"{"id":"chk-2","allow":true}"#,
            r#"{"id":"chk-1"}"#,
            r#"{"id":"chk-1","allow":"true"}"#,
            r#"{"id":"chk-1","allow":1}"#,
            r#"{"id":"chk-1","allow":null}"#,
            r#"{"id":"chk-1","allow":true,"allow":false}"#,
            r#"{"id":"chk-1","allow":true} {"id":"chk-1","allow":true}"#,
            r#"{"id":"chk-1","allow":true,"approve":true}"#,
            r#"{"id":"chk-1","allow":true,"reason":"no"}"#,
            r#"{"id":"chk-1","allow":false,"note":"yes"}"#,
            r#"{"id":"chk-1","allow":false,"add_level":true}"#,
            r#"{"id":"chk-1","allow":true,"note":"a\u0000b"}"#,
            r#"{"id":"chk-1","allow":true,"note":""}"#,
        ] {
            assert!(
                matches!(parse(answer), Err(CheckError::Answer(_))),
                "{answer}"
            );
        }
        let long = format!(
            r#"{{"id":"chk-1","allow":true,"note":"{}"}}"#,
            "x".repeat(1025)
        );
        assert!(parse(&long).is_err());
        let spaces = format!(r#"{{"id":"chk-1","allow":true}}{}"#, " ".repeat(MAX_ANSWER));
        assert_eq!(parse(&spaces), Err(CheckError::Answer("it is too large")));
    }
}
