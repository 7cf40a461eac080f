use std::time::Duration;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use jit_api::Request;
use jit_domain::{AccountRef, StatusName};
use serde::Serialize;

use super::duration::parse_span;
use super::request_view::{length, short_person};
use super::review_view::waits_for_review;
use crate::broker::{ListQuery, ReviewFilter, View};
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
  jit list --unreviewed             # break-glass windows that you may review
  jit list --status active --status scheduled
  jit list --account payments-prod --since 7d --json")]
pub(crate) struct ListArgs {
    #[command(flatten)]
    view: ViewArgs,
    #[command(flatten)]
    review: ReviewArgs,
    /// Only in this state; may be repeated
    #[arg(long, value_name = "STATUS", value_parser = statuses())]
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
    /// Everybody's, for auditors and administrators
    #[arg(long)]
    all: bool,
}

/// Break-glass windows that nobody has reviewed; without a view, those that the person may review.
#[derive(Clone, Copy, Debug, clap::Args)]
#[group(multiple = false)]
struct ReviewArgs {
    /// Break-glass windows that nobody has reviewed, open ones among them; those that are yours to
    /// review, and to revoke, unless a view is named
    #[arg(long)]
    unreviewed: bool,
    /// Those of them whose review is overdue
    #[arg(long)]
    overdue: bool,
}

impl ReviewArgs {
    fn filter(self) -> Option<ReviewFilter> {
        match self {
            Self { overdue: true, .. } => Some(ReviewFilter::Overdue),
            Self {
                unreviewed: true, ..
            } => Some(ReviewFilter::Unreviewed),
            _ => None,
        }
    }
}

impl ViewArgs {
    fn view(self, review: Option<ReviewFilter>) -> View {
        match self {
            Self {
                to_review: true, ..
            } => View::ToReview,
            Self { all: true, .. } => View::All,
            Self { mine: false, .. } if review.is_some() => View::ToReview,
            _ => View::Mine,
        }
    }
}

/// Reads a status, and knows all of them for help and completions.
fn statuses() -> impl TypedValueParser<Value = StatusName> {
    let names = StatusName::ALL.map(StatusName::as_str);
    PossibleValuesParser::new(names).try_map(|name| name.parse::<StatusName>())
}

impl ListArgs {
    fn is_filtered(&self) -> bool {
        !self.status.is_empty()
            || self.account.is_some()
            || self.since.is_some()
            || self.review.filter().is_some()
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
    let review = args.review.filter();
    let query = ListQuery {
        view: args.view.view(review),
        statuses: args.status.clone(),
        review,
        account: args.account.clone(),
        created_from: args.since.map(since),
    };
    let requests = ctx.broker()?.list(&query).await?;
    if requests.is_empty() {
        ui.status(match query.view {
            View::Mine if args.is_filtered() => "You have no such requests",
            View::Mine => "You have no requests",
            View::ToReview if review.is_some() => "Nothing waits for your review",
            View::ToReview => "Nothing waits for your decision",
            View::All if args.is_filtered() => "There are no such requests",
            View::All => "There are no requests",
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

impl Human for RequestList {
    fn human(&self, screen: &Screen) -> String {
        let rows: Vec<Row> = (self.requests.iter())
            .map(|request| Row::of(request, screen))
            .collect();
        let width = screen.width().map_or(usize::MAX, usize::from);
        match rows.iter().map(|row| row.width(self.with_requester)).max() {
            None => String::new(),
            Some(needed) if needed <= width => table(&rows, screen, self.with_requester),
            Some(_) => stacked(&rows, screen, self.with_requester),
        }
    }
}

/// One request of the list. Text of people comes last, where it cannot pass for another field.
struct Row {
    status: StatusName,
    /// ID, account, permission set, duration, instant.
    ours: [String; 5],
    requester: String,
    reason: String,
}

impl Row {
    fn of(request: &Request, screen: &Screen) -> Self {
        Self {
            status: request.status,
            ours: [
                request.id.to_string(),
                request.account_name.to_string(),
                request.permission_set.to_string(),
                length(request).to_string(),
                when(request, screen),
            ],
            requester: short_person(&request.requester),
            reason: neutral_to(request.reason.as_str(), 60),
        }
    }

    /// The columns that a table takes so that nothing of ours wraps and the rest has some room.
    fn width(&self, with_requester: bool) -> usize {
        let ours = self.ours.iter().map(|cell| cell.len() + 2).sum::<usize>();
        let others = if with_requester { 18 + 24 } else { 24 };
        ours + "scheduled  ".len() + others
    }
}

fn table(rows: &[Row], screen: &Screen, with_requester: bool) -> String {
    let mut headings = vec!["ID", "STATUS", "ACCOUNT", "PERMISSION SET", "FOR", "WHEN"];
    if with_requester {
        headings.push("REQUESTER");
    }
    headings.push("REASON");
    let mut table = Table::new(screen, &headings);
    for row in rows {
        let [id, ours @ ..] = row.ours.clone();
        let mut cells = vec![id.into(), table.status(row.status)];
        cells.extend(ours.map(Into::into));
        if with_requester {
            cells.push(row.requester.clone().into());
        }
        cells.push(row.reason.clone().into());
        table.row(cells);
    }
    table.lines(6)
}

/// One below the other, for terminals that are too narrow for a table.
fn stacked(rows: &[Row], screen: &Screen, with_requester: bool) -> String {
    let mut table = Table::without_headings(screen);
    for row in rows {
        let [id, account, set, duration, when] = &row.ours;
        table.row([id.into(), table.status(row.status)]);
        table.row(["", &format!("{set} in {account} for {duration}")]);
        table.row(["", when]);
        if with_requester {
            table.row(["", &row.requester]);
        }
        table.row(["", &row.reason]);
    }
    table.lines(1)
}

/// The instant that matters in this state.
fn when(request: &Request, screen: &Screen) -> String {
    let (word, at) = match request.status {
        StatusName::Active => ("until", request.window_end),
        StatusName::Scheduled => ("from", request.window_start),
        _ if waits_for_review(request) => {
            let overdue = request.review_due.is_some_and(|due| due <= screen.now());
            let word = if overdue {
                "overdue since"
            } else {
                "review by"
            };
            (word, request.review_due)
        }
        _ => ("asked", None),
    };
    match at {
        Some(at) => format!("{word} {}", screen.minute(at)),
        None => format!("asked {}", screen.minute(request.created_at)),
    }
}
