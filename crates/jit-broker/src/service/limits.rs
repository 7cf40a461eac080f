use std::fmt;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use governor::clock::Clock as _;
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota, RateLimiter};
use jit_domain::PersonId;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::Failure;

/// How much one person may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitSettings {
    /// Submissions and plans per minute; none for no limit.
    pub submits_per_minute: Option<NonZeroU32>,
    /// Calls for credentials per minute; none for no limit. Near the end of a window an AWS SDK
    /// asks for every one of its calls.
    pub credentials_per_minute: Option<NonZeroU32>,
    /// Refused attempts per minute that go to the audit log; above it a refusal answers
    /// `rate_limited` instead of its own code, so that nobody floods the log. None for no limit.
    pub refusals_per_minute: Option<NonZeroU32>,
    /// How many lists, exports and target pages are read at a time. Decisions never wait for them.
    pub concurrent_lists: NonZeroU32,
}

impl LimitSettings {
    /// No limit per person: for benchmarks.
    pub const UNLIMITED: Self = Self {
        submits_per_minute: None,
        credentials_per_minute: None,
        refusals_per_minute: None,
        concurrent_lists: at_least_one(64),
    };
}

impl Default for LimitSettings {
    fn default() -> Self {
        Self {
            submits_per_minute: Some(at_least_one(120)),
            credentials_per_minute: Some(at_least_one(600)),
            refusals_per_minute: Some(at_least_one(120)),
            concurrent_lists: at_least_one(64),
        }
    }
}

const fn at_least_one(n: u32) -> NonZeroU32 {
    match NonZeroU32::new(n) {
        Some(n) => n,
        None => NonZeroU32::MIN,
    }
}

/// The counters behind [`LimitSettings`]. Memory is bounded by the number of people who called in
/// the last minute.
pub struct Limits {
    submits: Option<PerPerson>,
    credentials: Option<PerPerson>,
    refusals: Option<PerPerson>,
    forged: DefaultDirectRateLimiter,
    lists: Semaphore,
    reports: Semaphore,
}

impl fmt::Debug for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limits").finish_non_exhaustive()
    }
}

impl Limits {
    /// Starts counting.
    #[must_use]
    pub fn new(settings: &LimitSettings) -> Arc<Self> {
        let lists = usize::try_from(settings.concurrent_lists.get()).unwrap_or(usize::MAX);
        Arc::new(Self {
            submits: settings.submits_per_minute.map(PerPerson::new),
            credentials: settings.credentials_per_minute.map(PerPerson::new),
            refusals: settings.refusals_per_minute.map(PerPerson::new),
            forged: RateLimiter::direct(Quota::per_minute(at_least_one(6))),
            lists: Semaphore::new(lists.min(Semaphore::MAX_PERMITS)),
            reports: Semaphore::new(1),
        })
    }

    pub(super) fn submit(&self, person: &PersonId) -> Result<(), Failure> {
        check(self.submits.as_ref(), person)
    }

    pub(super) fn credentials(&self, person: &PersonId) -> Result<(), Failure> {
        check(self.credentials.as_ref(), person)
    }

    pub(super) fn refusal(&self, person: &PersonId) -> Result<(), Failure> {
        check(self.refusals.as_ref(), person)
    }

    /// Whether one more forged token goes to the audit log: six a minute do, from everybody
    /// together, because whoever forges tokens could else fill the log. The metrics count all.
    pub(super) fn forged(&self) -> bool {
        self.forged.check().is_ok()
    }

    /// Waits for a turn to read a list.
    ///
    /// # Errors
    ///
    /// `store_unavailable` after five seconds.
    pub(super) async fn list_turn(&self) -> Result<SemaphorePermit<'_>, Failure> {
        turn(&self.lists).await
    }

    /// Waits for a turn to make a report. There is one at a time: it takes memory and a processor
    /// for a while.
    ///
    /// # Errors
    ///
    /// As [`list_turn`](Self::list_turn).
    pub(super) async fn report_turn(&self) -> Result<SemaphorePermit<'_>, Failure> {
        turn(&self.reports).await
    }
}

async fn turn(of: &Semaphore) -> Result<SemaphorePermit<'_>, Failure> {
    match tokio::time::timeout(Duration::from_secs(5), of.acquire()).await {
        Ok(Ok(permit)) => Ok(permit),
        _ => Err(Failure::overloaded()),
    }
}

fn check(limit: Option<&PerPerson>, person: &PersonId) -> Result<(), Failure> {
    limit.map_or(Ok(()), |limit| limit.check(person))
}

struct PerPerson {
    limiter: DefaultKeyedRateLimiter<PersonId>,
    checks: AtomicU32,
}

impl PerPerson {
    /// How many checks pass between two looks for people to forget.
    const FORGET_EVERY: u32 = 1024;

    fn new(per_minute: NonZeroU32) -> Self {
        Self {
            limiter: RateLimiter::keyed(Quota::per_minute(per_minute)),
            checks: AtomicU32::new(0),
        }
    }

    fn check(&self, person: &PersonId) -> Result<(), Failure> {
        let checks = self.checks.fetch_add(1, Ordering::Relaxed);
        if checks.is_multiple_of(Self::FORGET_EVERY) {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        self.limiter.check_key(person).map_err(|not_until| {
            let wait = not_until.wait_time_from(self.limiter.clock().now());
            Failure::rate_limited(wait.as_secs() + 1)
        })
    }
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

    #[test]
    fn one_person_running_out_leaves_the_others_alone() {
        let two = LimitSettings {
            submits_per_minute: NonZeroU32::new(2),
            ..LimitSettings::default()
        };
        let limits = Limits::new(&two);

        assert!(limits.submit(&person("engineer")).is_ok());
        assert!(limits.submit(&person("engineer")).is_ok());
        let refused = limits.submit(&person("engineer")).unwrap_err();

        assert_eq!(refused.problem().code, jit_api::ErrorCode::RateLimited);
        assert!((1..=31).contains(&refused.retry_after_seconds().unwrap()));
        assert!(limits.submit(&person("lead")).is_ok());
        assert!(limits.credentials(&person("engineer")).is_ok());
    }
}
