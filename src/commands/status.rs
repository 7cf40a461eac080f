use jit_api::{Me, Request};
use jit_domain::{RequestId, StatusName, Timestamp};
use serde::Serialize;

use super::ending::{ends_soon, for_more_time};
use super::request_view::RequestLines;
use super::review_view::waits_for_review;
use crate::broker::{Broker, ListQuery, ReviewFilter, View};
use crate::cache::{CachedSession, SessionCache};
use crate::config::BrokerUrl;
use crate::context::Context;
use crate::error::CommandError;
use crate::ui::{Details, Human, Screen, Ui, neutral_to};

/// Show your open windows, and what waits for you
///
/// Who you are at which broker; your requests that are open, scheduled or pending, and how long the
/// session that is kept of each lasts; how many requests of others wait for your decision or review.
/// A window that ends within ten minutes comes with the command that asks for more time.
///
/// `--prompt` is for the prompt of a shell. It asks neither the broker nor a keyring: it knows the
/// windows whose sessions are kept on this machine, as the broker last told of them.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples, the last two for the prompts of bash and fish:
  jit status
  jit status --json
  PS1='$(jit status --prompt)\\n\\$ '
  function fish_right_prompt; jit status --prompt; end")]
pub(crate) struct StatusArgs {
    /// Print the windows that are known to be open and nothing else, such as
    /// `payments-prod:PowerUser 42m`
    #[arg(long, conflicts_with = "json")]
    pub(super) prompt: bool,
}

/// Runs `jit status`.
///
/// # Errors
///
/// The broker's refusal, or that it cannot be reached.
pub(crate) async fn run(ctx: &Context, ui: &mut Ui) -> Result<(), CommandError> {
    let broker = ctx.broker()?;
    let [mine, others, unreviewed] = [
        query(View::Mine, None),
        query(View::ToReview, None),
        query(View::ToReview, Some(ReviewFilter::Unreviewed)),
    ];
    let progress = ui.progress("asking the broker");
    let (me, mut requests, to_decide, to_review) = tokio::try_join!(
        broker.me(),
        broker.list(&mine),
        broker.list(&others),
        broker.list(&unreviewed),
    )?;
    drop(progress);
    requests.sort_by_key(order);
    let sessions = sessions(ctx, &broker).await;
    let is_renewed = broker.tokens().are_renewed().await;
    let now = ctx.clock.now();
    let requests = requests.into_iter().map(|request| MyRequest {
        session_expires_at: session_end(&sessions, &request.id, now),
        ends_soon: request.status == StatusName::Active
            && request.window_end.is_some_and(|end| ends_soon(end, now)),
        request,
    });
    ui.result(&Status {
        broker: broker.name().clone(),
        me,
        is_renewed,
        requests: requests.collect(),
        to_decide: to_decide.len(),
        to_review: to_review.iter().filter(|it| waits_for_review(it)).count(),
    })
}

/// Those requests of a view that are not over; for reviews, in any state.
fn query(view: View, review: Option<ReviewFilter>) -> ListQuery {
    let statuses = match view {
        View::Mine => vec![
            StatusName::Active,
            StatusName::Scheduled,
            StatusName::Pending,
        ],
        View::ToReview | View::ToRevoke | View::All => Vec::new(),
    };
    ListQuery {
        view,
        statuses,
        review,
        account: None,
        created_from: None,
    }
}

/// What is open in front, that which closes first before all; then by when it opens, or was asked.
fn order(request: &Request) -> (u8, Timestamp) {
    match request.status {
        StatusName::Active => (0, request.window_end.unwrap_or(request.created_at)),
        StatusName::Scheduled => (1, request.window_start.unwrap_or(request.created_at)),
        _ => (2, request.created_at),
    }
}

/// The sessions that are kept of this person; none where that cannot be told.
async fn sessions(ctx: &Context, broker: &Broker) -> Vec<CachedSession> {
    match (
        SessionCache::of(&ctx.settings.folders),
        broker.tokens().person().await,
    ) {
        (Some(cache), Ok(person)) => cache.kept(broker.name(), &person),
        _ => Vec::new(),
    }
}

