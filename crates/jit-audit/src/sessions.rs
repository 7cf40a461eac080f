use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use jit_domain::{
    AccessKeyId, Actor, EventKind, ParseSessionNameError, RecordedEvent, RequestId, Session,
    SessionName, Timestamp,
};
use serde::{Deserialize, Serialize};

/// What names a session: all that CloudTrail shows of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionKey {
    /// The ID of its access key.
    AccessKey(AccessKeyId),
    /// Its `RoleSessionName`, or its `SourceIdentity`.
    Name(SessionName),
}

/// The text names no session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a session is named by its access key ID (`ASIA…`), its session name or its source identity"
)]
pub struct ParseSessionKeyError;

impl From<ParseSessionNameError> for ParseSessionKeyError {
    fn from(_: ParseSessionNameError) -> Self {
        Self
    }
}

impl FromStr for SessionKey {
    type Err = ParseSessionKeyError;

    /// Temporary access keys begin with `ASIA`.
    ///
    /// Source: AWS IAM User Guide, "Understanding unique ID prefixes".
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let looks_like_a_key = s.starts_with("ASIA")
            && (s.bytes()).all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        match s.parse() {
            Ok(key) if looks_like_a_key => Ok(Self::AccessKey(key)),
            _ => Ok(Self::Name(s.parse()?)),
        }
    }
}

impl fmt::Display for SessionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AccessKey(key) => key.fmt(f),
            Self::Name(name) => name.fmt(f),
        }
    }
}

impl SessionKey {
    /// Whether it names this session.
    #[must_use]
    pub fn names(&self, session: &Session) -> bool {
        match self {
            Self::AccessKey(key) => session.access_key_id == *key,
            Self::Name(name) => {
                session.session_name == *name || session.source_identity.as_str() == name.as_str()
            }
        }
    }
}

/// A session as the log tells of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedSession {
    /// The request whose window it was opened in.
    pub request: RequestId,
    /// Whose it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<Actor>,
    /// When its credentials were vended.
    pub opened_at: Timestamp,
    /// The session.
    #[serde(flatten)]
    pub session: Session,
    /// When and how its window ended before its time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_early: Option<EndedEarly>,
}

/// How a window ended before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct EndedEarly {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: EndedBy,
}

/// Who ended a window before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EndedBy {
    /// An approver or an administrator.
    Revoked,
    /// Its requester.
    Finished,
}

impl EndedBy {
    /// The word for it, as the log names the event.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Revoked => "revoked",
            Self::Finished => "finished",
        }
    }
}

/// The sessions of a log that somebody looks for, in memory that grows with those alone.
#[derive(Debug, Default)]
pub struct Sessions {
    found: Vec<OpenedSession>,
    by_request: HashMap<RequestId, Vec<usize>>,
}

#[derive(Deserialize)]
struct Kind<'a> {
    #[serde(rename = "type", borrow)]
    kind: &'a str,
}

