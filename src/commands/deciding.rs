//! What approve, reject, revoke and review share: seeing exactly what is decided, and being asked.

use jit_api::{ErrorCode, Request};
use jit_domain::request::Digested;
use jit_domain::{Clock, RequestDigest, RequestPrefix, StatusName, Timestamp};

use super::become_of::{become_of, no_effect};
use super::outcomes::Outcomes;
use super::request_view::{
    account, checks, decisions, duration, levels, open_level, requester, selector,
};
use super::{to_decide, type_this};
use crate::broker::Broker;
use crate::context::Context;
use crate::error::{CommandError, ErrorKind};
use crate::ui::{Choice, Details, Foreign, Human, Screen, Ui, neutral_to};

/// What to decide and whether to ask.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct DecisionArgs {
    /// Requests, as `jit list` prints them; any unique beginning of at least 4 characters will do.
    /// On a terminal, without any: pick one of those that wait for you
    #[arg(value_name = "ID")]
    requests: Vec<RequestPrefix>,
    /// Do not ask for confirmation
    #[arg(long, short)]
    yes: bool,
}

impl DecisionArgs {
    /// Whether it was confirmed beforehand.
    pub(crate) fn is_confirmed(&self) -> bool {
        self.yes
    }
}

/// One kind of decision.
pub(crate) trait Decide: Sized {
    /// The verb of the question: `Approve`.
    const VERB: &'static str;
    /// The word of the report: `Approved`.
    const DONE: &'static str;
    /// The command: `approve`.
    const COMMAND: &'static str;
    /// The decision: `approval`.
    const NOUN: &'static str;

    /// The requests that wait for this decision of the caller, where the broker lists them.
    ///
    /// # Errors
    ///
    /// The broker's refusal; a usage error where it does not list them to the caller.
    async fn waiting(&self, broker: &Broker) -> Result<Vec<Request>, CommandError> {
        to_decide::pending(broker).await
    }

    /// What the decision would do to this request, seen at this instant.
    ///
    /// # Errors
    ///
    /// When the decision does not fit the request.
    fn effect(
        &self,
        request: &Request,
        now: Timestamp,
        screen: &Screen,
    ) -> Result<String, CommandError>;

    /// What else has to be seen of the request before.
    fn facts(&self, _request: &Request, _details: &mut Details, _screen: &Screen) {}

    /// The whole decision, where the person has left a part of it open until the request is shown; it
    /// needs no other confirmation then.
    ///
    /// # Errors
    ///
    /// That it was interrupted.
    async fn ask(&self, _ui: &Ui) -> Result<Option<Self>, CommandError> {
        Ok(None)
    }

    /// What has become of a request that the decision came too late for, or too early.
    fn became(&self, request: &Request, screen: &Screen) -> Option<String> {
        become_of(request, screen)
    }

    /// What to say of a decision that was taken down.
    fn done(&self, decided: &Request) -> String {
        format!("{} {}", Self::DONE, decided.id)
    }

    /// What has to be said once all is decided, a line each.
    async fn aftermath(&self, _: &Broker, _done: &[Decided], _: &Screen) -> Vec<String> {
        Vec::new()
    }

    /// Tells the broker.
    async fn decide(&self, broker: &Broker, request: &Request) -> Result<Request, CommandError>;
}

/// A request as it was shown, and as the decision left it.
#[derive(Debug)]
pub(crate) struct Decided {
    pub(crate) shown: Request,
    pub(crate) now: Request,
}

/// Decides each request after it was shown and confirmed.
///
/// # Errors
///
/// As [`Outcomes::finish`]; a usage error before anything else where nobody can be asked.
pub(crate) async fn decide_each<D: Decide>(
    ctx: &Context,
    ui: &mut Ui,
    args: &DecisionArgs,
    decision: &D,
) -> Result<(), CommandError> {
    if args.requests.is_empty() && !ui.can_ask() {
        return Err(type_this::not_told(D::COMMAND, &[ID]));
    }
    if !args.yes && !ui.can_ask() {
        let what = "a decision needs a confirmation, and there is no terminal to ask on";
        let hint = "look at it with `jit show ID`, then add `--yes`";
        return Err(CommandError::new(ErrorKind::Usage, what).hint(hint));
    }
    let broker = ctx.broker()?;
    let mut outcomes = Outcomes::default();
    let picked = if args.requests.is_empty() {
        pick(&broker, ui, decision).await?
    } else {
        args.requests.clone()
    };
    let mut done = Vec::new();
    for prefix in &picked {
        let outcome = decide_one(&broker, &*ctx.clock, ui, args.yes, prefix, decision).await;
        let outcome = outcome.map(|decided| {
            let now = decided.now.clone();
            done.push(decided);
            now
        });
        outcomes.add(prefix.to_string(), outcome);
    }
    let more = decision.aftermath(&broker, &done, &ui.screen()).await;
    let told = outcomes.finish(ui);
    for line in more {
        ui.status(line);
    }
    told
}

/// As the usage of the commands names it.
pub(crate) const ID: &str = "<ID>...";

/// The one that the person picks of those that wait; none where nothing waits.
async fn pick<D: Decide>(
    broker: &Broker,
    ui: &Ui,
    decision: &D,
) -> Result<Vec<RequestPrefix>, CommandError> {
    let progress = ui.progress("asking what waits for you");
    let waiting = decision.waiting(broker).await?;
    drop(progress);
    let choices: Vec<Choice> = waiting.iter().map(to_decide::choice).collect();
    if choices.is_empty() {
        ui.status(format_args!("There is nothing for you to {}", D::COMMAND));
        return Ok(Vec::new());
    }
    let question = format!("{} which request? (arrows, or type parts of it)", D::VERB);
    let place = ui.pick(&question, &choices).await?;
    let picked = waiting
        .get(place)
        .map(|request| request.id.as_str().parse());
    let picked = picked.transpose().map_err(|err| broker.absurd(err))?;
    Ok(picked.into_iter().collect())
}

