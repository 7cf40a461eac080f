use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jit_domain::{AdministrativeRead, PersonId, Timestamp};

/// How long the pages of a list, and the looks of who waits for a change, are one read, in seconds.
const ONE_READ_SECONDS: i64 = 60;

/// How many reads are remembered at most.
const MOST: usize = 4_096;

/// Which administrative reads are in the audit log already. A list of many pages, or waiting for a
/// change, is one line of it a minute; a page that is asked for alone is one too.
#[derive(Debug, Default)]
pub struct RecentReads(Mutex<HashMap<(PersonId, AdministrativeRead), Timestamp>>);

impl RecentReads {
    /// Whether this read was recorded a moment ago.
    pub(super) fn knows(&self, who: &PersonId, what: &AdministrativeRead, now: Timestamp) -> bool {
        let recorded = self.lock().get(&(who.clone(), what.clone())).copied();
        recorded.is_some_and(|at| is_recent(at, now))
    }

    /// Notes that it was recorded.
    pub(super) fn recorded(&self, who: &PersonId, what: AdministrativeRead, now: Timestamp) {
        let mut reads = self.lock();
        if reads.len() >= MOST {
            reads.retain(|_, at| is_recent(*at, now));
        }
        if reads.len() >= MOST {
            // One line more in the log is better than one less.
            reads.clear();
        }
        reads.insert((who.clone(), what), now);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<(PersonId, AdministrativeRead), Timestamp>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_recent(at: Timestamp, now: Timestamp) -> bool {
    (at..at.plus_seconds(ONE_READ_SECONDS)).contains(&now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(subject: &str) -> PersonId {
        PersonId {
            issuer: "https://id.example.com".parse().unwrap(),
            subject: subject.parse().unwrap(),
        }
    }

    fn all() -> AdministrativeRead {
        AdministrativeRead::Requests { filter: [].into() }
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(1_000 * seconds)
    }

    #[test]
    fn the_same_read_of_the_same_person_is_one_for_a_minute() {
        let reads = RecentReads::default();
        assert!(!reads.knows(&person("a"), &all(), at(100)));
        reads.recorded(&person("a"), all(), at(100));

        assert!(reads.knows(&person("a"), &all(), at(159)));
        assert!(!reads.knows(&person("a"), &all(), at(160)));
        assert!(
            !reads.knows(&person("a"), &all(), at(99)),
            "a clock that was set back"
        );
        assert!(!reads.knows(&person("b"), &all(), at(101)));
        let filtered = AdministrativeRead::Requests {
            filter: [("status".to_owned(), "active".to_owned())].into(),
        };
        assert!(!reads.knows(&person("a"), &filtered, at(101)));
    }

    #[test]
    fn many_reads_do_not_fill_the_memory() {
        let reads = RecentReads::default();
        for number in 0..3 * MOST {
            reads.recorded(&person(&number.to_string()), all(), at(100));
            assert!(reads.lock().len() <= MOST);
        }
    }
}
