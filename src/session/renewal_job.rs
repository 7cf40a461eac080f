use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

use jit_domain::Clock;
use tokio::sync::oneshot;

#[cfg(unix)]
use crate::config::{BrokerUrl, Settings};
use crate::file_lock::FileLock;
use crate::http_client::HttpClients;

use super::critical_section::CriticalSection;
use super::redeem::redeem;
use super::token_answer::NoTokens;
use super::{SessionError, SessionRecord, Vault};

/// A renewal that, once begun, goes on to its end: in a thread of its own, so that a caller who
/// gives up does not take the new refresh token with him.
#[derive(Debug)]
pub(super) struct RenewalJob {
    /// Held until the tokens are stored.
    #[expect(dead_code, reason = "a lock is there to be held")]
    pub(super) lock: FileLock,
    pub(super) vault: Vault,
    pub(super) record: SessionRecord,
    pub(super) ca_file: Option<PathBuf>,
    pub(super) clock: Arc<dyn Clock>,
}

/// What became of it.
pub(super) type Renewed = Result<SessionRecord, SessionError>;

/// Renews the sign-in at a broker, in a process that was started with its lock as standard input.
///
/// # Errors
///
/// Why there are no new tokens.
#[cfg(unix)]
pub(crate) async fn renew_under_inherited_lock(
    settings: &Settings,
    broker: &BrokerUrl,
    clock: &Arc<dyn Clock>,
) -> Result<(), SessionError> {
    let vault = Vault::new(settings, broker)?;
    let lock = FileLock::inherited(&vault.lock_path())?;
    let record = vault.load()?;
    let record = record.ok_or_else(|| SessionError::NotSignedIn(broker.clone()))?;
    let job = RenewalJob {
        lock,
        vault,
        record,
        ca_file: settings.ca_file.as_ref().map(|it| it.value.clone()),
        clock: Arc::clone(clock),
    };
    let renewed = job.start()?.await;
    renewed.unwrap_or(Err(SessionError::Busy { holder: None }))?;
    Ok(())
}

impl RenewalJob {
    /// Begins it; it comes to its end whether or not anybody waits for what becomes of it.
    pub(super) fn start(self) -> Result<oneshot::Receiver<Renewed>, SessionError> {
        let (sender, receiver) = oneshot::channel();
        let section = CriticalSection::enter();
        let thread = thread::Builder::new().name("renewal".to_owned());
        let spawned = thread.spawn(move || {
            let renewed = self.run();
            // The lock goes with the job, before anybody learns of the end.
            drop(self);
            drop(section);
            // Nobody may be waiting any more; the tokens are stored all the same.
            let _ = sender.send(renewed);
        });
        spawned.map_err(|_| SessionError::Busy { holder: None })?;
        Ok(receiver)
    }

    fn run(&self) -> Renewed {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_all().build();
        let runtime = runtime.map_err(|_| SessionError::Busy { holder: None })?;
        runtime.block_on(self.renew())
    }

    async fn renew(&self) -> Renewed {
        let clients = HttpClients::new(self.ca_file.clone());
        self.vault.probe()?;
        match self.redeem(&clients, &self.record).await {
            Err(NoTokens::InvalidGrant) => self.renew_after_another(&clients).await,
            other => self.store(other),
        }
    }

    /// The refresh token was not taken. Somebody who does not know of the lock may have been
    /// faster; then their tokens are in the store. Otherwise the sign-in is over.
    async fn renew_after_another(&self, clients: &Arc<HttpClients>) -> Renewed {
        let ended = || SessionError::Ended(self.vault.broker().clone());
        let Some(other) = self.vault.load()? else {
            return Err(ended());
        };
        if !other.renews_like(&self.record) {
            if other.lives_for(0, self.clock.now()) {
                return Ok(other);
            }
            match self.redeem(clients, &other).await {
                Err(NoTokens::InvalidGrant) => {}
                result => return self.store(result),
            }
        }
        // The tokens are dead; that they could not be removed changes nothing about it.
        let _ = self.vault.wipe();
        Err(ended())
    }

    async fn redeem(
        &self,
        clients: &Arc<HttpClients>,
        record: &SessionRecord,
    ) -> Result<SessionRecord, NoTokens> {
        let ended = || NoTokens::Other(SessionError::Ended(record.broker.clone()));
        let renewal = record.renewal.as_ref().ok_or_else(ended)?;
        redeem(clients, self.clock.as_ref(), record, renewal).await
    }

    /// Stores what came of it before anybody uses it.
    fn store(&self, result: Result<SessionRecord, NoTokens>) -> Renewed {
        match result {
            Ok(renewed) => {
                self.vault.save_again(&renewed)?;
                Ok(renewed)
            }
            Err(NoTokens::Other(error)) => Err(error),
            Err(NoTokens::InvalidGrant) => Err(SessionError::Ended(self.vault.broker().clone())),
        }
    }
}
