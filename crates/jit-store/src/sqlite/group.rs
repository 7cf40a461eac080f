use rusqlite::{Connection, TransactionBehavior};

use super::fault::Fault;
use super::log;
use super::write::{Answer, write};
use super::writer::Job;

/// What one job of a group came to, to be told once the group is durable.
#[derive(Debug)]
pub(super) enum Outcome {
    Unit(Box<Answer>),
    Probed,
}

/// What a group came to.
#[derive(Debug)]
pub(super) struct Group {
    /// One for each job, in order.
    pub(super) outcomes: Vec<Outcome>,
    /// The last sequence number of the log.
    pub(super) last: u64,
}

/// Runs the jobs in one transaction and commits it: one wait for the disk for all of them.
///
/// # Errors
///
/// A [`Fault`], when nothing of the group was written.
pub(super) fn commit(connection: &mut Connection, jobs: &[Job]) -> Result<Group, Fault> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut head = log::head(&transaction)?;
    let mut outcomes = Vec::with_capacity(jobs.len());
    let mut probed = false;
    for job in jobs {
        outcomes.push(match job {
            Job::Commit { unit, .. } => {
                Outcome::Unit(Box::new(write(&transaction, &mut head, unit)?))
            }
            Job::Check { .. } => {
                if !std::mem::replace(&mut probed, true) {
                    probe(&transaction)?;
                }
                Outcome::Probed
            }
            Job::Run { act, .. } => {
                act(&transaction)?;
                Outcome::Probed
            }
        });
    }
    transaction.commit()?;
    Ok(Group {
        outcomes,
        last: head.sequence,
    })
}

fn probe(connection: &Connection) -> Result<(), Fault> {
    connection
        .prepare_cached("UPDATE probe SET writes = writes + 1 WHERE id = 1")?
        .execute([])?;
    Ok(())
}
