//! The audit log, line by line while it arrives.

use std::ops::Range;
use std::time::Duration;

use jit_api::{AuditSession, AuditSessions, routes};
use jit_audit::{MAX_LINE_BYTES, SessionKey};
use jit_domain::{AccountRef, EventName, StatusName, Subject, Timestamp};
use reqwest::Method;

use super::exchange::{self, Body, Call};
use super::{Answer, Broker, BrokerError, MAX_WAIT_SECONDS};
use crate::error::CommandError;

/// Which events of the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditQuery {
    /// Decided at this instant or later.
    pub from: Option<Timestamp>,
    /// Decided before this instant.
    pub before: Option<Timestamp>,
    /// Done by this subject, or about a request of theirs.
    pub person: Option<Subject>,
    /// For this account.
    pub account: Option<AccountRef>,
    /// About requests in any of these states now; empty for all.
    pub statuses: Vec<StatusName>,
    /// Of any of these kinds; empty for all.
    pub events: Vec<EventName>,
}

impl AuditQuery {
    /// Whether it leaves events out.
    #[must_use]
    pub fn is_filtered(&self) -> bool {
        *self != Self::default()
    }
}

/// The lines of one answer.
#[derive(Debug)]
pub struct AuditLines {
    body: Body,
    buffer: Vec<u8>,
    /// Where the next line begins in the buffer.
    at: usize,
    host: String,
}

impl Broker {
    /// `GET /v1/audit`: the events behind `after`. Where there is none yet, the broker waits for one,
    /// for `wait_seconds` at most (and never longer than [`MAX_WAIT_SECONDS`]).
    ///
    /// # Errors
    ///
    /// As [`config`](Self::config).
    pub async fn audit(
        &self,
        query: &AuditQuery,
        after: u64,
        wait_seconds: u64,
    ) -> Answer<AuditLines> {
        let call = call(query, after, wait_seconds.min(MAX_WAIT_SECONDS));
        let token = self.tokens.access_token().await?;
        let body = match self.open(&call, &token).await {
            Err(err) if err.is_token_expired() => {
                let token = self.tokens.force_refresh(&token).await?;
                self.open(&call, &token).await?
            }
            answer => answer.map_err(|err| self.refused(err))?,
        };
        Ok(AuditLines {
            body,
            buffer: Vec::new(),
            at: 0,
            host: exchange::host(self.url()),
        })
    }

    async fn open(&self, call: &Call, token: &jit_api::Secret) -> Answer<Body> {
        let http = self.clients.for_url(self.name.as_secure_url());
        let http = http.map_err(CommandError::from)?;
        exchange::open(&http, self.url(), call, Some(token), "application/jsonl").await
    }

    /// `GET /v1/audit/sessions`.
    ///
    /// # Errors
    ///
    /// As [`config`](Self::config).
    pub async fn audit_sessions(&self, key: &SessionKey) -> Answer<Vec<AuditSession>> {
        let mut call = Call::new(Method::GET, routes::AUDIT_SESSIONS);
        let name = match key {
            SessionKey::AccessKey(_) => "access_key_id",
            SessionKey::Name(_) => "session_name",
        };
        call.query(name, key.to_string());
        let found: AuditSessions = self.call(call).await?;
        Ok(found.sessions)
    }
}

fn call(query: &AuditQuery, after: u64, wait_seconds: u64) -> Call {
    let mut call = Call::new(Method::GET, routes::AUDIT);
    call.query("after", after.to_string());
    call.query_some("from", query.from.map(|at| at.to_string()));
    call.query_some("to", query.before.map(|at| at.to_string()));
    call.query_some("person", query.person.as_ref().map(ToString::to_string));
    call.query_some("account", query.account.as_ref().map(ToString::to_string));
    for status in &query.statuses {
        call.query("status", status.as_str());
    }
    for event in &query.events {
        call.query("type", event.as_str());
    }
    if wait_seconds > 0 {
        call.query("wait_seconds", wait_seconds.to_string());
        call.timeout += Duration::from_secs(wait_seconds);
    }
    call
}

impl AuditLines {
    /// The next line, without its end; none at the end of the answer. What stands behind the last
    /// line feed is no line: the answer was cut off there.
    ///
    /// # Errors
    ///
    /// That the connection was lost, or that this is no log.
    pub async fn line(&mut self) -> Answer<Option<&str>> {
        let line = loop {
            if let Some(line) = self.take() {
                break line;
            }
            self.buffer.drain(..self.at);
            self.at = 0;
            if self.buffer.len() > MAX_LINE_BYTES {
                return Err(self.absurd("it has a line that is too long"));
            }
            match self.body.chunk().await? {
                Some(chunk) => self.buffer.extend_from_slice(chunk.as_ref()),
                None => return Ok(None),
            }
        };
        let line = self.buffer.get(line).unwrap_or_default();
        match std::str::from_utf8(line) {
            Ok(line) => Ok(Some(line)),
            Err(_) => Err(self.absurd("it has a line that is no text")),
        }
    }

    /// Where the next whole line stands in the buffer, which is taken with that.
    fn take(&mut self) -> Option<Range<usize>> {
        let rest = self.buffer.get(self.at..)?;
        let length = rest.iter().position(|byte| *byte == b'\n')?;
        let begin = self.at;
        self.at = begin + length + 1;
        Some(begin..begin + length)
    }

    /// This is not what a broker answers.
    pub(crate) fn absurd(&self, why: &str) -> BrokerError {
        BrokerError::Absurd {
            host: self.host.clone(),
            why: why.to_owned(),
        }
    }

    /// The answer is over without its last line.
    pub(crate) fn cut_off(&self) -> BrokerError {
        BrokerError::Lost {
            changes: false,
            host: self.host.clone(),
            why: "the log was cut off".to_owned(),
        }
    }
}
