use jit_api::{CredentialsAnswer, CredentialsRequest, ErrorCode, SessionCredentials, Vended};
use jit_domain::{
    AccessKeyId, AccountRef, Acting, Approval, Command, PermissionSetName, Refusal, Request,
    RequestId, Session, SessionName, SourceIdentity, Timestamp, Window, decide, request::may_vend,
};
use jit_policy::{Bundle, PolicyRefusal, Recheck, RecheckTerms, SessionTerms, VendQuestion};
use jit_store::{StoreError, TargetKey, UnitOfWork, Versioned};
use tracing::Instrument as _;

use super::record::{Attempt, refused};
use super::{Failure, visible};
use crate::app::App;
use crate::identity::Caller;
use crate::vend::{SessionOrder, VendedSession};

/// How often the recording of a session is decided anew because the request changed meanwhile.
const ATTEMPTS: u32 = 8;

/// How much of a known session has to be left to keep it, in seconds: AWS SDKs refresh
/// credentials 10 to 15 minutes before their end.
const KEEP_SECONDS: i64 = 15 * 60;

/// Vends credentials for an open window of the caller, or says that the known session is still
/// good. They are handed out only after the event is durable; a request that was revoked while
/// STS was asked yields none.
///
/// A client that goes away stops nothing half-way: the work is done in a task of its own.
///
/// # Errors
///
/// `rate_limited`; `malformed`; `not_eligible`, `guardrail`; `not_found`, `not_the_requester`,
/// `no_request`; `window_not_open`, `window_closed`; `aws_refused`, `aws_unavailable`,
/// `store_unavailable`.
pub async fn credentials(
    app: &App,
    caller: &Caller,
    body: impl FnOnce() -> Result<CredentialsRequest, Failure>,
) -> Result<CredentialsAnswer, Failure> {
    app.limits.credentials(&caller.person.id)?;
    let wanted = Wanted::parse(body()?)?;
    let (app, caller) = (app.clone(), caller.clone());
    let work = async move {
        let mut attempt = Attempt::to("vend");
        match vend(&app, &caller, wanted, &mut attempt).await {
            Ok(answer) => Ok(answer),
            Err(failure) => Err(refused(&app, &caller, attempt, failure).await),
        }
    };
    let task = tokio::spawn(work.in_current_span());
    task.await.unwrap_or_else(|_| Err(Failure::internal()))
}

/// What credentials are asked for.
struct Wanted {
    window: WantedWindow,
    known_session: Option<AccessKeyId>,
}

enum WantedWindow {
    Target(AccountRef, PermissionSetName),
    Request(RequestId),
}

