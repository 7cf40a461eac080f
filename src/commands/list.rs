use std::time::Duration;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use jit_api::Request;
use jit_domain::{AccountRef, StatusName};

use super::duration::parse_span;
use super::list_table::RequestTable;
use crate::broker::{BrokerError, ListQuery, ReviewFilter, View};
use crate::context::Context;
use crate::error::CommandError;
use crate::ui::{Format, FormatArgs, Reader, Ui};

/// List requests
///
/// Without a view, your own. The list is complete and begins with the newest; each page is printed
/// when it arrives.
///
/// Where the terminal is too narrow for a table, it tells instants by how far away they are; then
/// requesters without the name they go by; then IDs without `req-`, which no command needs; then
/// reasons below each row; then it wraps names. Below that, each request is a paragraph.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jit list
  jit list --to-review
  jit list --to-revoke              # open windows of others that you may end
  jit list --unreviewed             # break-glass windows that you may review
  jit list --status active --status scheduled
  jit list --account payments-prod --since 7d --json
  jit list --all --format csv > requests.csv
  jit list --all --format jsonl | jq -r 'select(.break_glass).id'")]
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
    /// Print no more than this many, the newest
    #[arg(long, short = 'L', value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Clone, Copy, Debug, clap::Args)]
#[group(multiple = false)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
struct ViewArgs {
    /// Your own requests (the default)
    #[arg(long)]
    mine: bool,
    /// Requests that wait for your decision
    #[arg(long)]
    to_review: bool,
    /// Windows, open or still to come, that you may revoke
    #[arg(long)]
    to_revoke: bool,
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
            Self {
                to_revoke: true, ..
            } => View::ToRevoke,
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
    /// The format that it names.
    pub(crate) fn format(&self) -> Option<Format> {
        self.format.format
    }

    fn is_filtered(&self) -> bool {
        !self.status.is_empty() || self.account.is_some() || self.since.is_some()
    }

    /// What is said where the list is empty.
    fn nothing(&self, view: View) -> &'static str {
        let filtered = self.is_filtered();
        match (view, self.review.filter()) {
            (View::Mine, _) if filtered => "You have no such requests",
            (View::Mine, Some(ReviewFilter::Overdue)) => "No review of your windows is overdue",
            (View::Mine, Some(ReviewFilter::Unreviewed)) => {
                "None of your windows waits for a review"
            }
            (View::Mine, None) => "You have no requests",
            (View::ToReview, Some(ReviewFilter::Overdue)) => {
                "No review that waits for you is overdue"
            }
            (View::ToReview, Some(ReviewFilter::Unreviewed)) => "Nothing waits for your review",
            (View::ToReview, None) => "Nothing waits for your decision",
            (View::ToRevoke, _) => "There is no window for you to revoke",
            (View::All, _) if filtered => "There are no such requests",
            (View::All, Some(ReviewFilter::Overdue)) => "No review is overdue",
            (View::All, Some(ReviewFilter::Unreviewed)) => "No window waits for a review",
            (View::All, None) => "There are no requests",
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
    let review = args.review.filter();
    let query = ListQuery {
        view: args.view.view(review),
        statuses: args.status.clone(),
        review,
        account: args.account.clone(),
        created_from: args.since.map(since),
    };
    let broker = ctx.broker()?;
    let mut pages = broker.request_pages(&query, args.limit);
    let mut list = ui.listing(RequestTable::new(query.view != View::Mine));
    let mut left = args.limit.map_or(usize::MAX, |limit| {
        usize::try_from(limit).unwrap_or(usize::MAX)
    });
    let (mut printed, mut has_more) = (0, false);
    while let Some(mut page) = pages.next().await.map_err(|err| broken_off(printed, err))? {
        has_more = page.len() > left || pages.has_more();
        page.truncate(left);
        left -= page.len();
        printed += page.len();
        if list.page(&page)? == Reader::Gone {
            return Ok(());
        }
        if left == 0 {
            break;
        }
    }
    list.end::<Request>()?;
    if printed == 0 {
        ui.status(args.nothing(query.view));
    } else if left == 0 && has_more {
        ui.status(format_args!(
            "These are the newest {printed}; there are more"
        ));
    }
    Ok(())
}

/// Why a list ends before its end, where a part of it is printed already.
fn broken_off(printed: usize, err: BrokerError) -> CommandError {
    let mut err = CommandError::from(err);
    if printed > 0 {
        err.what = format!("the list breaks off after {printed}: {}", err.what);
    }
    err
}
