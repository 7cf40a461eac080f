use jit_api::{ErrorCode, Request, RevokeBody};
use jit_domain::{Comment, StatusName, Timestamp};

use super::deciding::{Decide, Decided, DecisionArgs, decide_each, wrong_state};
use super::request_view::sessions_opened;
use super::{other_windows, to_decide};
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
/// A window ends alone: those that the person has besides of the same target are named. Without an ID
/// you pick on a terminal one of the windows that `jit list --to-revoke` shows.
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
    const NOUN: &'static str = "revocation";

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
            return Err(wrong_state(request, "revoked", screen));
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

    async fn aftermath(&self, broker: &Broker, done: &[Decided], screen: &Screen) -> Vec<String> {
        let mut lines = Vec::new();
        for revoked in done {
            lines.extend(opened_meanwhile(broker, revoked, screen).await);
        }
        lines.extend(other_windows::lines(broker, done, screen).await);
        lines
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

/// Sessions that were opened between the look and the revocation.
async fn opened_meanwhile(broker: &Broker, revoked: &Decided, screen: &Screen) -> Option<String> {
    let Decided { shown, now } = revoked;
    let prefix = now.id.as_str().parse().ok()?;
    let again = broker.request(&prefix).await.ok()?;
    let more = sessions_opened(&again).saturating_sub(sessions_opened(shown));
    let end = shown.window_end.map(|end| screen.time_and_distance(end))?;
    let (session, keep) = match more {
        0 => return None,
        1 => ("1 more session was".to_owned(), "it keeps"),
        n => (format!("{n} more sessions were"), "they keep"),
    };
    Some(format!(
        "{session} opened before {} was revoked: {keep} working until {end} at the latest",
        now.id
    ))
}
