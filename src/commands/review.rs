use jit_api::{Request, ReviewBody, ReviewVerdict};
use jit_domain::{Comment, StatusName, Timestamp};

use super::become_of::become_of;
use super::deciding::{Decide, DecisionArgs, decide_each, wrong_state};
use super::request_view::{next, sessions_opened, short_person};
use super::to_decide;
use super::type_this;
use super::window_view::window_rows;
use crate::broker::Broker;
use crate::context::Context;
use crate::error::{CommandError, ErrorKind};
use crate::ui::{Details, Screen, Ui};

/// Look back at break-glass windows of others
///
/// Somebody broke the glass: a window opened without anybody's approval. Once it is over, one of
/// those who were skipped, or of security, says whether it was right. `jit list --unreviewed` shows
/// what waits for you, and `jit show` which sessions were opened. On a terminal, without `--ok` and
/// `--violation`, it shows what happened and asks.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jit review                     # pick what waits for you, on a terminal, and look at it first
  jit review req-7k3m9p2x4q --ok
  jit review 7k3m --ok --comment \"INC-4711 was real\" --yes
  jit review 7k3m --violation --comment \"an ordinary request would have done\"")]
pub(crate) struct ReviewArgs {
    #[command(flatten)]
    decision: DecisionArgs,
    #[command(flatten)]
    verdict: VerdictArgs,
    /// Comment for the requester and the auditors
    #[arg(long, value_name = "TEXT")]
    comment: Option<Comment>,
}

#[derive(Clone, Copy, Debug, clap::Args)]
#[group(multiple = false)]
struct VerdictArgs {
    /// Breaking the glass was right, and so was what was done
    #[arg(long)]
    ok: bool,
    /// It was not: say why with `--comment`
    #[arg(long, requires = "comment")]
    violation: bool,
}

/// Runs `jit review`.
///
/// # Errors
///
/// The broker's refusal of each request; the exit status is that of the worst.
pub(crate) async fn run(ctx: &Context, ui: &mut Ui, args: &ReviewArgs) -> Result<(), CommandError> {
    let is_open = args.verdict().is_none();
    if is_open && (args.decision.is_confirmed() || !ui.can_ask()) {
        return Err(type_this::not_told("review", &["<--ok|--violation>"]));
    }
    decide_each(ctx, ui, &args.decision, args).await
}

impl ReviewArgs {
    /// None where the person is still to be asked.
    fn verdict(&self) -> Option<ReviewVerdict> {
        match self.verdict {
            VerdictArgs { ok: true, .. } => Some(ReviewVerdict::Ok),
            VerdictArgs {
                violation: true, ..
            } => Some(ReviewVerdict::Violation),
            _ => None,
        }
    }

    /// What the requester and the auditors are to read: a violation needs it.
    async fn ask_comment(&self, ui: &Ui, is_needed: bool) -> Result<Option<Comment>, CommandError> {
        if self.comment.is_some() {
            return Ok(self.comment.clone());
        }
        let question = if is_needed {
            "Comment, for the requester and the auditors:"
        } else {
            "Comment, for the requester and the auditors; or none:"
        };
        let read = |text: &str| match text {
            "" if !is_needed => Ok(None),
            text => text.parse().map(Some).map_err(|err| format!("{err}")),
        };
        ui.answer(question, read).await
    }
}

fn read_verdict(text: &str) -> Result<ReviewVerdict, String> {
    match text {
        "ok" => Ok(ReviewVerdict::Ok),
        "violation" => Ok(ReviewVerdict::Violation),
        _ => Err("`ok` or `violation`".to_owned()),
    }
}

impl Decide for ReviewArgs {
    const VERB: &'static str = "Review";
    const DONE: &'static str = "Reviewed";
    const COMMAND: &'static str = "review";
    const NOUN: &'static str = "review";

    async fn waiting(&self, broker: &Broker) -> Result<Vec<Request>, CommandError> {
        to_decide::unreviewed(broker).await
    }

    fn effect(
        &self,
        request: &Request,
        _: Timestamp,
        screen: &Screen,
    ) -> Result<String, CommandError> {
        if !request.break_glass {
            let what = format!("{} is no break-glass window", request.id);
            return Err(not_to_review(request, what).hint("jit list --unreviewed"));
        }
        if let Some(review) = &request.review {
            let by = short_person(&review.by);
            let what = format!("{} was already reviewed by {by}", request.id);
            return Err(not_to_review(request, what).cause(format!("found: {}", review.verdict)));
        }
        if !matches!(request.status, StatusName::Ended | StatusName::Revoked) {
            let mut err = wrong_state(request, "reviewed yet", screen);
            err.cause = next(request, screen);
            return Err(err);
        }
        let effect = match self.verdict() {
            None => {
                "records what you say of it; the requester is told, of a violation security and the \
                 administrators too"
            }
            Some(ReviewVerdict::Ok) => "records that it was right; the requester is told",
            Some(ReviewVerdict::Violation) => {
                "records a violation; the requester, security and the administrators are told"
            }
        };
        Ok(effect.to_owned())
    }

    fn became(&self, request: &Request, screen: &Screen) -> Option<String> {
        match &request.review {
            Some(review) => {
                let (by, at) = (short_person(&review.by), screen.time(review.at));
                Some(format!("reviewed by {by}, {at}: {}", review.verdict))
            }
            None => become_of(request, screen),
        }
    }

    async fn ask(&self, ui: &Ui) -> Result<Option<Self>, CommandError> {
        if self.verdict().is_some() {
            return Ok(None);
        }
        let question = "Was it right? Say `ok`, or `violation`:";
        let verdict = ui.answer(question, read_verdict).await?;
        let violation = verdict == ReviewVerdict::Violation;
        let comment = self.ask_comment(ui, violation).await?;
        Ok(Some(Self {
            verdict: VerdictArgs {
                ok: !violation,
                violation,
            },
            comment,
            ..self.clone()
        }))
    }

    fn facts(&self, request: &Request, details: &mut Details, screen: &Screen) {
        window_rows(details, request, screen);
        details.add("sessions", sessions(request));
    }

    async fn decide(&self, broker: &Broker, request: &Request) -> Result<Request, CommandError> {
        let verdict = self
            .verdict()
            .ok_or_else(|| type_this::not_told("review", &["<--ok|--violation>"]))?;
        let body = ReviewBody {
            verdict: verdict.to_string(),
            comment: self.comment.as_ref().map(ToString::to_string),
        };
        Ok(broker.review(&request.id, &body).await?)
    }
}

fn not_to_review(request: &Request, what: String) -> CommandError {
    CommandError::new(ErrorKind::Failed, what)
        .code("conflict")
        .hint(type_this::show(&request.id))
}

fn sessions(request: &Request) -> String {
    match sessions_opened(request) {
        0 => "none was opened".to_owned(),
        1 => "1 was opened".to_owned(),
        n => format!("{n} were opened"),
    }
}
