use std::path::PathBuf;
use std::process::Stdio;

use jit_domain::Timestamp;

use crate::config::{BrokerUrl, Settings};
use crate::file_lock::FileLock;
use crate::private_file;

use super::{SessionError, Vault};

/// Whose turn it is to have the person sign in: of many programs that find nobody signed in, one asks.
#[derive(Debug)]
pub(crate) enum LoginTurn {
    /// Nobody is asking the person now.
    Ours(Turn),
    /// Somebody is.
    Others,
}

/// The right to have the person sign in.
#[derive(Debug)]
pub(crate) struct Turn {
    lock: FileLock,
    note: PathBuf,
}

impl LoginTurn {
    /// Takes the turn, if nobody has it.
    ///
    /// # Errors
    ///
    /// When there is no folder for the lock.
    pub(crate) fn take(settings: &Settings, broker: &BrokerUrl) -> Result<Self, SessionError> {
        let vault = Vault::new(settings, broker)?;
        let (lock, note) = vault.login_paths()?;
        let lock = FileLock::try_acquire(&lock)?;
        Ok(lock.map_or(Self::Others, |lock| Self::Ours(Turn { lock, note })))
    }
}

impl Turn {
    /// When the person was last asked like this.
    pub(crate) fn last_at(&self) -> Option<Timestamp> {
        let text = private_file::read(&self.note, 64).ok()??;
        str::from_utf8(&text).ok()?.trim().parse().ok()
    }

    /// Writes down that the person is asked now.
    ///
    /// # Errors
    ///
    /// When it cannot be written: then nobody must be asked.
    pub(crate) fn note(&self, now: Timestamp) -> Result<(), SessionError> {
        Ok(private_file::write(&self.note, now.to_string().as_bytes())?)
    }

    /// Hands the turn on to a program, as its standard input.
    #[cfg(unix)]
    pub(crate) fn into_stdio(self) -> Stdio {
        self.lock.into_stdio()
    }

    /// Locks cannot be handed on there; the note alone keeps others from asking at once.
    #[cfg(not(unix))]
    pub(crate) fn into_stdio(self) -> Stdio {
        Stdio::null()
    }
}