/// When the session of a request ends that lasts longest, if one is kept that has not ended.
fn session_end(sessions: &[CachedSession], id: &RequestId, now: Timestamp) -> Option<Timestamp> {
    let of_request = sessions
        .iter()
        .map(|session| &session.credentials)
        .filter(|credentials| credentials.request == *id);
    let ends = of_request.map(|credentials| credentials.expiration);
    ends.filter(|end| *end > now).max()
}

/// What `jit status` says.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub(super) struct Status {
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    broker: BrokerUrl,
    me: Me,
    /// Whether the end of the token is not that of the sign-in.
    #[serde(skip)]
    is_renewed: bool,
    requests: Vec<MyRequest>,
    /// How many requests wait for a decision of the person.
    to_decide: usize,
    /// How many break-glass windows wait for their review.
    to_review: usize,
}

/// A request, and the session that is kept of it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
struct MyRequest {
    #[serde(flatten)]
    request: Request,
    /// When the session ends; none when none is kept.
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>, format = DateTime))]
    session_expires_at: Option<Timestamp>,
    /// Whether the window ends within ten minutes.
    ends_soon: bool,
}

impl Human for Status {
    fn human(&self, screen: &Screen) -> String {
        let mut parts = vec![self.who(screen)];
        if self.requests.is_empty() {
            parts.push("No window is open, scheduled or asked for".to_owned());
        }
        parts.extend(self.requests.iter().map(|request| request.human(screen)));
        let waiting = [
            waiting(
                self.to_decide,
                "request",
                "decision",
                "jit list --to-review",
            ),
            waiting(
                self.to_review,
                "break-glass window",
                "review",
                "jit list --unreviewed",
            ),
        ];
        let waiting: Vec<String> = waiting.into_iter().flatten().collect();
        if !waiting.is_empty() {
            parts.push(waiting.join("\n"));
        }
        parts.join("\n\n")
    }
}

impl Status {
    fn who(&self, screen: &Screen) -> String {
        let (name, subject) = (
            neutral_to(self.me.name.as_str(), 48),
            neutral_to(self.me.subject.as_str(), 64),
        );
        let mut details = Details::new(screen);
        details.add("broker", &self.broker);
        if name == subject {
            details.add("you are", subject);
        } else {
            details.add("you are", format_args!("{subject} ({name})"));
        }
        let until = screen.time_and_distance(self.me.token_expires_at);
        if self.is_renewed {
            details.add(
                "token until",
                format_args!("{until}, then renewed by itself"),
            );
        } else {
            details.add("token until", until);
        }
        details.lines()
    }
}

/// `2 requests wait for your decision: jit list --to-review`.
fn waiting(count: usize, what: &str, for_what: &str, command: &str) -> Option<String> {
    let (plural, verb) = match count {
        0 => return None,
        1 => ("", "waits"),
        _ => ("s", "wait"),
    };
    Some(format!(
        "{count} {what}{plural} {verb} for your {for_what}: {command}"
    ))
}

impl Human for MyRequest {
    fn human(&self, screen: &Screen) -> String {
        let mut lines = RequestLines(self.request.clone()).human(screen);
        match self.session_expires_at {
            Some(end) => {
                let end = screen.time_and_distance(end);
                lines.extend(["\n  session kept until ", &end]);
            }
            None if self.request.status == StatusName::Active => {
                lines.push_str("\n  no session kept");
            }
            None => {}
        }
        if self.ends_soon {
            let more = for_more_time(&self.request.id);
            lines.extend(["\n  ends soon; ", &more]);
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cache::a_session;

    #[test]
    fn of_the_sessions_of_a_request_the_one_counts_that_lasts_longest_and_none_that_is_over() {
        let noon: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        let session = |request: &str, ends: i64| {
            let mut session = a_session(noon);
            session.credentials.request = request.parse().unwrap();
            session.credentials.expiration = noon.plus_seconds(ends);
            session
        };
        let (one, two) = ("req-7k3m9p2x4q", "req-0000000000");
        let sessions = [
            session(one, 60),
            session(one, 120),
            session(one, 90),
            session(two, 600),
        ];
        let end =
            |after: i64| session_end(&sessions, &one.parse().unwrap(), noon.plus_seconds(after));
        assert_eq!(end(0), Some(noon.plus_seconds(120)));
        assert_eq!(end(119), Some(noon.plus_seconds(120)));
        assert_eq!(end(120), None);
    }
}
