use std::time::Duration;

use jit_api::{ErrorCode, Request, SubmitBody};
use jit_domain::{
    AccountRef, PermissionSetName, Reason, RequestId, RequestPrefix, StatusName, Ticket, Timestamp,
    WindowDuration,
};

use super::duration::{Start, parse_duration, parse_span};
use super::outcomes::Outcomes;
use super::plan_view::Plans;
use super::review_view::reviewers;
use super::{type_this, waiting};
use crate::broker::{Broker, BrokerError, IdempotencyKey};
use crate::context::Context;
use crate::error::{CommandError, ErrorKind};
use crate::ui::{Ui, neutral_to};

/// Ask for access to an account
///
/// The broker checks at once that you may ask. Either a policy approves it and the window opens, or
/// the people that the policy names have to agree first. Credentials come from `jit
/// credential-process` as long as the window is open, and end with it.
///
/// In an emergency that cannot wait for anybody, `--break-glass` opens the window at once, if you are
/// eligible for that. Everyone who was skipped and security are told, and one of them looks back at it
/// afterwards.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
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
    /// Account: its 12 digits, or its exact name; several ask for each
    #[arg(long, required_unless_present = "extends", value_name = "ID|NAME")]
    account: Vec<AccountRef>,
    /// Permission set, such as `PowerUser`
    #[arg(long, required_unless_present = "extends", value_name = "NAME")]
    permission_set: Option<PermissionSetName>,
    /// How long the window should be, such as `1h30m`
    #[arg(long, value_parser = parse_duration)]
    duration: WindowDuration,
    /// Why you need it, for the approvers and the auditors
    #[arg(long, value_name = "TEXT")]
    reason: Reason,
    /// Ticket that it belongs to; AWS sees it as a tag of each session
    #[arg(long, value_name = "ID")]
    ticket: Option<Ticket>,
    /// When the window should open at the earliest: `+2h`, or an instant with its offset
    #[arg(long, value_name = "WHEN", value_parser = Start::parse)]
    start: Option<Start>,
    /// More time for an earlier request of yours, from its end on; account, permission set and ticket
    /// are those of it, where you name no other
    #[arg(long, value_name = "ID")]
    extends: Option<RequestPrefix>,
    /// Open the window at once, without anybody's approval; everyone who was skipped and security
    /// are told, and one of them reviews it
    #[arg(long, conflicts_with = "start")]
    break_glass: bool,
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

/// Runs `jit request`.
///
/// # Errors
///
/// The broker's refusal, or that it cannot be reached.
pub(crate) async fn run(
    ctx: &Context,
    ui: &mut Ui,
    args: &RequestArgs,
) -> Result<(), CommandError> {
    let broker = ctx.broker()?;
    let target = Target::of(args, &broker, ctx.clock.now()).await?;
    if args.dry_run {
        return plan(&broker, ctx, ui, args, &target).await;
    }
    let batch = (target.accounts.len() > 1).then(|| IdempotencyKey::fresh().to_string());
    let mut outcomes = Outcomes::default();
    let mut next = None;
    for account in &target.accounts {
        let mut body = body(args, &target, account, ctx);
        body.batch.clone_from(&batch);
        let outcome = submit(&broker, ctx, ui, args, &body).await;
        next = outcome.as_ref().ok().and_then(what_next).or(next);
        outcomes.add(account.to_string(), outcome);
    }
    outcomes.finish(ui)?;
    if let Some(command) = next {
        ui.status(format_args!("Next: {command}"));
    }
    Ok(())
}

/// What is asked for: as it was named, or as the earlier request says.
struct Target {
    accounts: Vec<AccountRef>,
    permission_set: PermissionSetName,
    ticket: Option<Ticket>,
    /// When the window of the earlier request ends, if that lies ahead: more time begins there.
    start: Option<Timestamp>,
    extends: Option<RequestId>,
}