async fn decide_one<D: Decide>(
    broker: &Broker,
    clock: &dyn Clock,
    ui: &mut Ui,
    yes: bool,
    prefix: &RequestPrefix,
    decision: &D,
) -> Result<Decided, CommandError> {
    let request = broker.request(prefix).await?;
    if digest(&request) != request.digest {
        return Err(broker
            .absurd("its digest is not that of what it shows")
            .into());
    }
    let effect = decision.effect(&request, clock.now(), &ui.screen())?;
    if !yes || !ui.is_json() {
        ui.notice(&ToDecide {
            request: &request,
            effect: &effect,
            decision,
        });
    }
    let asked = decision.ask(ui).await?;
    if !yes && asked.is_none() && !confirmed::<D>(ui, &request).await? {
        let what = format!("{} was left as it is", request.id);
        return Err(CommandError::new(ErrorKind::Failed, what).code("not_confirmed"));
    }
    let decision = asked.as_ref().unwrap_or(decision);
    match decision.decide(broker, &request).await {
        Ok(now) => {
            ui.status(decision.done(&now));
            Ok(Decided {
                shown: request,
                now,
            })
        }
        Err(err) if err.code == ErrorCode::Conflict.as_str() => {
            Err(overtaken(broker, &ui.screen(), &request, decision, err).await)
        }
        Err(err) => Err(err),
    }
}

/// The conflict, with what the request is now, as far as that can be told.
async fn overtaken<D: Decide>(
    broker: &Broker,
    screen: &Screen,
    request: &Request,
    decision: &D,
    err: CommandError,
) -> CommandError {
    let now = match request.id.as_str().parse() {
        Ok(prefix) => broker.request(&prefix).await.ok(),
        Err(_) => None,
    };
    let became = now.and_then(|now| decision.became(&now, screen));
    no_effect(err, D::NOUN, request, became)
}

async fn confirmed<D: Decide>(ui: &Ui, request: &Request) -> Result<bool, CommandError> {
    let question = format!("{} {}?", D::VERB, request.id);
    ui.confirm(&question, "--yes").await
}

/// Nobody is asked about a request that is not pending any more.
pub(crate) fn decidable(request: &Request, screen: &Screen) -> Result<(), CommandError> {
    let pending = request.status == StatusName::Pending;
    pending
        .then_some(())
        .ok_or_else(|| wrong_state(request, "decided", screen))
}

/// A conflict with the state that the request is in.
pub(crate) fn wrong_state(request: &Request, done: &str, screen: &Screen) -> CommandError {
    let what = format!("{} is {} and cannot be {done}", request.id, request.status);
    let mut err = CommandError::new(ErrorKind::Failed, what)
        .code(ErrorCode::Conflict.as_str())
        .hint(type_this::show(&request.id));
    err.cause = become_of(request, screen);
    err
}

/// The digest of what is shown. The one that the broker names could be of anything.
fn digest(request: &Request) -> RequestDigest {
    Digested {
        id: &request.id,
        issuer: &request.requester.issuer,
        subject: &request.requester.subject,
        account: &request.account,
        permission_set: &request.permission_set,
        duration_seconds: request.duration_seconds,
        reason: &request.reason,
        ticket: request.ticket.as_ref(),
        start: request.start,
        extends: request.extends.as_ref(),
        bundle: &request.bundle,
    }
    .digest()
}

/// What is being decided. Trusted fields first; text of people beside its name, where it cannot
/// pass for another field.
struct ToDecide<'a, D> {
    request: &'a Request,
    effect: &'a str,
    decision: &'a D,
}

impl<D: Decide> Human for ToDecide<'_, D> {
    fn human(&self, screen: &Screen) -> String {
        let Self {
            request,
            effect,
            decision,
        } = self;
        let mut details = Details::new(screen);
        details.add("request", &request.id);
        details.add("account", account(request));
        details.add("permission set", &request.permission_set);
        details.add("role", &request.role_arn);
        details.add("duration", duration(request));
        details.add("effect", effect);
        decision.facts(request, &mut details, screen);
        requester(&mut details, &request.requester);
        details.add("reason", Foreign(request.reason.as_str()));
        let ticket = request.ticket.as_ref().map(|t| neutral_to(t.as_str(), 128));
        details.add_some("ticket", ticket);
        checks(&mut details, request);
        let policy = request.policy.as_ref().map(|p| neutral_to(p.as_ref(), 200));
        details.add_some("policy", policy);
        if let Some(level) = open_level(request) {
            let (number, of) = (level.number, request.levels.len());
            let who = selector(&level.approvers);
            details.add("level", format_args!("{number} of {of}, {who}"));
        }
        details.add("digest", &request.digest);
        details.add("bundle", &request.bundle);
        let mut parts = vec![details.lines()];
        parts.extend(levels(request, screen));
        parts.extend(decisions(request, screen));
        parts.join("\n\n")
    }
}

#[cfg(test)]
mod tests {
    use super::digest;

    #[test]
    fn the_digest_is_that_of_the_domain() {
        let json = include_str!("../../tests/cli/data/pending.json");
        let mut request: jit_api::Request = serde_json::from_str(json).unwrap();
        assert_eq!(digest(&request), request.digest);

        request.reason = "something else".parse().unwrap();
        assert_ne!(digest(&request), request.digest);
    }
}
