use std::time::Duration;

use jit_api::Request;
use jit_domain::{AccountRef, StatusName};
use serde::Serialize;

use super::duration::parse_span;
use super::request_view::short_person;
use crate::broker::{ListQuery, View};
use crate::context::Context;
use crate::error::CommandError;
use crate::ui::{Human, Screen, Table, Ui, neutral_to};

/// List requests
///
/// Without a view, your own. The list is complete and begins with the newest.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jit list
  jit list --to-review
  jit list --status active --status scheduled
  jit list --account payments-prod --since 7d --json")]
pub(crate) struct ListArgs {
    #[command(flatten)]
    view: ViewArgs,
    /// Only in this state; may be repeated
    #[arg(long, value_name = "STATUS")]
    status: Vec<StatusName>,
    /// Only for this account: its 12 digits, or its exact name
    #[arg(long, value_name = "ID|NAME")]
    account: Option<AccountRef>,
    /// Only what was asked for since then, such as `7d`
    #[arg(long, value_name = "DURATION", value_parser = parse_span)]
    since: Option<Duration>,
}

#[derive(Clone, Copy, Debug, clap::Args)]
#[group(multiple = false)]
struct ViewArgs {
    /// Your own requests (the default)
    #[arg(long)]
    mine: bool,
    /// Requests that wait for your decision
    #[arg(long)]
    to_review: bool,
    /// Everybody's, for auditors
    #[arg(long)]
    all: bool,
}

impl ViewArgs {
    fn view(self) -> View {
        match self {
            Self {
                to_review: true, ..
            } => View::ToReview,
            Self { all: true, .. } => View::All,
            _ => View::Mine,
        }
    }
}

/// Runs `jit list`.
///
/// # Errors
///
/// The broker's refusal, or that it cannot be reached.
pub(crate) async fn run(ctx: &Context, ui: &mut Ui, args: &ListArgs) -> Result<(), CommandError> {
    let since = |span: Duration| {
        let seconds = i64::try_from(span.as_secs()).unwrap_or(i64::MAX);
        ctx.clock.now().plus_seconds(seconds.saturating_neg())
    };
    let query = ListQuery {
        view: args.view.view(),
        statuses: args.status.clone(),
        account: args.account.clone(),
        created_from: args.since.map(since),
    };
    let requests = ctx.broker()?.list(&query).await?;
    if requests.is_empty() {
        ui.status(match query.view {
            View::Mine => "You have no such requests",
            View::ToReview => "Nothing waits for you",
            View::All => "There are no such requests",
        });
    }
    ui.result(&RequestList {
        with_requester: query.view != View::Mine,
        requests,
    })
}

/// A list of requests: `{"requests":[…]}` in JSON.
#[derive(Debug, Serialize)]
pub(crate) struct RequestList {
    #[serde(skip)]
    with_requester: bool,
    requests: Vec<Request>,
}

/// Text of people is in the last columns, where it cannot pass for another.
impl Human for RequestList {
    fn human(&self, screen: &Screen) -> String {
        if self.requests.is_empty() {
            return String::new();
        }
        let mut headings = vec!["ID", "STATUS", "ACCOUNT", "PERMISSION SET", "FOR", "WHEN"];
        if self.with_requester {
            headings.push("REQUESTER");
        }
        headings.push("REASON");
        let mut table = Table::new(screen, &headings);
        for request in &self.requests {
            let mut row = vec![
                request.id.to_string().into(),
                table.status(request.status),
                request.account_name.to_string().into(),
                request.permission_set.to_string().into(),
                request.duration_seconds.to_string().into(),
                when(request, screen).into(),
            ];
            if self.with_requester {
                row.push(short_person(&request.requester).into());
            }
            row.push(neutral_to(request.reason.as_str(), 60).into());
            table.row(row);
        }
        table.lines(2)
    }
}

/// The instant that matters in this state.
fn when(request: &Request, screen: &Screen) -> String {
    let (word, at) = match request.status {
        StatusName::Active => ("until", request.window_end),
        StatusName::Scheduled => ("from", request.window_start),
        _ => ("asked", None),
    };
    match at {
        Some(at) => format!("{word} {}", screen.minute(at)),
        None => format!("asked {}", screen.minute(request.created_at)),
    }
}
