//! `jit-broker catalog sync`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use serde::Serialize;
use url::Url;

use crate::catalog::{
    Access, Progress, Report, SyncError, SyncOptions, SyncOutcome, diff, one_line, sync,
    visible_json,
};
use crate::cli::output;

/// Bring accounts, organizational units and tags from AWS Organizations into a catalog
///
/// AWS owns `name`, `ou`, `tags` and `management` of every account that it has: they are corrected
/// in place, also when AWS has less, because a tag that is gone from AWS must not go on opening or
/// closing doors. New accounts are appended. Everything else stays byte for byte: comments, order,
/// permission sets. `# keep` at the end of a line keeps that line as it is, and behind
/// `[[account]]` the whole entry.
///
/// Accounts that AWS does not have stay and are named; `--prune` takes them out. What a catalog
/// cannot say is named with what to do about it, and a catalog that would not load is never written.
///
/// The difference goes to stdout, everything else to stderr. It needs what
/// examples/aws/catalog-sync-policy.json allows, in the management account or as a delegated
/// administrator, with the credentials that the AWS SDK finds.
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "\
Examples:
  jit-broker catalog sync --out policy/catalog.toml --dry-run
  jit-broker catalog sync --out policy/catalog.toml
  jit-broker catalog sync --out policy/catalog.toml --check   # in CI: fails when out of date")]
pub(in crate::cli) struct SyncArgs {
    /// The catalog; made if there is none
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    only: OnlyArgs,
    /// Take out accounts that AWS does not have, but those with `# keep` behind `[[account]]`
    #[arg(long)]
    prune: bool,
    /// Another endpoint than that of AWS; on loopback, no AWS credentials are needed
    #[arg(long, value_name = "URL")]
    endpoint_url: Option<Url>,
    /// A region of the organization's partition, such as `us-gov-west-1` [default: that of the
    /// AWS SDK's settings, else us-east-1]
    #[arg(long, value_name = "REGION")]
    region: Option<String>,
    /// Print what was done as JSON, instead of the difference
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args, Clone, Copy, Debug)]
#[group(multiple = false)]
struct OnlyArgs {
    /// Show the difference and write nothing
    #[arg(long)]
    dry_run: bool,
    /// As `--dry-run`, and end with status 1 when there is a difference
    #[arg(long)]
    check: bool,
}

/// How long it may take before it says how far it is.
const SILENCE: Duration = Duration::from_secs(1);

/// How often it says so.
const TICK: Duration = Duration::from_millis(250);

pub(super) fn run(args: &SyncArgs) -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            output::error(format_args!("cannot start: {error}"));
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(with_progress(&args.options())) {
        Ok(outcome) => args.tell(&outcome),
        Err(error) => {
            output::error(&error);
            if let Some(hint) = error.hint() {
                output::hint(hint);
            }
            ExitCode::FAILURE
        }
    }
}

async fn with_progress(options: &SyncOptions) -> Result<SyncOutcome, SyncError> {
    let progress = Progress::default();
    let work = sync(options, &progress);
    tokio::pin!(work);
    let mut wait = SILENCE;
    loop {
        tokio::select! {
            outcome = &mut work => {
                output::end_progress();
                return outcome;
            }
            () = tokio::time::sleep(wait) => {
                let accounts = progress.accounts();
                output::progress(format_args!("reading the organization: {accounts} accounts"));
                wait = TICK;
            }
        }
    }
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Printed<'a> {
    /// Whether the file differs, or differed, from what it is to be.
    out_of_date: bool,
    /// Whether the file was written.
    written: bool,
    #[serde(flatten)]
    report: &'a Report,
    bundle_faults: &'a [String],
}

impl SyncArgs {
    fn options(&self) -> SyncOptions {
        SyncOptions {
            file: self.out.clone(),
            access: Access {
                endpoint: self.endpoint_url.clone(),
                region: self.region.clone(),
            },
            prune: self.prune,
            write: !self.only.dry_run && !self.only.check,
        }
    }

    fn tell(&self, outcome: &SyncOutcome) -> ExitCode {
        let SyncOutcome {
            before,
            after,
            report,
            ..
        } = outcome;
        let out_of_date = before != after;
        if self.json {
            let printed = Printed {
                out_of_date,
                written: outcome.written,
                report,
                bundle_faults: &outcome.bundle_faults,
            };
            // A value of texts, lists and booleans always has a JSON form.
            let json = serde_json::to_string_pretty(&printed).unwrap_or_default();
            output::line(visible_json(&json));
        } else {
            output::text(diff(&self.out.display().to_string(), before, after));
        }
        remark(report);
        for fault in &outcome.bundle_faults {
            output::note(format_args!("warning: the bundle no longer loads: {fault}"));
        }
        let file = one_line(&self.out.display().to_string(), 200);
        match (out_of_date, outcome.written) {
            (false, _) => output::note(format_args!("`{file}` is up to date: {report}")),
            (true, true) => output::note(format_args!("{report}")),
            (true, false) => output::note(format_args!("not written: {report}")),
        }
        if self.only.check && out_of_date {
            output::error(format_args!("`{file}` is out of date"));
            output::hint("run the same without `--check`");
            return ExitCode::FAILURE;
        }
        ExitCode::SUCCESS
    }
}

/// What is left to people.
fn remark(report: &Report) {
    for skipped in &report.skipped {
        let (id, name) = (&skipped.id, one_line(&skipped.name, 80));
        output::note(format_args!("skipped {id} `{name}`: {}", skipped.reason));
        if let Some(fix) = &skipped.fix {
            output::note(format_args!("  fix: {fix}"));
        }
    }
    for suspended in &report.suspended {
        let (id, name) = (&suspended.id, one_line(&suspended.name, 80));
        let state = one_line(&suspended.state, 40);
        output::note(format_args!(
            "not active {id} `{name}`: its state is {state}"
        ));
    }
    for missing in &report.missing {
        let (id, name) = (&missing.id, one_line(&missing.name, 80));
        output::note(format_args!(
            "missing {id} `{name}`: written by hand, or gone from the organization (`--prune` takes it out)"
        ));
    }
}
