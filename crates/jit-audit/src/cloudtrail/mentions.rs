use std::collections::{HashMap, HashSet};

use jit_domain::{Session, Timestamp};

use super::call::Call;

/// The sessions that `CloudTrail` speaks of.
#[derive(Clone, Debug, Default)]
pub struct Mentions {
    access_keys: HashSet<String>,
    session_names: HashSet<String>,
    /// The access keys that sessions opened with another one (role chaining), with that one.
    opened_by: HashMap<String, String>,
    times: Option<(Timestamp, Timestamp)>,
}

/// How many sessions a chain of roles is followed through: AWS ends each after an hour.
const MAX_CHAIN: usize = 16;

impl Mentions {
    /// Takes note of a call.
    pub fn call(&mut self, call: &Call) {
        if let Some(at) = call.at {
            let (first, last) = self.times.unwrap_or((at, at));
            self.times = Some((first.min(at), last.max(at)));
        }
        if let Some(session) = &call.role_session {
            keep(&mut self.session_names, &session.session_name);
        }
        if let Some(key) = &call.access_key_id {
            keep(&mut self.access_keys, key);
            if let Some(opened) = &call.opened {
                self.opened_by.insert(opened.clone(), key.clone());
            }
        }
    }

    /// Whether it speaks of this session.
    #[must_use]
    pub fn include(&self, session: &Session) -> bool {
        self.access_keys.contains(session.access_key_id.as_str())
            || self.session_names.contains(session.session_name.as_str())
    }

    /// The times of the first and the last call; none without any.
    #[must_use]
    pub fn times(&self) -> Option<(Timestamp, Timestamp)> {
        self.times
    }

    /// The access keys that this one was opened by, the nearest first.
    pub(super) fn chain<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        let next = |key: &&'a str| self.opened_by.get(*key).map(String::as_str);
        let first = next(&key);
        std::iter::successors(first, next).take(MAX_CHAIN)
    }
}

fn keep(set: &mut HashSet<String>, text: &str) {
    if !set.contains(text) {
        set.insert(text.to_owned());
    }
}