impl Sessions {
    /// The events that [`line`](Self::line) looks at, in the words of the log.
    pub const EVENTS: [&'static str; 3] = ["session_opened", "revoked", "finished"];

    /// Reads a line of a log, of which lines that are no record, or records of another kind, are
    /// none of its business. A session is kept when it is `wanted`.
    pub fn line(&mut self, text: &str, wanted: impl Fn(&Session) -> bool) {
        let kind = serde_json::from_str::<Kind<'_>>(text);
        if kind.is_ok_and(|it| Self::EVENTS.contains(&it.kind))
            && let Ok(recorded) = serde_json::from_str::<RecordedEvent>(text)
        {
            self.event(recorded, wanted);
        }
    }

    /// Reads an event.
    pub fn event(&mut self, recorded: RecordedEvent, wanted: impl Fn(&Session) -> bool) {
        let event = recorded.event;
        let Some(request) = event.request else { return };
        match event.kind {
            EventKind::SessionOpened(session) if wanted(&session) => {
                let places = self.by_request.entry(request.clone()).or_default();
                places.push(self.found.len());
                self.found.push(OpenedSession {
                    request,
                    person: event.actor,
                    opened_at: event.at,
                    session,
                    ended_early: None,
                });
            }
            EventKind::Revoked { .. } => self.end(&request, event.at, EndedBy::Revoked),
            EventKind::Finished => self.end(&request, event.at, EndedBy::Finished),
            _ => {}
        }
    }

    fn end(&mut self, request: &RequestId, at: Timestamp, by: EndedBy) {
        for place in self.by_request.get(request).into_iter().flatten() {
            if let Some(session) = self.found.get_mut(*place) {
                session.ended_early = Some(EndedEarly { at, by });
            }
        }
    }

    /// Those that were found, in the order of the log.
    #[must_use]
    pub fn into_found(self) -> Vec<OpenedSession> {
        self.found
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn key(text: &str) -> SessionKey {
        text.parse().unwrap()
    }

    fn line(request: &str, at: &str, kind: &str, data: &serde_json::Value) -> String {
        let hash = "0".repeat(64);
        let mut line = json!({
            "sequence": 1, "previous_hash": hash, "hash": hash, "at": at, "request": request,
            "actor": { "issuer": "https://id.example.com", "subject": "00u1", "name": "Engineer" },
            "bundle": hash, "type": kind,
        });
        if !data.is_null() {
            line["data"] = data.clone();
        }
        line.to_string()
    }

    fn opened(request: &str, key: &str, name: &str) -> String {
        let session = json!({
            "access_key_id": key, "role": "arn:aws:iam::111122223333:role/jit/PowerUser",
            "session_name": name, "source_identity": "00u1",
            "expiration": "2026-11-22T10:30:00.000Z", "fence": "2026-11-22T10:30:00.000Z",
        });
        line(
            request,
            "2026-11-22T09:30:00.000Z",
            "session_opened",
            &session,
        )
    }

    const A: &str = "ASIAEXAMPLEAAAAAAAAA";
    const B: &str = "ASIAEXAMPLEBBBBBBBBB";

    fn found(named: &str) -> Vec<OpenedSession> {
        let null = serde_json::Value::Null;
        let log = [
            opened("req-aaaaaaaaaa", A, "engineer+aaaaaaaaaa"),
            opened("req-bbbbbbbbbb", B, "engineer+bbbbbbbbbb"),
            line(
                "req-bbbbbbbbbb",
                "2026-11-22T10:00:00.000Z",
                "revoked",
                &json!({}),
            ),
            line(
                "req-cccccccccc",
                "2026-11-22T10:00:00.000Z",
                "finished",
                &null,
            ),
            "not JSON".to_owned(),
            r#"{"head":{}}"#.to_owned(),
            r#"{"type":"session_opened"}"#.to_owned(),
        ];
        let (mut sessions, named) = (Sessions::default(), key(named));
        for line in &log {
            sessions.line(line, |session| named.names(session));
        }
        sessions.into_found()
    }

    #[test]
    fn a_session_is_found_by_key_name_and_source_identity() {
        for (named, requests) in [
            (A, vec!["req-aaaaaaaaaa"]),
            ("engineer+bbbbbbbbbb", vec!["req-bbbbbbbbbb"]),
            ("00u1", vec!["req-aaaaaaaaaa", "req-bbbbbbbbbb"]),
            ("ASIAEXAMPLECCCCCCCCC", vec![]),
            ("nobody", vec![]),
        ] {
            let found = found(named);
            let found: Vec<_> = found.iter().map(|it| it.request.to_string()).collect();
            assert_eq!(found, requests, "{named}");
        }
    }

    #[test]
    fn a_window_that_ended_early_says_so() {
        assert_eq!(found(A)[0].ended_early, None);
        let ended = found(B)[0].ended_early.unwrap();
        assert_eq!(ended.by, EndedBy::Revoked);
        assert_eq!(ended.at.to_string(), "2026-11-22T10:00:00.000Z");
    }

    #[test]
    fn a_key_is_told_from_a_name() {
        assert!(matches!(key(A), SessionKey::AccessKey(_)));
        for name in [
            "ASIA",
            "ASIAx_engineer-one-0",
            "AKIAEXAMPLEAAAAAAAAA",
            "a+b",
        ] {
            assert!(matches!(key(name), SessionKey::Name(_)), "{name}");
        }
        for none in ["", "a", "a b", "é1", &"a".repeat(65)] {
            assert!(none.parse::<SessionKey>().is_err());
        }
    }
}
