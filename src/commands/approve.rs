use jit_api::{ApproveBody, Request};
use jit_domain::{Comment, StatusName, Timestamp, WindowDuration};

use super::deciding::{Decide, DecisionArgs, decidable, decide_each};
use super::duration::parse_duration;
use super::request_view::{open_level, waits_for};
use super::window_view::{granted, in_utc, would_open};
use crate::broker::Broker;
use crate::context::Context;
use crate::error::{CommandError, ErrorKind};
use crate::ui::{Screen, Ui};

/// Approve requests of others
///
/// Shows what is being decided and asks. The approval counts for exactly what was shown: when the
/// request is another one by then, the broker refuses it.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jit approve                    # pick what waits for you, on a terminal
  jit approve req-7k3m9p2x4q
  jit approve 7k3m --comment \"go\" --duration 30m
  jit approve 7k3m 2x9d --yes")]
pub(crate) struct ApproveArgs {
    #[command(flatten)]
    decision: DecisionArgs,
    /// Comment for the requester and the auditors
    #[arg(long, value_name = "TEXT")]
    comment: Option<Comment>,
    /// Approve for a shorter time than was asked for, such as `30m`
    #[arg(long, value_parser = parse_duration)]
    duration: Option<WindowDuration>,
}

/// Runs `jit approve`.
///
/// # Errors
///
/// The broker's refusal of each request; the exit status is that of the worst.
pub(crate) async fn run(
    ctx: &Context,
    ui: &mut Ui,
    args: &ApproveArgs,
) -> Result<(), CommandError> {
    decide_each(ctx, ui, &args.decision, args).await
}

impl ApproveArgs {
    /// The shortest duration that anyone has approved, this approval included.
    fn granted(&self, request: &Request) -> Result<WindowDuration, CommandError> {
        let asked = request.duration_seconds;
        if let Some(longer) = self.duration.filter(|duration| *duration > asked) {
            let what = format!(
                "`{longer}` is longer than the {asked} that {} asks for",
                request.id
            );
            let hint = "an approval can shorten a window, never widen it";
            return Err(CommandError::new(ErrorKind::Usage, what).hint(hint));
        }
        let before = granted(request);
        Ok(self.duration.map_or(before, |shorter| before.min(shorter)))
    }
}

impl Decide for ApproveArgs {
    const VERB: &'static str = "Approve";
    const DONE: &'static str = "Approved";
    const COMMAND: &'static str = "approve";
    const NOUN: &'static str = "approval";

    fn effect(
        &self,
        request: &Request,
        now: Timestamp,
        screen: &Screen,
    ) -> Result<String, CommandError> {
        decidable(request, screen)?;
        let granted = self.granted(request)?;
        let (start, end) = would_open(request, granted, now);
        let in_utc = in_utc(start, end, screen);
        let window = format!(
            "a window of {granted}, from {} to {}{}",
            screen.time(start),
            screen.time(end),
            in_utc
                .map(|utc| format!(" (in UTC {utc})"))
                .unwrap_or_default()
        );
        Ok(match approvals_after_this(request) {
            0 => format!("opens {window}"),
            1 => format!("one more approval is needed after this; it then opens {window} or later"),
            n => format!(
                "{n} more approvals are needed after this; they then open {window} or later"
            ),
        })
    }

    fn done(&self, decided: &Request) -> String {
        let open = open_level(decided).filter(|_| decided.status == StatusName::Pending);
        match open.map(waits_for) {
            Some(level) => format!("Approved {}, which also waits for {level}", decided.id),
            None => format!("Approved {}", decided.id),
        }
    }

    async fn decide(&self, broker: &Broker, request: &Request) -> Result<Request, CommandError> {
        let body = ApproveBody {
            digest: Some(request.digest.to_string()),
            duration_seconds: self.duration.map(Into::into),
            comment: self.comment.as_ref().map(ToString::to_string),
        };
        Ok(broker.approve(&request.id, &body).await?)
    }
}

/// How many approvals are still missing once this one has been given.
fn approvals_after_this(request: &Request) -> u32 {
    let Some(open) = open_level(request) else {
        return 0;
    };
    let here = open
        .approvals
        .saturating_sub(open.approved)
        .saturating_sub(1);
    let later = request
        .levels
        .iter()
        .filter(|level| level.number > open.number);
    later
        .map(|level| level.approvals)
        .fold(here, u32::saturating_add)
}
