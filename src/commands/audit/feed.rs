use std::time::Duration;

use jit_audit::{Completeness, End, ExportLine, Incomplete};
use tokio::time::sleep;

use crate::broker::{AuditQuery, Broker, BrokerError};
use crate::error::{CommandError, ErrorKind};
use crate::ui::Ui;

/// How often in a row an export may fail without getting on.
const MAX_FAILURES: u32 = 5;

/// Between two tries: this long at first, twice as long each time, but no longer than the last.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Reads the log of a broker to its end, or on and on, however often the connection is lost.
#[derive(Debug)]
pub(super) struct Feed<'a> {
    broker: &'a Broker,
    query: AuditQuery,
    check: Completeness,
    records: u64,
    /// How long the broker may wait for something new, in seconds.
    wait_seconds: u64,
}

/// Why an answer was not read to its end.
enum Stopped {
    Broker(BrokerError),
    Incomplete(Incomplete),
    /// The other side has enough.
    Output(CommandError),
}

impl<'a> Feed<'a> {
    /// What is behind the record `after`.
    pub(super) fn of(broker: &'a Broker, query: AuditQuery, after: u64) -> Self {
        let check = Completeness::of(after, query.is_filtered());
        Self {
            broker,
            query,
            check,
            records: 0,
            wait_seconds: 0,
        }
    }

    /// The same; it waits for what comes, and does not give up while the broker is away.
    pub(super) fn following(mut self) -> Self {
        self.wait_seconds = crate::broker::MAX_WAIT_SECONDS;
        self
    }

    /// How many records were handed out.
    pub(super) fn records(&self) -> u64 {
        self.records
    }

    /// The last record that was read or looked at.
    pub(super) fn last(&self) -> u64 {
        self.check.last()
    }

    /// Reads to the end as it is now, and hands out each record.
    pub(super) async fn read_on(
        &mut self,
        ui: &Ui,
        each: &mut impl FnMut(&str) -> Result<(), CommandError>,
    ) -> Result<End, CommandError> {
        let (mut failures, mut pause) = (0, FIRST_PAUSE);
        loop {
            let before = self.last();
            let err = match self.answer(each).await {
                Ok(end) => return Ok(end),
                Err(Stopped::Output(err)) => return Err(err),
                Err(Stopped::Incomplete(err)) => return Err(incomplete(err)),
                Err(Stopped::Broker(err)) => err,
            };
            if self.last() > before {
                (failures, pause) = (0, FIRST_PAUSE);
            }
            failures += 1;
            let gives_up = failures >= MAX_FAILURES && self.wait_seconds == 0;
            if !err.is_passing() || gives_up {
                return Err(err.into());
            }
            if failures == 1 {
                ui.status(format_args!(
                    "{err}; trying again behind record {}",
                    self.last()
                ));
            }
            sleep(err.come_back_after().unwrap_or(pause)).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    async fn answer(
        &mut self,
        each: &mut impl FnMut(&str) -> Result<(), CommandError>,
    ) -> Result<End, Stopped> {
        let (after, wait) = (self.last(), self.wait_seconds);
        let opened = self.broker.audit(&self.query, after, wait).await;
        let mut lines = opened.map_err(Stopped::Broker)?;
        loop {
            let Some(line) = lines.line().await.map_err(Stopped::Broker)? else {
                return Err(Stopped::Broker(lines.cut_off()));
            };
            match ExportLine::parse(line) {
                Some(ExportLine::Record(record)) => {
                    self.check.record(&record).map_err(Stopped::Incomplete)?;
                    each(line).map_err(Stopped::Output)?;
                    self.records += 1;
                }
                Some(ExportLine::End(end)) => {
                    self.check.end(&end).map_err(Stopped::Incomplete)?;
                    return Ok(end);
                }
                None => {
                    return Err(Stopped::Broker(
                        lines.absurd("it has a line that is no record"),
                    ));
                }
            }
        }
    }
}

fn incomplete(err: Incomplete) -> CommandError {
    CommandError::new(
        ErrorKind::Failed,
        "the log that the broker sent is not complete",
    )
    .code("incomplete_log")
    .cause(err)
    .hint("the broker's operator checks the log with `jit-broker audit verify`")
}
