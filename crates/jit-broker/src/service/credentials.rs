use std::convert::Infallible;

use jit_api::{CredentialsAnswer, CredentialsRequest, SessionCredentials, Vended};
use jit_domain::{Acting, Command, Request, Session, SessionName, SourceIdentity, decide};
use jit_policy::{Recheck, RecheckTerms};
use jit_store::{StoreError, UnitOfWork, Versioned};
use tokio::sync::oneshot;
use tokio::time::Instant;
use tracing::Instrument as _;

use super::Failure;
use super::record::{Attempt, refused};
use super::vend_decision::{VendDecision, Wanted, terms};
use super::vend_turn::{PATIENCE, VendTurn};
use crate::app::App;
use crate::identity::Caller;
use crate::vend::{SessionOrder, VendedSession};

/// How often the recording of a session is decided anew because the request changed meanwhile.
const ATTEMPTS: u32 = 8;

/// Vends credentials for an open window of the caller, or says that the known session is still
/// good. They are handed out only after the event is durable; a request that was revoked while
/// STS was asked yields none.
///
/// AWS is asked once at a time for each request; who has waited for that is decided about anew.
/// Sessions that are kept never wait.
///
/// A client that goes away stops nothing half-way: the work is done in a task of its own. One that
/// only waits for its turn gives it up.
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
    let (here, gone) = oneshot::channel();
    let work = async move {
        let mut attempt = Attempt::to("vend");
        match vend(&app, &caller, &wanted, gone, &mut attempt).await {
            Ok(answer) => Ok(answer),
            Err(failure) => Err(refused(&app, &caller, attempt, failure).await),
        }
    };
    let task = tokio::spawn(work.in_current_span());
    let done = task.await;
    drop(here);
    done.unwrap_or_else(|_| Err(Failure::internal()))
}

/// Never sent, but dropped when the client goes away.
type Gone = oneshot::Receiver<Infallible>;

async fn vend(
    app: &App,
    caller: &Caller,
    wanted: &Wanted,
    gone: Gone,
    attempt: &mut Attempt,
) -> Result<CredentialsAnswer, Failure> {
    let (decision, turn) = decide_in_turn(app, caller, wanted, gone, attempt).await?;
    let Some(_turn) = turn else {
        return Ok(answer(app, &decision, Vended::Keep { keep: true }));
    };
    let order = order(&decision);
    let vended = app.vendor.open_session(&order).await?;
    let read = decision.read.clone();
    record(app, caller, read, session_of(&order, &vended), attempt)
        .await
        .inspect_err(|failure| dropped(&order, &vended, failure))?;
    metrics::counter!("jit_sessions_opened_total").increment(1);
    let new = Vended::New {
        credentials: SessionCredentials {
            access_key_id: vended.access_key_id,
            secret_access_key: vended.secret_access_key,
            session_token: vended.session_token,
            expiration: vended.expiration.min(decision.window.end),
        },
    };
    Ok(answer(app, &decision, new))
}

/// Decides, and has the turn of the request that decides; none where a session is kept. What was
/// decided before a wait is decided anew after it: the request may have been revoked, or another
/// one of the same target may decide.
async fn decide_in_turn(
    app: &App,
    caller: &Caller,
    wanted: &Wanted,
    mut gone: Gone,
    attempt: &mut Attempt,
) -> Result<(VendDecision, Option<VendTurn>), Failure> {
    let until = Instant::now() + PATIENCE;
    let mut turn: Option<VendTurn> = None;
    loop {
        let decision = VendDecision::make(app, caller, wanted, attempt).await?;
        if decision.keep {
            return Ok((decision, None));
        }
        let request = &decision.read.value.id;
        if turn.as_ref().is_some_and(|turn| turn.is_for(request)) {
            return Ok((decision, turn));
        }
        drop(turn.take());
        let taken = tokio::select! {
            taken = app.vend_turns.take(request, until) => taken?,
            // Nobody hears this.
            _ = &mut gone => return Err(Failure::overloaded()),
        };
        if !taken.waited() {
            return Ok((decision, Some(taken)));
        }
        turn = Some(taken);
    }
}

fn order(decision: &VendDecision) -> SessionOrder {
    let request = &decision.read.value;
    SessionOrder {
        role: request.target.role.clone(),
        session_name: SessionName::of(&request.requester.name, &request.id),
        source_identity: SourceIdentity::of(&request.requester.id),
        request: request.id.clone(),
        ticket: request.ask.ticket.clone(),
        session_duration_seconds: decision.terms.session_duration.seconds(),
        window_end: decision.window.end,
        chaining: decision.terms.chaining,
        now: decision.now,
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
        window: None,
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
fn answer(app: &App, decision: &VendDecision, vended: Vended) -> CredentialsAnswer {
    let request = &decision.read.value;
    let settings = &app.client_config;
    let RecheckTerms { seconds, recheck } = decision.terms.recheck;
    CredentialsAnswer {
        request_id: request.id.clone(),
        account: request.target.account.clone(),
        account_name: request.target.account_name.clone(),
        permission_set: request.target.permission_set.clone(),
        role_arn: request.target.role.clone(),
        window_end: decision.window.end,
        recheck_seconds: seconds.unwrap_or(settings.recheck_seconds),
        offline_grace_seconds: settings.offline_grace_seconds,
        strict: recheck.unwrap_or(app.recheck) == Recheck::Strict,
        sandbox: app.vendor.is_sandbox(),
        vended,
    }
}