impl Wanted {
    fn parse(body: CredentialsRequest) -> Result<Self, Failure> {
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

async fn vend(
    app: &App,
    caller: &Caller,
    wanted: Wanted,
    attempt: &mut Attempt,
) -> Result<CredentialsAnswer, Failure> {
    let (read, terms) = find(app, caller, wanted.window, attempt).await?;
    attempt.set_request(&read.value);
    let now = app.clock.now();
    let eligible = terms.role == read.value.target.role;
    let window = may_vend(&read.value, &caller.person, eligible, now)
        .map_err(|refusal| Failure::refused(&refusal, Some(&read.value), now))?;
    if let Some(known) = wanted.known_session
        && is_still_good(app, &read.value, window, &known, now).await?
    {
        let keep = Vended::Keep { keep: true };
        return Ok(answer(app, &read.value, &terms, window, keep));
    }
    let order = order(&read.value, &terms, window, now);
    let vended = app.vendor.open_session(&order).await?;
    record(
        app,
        caller,
        read.clone(),
        session_of(&order, &vended),
        attempt,
    )
    .await
    .inspect_err(|failure| dropped(&order, &vended, failure))?;
    metrics::counter!("jit_sessions_opened_total").increment(1);
    let new = Vended::New {
        credentials: SessionCredentials {
            access_key_id: vended.access_key_id,
            secret_access_key: vended.secret_access_key,
            session_token: vended.session_token,
            expiration: vended.expiration.min(window.end),
        },
    };
    Ok(answer(app, &read.value, &terms, window, new))
}

/// The request that decides, and the terms of the current bundle. Eligibility comes first: who is
/// not eligible does not learn what they once asked for.
async fn find(
    app: &App,
    caller: &Caller,
    wanted: WantedWindow,
    attempt: &mut Attempt,
) -> Result<(Versioned<Request>, SessionTerms), Failure> {
    match wanted {
        WantedWindow::Target(account, set) => by_target(app, caller, &account, set, attempt).await,
        WantedWindow::Request(id) => {
            let read = visible::load(app, caller, &id).await?;
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
    permission_set: PermissionSetName,
    attempt: &mut Attempt,
) -> Result<(Versioned<Request>, SessionTerms), Failure> {
    let bundle = app.bundle.load_full();
    let known = bundle.account(account).map(|found| found.id.clone());
    attempt.target(known.clone(), &permission_set);
    let account = known.ok_or_else(Failure::not_eligible)?;
    if !bundle.is_eligible(&caller.person, &account, &permission_set) {
        return Err(Failure::not_eligible());
    }
    let key = TargetKey {
        person: caller.person.id.clone(),
        account,
        permission_set,
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
fn terms(
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

fn order(request: &Request, terms: &SessionTerms, window: Window, now: Timestamp) -> SessionOrder {
    SessionOrder {
        role: request.target.role.clone(),
        session_name: SessionName::of(&request.requester.name, &request.id),
        source_identity: SourceIdentity::of(&request.requester.id),
        request: request.id.clone(),
        ticket: request.ask.ticket.clone(),
        session_duration_seconds: terms.session_duration.seconds(),
        window_end: window.end,
        chaining: terms.chaining,
        now,
    }
}

fn session_of(order: &SessionOrder, vended: &VendedSession) -> Session {
    Session {
        access_key_id: vended.access_key_id.clone(),
        role: order.role.clone(),
        session_name: order.session_name.clone(),
        source_identity: order.source_identity.clone(),
        expiration: vended.expiration,
        fence: vended.fence,
        sts_request_id: vended.sts_request_id.clone(),
        sandbox: vended.sandbox,
    }
}

/// AWS knows of a session that the log does not: nobody has its credentials, and its key is named
/// here for whoever finds it in CloudTrail.
fn dropped(order: &SessionOrder, vended: &VendedSession, failure: &Failure) {
    tracing::warn!(
        request.id = %order.request,
        session.access_key_id = %vended.access_key_id,
        "dropped the credentials of a session that could not be recorded: {}",
        failure.code()
    );
}

/// Decides once more, on the request, the bundle and the time as they are now, and makes the
/// session durable. Only then may the credentials leave.
async fn record(
    app: &App,
    caller: &Caller,
    mut read: Versioned<Request>,
    session: Session,
    attempt: &mut Attempt,
) -> Result<(), Failure> {
    for _ in 0..ATTEMPTS {
        let now = app.clock.now();
        let bundle = app.bundle.load_full();
        let terms = terms(app, caller, &bundle, &read.value)
            .map_err(|refusal| attempt.refused_by(refusal))?;
        let eligible = terms.role == session.role;
        let acting = Acting {
            person: &caller.person,
            bundle: bundle.digest(),
        };
        let command = Command::OpenSession {
            eligible,
            session: Box::new(session.clone()),
        };
        let event = decide(Some(&read.value), command, acting, now)
            .map_err(|refusal| Failure::refused(&refusal, Some(&read.value), now))?;
        let unit = UnitOfWork::transition(&read, event).map_err(StoreError::from)?;
        match app.store.commit(unit).await {
            Ok(_) => return Ok(()),
            Err(StoreError::Conflict {
                current: Some(current),
            }) => read = *current,
            Err(error) => return Err(error.into()),
        }
    }
    Err(StoreError::Conflict { current: None }.into())
}

/// How long the session is good without asking is said by the bundle, else by the settings.
fn answer(
    app: &App,
    request: &Request,
    terms: &SessionTerms,
    window: Window,
    vended: Vended,
) -> CredentialsAnswer {
    let settings = &app.client_config;
    let RecheckTerms { seconds, recheck } = terms.recheck;
    CredentialsAnswer {
        request_id: request.id.clone(),
        account: request.target.account.clone(),
        account_name: request.target.account_name.clone(),
        permission_set: request.target.permission_set.clone(),
        role_arn: request.target.role.clone(),
        window_end: window.end,
        recheck_seconds: seconds.unwrap_or(settings.recheck_seconds),
        offline_grace_seconds: settings.offline_grace_seconds,
        strict: recheck.unwrap_or(app.recheck) == Recheck::Strict,
        sandbox: app.vendor.is_sandbox(),
        vended,
    }
}
