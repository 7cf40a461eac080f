use std::time::Duration;

use jit_api::{ErrorCode, Plan, Request, SubmitBody};
use jit_domain::{
    AccountRef, PermissionSetName, Reason, RequestPrefix, StatusName, Ticket, WindowDuration,
};

use super::draft::{self, Asked, Draft, is_meant};
use super::duration::{Start, parse_duration, parse_span};
use super::plan_view::Plans;
use super::review_view::reviewers;
use super::taken_down::TakenDown;
use super::{asking, type_this};
use crate::broker::{Broker, BrokerError, IdempotencyKey};
use crate::context::Context;
use crate::error::{CommandError, ErrorKind};
use crate::ui::{Ui, neutral, neutral_to};

/// Ask for access to an account
///
/// The broker checks at once that you may ask. Either a policy approves it and the window opens, or
/// the people that the policy names have to agree first. Credentials come from `jit
/// credential-process` as long as the window is open, and end with it.
///
/// On a terminal you are asked for what you do not say, shown what will be asked and who has to
/// agree, and asked whether to submit it. An equal request of yours that is open is shown instead of
/// a second one.
///
/// In an emergency that cannot wait for anybody, `--break-glass` opens the window at once, if you are
/// eligible for that. Everyone who was skipped and security are told, and one of them looks back at it
/// afterwards.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jit request                    # asks for everything, on a terminal
  jit request --account payments-prod --permission-set PowerUser --duration 1h \\
      --reason \"INC-4711: stuck queue\" --ticket INC-4711
  jit request --account 111111111111 --permission-set ReadOnly --duration 30m \\
      --reason \"look at the logs\" --wait
  jit request --account payments-prod --permission-set PowerUser --duration 2h \\
      --reason \"database upgrade\" --start 2026-11-22T22:00:00+01:00
  jit request --extends 7k3m --duration 1h --reason \"the queue is not empty yet\"
  jit request --account payments-prod --permission-set PowerUser --duration 30m \\
      --reason \"INC-4711: payments are down, nobody answers\" --break-glass
  jit request … --dry-run        # who would have to agree; asks for nothing")]
pub(crate) struct RequestArgs {
    /// Account: its 12 digits, or its exact name; several ask for each, once
    #[arg(long, value_name = "ID|NAME")]
    pub(super) account: Vec<AccountRef>,
    /// Permission set, such as `PowerUser`
    #[arg(long, value_name = "NAME")]
    pub(super) permission_set: Option<PermissionSetName>,
    /// How long the window should be, such as `1h30m`
    #[arg(long, value_parser = parse_duration)]
    pub(super) duration: Option<WindowDuration>,
    /// Why you need it, for the approvers and the auditors
    #[arg(long, value_name = "TEXT")]
    pub(super) reason: Option<Reason>,
    /// Ticket that it belongs to; AWS sees it as a tag of each session
    #[arg(long, value_name = "ID")]
    pub(super) ticket: Option<Ticket>,
    /// When the window should open at the earliest: `+2h`, or an instant with its offset
    #[arg(long, value_name = "WHEN", value_parser = Start::parse)]
    pub(super) start: Option<Start>,
    /// More time for an earlier request of yours, from its end on; account, permission set and ticket
    /// are those of it, where you name no other
    #[arg(long, value_name = "ID")]
    pub(super) extends: Option<RequestPrefix>,
    /// Open the window at once, without anybody's approval; everyone who was skipped and security
    /// are told, and one of them reviews it
    #[arg(long, conflicts_with = "start")]
    pub(super) break_glass: bool,
    /// Where you are asked for what is missing: ask for access even though an equal request of yours
    /// is open
    #[arg(long)]
    again: bool,
    /// Show what would happen and ask for nothing
    #[arg(long, conflicts_with = "wait")]
    dry_run: bool,
    /// Wait until it is decided, 50 minutes unless told otherwise
    #[arg(
        long,
        value_name = "LONGEST",
        num_args = 0..=1,
        default_missing_value = "50m",
        value_parser = parse_span
    )]
    wait: Option<Duration>,
}

impl RequestArgs {
    /// What has to be asked for.
    fn missing(&self) -> Vec<&'static str> {
        let named = self.extends.is_some();
        let missing = [
            (!named && self.account.is_empty(), draft::ACCOUNT),
            (!named && self.permission_set.is_none(), draft::SET),
            (self.duration.is_none(), draft::DURATION),
            (self.reason.is_none(), draft::REASON),
        ];
        let missing = missing.into_iter().filter(|(missing, _)| *missing);
        missing.map(|(_, name)| name).collect()
    }
}

