use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot, watch};

use super::connection::Database;
use super::fault::Fault;
use super::group::{self, Group, Outcome};
use super::write::Answer;
use crate::{StoreError, UnitOfWork};

/// How many callers may wait for the writer before the next ones wait for a place.
const QUEUE: usize = 1_024;

/// How many units share one transaction at most. It bounds how long the first of them waits.
const GROUP: usize = 256;

/// Something for the writer to do.
pub(super) enum Job {
    /// Commit a unit.
    Commit {
        unit: Box<UnitOfWork>,
        answer: oneshot::Sender<Answer>,
    },
    /// Show that the store can be written.
    Check {
        answer: oneshot::Sender<Result<(), StoreError>>,
    },
    /// Do this inside the transaction; nothing of it may be left to do when it fails.
    Run {
        act: Act,
        answer: oneshot::Sender<Result<(), StoreError>>,
    },
}

/// Something that is done on the writer's connection, perhaps once more when the group that it was
/// part of failed.
type Act = Box<dyn Fn(&Connection) -> Result<(), Fault> + Send>;

impl Job {
    /// Tells the caller, who may have left.
    fn answer(self, outcome: Outcome) {
        match (self, outcome) {
            (Self::Commit { answer, .. }, Outcome::Unit(result)) => drop(answer.send(*result)),
            (Self::Check { answer } | Self::Run { answer, .. }, Outcome::Probed) => {
                drop(answer.send(Ok(())));
            }
            // The answer is dropped, and its caller told that the store is unavailable.
            _ => {}
        }
    }

    fn fail(self, fault: &Fault) {
        let error = fault.to_error();
        match self {
            Self::Commit { answer, .. } => drop(answer.send(Err(error))),
            Self::Check { answer } | Self::Run { answer, .. } => {
                drop(answer.send(Err(error)));
            }
        }
    }
}

/// The writer thread as callers hold it. Dropping it waits until what was queued is written and
/// the lock of the folder is free again.
#[derive(Debug)]
pub(super) struct Writer {
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread. The lock is held until it ends.
    pub(super) fn start(
        database: Database,
        connection: Connection,
        changes: watch::Sender<u64>,
        lock: File,
    ) -> std::io::Result<Self> {
        let (jobs, queue) = mpsc::channel(QUEUE);
        let work = Loop {
            database,
            connection: Some(connection),
            changes,
            failing: false,
            lock,
        };
        let thread = thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || work.run(queue))?;
        Ok(Self {
            jobs: Some(jobs),
            thread: Some(thread),
        })
    }

    /// The way to the thread.
    #[cfg(test)]
    pub(super) fn queue(&self) -> Option<&mpsc::Sender<Job>> {
        self.jobs.as_ref()
    }

    /// Hands a job over and waits for its answer. Dropping the future takes nothing back: the job
    /// is done as a whole or was never begun.
    pub(super) async fn ask<T>(
        &self,
        job: impl FnOnce(oneshot::Sender<Result<T, StoreError>>) -> Job,
    ) -> Result<T, StoreError> {
        let gone = || StoreError::from(Fault::Stopped("the writer has stopped"));
        let (answer, answered) = oneshot::channel();
        let jobs = self.jobs.as_ref().ok_or_else(gone)?;
        jobs.send(job(answer)).await.map_err(|_| gone())?;
        answered.await.map_err(|_| gone())?
    }

    /// Does something inside a transaction; durable when it returns.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        act: impl Fn(&Connection) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, StoreError> {
        let done = Arc::new(Mutex::new(None));
        let slot = Arc::clone(&done);
        let act = Box::new(move |connection: &Connection| {
            let value = act(connection)?;
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
            Ok(())
        });
        self.ask(|answer| Job::Run { act, answer }).await?;
        let value = done.lock().unwrap_or_else(PoisonError::into_inner).take();
        value.ok_or_else(|| Fault::Stopped("the writer has done nothing").into())
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take() {
            // A panic of the thread was told to its callers.
            drop(thread.join());
        }
    }
}

/// What the thread owns.
struct Loop {
    database: Database,
    /// None after a failure that puts it in doubt: the next group opens a new one.
    connection: Option<Connection>,
    changes: watch::Sender<u64>,
    /// Whether the last unit was not committed, so that an outage is two lines in the log of the
    /// program and not one for each caller.
    failing: bool,
    lock: File,
}

impl Loop {
    fn run(mut self, mut queue: mpsc::Receiver<Job>) {
        while let Some(first) = queue.blocking_recv() {
            let mut jobs = vec![first];
            while jobs.len() < GROUP
                && let Ok(job) = queue.try_recv()
            {
                jobs.push(job);
            }
            self.serve(jobs);
        }
        // The database first: whoever gets the lock finds it closed.
        drop(self.connection.take());
        drop(self.lock);
    }

    /// Commits the jobs as one group. If that fails for the sake of some of them, each is tried
    /// alone, so that only those fail that cannot be written.
    fn serve(&mut self, jobs: Vec<Job>) {
        match self.attempt(&jobs) {
            Ok(group) => self.tell(jobs, group),
            Err(fault) if jobs.len() > 1 && fault.spares_others() => {
                for job in jobs {
                    self.serve(vec![job]);
                }
            }
            Err(fault) => self.fail(jobs, &fault),
        }
    }

    fn tell(&mut self, jobs: Vec<Job>, group: Group) {
        if std::mem::take(&mut self.failing) {
            tracing::info!("the store commits again");
        }
        self.changes.send_if_modified(|last| {
            let newer = group.last > *last;
            *last = group.last.max(*last);
            newer
        });
        for (job, outcome) in jobs.into_iter().zip(group.outcomes) {
            job.answer(outcome);
        }
    }

    fn fail(&mut self, jobs: Vec<Job>, fault: &Fault) {
        if !std::mem::replace(&mut self.failing, true) {
            tracing::error!("the store did not commit: {fault}");
        }
        for job in jobs {
            job.fail(fault);
        }
    }

    fn attempt(&mut self, jobs: &[Job]) -> Result<Group, Fault> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.database.writer()?,
        };
        // A panic drops the connection, and the transaction with it.
        let done = catch_unwind(AssertUnwindSafe(move || {
            let done = group::commit(&mut connection, jobs);
            (connection, done)
        }));
        let (connection, done) =
            done.map_err(|_| Fault::Stopped("the writer failed; the cause is in its log"))?;
        let distrusted = done.as_ref().is_err_and(Fault::distrusts_connection);
        if !distrusted && connection.is_autocommit() {
            self.connection = Some(connection);
        }
        done
    }
}
