use jit_api::{AuditSession, PersonView};

use crate::OpenedSession;

impl From<OpenedSession> for AuditSession {
    fn from(opened: OpenedSession) -> Self {
        let session = opened.session;
        Self {
            request: opened.request,
            requester: opened.person.as_ref().map(PersonView::from),
            opened_at: opened.opened_at,
            access_key_id: session.access_key_id,
            role_arn: session.role,
            session_name: session.session_name,
            source_identity: session.source_identity,
            window_end: session.fence,
            expiration: session.expiration,
            ended_early_at: opened.ended_early.map(|it| it.at),
            ended_early_by: opened.ended_early.map(|it| it.by.as_str().to_owned()),
            sandbox: session.sandbox,
        }
    }
}
