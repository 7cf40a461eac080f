use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jit_api::Secret;
use jit_domain::Clock;
use tokio::sync::Mutex;

use crate::config::{BrokerUrl, Settings};
use crate::file_lock;
#[cfg(unix)]
use crate::file_lock::FileLock;

use super::critical_section;
use super::record::MIN_LIFE_SECONDS;
use super::renewal_job::RenewalJob;
#[cfg(unix)]
use super::renewal_job::Renewed;
#[cfg(unix)]
use super::renewal_process;
use super::{GivenToken, PersonKey, SessionError, SessionRecord, Vault};

/// How long to wait for another process that is renewing the tokens.
const LOCK_WAIT: Duration = Duration::from_secs(35);

/// Where the client of a broker takes its token from: one that was brought along, else the sign-in
/// that is kept. Nothing is read before the first token is asked for.
#[derive(Debug)]
pub struct TokenSource {
    broker: BrokerUrl,
    from: From,
    ca_file: Option<PathBuf>,
    clock: Arc<dyn Clock>,
    lock_wait: Duration,
    renews_elsewhere: bool,
    current: Mutex<Option<SessionRecord>>,
}

#[derive(Debug)]
enum From {
    Given(GivenToken),
    Vault(Vault),
}

impl TokenSource {
    /// The tokens for a broker under these settings.
    ///
    /// # Errors
    ///
    /// [`SessionError::NoToken`] or [`SessionError::TokenFile`] when a token was brought along and
    /// is none; [`SessionError::NoFolder`].
    pub fn new(
        settings: &Settings,
        broker: &BrokerUrl,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, SessionError> {
        let from = match GivenToken::of_settings(settings)? {
            Some(given) => From::Given(given),
            None => From::Vault(Vault::new(settings, broker)?),
        };
        let ca_file = settings.ca_file.as_ref().map(|it| it.value.clone());
        Ok(Self::with(broker.clone(), from, ca_file, clock))
    }

    /// One token for a broker, which cannot be renewed.
    #[must_use]
    pub fn of_given(broker: &BrokerUrl, given: GivenToken, clock: Arc<dyn Clock>) -> Self {
        Self::with(broker.clone(), From::Given(given), None, clock)
    }

    fn with(
        broker: BrokerUrl,
        from: From,
        ca_file: Option<PathBuf>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            broker,
            from,
            ca_file,
            clock,
            lock_wait: LOCK_WAIT,
            renews_elsewhere: false,
            current: Mutex::new(None),
        }
    }

    /// The same, waiting at most so long for another process that is renewing the tokens.
    #[must_use]
    pub fn with_lock_wait(mut self, lock_wait: Duration) -> Self {
        self.lock_wait = lock_wait;
        self
    }

    /// The same, renewing in a process of its own, where the system has a way to hand a lock on:
    /// for callers that end before a renewal may. The process that waits for it may be killed.
    #[must_use]
    pub fn renewing_elsewhere(mut self) -> Self {
        self.renews_elsewhere = cfg!(unix);
        self
    }

    /// A token that is good for at least half a minute, renewed where it had to be. While the
    /// issuer cannot be reached, one that is good for less.
    ///
    /// # Errors
    ///
    /// [`SessionError::NotSignedIn`], [`SessionError::Ended`], [`SessionError::Unreachable`], or why
    /// the tokens cannot be read.
    pub async fn access_token(&self) -> Result<Secret, SessionError> {
        let vault = match &self.from {
            From::Given(given) => return Ok(given.token.clone()),
            From::Vault(vault) => vault,
        };
        let mut current = self.current.lock().await;
        let record = match current.take() {
            Some(record) => record,
            None => self.load(vault)?,
        };
        if record.lives_for(MIN_LIFE_SECONDS, self.clock.now()) {
            return Ok(current.insert(record).token.clone());
        }
        let renewed = match self.renew(vault, &record).await {
            // It still works for a moment, and the issuer may be back in the next.
            Err(error) if error.is_transient() && record.lives_for(0, self.clock.now()) => record,
            other => other?,
        };
        Ok(current.insert(renewed).token.clone())
    }

    /// A token that needs no renewal; none when there is only one that does.
    ///
    /// # Errors
    ///
    /// [`SessionError::NotSignedIn`], or why the tokens cannot be read.
    pub(crate) async fn ready(&self) -> Result<Option<Secret>, SessionError> {
        let vault = match &self.from {
            From::Given(given) => return Ok(Some(given.token.clone())),
            From::Vault(vault) => vault,
        };
        let mut current = self.current.lock().await;
        let record = match current.take() {
            Some(record) => record,
            None => self.load(vault)?,
        };
        let record = current.insert(record);
        let ready = record.lives_for(MIN_LIFE_SECONDS, self.clock.now());
        Ok(ready.then(|| record.token.clone()))
    }