/// Runs `jit request`.
///
/// # Errors
///
/// The broker's refusal, or that it cannot be reached; a usage error where something is missing and
/// nobody can be asked for it.
pub(crate) async fn run(
    ctx: &Context,
    ui: &mut Ui,
    args: &RequestArgs,
) -> Result<(), CommandError> {
    let missing = args.missing();
    if !missing.is_empty() && !ui.can_ask() {
        return Err(type_this::not_told("request", &missing));
    }
    let broker = ctx.broker()?;
    let mut draft = Draft::of(args, &broker).await?;
    for account in draft.take_repeated() {
        named_again(ui, &account);
    }
    let mut taken_down = TakenDown::default();
    if !missing.is_empty() {
        let again = args.again || args.dry_run;
        for open in asking::fill(ctx, ui, &broker, &mut draft, again).await? {
            ui.status(format_args!(
                "{} asks for the same: nothing new is asked for, unless with `--again`",
                open.id
            ));
            taken_down.add(open.account_name.to_string(), Ok(open));
        }
        if draft.accounts.is_empty() {
            return taken_down.finish(&broker, ctx, ui, args.wait).await;
        }
    }
    let asked = draft.complete(ctx.clock.now())?;
    if args.dry_run {
        return plan(&broker, ui, args, &asked).await;
    }
    if !missing.is_empty() {
        asking::confirm(ctx, ui, &broker, &asked).await?;
    }
    let batch = (asked.accounts.len() > 1).then(|| IdempotencyKey::fresh().to_string());
    for account in &asked.accounts {
        // By its ID and by its name: the broker would take it for two.
        if taken_down.has(account) {
            named_again(ui, account);
            continue;
        }
        let mut body = asked.body(account);
        body.batch.clone_from(&batch);
        let outcome = submit(&broker, ui, &asked, &body).await;
        taken_down.add(account.to_string(), outcome);
    }
    taken_down.finish(&broker, ctx, ui, args.wait).await
}

/// Two windows in one account would be no more access than one.
fn named_again(ui: &Ui, account: &AccountRef) {
    let account = account.to_string();
    ui.status(format_args!(
        "{} is named more than once: it is asked for once",
        neutral(&account)
    ));
}

async fn submit(
    broker: &Broker,
    ui: &Ui,
    asked: &Asked,
    body: &SubmitBody,
) -> Result<Request, CommandError> {
    let key = IdempotencyKey::fresh();
    ui.verbose(format_args!("submitting under the key {key}"));
    let submitted = broker.submit(body, &key).await;
    let request = submitted.map_err(|err| not_eligible(body, err))?;
    check(broker, asked, body, &request)?;
    if request.break_glass {
        tell_of_review(ui, &request);
    }
    Ok(request)
}

/// Whoever breaks glass learns at once that they are not alone with it.
fn tell_of_review(ui: &Ui, request: &Request) {
    let told = reviewers(&request.skipped, request.security.as_ref());
    let account = neutral_to(request.account_name.as_str(), 64);
    ui.status(format_args!(
        "Broke the glass in {account} ({}); a notice goes to {told}",
        request.id
    ));
    if let Some(due) = request.review_due {
        let due = ui.screen().time_and_distance(due);
        ui.status(format_args!(
            "One of them, other than you, reviews it before {due}"
        ));
    }
}

/// A request that is waited for and was not approved is a failure.
pub(super) fn decided(request: Request) -> Result<Request, CommandError> {
    match request.status {
        StatusName::Rejected | StatusName::Cancelled | StatusName::Expired => {
            let what = format!("{} was not approved: {}", request.id, request.status);
            let err = CommandError::new(ErrorKind::Refused, what).code(request.status.as_str());
            Err(err.hint(type_this::show(&request.id)))
        }
        _ => Ok(request),
    }
}

/// The broker must have taken down what was asked for, and nothing else.
fn check(
    broker: &Broker,
    asked: &Asked,
    body: &SubmitBody,
    request: &Request,
) -> Result<(), CommandError> {
    let account =
        body.account == request.account.as_str() || body.account == request.account_name.as_str();
    let same = account
        && request.permission_set.as_str() == body.permission_set
        && request.duration_seconds == asked.duration
        && request.reason == asked.reason
        && request.break_glass == body.break_glass;
    let other = || broker.absurd("it took down another request than was asked for");
    same.then_some(()).ok_or_else(|| other().into())
}

async fn plan(
    broker: &Broker,
    ui: &mut Ui,
    args: &RequestArgs,
    asked: &Asked,
) -> Result<(), CommandError> {
    let mut plans: Vec<Plan> = Vec::new();
    for account in &asked.accounts {
        let is_planned = |plan: &Plan| is_meant(account, &plan.account, &plan.account_name);
        if plans.iter().any(is_planned) {
            named_again(ui, account);
            continue;
        }
        let body = asked.body(account);
        let plan = broker.plan(&body).await;
        plans.push(plan.map_err(|err| not_eligible(&body, err))?);
    }
    if let Some(start) = asked.start.filter(|_| args.start.is_some()) {
        let start = ui.screen().time_and_distance(start);
        ui.status(format_args!("It would open at the earliest {start}"));
    }
    match plans.as_slice() {
        [plan] => ui.result(plan),
        _ => ui.result(&Plans { plans }),
    }
}

/// The refusal, with the target in it: a name that is mistyped is refused the same way.
pub(super) fn not_eligible(asked: &SubmitBody, err: BrokerError) -> CommandError {
    let refused = err.code() == Some(ErrorCode::NotEligible);
    let mut err = CommandError::from(err);
    if refused {
        let (set, account) = (&asked.permission_set, &asked.account);
        let how = if asked.break_glass {
            " by break-glass"
        } else {
            ""
        };
        err.what =
            format!("you are not eligible for {set} in {account}{how}, or there is no such target");
        err.hint = Some(if asked.break_glass {
            let ordinary = type_this::request(account, set);
            format!("ask without `--break-glass`, so that somebody approves it: {ordinary}")
        } else {
            "check both names; `jit whoami` shows the groups that the broker sees".to_owned()
        });
    }
    err
}
