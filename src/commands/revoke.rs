use jit_api::{ErrorCode, Request, RevokeBody};
use jit_domain::{Comment, StatusName, Timestamp};

use super::deciding::{Decide, DecisionArgs, decide_each, wrong_state};
use super::request_view::sessions_opened;
use super::to_decide;
use crate::broker::Broker;
use crate::context::Context;
use crate::error::CommandError;
use crate::ui::{Screen, Ui};

/// End approved windows before their time
///
/// The broker vends no more credentials for the request, at once. Credentials that were vended
/// already keep working until they expire, at the latest when the window would have ended: AWS
/// does not take session credentials back.
///
/// Without an ID you pick one on a terminal: an administrator any open window, others an open
/// break-glass window that is theirs to review. Those who approved a window name it.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jit revoke                     # pick an open window, on a terminal
  jit revoke req-7k3m9p2x4q --comment \"the incident is over\"
  jit revoke 7k3m --yes")]
pub(crate) struct RevokeArgs {
    #[command(flatten)]
    decision: DecisionArgs,
    /// Comment for the requester and the auditors
    #[arg(long, value_name = "TEXT")]
    comment: Option<Comment>,
}

/// Runs `jit revoke`.
///
/// # Errors
///
/// The broker's refusal of each request; the exit status is that of the worst.
pub(crate) async fn run(ctx: &Context, ui: &mut Ui, args: &RevokeArgs) -> Result<(), CommandError> {
    decide_each(ctx, ui, &args.decision, args).await
}

impl Decide for RevokeArgs {
    const VERB: &'static str = "Revoke";
    const DONE: &'static str = "Revoked";
    const COMMAND: &'static str = "revoke";

    async fn waiting(&self, broker: &Broker) -> Result<Vec<Request>, CommandError> {
        to_decide::revocable(broker).await
    }

    fn effect(
        &self,
        request: &Request,
        now: Timestamp,
        screen: &Screen,
    ) -> Result<String, CommandError> {
        if !matches!(request.status, StatusName::Scheduled | StatusName::Active) {
            return Err(wrong_state(request, "revoked"));
        }
        let no_more = "no more credentials are vended";
        let live = match sessions_opened(request) {
            0 => return Ok(format!("{no_more}; none have been")),
            1 => "the session that was opened keeps".to_owned(),
            n => format!("the {n} sessions that were opened keep"),
        };
        let end = request.window_end.filter(|end| *end > now);
        Ok(match end {
            Some(end) => format!(
                "{no_more}; {live} working until the credentials expire, at the latest {}",
                screen.time_and_distance(end)
            ),
            None => no_more.to_owned(),
        })
    }

    async fn decide(&self, broker: &Broker, request: &Request) -> Result<Request, CommandError> {
        let body = RevokeBody {
            comment: self.comment.as_ref().map(ToString::to_string),
        };
        broker.revoke(&request.id, &body).await.map_err(|err| {
            let stranger = err.code() == Some(ErrorCode::NotAnApprover);
            let err = CommandError::from(err);
            if stranger {
                err.hint("whoever asked for it gives it back with `jit done`")
            } else {
                err
            }
        })
    }
}