    /// Whether the tokens that are in use are of this person, as far as they tell. Somebody else may
    /// have signed in since the person was noted.
    pub(crate) async fn are_of(&self, person: &PersonKey) -> bool {
        match &self.from {
            From::Given(given) => PersonKey::of_given(given) == *person,
            From::Vault(_) => match &*self.current.lock().await {
                Some(record) if record.issuer.is_some() && record.subject.is_some() => {
                    PersonKey::of_record(record) == *person
                }
                _ => true,
            },
        }
    }

    /// Whose tokens these are. Known from small files, but for sign-ins that were made before it was
    /// noted.
    ///
    /// # Errors
    ///
    /// [`SessionError::NotSignedIn`], or why the tokens cannot be read.
    pub(crate) async fn person(&self) -> Result<PersonKey, SessionError> {
        let vault = match &self.from {
            From::Given(given) => return Ok(PersonKey::of_given(given)),
            From::Vault(vault) => vault,
        };
        if let Some(person) = vault.person() {
            return Ok(person);
        }
        let record = self.load(vault)?;
        let person = PersonKey::of_record(&record);
        *self.current.lock().await = Some(record);
        Ok(person)
    }

    /// Whether the tokens that are in use are followed by others without anybody signing in.
    pub(crate) async fn are_renewed(&self) -> bool {
        let current = self.current.lock().await;
        current.as_ref().is_some_and(SessionRecord::is_renewable)
    }

    /// Why the broker's refusal of the token is no reason to sign in: the token was brought along.
    #[must_use]
    pub fn refused(&self) -> Option<SessionError> {
        match &self.from {
            From::Given(given) => Some(SessionError::GivenTokenRefused(given.from)),
            From::Vault(_) => None,
        }
    }

    /// Another token than the one that the broker has just called expired.
    ///
    /// # Errors
    ///
    /// As [`TokenSource::access_token`]; [`SessionError::GivenTokenRefused`] for a token that was
    /// brought along.
    pub async fn force_refresh(&self, rejected: &Secret) -> Result<Secret, SessionError> {
        let vault = match &self.from {
            From::Given(given) => return Err(SessionError::GivenTokenRefused(given.from)),
            From::Vault(vault) => vault,
        };
        let mut current = self.current.lock().await;
        let mut record = match current.take() {
            Some(record) => record,
            None => self.load(vault)?,
        };
        if record.token.expose() == rejected.expose() {
            record = self.renew(vault, &record).await?;
        }
        Ok(current.insert(record).token.clone())
    }

    fn load(&self, vault: &Vault) -> Result<SessionRecord, SessionError> {
        let record = vault.load()?;
        record.ok_or_else(|| SessionError::NotSignedIn(self.broker.clone()))
    }

    /// Renews a record under the lock; whoever was faster has done it already, be it with tokens that
    /// never live for long.
    async fn renew(
        &self,
        vault: &Vault,
        stale: &SessionRecord,
    ) -> Result<SessionRecord, SessionError> {
        let lock = vault.lock(self.lock_wait).await?;
        let record = self.load(vault)?;
        let is_new = record.token.expose() != stale.token.expose();
        if is_new && record.lives_for(0, self.clock.now()) {
            return Ok(record);
        }
        if record.renewal.is_none() {
            return Err(SessionError::Ended(self.broker.clone()));
        }
        #[cfg(unix)]
        if self.renews_elsewhere {
            return self.renew_elsewhere(vault, lock).await;
        }
        let job = RenewalJob {
            lock,
            vault: vault.clone(),
            record,
            ca_file: self.ca_file.clone(),
            clock: Arc::clone(&self.clock),
        };
        job.start()?
            .await
            .unwrap_or(Err(SessionError::Busy { holder: None }))
    }

    /// Hands the lock on to a process that renews the tokens, and waits for what it stores.
    #[cfg(unix)]
    async fn renew_elsewhere(&self, vault: &Vault, lock: FileLock) -> Renewed {
        let nobody = |_| SessionError::Elsewhere {
            what: "cannot start the renewal of the sign-in".to_owned(),
            transient: true,
        };
        let word = renewal_process::start(lock, &self.broker).map_err(nobody)?;
        let silent = || SessionError::Elsewhere {
            what: "the renewal of the sign-in ended too early".to_owned(),
            transient: true,
        };
        let word = word.await.ok().flatten().ok_or_else(silent)?;
        word.outcome(&self.broker)?;
        self.load(vault)
    }

    /// The process that is renewing the tokens, or was the last to.
    pub(crate) fn renewing_process(&self) -> Option<u32> {
        match &self.from {
            From::Given(_) => None,
            From::Vault(vault) => file_lock::holder(&vault.lock_path()),
        }
    }

    /// Waits until no renewal is under way any more: a program that ended in the middle of one
    /// would lose the person's sign-in.
    pub fn wait_for_renewals() {
        critical_section::wait_until_left();
    }
}

#[cfg(test)]
#[path = "token_source_tests.rs"]
mod tests;
