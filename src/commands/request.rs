use std::fmt::Write as _;
use std::time::Duration;

use jit_api::{ApprovalKind, ErrorCode, Plan, Request, SubmitBody};
use jit_domain::{AccountRef, PermissionSetName, Reason, StatusName, Ticket, WindowDuration};
use rand::RngExt as _;

use super::duration::{Start, parse_duration, parse_span};
use super::outcomes::Outcomes;
use super::request_view::selector;
use super::{type_this, waiting};
use crate::broker::{Broker, BrokerError, IdempotencyKey};
use crate::context::Context;
use crate::error::{CommandError, ErrorKind};
use crate::ui::{Details, Human, Screen, Ui, neutral_to};

/// Ask for access to an account
///
/// The broker checks at once that you may ask. Either a policy approves it and the window opens, or
/// the people that the policy names have to agree first. Credentials come from `jit
/// credential-process` as long as the window is open, and end with it.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jit request --account payments-prod --permission-set PowerUser --duration 1h \\
      --reason \"INC-4711: stuck queue\" --ticket INC-4711
  jit request --account 111111111111 --permission-set ReadOnly --duration 30m \\
      --reason \"look at the logs\" --wait
  jit request --account payments-prod --permission-set PowerUser --duration 2h \\
      --reason \"database upgrade\" --start 2026-11-22T22:00:00+01:00
  jit request … --dry-run        # who would have to agree; asks for nothing")]
pub(crate) struct RequestArgs {
    /// Account: its 12 digits, or its exact name; several ask for each
    #[arg(long, required = true, value_name = "ID|NAME")]
    account: Vec<AccountRef>,
    /// Permission set, such as `PowerUser`
    #[arg(long, value_name = "NAME")]
    permission_set: PermissionSetName,
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
    if args.dry_run {
        return plan(&broker, ctx, ui, args).await;
    }
    let batch = (args.account.len() > 1).then(|| key().to_string());
    let mut outcomes = Outcomes::default();
    let mut next = None;
    for account in &args.account {
        let mut body = body(args, account, ctx);
        body.batch.clone_from(&batch);
        let outcome = submit(&broker, ctx, ui, args, account, &body).await;
        next = outcome.as_ref().ok().and_then(what_next).or(next);
        outcomes.add(account.to_string(), outcome);
    }
    outcomes.finish(ui)?;
    if let Some(command) = next {
        ui.status(format_args!("Next: {command}"));
    }
    Ok(())
}

fn body(args: &RequestArgs, account: &AccountRef, ctx: &Context) -> SubmitBody {
    SubmitBody {
        account: account.to_string(),
        permission_set: args.permission_set.to_string(),
        duration_seconds: args.duration.into(),
        reason: args.reason.to_string(),
        ticket: args.ticket.as_ref().map(ToString::to_string),
        start: args
            .start
            .map(|start| start.at(ctx.clock.now()).to_string()),
        ..SubmitBody::default()
    }
}

/// It only has to differ from all others; nothing is tested against its value.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place of the command line that draws randomness of its own"
)]
fn key() -> IdempotencyKey {
    IdempotencyKey::random(rand::rng().random())
}

async fn submit(
    broker: &Broker,
    ctx: &Context,
    ui: &Ui,
    args: &RequestArgs,
    account: &AccountRef,
    body: &SubmitBody,
) -> Result<Request, CommandError> {
    let key = key();
    ui.verbose(format_args!("submitting under the key {key}"));
    let submitted = broker.submit(body, &key).await;
    let mut request = submitted.map_err(|err| not_eligible(args, account, err))?;
    check(broker, args, body, &request)?;
    if let Some(longest) = args.wait {
        ui.status(format_args!(
            "Asked for {}: waiting for a decision",
            request.id
        ));
        request = waiting::until_decided(broker, ctx, ui, request, longest).await?;
    }
    decided(request)
}

/// A request that is waited for and was not approved is a failure.
fn decided(request: Request) -> Result<Request, CommandError> {
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
        && request.permission_set == args.permission_set
        && request.duration_seconds == args.duration
        && request.reason == args.reason;
    let other = || broker.absurd("it took down another request than was asked for");
    same.then_some(()).ok_or_else(|| other().into())
}

/// The command that goes on from here.
fn what_next(request: &Request) -> Option<String> {
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
) -> Result<(), CommandError> {
    let mut plans = Vec::new();
    for account in &args.account {
        let plan = broker.plan(&body(args, account, ctx)).await;
        plans.push(plan.map_err(|err| not_eligible(args, account, err))?);
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
fn not_eligible(args: &RequestArgs, account: &AccountRef, err: BrokerError) -> CommandError {
    let refused = err.code() == Some(ErrorCode::NotEligible);
    let mut err = CommandError::from(err);
    if refused {
        let set = &args.permission_set;
        err.what =
            format!("you are not eligible for {set} in {account}, or there is no such target");
        err.hint =
            Some("check both names; `jit whoami` shows the groups that the broker sees".to_owned());
    }
    err
}

#[derive(Debug, serde::Serialize)]
struct Plans {
    plans: Vec<Plan>,
}

impl Human for Plans {
    fn human(&self, screen: &Screen) -> String {
        let plans: Vec<String> = self.plans.iter().map(|plan| plan.human(screen)).collect();
        plans.join("\n\n")
    }
}

impl Human for Plan {
    fn human(&self, screen: &Screen) -> String {
        let mut details = Details::new(screen);
        details.add(
            "account",
            format_args!("{} ({})", self.account_name, self.account),
        );
        details.add("permission set", &self.permission_set);
        details.add("role", &self.role_arn);
        details.add("duration", self.duration_seconds);
        details.add("approval", approval(self));
        details.add("eligibility", neutral_to(self.eligibility.as_ref(), 200));
        let policies: Vec<&str> = self.policies.iter().map(AsRef::as_ref).collect();
        if !policies.is_empty() {
            details.add("policy", neutral_to(&policies.join(", "), 400));
        }
        let mut text = details.lines();
        // Writing to a string does not fail.
        let _ = write!(text, "\n\nNothing was asked for: this was a dry run");
        text
    }
}

fn approval(plan: &Plan) -> String {
    match plan.approval {
        ApprovalKind::Automatic => "by policy, at once".to_owned(),
        ApprovalKind::BreakGlass => "by nobody, at once; reviewed afterwards".to_owned(),
        ApprovalKind::None => "no policy applies: it would be refused".to_owned(),
        ApprovalKind::Conflict => "policies apply alike: it would fail".to_owned(),
        ApprovalKind::Manual => {
            let level = |level: &jit_api::LevelView| {
                let who = selector(&level.approvers);
                format!("level {}: {} of {who}", level.number, level.approvals)
            };
            let levels: Vec<String> = plan.levels.iter().map(level).collect();
            levels.join("; ")
        }
    }
}
