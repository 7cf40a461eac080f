use jit_api::{CredentialsRequest, ErrorCode};
use jit_domain::{
    AccessKeyId, AccountRef, Approval, PermissionSetName, Refusal, Request, RequestId, Timestamp,
    Window, request::may_vend,
};
use jit_policy::{Bundle, PolicyRefusal, SessionTerms, VendQuestion};
use jit_store::{TargetKey, Versioned};

use super::record::Attempt;
use super::{Failure, visible};
use crate::app::App;
use crate::identity::Caller;

/// How much of a known session has to be left to keep it, in seconds: AWS SDKs refresh
/// credentials 10 to 15 minutes before their end.
const KEEP_SECONDS: i64 = 15 * 60;

/// What credentials are asked for.
pub(super) struct Wanted {
    window: WantedWindow,
    known_session: Option<AccessKeyId>,
}

enum WantedWindow {
    Target(AccountRef, PermissionSetName),
    Request(RequestId),
}

impl Wanted {
    /// Reads a body.
    ///
    /// # Errors
    ///
    /// `malformed`, naming the field.
    pub(super) fn parse(body: CredentialsRequest) -> Result<Self, Failure> {
        let window = match (body.account, body.permission_set, body.request_id) {
            (Some(account), Some(set), None) => WantedWindow::Target(
                account
                    .parse()
                    .map_err(|e| Failure::malformed("account", e))?,
                set.parse()
                    .map_err(|e| Failure::malformed("permission_set", e))?,
            ),
            (None, None, Some(id)) => WantedWindow::Request(
                id.parse()
                    .map_err(|e| Failure::malformed("request_id", e))?,
            ),
            (_, _, Some(_)) => return Err(one_form("request_id")),
            (Some(_), None, None) => return Err(one_form("permission_set")),
            (None, _, None) => return Err(one_form("account")),
        };
        let known_session = body
            .known_session
            .map(|id| {
                id.parse()
                    .map_err(|e| Failure::malformed("known_session", e))
            })
            .transpose()?;
        Ok(Self {
            window,
            known_session,
        })
    }
}

fn one_form(field: &'static str) -> Failure {
    Failure::malformed(
        field,
        "name either `account` and `permission_set`, or `request_id`",
    )
}

/// That somebody may have credentials, on the request, the bundle and the time as they are.
pub(super) struct VendDecision {
    /// The request that decides.
    pub(super) read: Versioned<Request>,
    /// The terms of the bundle.
    pub(super) terms: SessionTerms,
    /// Its window, which is open.
    pub(super) window: Window,
    /// Whether the session that the client holds is good enough.
    pub(super) keep: bool,
    /// When it was decided.
    pub(super) now: Timestamp,
}

impl VendDecision {
    /// Decides. AWS is not asked.
    ///
    /// # Errors
    ///
    /// `not_eligible`, `guardrail`; `not_found`, `not_the_requester`, `no_request`;
    /// `window_not_open`, `window_closed`; `store_unavailable`.
    pub(super) async fn make(
        app: &App,
        caller: &Caller,
        wanted: &Wanted,
        attempt: &mut Attempt,
    ) -> Result<Self, Failure> {
        let (read, terms) = find(app, caller, &wanted.window, attempt).await?;
        attempt.set_request(&read.value);
        let now = app.clock.now();
        let eligible = terms.role == read.value.target.role;
        let window = may_vend(&read.value, &caller.person, eligible, now)
            .map_err(|refusal| Failure::refused(&refusal, Some(&read.value), now))?;
        let keep = match &wanted.known_session {
            Some(known) => is_still_good(app, &read.value, window, known, now).await?,
            None => false,
        };
        Ok(Self {
            read,
            terms,
            window,
            keep,
            now,
        })
    }
}

/// The request that decides, and the terms of the current bundle. Eligibility comes first: who is
/// not eligible does not learn what they once asked for.
async fn find(
    app: &App,
    caller: &Caller,
    wanted: &WantedWindow,
    attempt: &mut Attempt,
) -> Result<(Versioned<Request>, SessionTerms), Failure> {
    match wanted {
        WantedWindow::Target(account, set) => by_target(app, caller, account, set, attempt).await,
        WantedWindow::Request(id) => {
            let read = visible::load(app, caller, id).await?;
            attempt.set_request(&read.value);
            if read.value.requester.id != caller.person.id {
                let now = app.clock.now();
                return Err(Failure::refused(&Refusal::NotTheRequester, None, now));
            }
            let bundle = app.bundle.load();
            let terms = terms(app, caller, &bundle, &read.value)
                .map_err(|refusal| attempt.refused_by(refusal))?;
            Ok((read, terms))
        }
    }
}

async fn by_target(
    app: &App,
    caller: &Caller,
    account: &AccountRef,
    permission_set: &PermissionSetName,
    attempt: &mut Attempt,
) -> Result<(Versioned<Request>, SessionTerms), Failure> {
    let bundle = app.bundle.load_full();
    let known = bundle.account(account).map(|found| found.id.clone());
    attempt.target(known.clone(), permission_set);
    let account = known.ok_or_else(Failure::not_eligible)?;
    if !bundle.is_eligible(&caller.person, &account, permission_set) {
        return Err(Failure::not_eligible());
    }
    let key = TargetKey {
        person: caller.person.id.clone(),
        account,
        permission_set: permission_set.clone(),
    };
    let found = app.store.request_for_target(&key, app.clock.now()).await?;
    let read = found.ok_or_else(|| {
        Failure::new(ErrorCode::NoRequest, "you have not requested this target")
            .hint("ask for it with `jit request`")
    })?;
    attempt.set_request(&read.value);
    let terms =
        terms(app, caller, &bundle, &read.value).map_err(|refusal| attempt.refused_by(refusal))?;
    Ok((read, terms))
}

/// On what terms the bundle lets the caller have credentials for the request now.
pub(super) fn terms(
    app: &App,
    caller: &Caller,
    bundle: &Bundle,
    request: &Request,
) -> Result<SessionTerms, PolicyRefusal> {
    bundle.rule_on_vend(&VendQuestion {
        person: &caller.person,
        account: &request.target.account,
        permission_set: &request.target.permission_set,
        duration: request.ask.duration,
        ticket: request.ask.ticket.as_ref(),
        break_glass: matches!(request.approval, Some(Approval::BreakGlass { .. })),
        now: app.clock.now(),
    })
}

/// Whether the session that the client holds belongs to this window and is worth keeping. Its
/// fence is the end of the same window, so that it cannot outlive it.
async fn is_still_good(
    app: &App,
    request: &Request,
    window: Window,
    known: &AccessKeyId,
    now: Timestamp,
) -> Result<bool, Failure> {
    let Some((of, session)) = app.store.session(known).await? else {
        return Ok(false);
    };
    let same = of == request.id
        && session.role == request.target.role
        && session.sandbox == app.vendor.is_sandbox();
    let long_enough = session.expiration >= now.plus_seconds(KEEP_SECONDS);
    Ok(same && (long_enough || session.expiration >= window.end))
}
