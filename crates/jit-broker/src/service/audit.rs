use std::time::Duration;

use futures::stream::{BoxStream, StreamExt as _, TryStreamExt as _, try_unfold};
use jit_api::ErrorCode;
use jit_audit::End;
use jit_domain::{AccountRef, AdministrativeRead, ChainHead};
use jit_store::LogFilter;
use serde::Serialize;
use tokio::time::{Instant, timeout_at};

use super::log_pages::LogPages;
use super::record::{self, Attempt, refused};
use super::{Failure, Wait};
use crate::app::App;
use crate::identity::Caller;

/// JSON lines, a page of them at a time.
pub type AuditLines = BoxStream<'static, Result<Vec<u8>, Failure>>;

/// Which part of the log.
#[derive(Clone, Debug, Default)]
pub struct AuditQuestion {
    /// Events behind this sequence number.
    pub after: u64,
    /// Which of them, but for the account.
    pub filter: LogFilter,
    /// For this account, which may be named.
    pub account: Option<AccountRef>,
    /// How long to wait for an event when there is none yet, 0 to [`Wait::MAX_SECONDS`].
    pub wait_seconds: u32,
}

/// The events behind a sequence number up to the end of the log as it is now, in order, one JSON
/// object a line; the last line is `{"head":{"sequence":…,"hash":…}}`, or `filtered_head` where
/// events were left out because they were not asked for. An export without that line is not
/// complete. The last event is that of this export itself: who reads the log is in it, once for who
/// reads on from where an export ended a moment ago.
///
/// # Errors
///
/// `not_an_auditor` for everybody else; `malformed` for the name of an account that the catalog
/// does not know, because nothing could ever match; `store_unavailable`.
pub async fn audit(
    app: &App,
    caller: &Caller,
    mut question: AuditQuestion,
) -> Result<AuditLines, Failure> {
    let bundle = app.bundle.load();
    if !bundle.is_auditor(&caller.person) {
        let failure = Failure::new(ErrorCode::NotAnAuditor, "only auditors read the audit log");
        return Err(refused(app, caller, Attempt::to("read"), failure).await);
    }
    if let Some(account) = question.account.take() {
        let found = super::list::account_id(&account, &bundle);
        let unknown = || Failure::malformed("account", "no account of the catalog has this name");
        question.filter.account = Some(found.ok_or_else(unknown)?);
    }
    drop(bundle);
    let after = question.after;
    begin(app, caller, after).await?;
    let head = head_behind(app, after, question.wait_seconds).await?;
    let (who, now) = (&caller.person.id, app.clock.now());
    app.recent_reads.recorded(who, read_to(head.sequence), now);
    tracing::info!(
        after,
        head = head.sequence,
        "an export of the audit log began"
    );
    let pages = LogPages {
        store: app.store.clone(),
        head,
        filter: question.filter,
        now: app.clock.now(),
    };
    let app = app.clone();
    let lines = try_unfold(Some(after), move |position| {
        let (app, pages) = (app.clone(), pages.clone());
        async move {
            let Some(after) = position else {
                return Ok(None);
            };
            page(&app, &pages, after).await.map(Some)
        }
    });
    Ok(lines.into_stream().boxed())
}

/// Writes that the person reads the log, unless they read on from where they were a moment ago: who
/// follows the log would otherwise read of nothing but their own reading.
async fn begin(app: &App, caller: &Caller, after: u64) -> Result<(), Failure> {
    let (who, now) = (&caller.person.id, app.clock.now());
    if app.recent_reads.knows(who, &read_to(after), now) {
        return Ok(());
    }
    let until = app.store.head().await?.sequence;
    let what = AdministrativeRead::AuditLog { after, until };
    Ok(record::read(app, caller, what).await?)
}

/// What stands for the end of an export among the reads that are remembered: nothing is read there.
fn read_to(end: u64) -> AdministrativeRead {
    let (after, until) = (end, end);
    AdministrativeRead::AuditLog { after, until }
}

/// The end of the chain; where nothing is behind `after`, as soon as something is, or when the time
/// is out or the broker stops.
async fn head_behind(app: &App, after: u64, wait_seconds: u32) -> Result<ChainHead, Failure> {
    let mut changes = app.store.changes();
    let mut stopping = app.stopping.clone();
    let deadline = Instant::now() + Duration::from_secs(wait_seconds.min(Wait::MAX_SECONDS).into());
    let head = app.store.head().await?;
    if wait_seconds == 0 || head.sequence > after {
        return Ok(head);
    }
    let something = async {
        tokio::select! {
            // Either ends when the other side is gone: then there is nothing to wait for.
            _ = changes.wait_for(|last| *last > after) => {}
            _ = stopping.wait_for(|stopping| *stopping) => {}
        }
    };
    // That the time is out is an answer too.
    let _ = timeout_at(deadline, something).await;
    Ok(app.store.head().await?)
}

/// The lines of a page, and where the next one begins; none behind the last line.
async fn page(app: &App, pages: &LogPages, after: u64) -> Result<(Vec<u8>, Option<u64>), Failure> {
    let mut lines = Vec::new();
    if after >= pages.head.sequence {
        let head = pages.head.clone();
        let end = if pages.filter.is_empty() {
            End::Whole(head)
        } else {
            End::Filtered(head)
        };
        lines.extend_from_slice(end.to_json().as_bytes());
        lines.push(b'\n');
        return Ok((lines, None));
    }
    let turn = app.limits.list_turn().await?;
    let (events, next) = pages.page(after).await?;
    drop(turn);
    for event in &events {
        line(&mut lines, event)?;
    }
    Ok((lines, Some(next)))
}

fn line(lines: &mut Vec<u8>, value: &impl Serialize) -> Result<(), Failure> {
    serde_json::to_writer(&mut *lines, value).map_err(|_| Failure::internal())?;
    lines.push(b'\n');
    Ok(())
}
