use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use jit_api::ReportTerms;
use jit_domain::PermissionSetName;
use serde::Serialize;

use super::moment::Moment;
use super::report_view::{By, ReportView};
use crate::broker::ReportQuery;
use crate::context::Context;
use crate::error::{CommandError, ErrorKind};
use crate::private_file;
use crate::ui::{Human, Screen, Ui};

/// Say who asked for what, how long it took, what went unused
///
/// For auditors. It counts what was asked in the period, with what had come of it by its end, and
/// names what a policy could approve instead of people, and what could be standing access. Without a
/// broker, `jit-broker report` says the same of its database or of an exported audit log.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jit report
  jit report --since 30d --by person
  jit report --since 2026-07-01T00:00:00Z --until 2026-10-01T00:00:00Z --html q3.html --open
  jit report --json | jq '.automation[] | {group, permission_set, waited_seconds}'")]
pub(crate) struct ReportArgs {
    /// Where the period begins: so long ago, or an instant
    #[arg(long, value_name = "DURATION|TIME", default_value = "90d", value_parser = Moment::parse)]
    since: Moment,
    /// Where it ends: so long ago, or an instant [default: now]
    #[arg(long, value_name = "DURATION|TIME", value_parser = Moment::parse)]
    until: Option<Moment>,
    /// What to list; JSON and pages have all of it
    #[arg(long, value_name = "WHAT", default_value = "target")]
    by: By,
    /// Write a page with plots to this file, which nobody else can read
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Open that page in the browser
    #[arg(long, requires = "html")]
    open: bool,
    #[command(flatten)]
    terms: TermArgs,
}

/// What makes a candidate for automation, or for standing access.
#[derive(Clone, Debug, clap::Args)]
struct TermArgs {
    /// How often people have to have decided for a policy to be proposed
    #[arg(long, value_name = "N", default_value_t = ReportTerms::default().automation_min_requests)]
    automation_min_requests: NonZeroU32,
    /// How many of a hundred they have to have approved
    #[arg(long, value_name = "PERCENT", default_value_t = 100,
        value_parser = clap::value_parser!(u32).range(1..=100))]
    automation_min_approved: u32,
    /// How often a group has to have asked for standing access to be proposed
    #[arg(long, value_name = "N", default_value_t = ReportTerms::default().standing_min_requests)]
    standing_min_requests: NonZeroU32,
    /// Permission set that only reads; may be repeated [default: those whose names say so]
    #[arg(long, value_name = "NAME")]
    read_only: Vec<PermissionSetName>,
}

/// Runs `jit report`.
///
/// # Errors
///
/// The broker's refusal, or that the file cannot be written or opened.
pub(crate) async fn run(ctx: &Context, ui: &mut Ui, args: &ReportArgs) -> Result<(), CommandError> {
    let now = ctx.clock.now();
    let query = ReportQuery {
        since: args.since.at(now),
        until: args.until.map(|until| until.at(now)),
        terms: ReportTerms {
            automation_min_requests: args.terms.automation_min_requests,
            automation_min_approved_percent: args.terms.automation_min_approved,
            standing_min_requests: args.terms.standing_min_requests,
            read_only: args.terms.read_only.clone(),
        },
    };
    let broker = ctx.broker()?;
    let Some(file) = &args.html else {
        let report = broker.report(&query).await?;
        return ui.result(&ReportView {
            report,
            by: args.by,
        });
    };
    let page = broker.report_page(&query).await?;
    let written = std::path::absolute(file).and_then(|path| {
        private_file::write(&path, page.as_bytes()).map_err(std::io::Error::other)?;
        Ok(path)
    });
    let path = written.map_err(|err| {
        let what = format!("cannot write `{}`", file.display());
        CommandError::new(ErrorKind::Failed, what).cause(err)
    })?;
    ui.status(format_args!("Wrote {}", file.display()));
    if args.open {
        open::that_detached(&path).map_err(|_| cannot_open(&path))?;
    }
    ui.result(&Written {
        file: path,
        opened: args.open,
    })
}

fn cannot_open(path: &Path) -> CommandError {
    CommandError::new(ErrorKind::Failed, "cannot open a browser here")
        .hint(format_args!("open {} yourself", path.display()))
}

/// Where the page is.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub(super) struct Written {
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    file: PathBuf,
    opened: bool,
}

impl Human for Written {
    fn human(&self, _: &Screen) -> String {
        String::new()
    }
}
