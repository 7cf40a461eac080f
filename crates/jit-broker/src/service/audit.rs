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
/// complete. Who reads the log is in it: the last event is that of this export itself.
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
    let head = if question.wait_seconds == 0 {
        let until = app.store.head().await?.sequence;
        let what = AdministrativeRead::AuditLog { after, until };
        record::read(app, caller, what).await?;
        app.store.head().await?
    } else {
        record::read_once(app, caller, AdministrativeRead::FollowedAuditLog).await?;
        head_behind(app, after, question.wait_seconds).await?
    };
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

/// The end of the chain; where nothing is behind `after`, as soon as something is, or when the time
/// is out or the broker stops.
async fn head_behind(app: &App, after: u64, wait_seconds: u32) -> Result<ChainHead, Failure> {
    let mut changes = app.store.changes();
    let mut stopping = app.stopping.clone();
    let deadline = Instant::now() + Duration::from_secs(wait_seconds.min(Wait::MAX_SECONDS).into());
    let head = app.store.head().await?;
    if head.sequence > after {
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
