use jit_api::{RejectBody, Request};
use jit_domain::{Comment, Timestamp};

use super::deciding::{Decide, DecisionArgs, decidable, decide_each};
use crate::broker::Broker;
use crate::context::Context;
use crate::error::CommandError;
use crate::ui::{Screen, Ui};

/// Reject requests of others
///
/// One rejection ends a request. Say why: the requester sees the comment.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jit reject                     # pick what waits for you, on a terminal
  jit reject req-7k3m9p2x4q --comment \"use the read-only set\"
  jit reject 7k3m --yes")]
pub(crate) struct RejectArgs {
    #[command(flatten)]
    decision: DecisionArgs,
    /// Comment for the requester and the auditors
    #[arg(long, value_name = "TEXT")]
    comment: Option<Comment>,
}

/// Runs `jit reject`.
///
/// # Errors
///
/// The broker's refusal of each request; the exit status is that of the worst.
pub(crate) async fn run(ctx: &Context, ui: &mut Ui, args: &RejectArgs) -> Result<(), CommandError> {
    decide_each(ctx, ui, &args.decision, args).await
}

impl Decide for RejectArgs {
    const VERB: &'static str = "Reject";
    const DONE: &'static str = "Rejected";
    const COMMAND: &'static str = "reject";
    const NOUN: &'static str = "rejection";

    fn effect(
        &self,
        request: &Request,
        _: Timestamp,
        screen: &Screen,
    ) -> Result<String, CommandError> {
        decidable(request, screen)?;
        Ok("ends the request; no window opens".to_owned())
    }

    async fn decide(&self, broker: &Broker, request: &Request) -> Result<Request, CommandError> {
        let body = RejectBody {
            digest: Some(request.digest.to_string()),
            comment: self.comment.as_ref().map(ToString::to_string),
        };
        Ok(broker.reject(&request.id, &body).await?)
    }
}
