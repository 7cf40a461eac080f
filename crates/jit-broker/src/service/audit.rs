use futures::stream::{BoxStream, StreamExt as _, TryStreamExt as _, try_unfold};
use jit_api::ErrorCode;
use jit_domain::EventHash;
use jit_store::{ChainHead, RecordedEvent};
use serde::Serialize;

use super::Failure;
use super::record::{Attempt, refused};
use crate::app::App;
use crate::identity::Caller;

/// How many events are in memory at a time.
const PAGE: u32 = 500;

/// JSON lines, a page of them at a time.
pub type AuditLines = BoxStream<'static, Result<Vec<u8>, Failure>>;

/// The events behind a sequence number up to the end of the log as it is now, in order, one JSON
/// object a line; the last line is `{"head":{"sequence":…,"hash":…}}`. An export without that line
/// is not complete.
///
/// # Errors
///
/// `not_an_auditor` for everybody else; `store_unavailable`.
pub async fn audit(app: &App, caller: &Caller, after: u64) -> Result<AuditLines, Failure> {
    if !app.bundle.load().is_auditor(&caller.person) {
        let failure = Failure::new(ErrorCode::NotAnAuditor, "only auditors read the audit log");
        return Err(refused(app, caller, Attempt::to("read"), failure).await);
    }
    let head = app.store.head().await?;
    tracing::info!(
        after,
        head = head.sequence,
        "an export of the audit log began"
    );
    let app = app.clone();
    let start = Some(after);
    let lines = try_unfold(start, move |position| {
        let (app, head) = (app.clone(), head.clone());
        async move {
            let Some(after) = position else {
                return Ok(None);
            };
            page(&app, &head, after).await.map(Some)
        }
    });
    Ok(lines.into_stream().boxed())
}

/// The lines of a page, and where the next one begins; none behind the line of the head.
async fn page(app: &App, head: &ChainHead, after: u64) -> Result<(Vec<u8>, Option<u64>), Failure> {
    if after >= head.sequence {
        return Ok((head_line(head)?, None));
    }
    let turn = app.limits.list_turn().await?;
    let events = app.store.log(after, PAGE).await?;
    drop(turn);
    let events: Vec<RecordedEvent> = events
        .into_iter()
        .take_while(|event| event.sequence <= head.sequence)
        .collect();
    let last = events.last().map(|event| event.sequence);
    let mut lines = Vec::new();
    for event in &events {
        line(&mut lines, event)?;
    }
    // A log without the events that its head counts is damaged: better no end than a wrong one.
    last.map(|last| (lines, Some(last)))
        .ok_or_else(Failure::internal)
}

#[derive(Serialize)]
struct HeadLine<'a> {
    head: Head<'a>,
}

#[derive(Serialize)]
struct Head<'a> {
    sequence: u64,
    hash: &'a EventHash,
}

fn head_line(head: &ChainHead) -> Result<Vec<u8>, Failure> {
    let mut lines = Vec::new();
    let head = Head {
        sequence: head.sequence,
        hash: &head.hash,
    };
    line(&mut lines, &HeadLine { head })?;
    Ok(lines)
}

fn line(lines: &mut Vec<u8>, value: &impl Serialize) -> Result<(), Failure> {
    serde_json::to_writer(&mut *lines, value).map_err(|_| Failure::internal())?;
    lines.push(b'\n');
    Ok(())
}
