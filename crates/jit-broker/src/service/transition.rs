use jit_domain::{Acting, Command, Refusal, Request, RequestId, decide};
use jit_policy::Bundle;
use jit_store::{StoreError, UnitOfWork, Versioned};

use super::record::{Attempt, refused};
use super::{Failure, view, visible};
use crate::app::App;
use crate::identity::Caller;

/// How often a decision is made anew because somebody else was faster. More than the approvals of
/// any sensible level, so that all who approve at once succeed.
const ATTEMPTS: u32 = 8;

/// A change of one request: who may make it, and what the body says, in this order.
pub(super) struct Transition<A, C> {
    /// The word for it in the audit log.
    pub(super) action: &'static str,
    /// Who may; asked before the body is read, so that a stranger learns nothing from it.
    pub(super) authorise: A,
    /// Reads the body.
    pub(super) command: C,
}

impl<A, C> Transition<A, C>
where
    A: Fn(&Request, &Caller, &Bundle) -> Result<(), Refusal>,
    C: FnOnce(&Caller, &Bundle) -> Result<Command, Failure>,
{
    /// Loads, authorises, decides and commits; the loser of a race decides anew on what the winner
    /// left.
    pub(super) async fn run(
        self,
        app: &App,
        caller: &Caller,
        id: &RequestId,
    ) -> Result<jit_api::Request, Failure> {
        let read = visible::load(app, caller, id).await?;
        let attempt = Attempt::to(self.action).about(&read.value);
        match self.carry_out(app, caller, read).await {
            Ok(request) => Ok(request),
            Err(failure) => Err(refused(app, caller, attempt, failure).await),
        }
    }

    async fn carry_out(
        self,
        app: &App,
        caller: &Caller,
        mut read: Versioned<Request>,
    ) -> Result<jit_api::Request, Failure> {
        let bundle = app.bundle.load_full();
        if let Err(refusal) = (self.authorise)(&read.value, caller, &bundle) {
            return Err(Failure::refused(&refusal, None, app.clock.now()));
        }
        let command = (self.command)(caller, &bundle)?;
        for _ in 0..ATTEMPTS {
            match decide_and_commit(app, caller, &bundle, &read, command.clone()).await? {
                Outcome::Done(request) => return Ok(view::request(&request, app.clock.now())),
                Outcome::Overtaken(current) => read = *current,
            }
        }
        let lost = Failure::from(StoreError::Conflict { current: None });
        Err(lost.about(&read.value, app.clock.now()))
    }
}

enum Outcome {
    Done(Box<Request>),
    Overtaken(Box<Versioned<Request>>),
}

async fn decide_and_commit(
    app: &App,
    caller: &Caller,
    bundle: &Bundle,
    read: &Versioned<Request>,
    command: Command,
) -> Result<Outcome, Failure> {
    let now = app.clock.now();
    let acting = Acting {
        person: &caller.person,
        bundle: bundle.digest(),
    };
    let event = decide(Some(&read.value), command, acting, now)
        .map_err(|refusal| Failure::refused(&refusal, Some(&read.value), now))?;
    let unit = UnitOfWork::transition(read, event).map_err(StoreError::from)?;
    match app.store.commit(unit).await {
        Ok(committed) => committed
            .request
            .map(|after| Outcome::Done(Box::new(after.value)))
            .ok_or_else(Failure::internal),
        Err(StoreError::Conflict {
            current: Some(current),
        }) => Ok(Outcome::Overtaken(current)),
        Err(error) => Err(error.into()),
    }
}

/// Nobody decides their own request; only approvers of a level decide.
pub(super) fn only_approvers(
    request: &Request,
    caller: &Caller,
    _bundle: &Bundle,
) -> Result<(), Refusal> {
    if request.requester.id == caller.person.id {
        return Err(Refusal::OwnRequest);
    }
    if !request.is_approver(&caller.person) {
        return Err(Refusal::NotAnApprover);
    }
    Ok(())
}

/// Only who asked withdraws or gives back.
pub(super) fn only_the_requester(
    request: &Request,
    caller: &Caller,
    _bundle: &Bundle,
) -> Result<(), Refusal> {
    (request.requester.id == caller.person.id)
        .then_some(())
        .ok_or(Refusal::NotTheRequester)
}
