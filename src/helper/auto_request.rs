//! Asking for a window that is missing, where a profile says so.

use jit_api::{ErrorCode, Request, Secret, SubmitBody};
use jit_domain::{StatusName, Timestamp, WindowDuration};

use super::Target;
use super::reason_template::ReasonTemplate;
use crate::broker::{Broker, BrokerError, IdempotencyKey};
use crate::cache::EntryLock;
use crate::commands::type_this;
use crate::error::{CommandError, ErrorKind};
use crate::ui;

/// What a profile asks for when there is no open window.
#[derive(Clone, Debug)]
pub(crate) struct AutoRequest {
    pub(crate) reason: ReasonTemplate,
    pub(crate) duration: WindowDuration,
}

/// The least time between two requests for one target that nobody typed, in seconds. Programs try
/// again and again; approvers are people.
const PAUSE_SECONDS: i64 = 15 * 60;

impl AutoRequest {
    /// Whether a refusal is one that a request may help against. Nobody's no is answered with another
    /// request: not a rejection, not a revocation, and not one's own giving back or withdrawing. A
    /// window that is over may be any of these, unless the broker says that it ran out.
    pub(super) fn helps_against(refusal: &BrokerError) -> bool {
        match refusal.code() {
            Some(ErrorCode::NoRequest) => true,
            Some(ErrorCode::WindowClosed) => {
                refusal.ran_out() || refusal.current_status() == Some(StatusName::Expired)
            }
            _ => false,
        }
    }

    /// Asks for the target, unless that was done not long ago. Under the lock of its session, so that
    /// of many processes one asks.
    ///
    /// # Errors
    ///
    /// The broker's refusal.
    pub(super) async fn file(
        &self,
        broker: &Broker,
        token: &Secret,
        target: &Target,
        lock: &EntryLock<'_>,
        now: Timestamp,
    ) -> Result<Option<Request>, CommandError> {
        let (Some(account), Some(set)) = (&target.account, &target.permission_set) else {
            return Ok(None);
        };
        let recently = |at: Timestamp| (0..PAUSE_SECONDS).contains(&now.since(at).num_seconds());
        if lock.requested_at().is_some_and(recently) {
            return Ok(None);
        }
        let filled = self.reason.fill(&account.to_string(), set.as_str());
        let reason = filled.map_err(|why| CommandError::new(ErrorKind::Usage, why))?;
        // Before it is asked for: what cannot be written down would be asked for again and again.
        let noted = lock.note_request(now);
        noted.map_err(|err| CommandError::new(ErrorKind::Failed, err))?;
        let body = SubmitBody {
            account: account.to_string(),
            permission_set: set.to_string(),
            duration_seconds: self.duration.into(),
            reason: reason.to_string(),
            ..SubmitBody::default()
        };
        let request = broker
            .submit_with(token, &body, &IdempotencyKey::fresh())
            .await?;
        Ok(Some(request))
    }
}

/// Tells the person at the terminal what was done in their name: SDKs show nothing of a success.
pub(super) fn tell(target: &Target, request: &Request) {
    let name = target.name();
    let id = &request.id;
    let what = match request.window_end {
        Some(end) if request.status == StatusName::Active => {
            format!("the window is open until {}", end.to_whole_seconds_string())
        }
        _ => format!("it waits for approval: {}", type_this::wait(id)),
    };
    ui::to_terminal(&format!("jit: asked for {name} ({id}); {what}"));
}

/// What a request that waits for people is told as.
pub(super) fn pending(target: &Target, request: &Request) -> CommandError {
    let what = format!(
        "asked for {} ({}), which waits for approval",
        target.name(),
        request.id
    );
    CommandError::new(ErrorKind::Pending, what).hint(type_this::wait(&request.id))
}
