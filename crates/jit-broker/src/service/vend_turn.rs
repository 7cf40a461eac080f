use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jit_api::ErrorCode;
use jit_domain::RequestId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

use super::Failure;

/// How many callers may wait for credentials of one request while another one is served: about as
/// many as STS answers one after the other in the 3 s that `jit credential-process` has.
const WAITING: usize = 16;

/// How long a caller waits for its turn.
pub(super) const PATIENCE: Duration = Duration::from_secs(8);

/// Whose turn it is to have AWS asked, one caller at a time for each request, in the order in which
/// they came. They share nothing but the wait.
///
/// Memory is bounded by the callers that are being served or wait: a request that nobody asks for
/// takes none.
#[derive(Debug, Default)]
pub struct VendTurns(Mutex<HashMap<RequestId, Line>>);

/// Those who ask for credentials of one request.
#[derive(Debug)]
struct Line {
    turn: Arc<Semaphore>,
    callers: usize,
}

/// The turn of one caller, until this is dropped.
#[derive(Debug)]
pub(super) struct VendTurn {
    // Dropped before the place: who comes when the line is gone must not find the turn still taken.
    _one: OwnedSemaphorePermit,
    place: Place,
    waited: bool,
}

impl VendTurn {
    /// Whether it is one of this request.
    pub(super) fn is_for(&self, request: &RequestId) -> bool {
        self.place.request == *request
    }

    /// Whether somebody else was served before, so that what was decided is old.
    pub(super) fn waited(&self) -> bool {
        self.waited
    }
}

impl VendTurns {
    /// Waits for a turn. Whoever stops waiting leaves the line.
    ///
    /// # Errors
    ///
    /// `rate_limited` when too many wait; `aws_unavailable` when it is not there in time.
    pub(super) async fn take(
        self: &Arc<Self>,
        request: &RequestId,
        until: Instant,
    ) -> Result<VendTurn, Failure> {
        let (place, turn) = self.line_up(request).ok_or_else(too_many)?;
        let (one, waited) = match Arc::clone(&turn).try_acquire_owned() {
            Ok(one) => (one, false),
            Err(_) => match timeout_at(until, turn.acquire_owned()).await {
                Ok(Ok(one)) => (one, true),
                _ => return Err(too_slow()),
            },
        };
        Ok(VendTurn {
            _one: one,
            place,
            waited,
        })
    }

    fn line_up(self: &Arc<Self>, request: &RequestId) -> Option<(Place, Arc<Semaphore>)> {
        let mut lines = self.lock();
        let line = lines.entry(request.clone()).or_insert_with(|| Line {
            turn: Arc::new(Semaphore::new(1)),
            callers: 0,
        });
        if line.callers > WAITING {
            return None;
        }
        line.callers += 1;
        let place = Place {
            turns: Arc::clone(self),
            request: request.clone(),
        };
        Some((place, Arc::clone(&line.turn)))
    }

    /// A count cannot be left half changed by a panic.
    fn lock(&self) -> MutexGuard<'_, HashMap<RequestId, Line>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place in the line of a request, with the turn or without. The last one to leave takes the line
/// away.
#[derive(Debug)]
struct Place {
    turns: Arc<VendTurns>,
    request: RequestId,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut lines = self.turns.lock();
        if let Some(line) = lines.get_mut(&self.request) {
            line.callers = line.callers.saturating_sub(1);
            if line.callers == 0 {
                lines.remove(&self.request);
            }
        }
    }
}

fn too_many() -> Failure {
    Failure::new(
        ErrorCode::RateLimited,
        "too many wait for credentials of this request already",
    )
    .retry_after(2)
}

fn too_slow() -> Failure {
    Failure::new(
        ErrorCode::AwsUnavailable,
        "AWS did not answer those who asked before in time",
    )
    .retry_after(5)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(n: u64) -> RequestId {
        RequestId::from_random_bits(n)
    }

    async fn take(turns: &Arc<VendTurns>, n: u64) -> Result<VendTurn, Failure> {
        turns.take(&request(n), Instant::now() + PATIENCE).await
    }

    fn why(failure: &Failure) -> (ErrorCode, Option<u64>) {
        (failure.code(), failure.retry_after_seconds())
    }

    #[tokio::test(start_paused = true)]
    async fn who_waits_for_a_turn_in_vain_is_told_that_aws_is_slow() {
        let turns = Arc::new(VendTurns::default());
        let first = take(&turns, 1).await.unwrap();
        let began = Instant::now();

        let late = take(&turns, 1).await.unwrap_err();

        assert_eq!(why(&late), (ErrorCode::AwsUnavailable, Some(5)));
        assert_eq!(began.elapsed(), PATIENCE);
        assert!(!first.waited());
    }

    #[tokio::test(start_paused = true)]
    async fn each_request_has_a_turn_of_its_own() {
        let turns = Arc::new(VendTurns::default());
        let first = take(&turns, 1).await.unwrap();

        let other = take(&turns, 2).await.unwrap();

        assert!(first.is_for(&request(1)) && !first.is_for(&request(2)));
        assert!(other.is_for(&request(2)) && !other.waited());
    }

    #[tokio::test]
    async fn turns_come_in_order_and_the_line_is_short() {
        let turns = Arc::new(VendTurns::default());
        let first = take(&turns, 1).await.unwrap();
        let mut waiting: Vec<_> = (0..WAITING).map(|_| Box::pin(take(&turns, 1))).collect();
        for turn in &mut waiting {
            assert!(futures::poll!(turn.as_mut()).is_pending());
        }

        let one_more = take(&turns, 1).await.unwrap_err();

        assert_eq!(why(&one_more), (ErrorCode::RateLimited, Some(2)));
        drop(first);
        for mut turn in waiting.drain(..) {
            assert!(turn.as_mut().await.unwrap().waited());
        }
    }

    #[tokio::test]
    async fn who_leaves_the_line_makes_room_and_holds_nobody_up() {
        let turns = Arc::new(VendTurns::default());
        let first = take(&turns, 1).await.unwrap();
        for _ in 0..=WAITING {
            let mut leaving = Box::pin(take(&turns, 1));
            assert!(futures::poll!(leaving.as_mut()).is_pending());
        }
        let mut stays = Box::pin(take(&turns, 1));
        assert!(futures::poll!(stays.as_mut()).is_pending());

        drop(first);

        assert!(stays.await.unwrap().waited());
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_nobody_asks_for_takes_no_memory() {
        let turns = Arc::new(VendTurns::default());
        for n in 0..100 {
            let first = take(&turns, n).await.unwrap();
            assert!(take(&turns, n).await.is_err());
            assert_eq!(turns.lock().len(), 1);
            drop(first);
        }
        assert!(turns.lock().is_empty());
    }
}