impl Target {
    async fn of(args: &RequestArgs, broker: &Broker, now: Timestamp) -> Result<Self, CommandError> {
        let earlier = match &args.extends {
            Some(prefix) => Some(broker.request(prefix).await?),
            None => None,
        };
        let mut accounts = args.account.clone();
        let mut permission_set = args.permission_set.clone();
        if let Some(earlier) = &earlier {
            if accounts.is_empty() {
                accounts.push(AccountRef::Id(earlier.account.clone()));
            }
            permission_set.get_or_insert_with(|| earlier.permission_set.clone());
        }
        let ends = earlier
            .as_ref()
            .filter(|earlier| matches!(earlier.status, StatusName::Scheduled | StatusName::Active));
        let ends = ends.and_then(|earlier| earlier.window_end);
        let of_earlier = earlier.as_ref().and_then(|earlier| earlier.ticket.clone());
        let missing = || CommandError::new(ErrorKind::Usage, "`--permission-set` is missing");
        Ok(Self {
            accounts,
            permission_set: permission_set.ok_or_else(missing)?,
            ticket: args.ticket.clone().or(of_earlier),
            start: ends.filter(|end| *end > now && !args.break_glass),
            extends: earlier.map(|earlier| earlier.id),
        })
    }
}

fn body(args: &RequestArgs, target: &Target, account: &AccountRef, ctx: &Context) -> SubmitBody {
    SubmitBody {
        account: account.to_string(),
        permission_set: target.permission_set.to_string(),
        duration_seconds: args.duration.into(),
        reason: args.reason.to_string(),
        ticket: target.ticket.as_ref().map(ToString::to_string),
        start: args
            .start
            .map(|start| start.at(ctx.clock.now()))
            .or(target.start)
            .map(|start| start.to_string()),
        extends: target.extends.as_ref().map(ToString::to_string),
        break_glass: args.break_glass,
        ..SubmitBody::default()
    }
}

async fn submit(
    broker: &Broker,
    ctx: &Context,
    ui: &Ui,
    args: &RequestArgs,
    body: &SubmitBody,
) -> Result<Request, CommandError> {
    let key = IdempotencyKey::fresh();
    ui.verbose(format_args!("submitting under the key {key}"));
    let submitted = broker.submit(body, &key).await;
    let mut request = submitted.map_err(|err| not_eligible(body, err))?;
    check(broker, args, body, &request)?;
    if request.break_glass {
        tell_of_review(ui, &request);
    }
    if let Some(longest) = args.wait {
        ui.status(format_args!(
            "Asked for {}: waiting for a decision",
            request.id
        ));
        request = waiting::until_decided(broker, ctx, ui, request, longest).await?;
    }
    decided(request)
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
    args: &RequestArgs,
    body: &SubmitBody,
    request: &Request,
) -> Result<(), CommandError> {
    let account =
        body.account == request.account.as_str() || body.account == request.account_name.as_str();
    let same = account
        && request.permission_set.as_str() == body.permission_set
        && request.duration_seconds == args.duration
        && request.reason == args.reason
        && request.break_glass == body.break_glass;
    let other = || broker.absurd("it took down another request than was asked for");
    same.then_some(()).ok_or_else(|| other().into())
}

/// The command that goes on from here.
pub(super) fn what_next(request: &Request) -> Option<String> {
    match request.status {
        StatusName::Pending => Some(type_this::show(&request.id)),
        StatusName::Active => Some(format!(
            "jit credential-process --account {} --permission-set {}",
            type_this::word(request.account_name.as_str()),
            type_this::word(request.permission_set.as_str()),
        )),
        _ => None,
    }
}

async fn plan(
    broker: &Broker,
    ctx: &Context,
    ui: &mut Ui,
    args: &RequestArgs,
    target: &Target,
) -> Result<(), CommandError> {
    let mut plans = Vec::new();
    for account in &target.accounts {
        let body = body(args, target, account, ctx);
        let plan = broker.plan(&body).await;
        plans.push(plan.map_err(|err| not_eligible(&body, err))?);
    }
    if let Some(start) = args.start {
        let start = ui.screen().time_and_distance(start.at(ctx.clock.now()));
        ui.status(format_args!("It would open at the earliest {start}"));
    }
    match plans.as_slice() {
        [plan] => ui.result(plan),
        _ => ui.result(&Plans { plans }),
    }
}

/// The refusal, with the target in it: a name that is mistyped is refused the same way.
fn not_eligible(asked: &SubmitBody, err: BrokerError) -> CommandError {
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
        err.hint =
            Some("check both names; `jit whoami` shows the groups that the broker sees".to_owned());
    }
    err
}
