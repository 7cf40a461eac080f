use std::future::Future;
use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::JoinError;

/// How many programs may wait for a session that is not kept.
const MAX_ERRANDS: usize = 8;

/// What is done for programs that may have gone by the time that it is done: at most
/// [`MAX_ERRANDS`] at a time.
#[derive(Clone, Debug)]
pub(super) struct Errands(Arc<Semaphore>);

impl Errands {
    /// None yet.
    pub(super) fn new() -> Self {
        Self(Arc::new(Semaphore::new(MAX_ERRANDS)))
    }

    /// Runs one once it is its turn. It does not end with whoever waits for it, but what has not
    /// begun by then never does.
    ///
    /// # Errors
    ///
    /// When it panicked.
    pub(super) async fn run<F>(&self, errand: F) -> Result<F::Output, JoinError>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        let permit = Arc::clone(&self.0).acquire_owned().await;
        let errand = tokio::spawn(async move {
            let _permit = permit;
            errand.await
        });
        errand.await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::sync::Notify;

    use super::*;

    /// Errands that end when they are told to, and how many have begun.
    #[derive(Clone, Default)]
    struct Scene {
        begun: Arc<AtomicUsize>,
        end_one: Arc<Notify>,
    }

    impl Scene {
        async fn errand(self) {
            self.begun.fetch_add(1, Ordering::SeqCst);
            self.end_one.notified().await;
        }

        /// How many have begun, once all that can run has run.
        async fn begun(&self) -> usize {
            for _ in 0..64 {
                tokio::task::yield_now().await;
            }
            self.begun.load(Ordering::SeqCst)
        }
    }

    #[tokio::test]
    async fn no_more_than_eight_are_on_their_way() {
        let (errands, scene) = (Errands::new(), Scene::default());
        for _ in 0..MAX_ERRANDS + 2 {
            let (errands, scene) = (errands.clone(), scene.clone());
            tokio::spawn(async move { errands.run(scene.errand()).await });
        }
        assert_eq!(scene.begun().await, 8);
        scene.end_one.notify_one();
        assert_eq!(scene.begun().await, 9);
        scene.end_one.notify_waiters();
        assert_eq!(scene.begun().await, 10);
    }

    #[tokio::test]
    async fn one_goes_on_without_whoever_waited_and_one_that_had_not_begun_never_does() {
        let (errands, scene) = (Errands::new(), Scene::default());
        let mut waiting = Vec::new();
        for _ in 0..=MAX_ERRANDS {
            let (errands, scene) = (errands.clone(), scene.clone());
            waiting.push(tokio::spawn(
                async move { errands.run(scene.errand()).await },
            ));
        }
        assert_eq!(scene.begun().await, 8);
        waiting.iter().for_each(tokio::task::JoinHandle::abort);
        assert_eq!(errands.0.available_permits(), 0, "they go on");
        scene.end_one.notify_waiters();
        assert_eq!(scene.begun().await, 8, "the ninth has gone");
        assert_eq!(errands.0.available_permits(), MAX_ERRANDS);
    }
}
