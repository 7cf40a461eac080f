use std::time::Duration;

use jit_api::{ErrorCode, Report, ReportTerms};
use jit_domain::{AdministrativeRead, Timestamp};
use jit_report::{Options, Period, Reporter, TooMany, page};
use jit_store::RecordedEvent;

use super::Failure;
use super::record::{self, Attempt, refused};
use crate::app::App;
use crate::identity::Caller;

/// How many events are in memory at a time.
const PAGE: u32 = 500;

/// The longest list of a report: all of them together stay far below the 8 MiB that a client reads.
const LONGEST_LIST: usize = 500;

/// The most asks that one report counts: some 20 MB of memory.
const MOST_ASKS: usize = 100_000;

/// How long a report may take: its clients wait for 30 seconds.
const LONGEST: Duration = Duration::from_secs(25);

/// How far events may lie behind where their times say, in seconds: an event has the time of its
/// decision, and is numbered when it is written.
const DISORDER_SECONDS: i64 = 3600;

/// How far back a report goes when nothing is said: 90 days.
const DEFAULT_SECONDS: i64 = 90 * 24 * 3600;

/// What to report on.
#[derive(Clone, Debug, Default)]
pub struct ReportQuestion {
    /// Where the period begins; none for 90 days before its end.
    pub since: Option<Timestamp>,
    /// Where it ends; none for now.
    pub until: Option<Timestamp>,
    /// What makes a candidate.
    pub terms: ReportTerms,
}

/// What the audit log says of a period.
///
/// # Errors
///
/// `not_an_auditor` for everybody else; `limit` for a period that is none or holds too much;
/// `store_unavailable`, also while another report is made.
pub async fn report(
    app: &App,
    caller: &Caller,
    question: ReportQuestion,
) -> Result<Report, Failure> {
    if !app.bundle.load().is_auditor(&caller.person) {
        let failure = Failure::new(ErrorCode::NotAnAuditor, "only auditors get a report");
        return Err(refused(app, caller, Attempt::to("read"), failure).await);
    }
    let until = question.until.unwrap_or_else(|| app.clock.now());
    let since = question.since;
    let since = since.unwrap_or_else(|| until.plus_seconds(-DEFAULT_SECONDS));
    let period = Period::new(since, until).map_err(|error| Failure::limit("since", error))?;
    let _turn = app.limits.report_turn().await?;
    let what = AdministrativeRead::Report { since, until };
    record::read(app, caller, what).await?;
    tracing::info!(%since, %until, "a report is made");
    let options = Options {
        period,
        terms: question.terms,
        longest_list: LONGEST_LIST,
        most_asks: MOST_ASKS,
    };
    tokio::time::timeout(LONGEST, make(app, options))
        .await
        .map_err(|_| too_much("it takes too long to make this report"))?
}

/// The report as one page of HTML.
///
/// # Errors
///
/// Those of [`report`].
pub async fn report_page(
    app: &App,
    caller: &Caller,
    question: ReportQuestion,
) -> Result<String, Failure> {
    let report = report(app, caller, question).await?;
    aside(move || page(&report)).await
}

async fn make(app: &App, options: Options) -> Result<Report, Failure> {
    let period = options.period;
    let head = app.store.head().await?.sequence;
    let mut after = before(app, head, period.since()).await?;
    let end = period.until().plus_seconds(DISORDER_SECONDS);
    let mut reporter = Reporter::new(options);
    while after < head {
        let turn = app.limits.list_turn().await?;
        let events = app.store.log(after, PAGE).await?;
        drop(turn);
        let Some(last) = events.last() else { break };
        after = last.sequence;
        let over = last.event.at > end;
        reporter = aside(move || take(reporter, &events))
            .await?
            .map_err(too_much)?;
        if over {
            break;
        }
    }
    aside(move || reporter.finish()).await
}

fn take(mut reporter: Reporter, events: &[RecordedEvent]) -> Result<Reporter, TooMany> {
    for recorded in events {
        reporter.event(&recorded.event)?;
    }
    Ok(reporter)
}

/// A sequence number that all events of the period lie behind, found by halving the log.
async fn before(app: &App, head: u64, since: Timestamp) -> Result<u64, Failure> {
    let since = since.plus_seconds(-DISORDER_SECONDS);
    let (mut before, mut behind) = (0, head);
    while behind - before > 1 {
        let middle = before + (behind - before) / 2;
        let found = app.store.log(middle, 1).await?;
        match found.first() {
            Some(recorded) if recorded.event.at < since => before = middle,
            _ => behind = middle,
        }
    }
    Ok(before)
}

fn too_much(what: impl std::fmt::Display) -> Failure {
    Failure::limit("since", what)
        .hint("ask for a shorter time, or run `jit-broker report` beside the broker's database")
}

/// Does what takes its time where it keeps nobody waiting.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| Failure::internal())
}
