use jit_api::{AuditSession, AuditSessions, ErrorCode};
use jit_audit::{SessionKey, Sessions};
use jit_domain::{AdministrativeRead, RequestId, SessionName};

use super::Failure;
use super::record::{self, Attempt, refused};
use crate::app::App;
use crate::identity::Caller;

/// The sessions that have this access key or session name, in the order in which they were opened;
/// none when the log knows of none. One access key has one session, a session name those of one
/// request.
///
/// # Errors
///
/// `not_an_auditor` for everybody else; `store_unavailable`.
pub async fn audit_sessions(
    app: &App,
    caller: &Caller,
    key: &SessionKey,
) -> Result<AuditSessions, Failure> {
    if !app.bundle.load().is_auditor(&caller.person) {
        let what = "only auditors look for sessions";
        let failure = Failure::new(ErrorCode::NotAnAuditor, what);
        return Err(refused(app, caller, Attempt::to("read"), failure).await);
    }
    let named = key.to_string();
    record::read_once(app, caller, AdministrativeRead::Sessions { named }).await?;
    let request = match key {
        SessionKey::AccessKey(key) => app.store.session(key).await?.map(|(id, _)| id),
        SessionKey::Name(name) => request_of(name),
    };
    let mut sessions = Sessions::default();
    if let Some(request) = request {
        for recorded in app.store.events(&request).await? {
            sessions.event(recorded, |session| key.names(session));
        }
    }
    let sessions = sessions.into_found();
    Ok(AuditSessions {
        sessions: sessions.into_iter().map(AuditSession::from).collect(),
    })
}

/// The request whose characters a session name ends with.
fn request_of(name: &SessionName) -> Option<RequestId> {
    let (_, characters) = name.as_str().rsplit_once('+')?;
    format!("req-{characters}").parse().ok()
}
