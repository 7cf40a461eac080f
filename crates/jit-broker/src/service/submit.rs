use jit_api::SubmitBody;
use jit_domain::{Acting, Command, Phase, Request, Sha256Hex, Submission};
use jit_domain::{canonical_json, decide};
use jit_policy::Bundle;
use jit_store::{Committed, IdempotencyKey, IdempotencyRecord, StoreError, UnitOfWork};

use super::external_checks::{Passed, ask_checks};
use super::record::{always_refused, refused};
use super::submission::{Asked, check_extends, check_reviews};
use super::{Failure, view};
use crate::app::App;
use crate::identity::Caller;

/// How many random names are tried for a request: of 2⁵⁰, two in a row are never taken.
const NAMES_TRIED: u32 = 3;

/// A request that was submitted.
#[derive(Clone, Debug)]
pub struct Submitted {
    /// As it is now.
    pub request: jit_api::Request,
    /// True when the idempotency key had led to it before.
    pub replayed: bool,
}

/// Submits a request; the same key with the same body in 24 hours is one submission.
///
/// # Errors
///
/// `rate_limited`; those of the body, naming the field; `idempotency_mismatch`; `not_eligible`,
/// `guardrail`, `limit`, `no_policy`, `no_approver`, `review_overdue`; `check_refused`, `check_unavailable`;
/// `policy_conflict`, when the request exists as failed.
pub async fn submit(
    app: &App,
    caller: &Caller,
    key: Option<IdempotencyKey>,
    body: impl FnOnce() -> Result<SubmitBody, Failure>,
) -> Result<Submitted, Failure> {
    app.limits.submit(&caller.person.id)?;
    let body = body()?;
    let asked = Asked::parse(&body)?;
    let record = key.map(|key| record(caller, key, &body)).transpose()?;
    if let Some(record) = &record
        && let Some(earlier) = app.store.replayed(record, app.clock.now()).await?
    {
        return answer(app, &earlier.value, true);
    }
    let bundle = app.bundle.load_full();
    let ruling = match asked.rule(app, caller, &bundle) {
        Ok(ruling) => ruling,
        Err(refusal) => {
            let mut attempt = asked.attempt(caller, &bundle);
            let failure = attempt.refused_by(refusal);
            return Err(always_refused(app, caller, attempt, failure).await);
        }
    };
    if let Err(failure) = check_reviews(app, caller, &ruling).await {
        return Err(refused(app, caller, asked.attempt(caller, &bundle), failure).await);
    }
    check_extends(app, caller, asked.ask.extends.as_ref(), &ruling.target).await?;
    let passed = match ask_checks(app, caller, &bundle, &asked, ruling, false).await {
        Ok(passed) => passed,
        Err(stopped) => {
            let mut attempt = asked.attempt(caller, &bundle);
            let failure = stopped.noted_in(&mut attempt);
            return Err(always_refused(app, caller, attempt, failure).await);
        }
    };
    let committed = commit(app, caller, &bundle, &asked, passed, record).await?;
    let request = committed.request.ok_or_else(Failure::internal)?;
    if request.value.is_break_glass() && !committed.replayed {
        metrics::counter!("jit_glass_broken_total").increment(1);
        tracing::warn!(
            request.id = %request.value.id,
            account = %request.value.target.account,
            permission_set = %request.value.target.permission_set,
            "glass was broken: `{}` is open without anybody's approval",
            request.value.id
        );
    }
    answer(app, &request.value, committed.replayed)
}

fn record(
    caller: &Caller,
    key: IdempotencyKey,
    body: &SubmitBody,
) -> Result<IdempotencyRecord, Failure> {
    let canonical = canonical_json(body).map_err(|_| Failure::internal())?;
    Ok(IdempotencyRecord {
        person: caller.person.id.clone(),
        key,
        body: Sha256Hex::of(&canonical),
    })
}

async fn commit(
    app: &App,
    caller: &Caller,
    bundle: &Bundle,
    asked: &Asked,
    passed: Passed,
    record: Option<IdempotencyRecord>,
) -> Result<Committed, Failure> {
    let acting = Acting {
        person: &caller.person,
        bundle: bundle.digest(),
    };
    for _ in 0..NAMES_TRIED {
        let now = app.clock.now();
        let submission = submission(app, asked, &passed);
        let command = Command::Submit(Box::new(submission));
        let event =
            decide(None, command, acting, now).map_err(|r| Failure::refused(&r, None, now))?;
        let unit = UnitOfWork::submit(event, record.clone()).map_err(StoreError::from)?;
        match app.store.commit(unit).await {
            Ok(committed) => return Ok(committed),
            Err(StoreError::Conflict { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Failure::internal())
}

/// What the domain decides on, under a fresh name.
pub(super) fn submission(app: &App, asked: &Asked, passed: &Passed) -> Submission {
    let ruling = passed.ruling.clone();
    Submission {
        id: app.new_request_id(),
        target: ruling.target,
        ask: asked.ask.clone(),
        eligibility: ruling.eligibility,
        ruling: ruling.ruling,
        failed_policies: ruling.failed_policies,
        checks: passed.checks.clone(),
    }
}

fn answer(app: &App, request: &Request, replayed: bool) -> Result<Submitted, Failure> {
    if let Phase::Failed {
        policies,
        selectors,
    } = &request.phase
    {
        return Err(Failure::policy_conflict(request, policies, selectors));
    }
    Ok(Submitted {
        request: view::request(request, app.clock.now()),
        replayed,
    })
}
