use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures::TryStreamExt as _;
use jit_api::AuditSessions;
use jit_audit::SessionKey;
use jit_store::LogFilter;

use super::openapi::Problems;
use super::params::Params;
use crate::app::App;
use crate::identity::Caller;
use crate::service::{self, AuditQuestion, Failure, Wait};

/// The audit log as JSON lines, the chain head last
#[utoipa::path(
    get, path = "/v1/audit", tag = "audit",
    security(("bearer" = [])),
    params(
        ("after" = Option<u64>, Query, description = "Events behind this sequence number"),
        ("from" = Option<String>, Query, description = "Decided at this time or later, RFC 3339"),
        ("to" = Option<String>, Query, description = "Decided before this time, RFC 3339"),
        ("person" = Option<String>, Query, description = "Done by this subject, or about a request of theirs"),
        ("account" = Option<String>, Query, description = "About a request for this account, or a refusal that names it: an ID or exact name"),
        ("status" = Option<String>, Query, description = "About a request in one of these states now, separated by commas; may be repeated"),
        ("type" = Option<String>, Query, description = "Kinds of events, separated by commas; may be repeated"),
        ("wait_seconds" = Option<u32>, Query, description = "How long to wait for an event when there is none yet", minimum = 0, maximum = 50),
    ),
    responses(
        (status = 200, description = "One event a line, then the head: `head`, or `filtered_head` where a filter left events out", body = String, content_type = "application/jsonl"),
        Problems
    )
)]
pub(super) async fn audit(
    State(app): State<App>,
    caller: Caller,
    mut params: Params,
) -> Result<Response, Failure> {
    let question = question(&mut params)?;
    params.finish()?;
    let lines = service::audit(&app, &caller, question).await?;
    // What fails in the middle ends the connection, and the last line is missing.
    let lines = lines.map_err(|failure| std::io::Error::other(failure.problem().title.clone()));
    let body = Body::from_stream(lines);
    Ok(([(header::CONTENT_TYPE, "application/jsonl")], body).into_response())
}

fn question(params: &mut Params) -> Result<AuditQuestion, Failure> {
    let after = params.number("after", 0..=u64::try_from(i64::MAX).unwrap_or(u64::MAX))?;
    let wait = params.number("wait_seconds", 0..=Wait::MAX_SECONDS.into())?;
    Ok(AuditQuestion {
        after: after.unwrap_or(0),
        wait_seconds: wait.and_then(|s| u32::try_from(s).ok()).unwrap_or(0),
        account: params.one("account")?,
        filter: LogFilter {
            from: params.one("from")?,
            before: params.one("to")?,
            person: params.one("person")?,
            account: None,
            statuses: params.several("status")?,
            events: params.several("type")?,
        },
    })
}

/// The sessions of an access key or a session name
#[utoipa::path(
    get, path = "/v1/audit/sessions", tag = "audit",
    security(("bearer" = [])),
    params(
        ("access_key_id" = Option<String>, Query, description = "The ID of an access key, as CloudTrail shows it"),
        ("session_name" = Option<String>, Query, description = "A session name, as CloudTrail shows it; one of the two is given"),
    ),
    responses((status = 200, description = "What the log knows", body = AuditSessions), Problems)
)]
pub(super) async fn sessions(
    State(app): State<App>,
    caller: Caller,
    mut params: Params,
) -> Result<Json<AuditSessions>, Failure> {
    let access_key = params.one("access_key_id")?.map(SessionKey::AccessKey);
    let name = params.one("session_name")?.map(SessionKey::Name);
    params.finish()?;
    let ((Some(key), None) | (None, Some(key))) = (access_key, name) else {
        let what = "one of `access_key_id` and `session_name` names the session";
        return Err(Failure::malformed("access_key_id", what));
    };
    let found = service::audit_sessions(&app, &caller, &key).await?;
    Ok(Json(found))
}
