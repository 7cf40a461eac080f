//! `jit-broker policy check`.

use std::process::ExitCode;

use jit_policy::{Bundle, Case, Warning, load_cases};
use serde_json::json;

use super::{BundleArgs, counted, faults, output};

/// Say everything that is wrong with a bundle, and what is probably not meant
///
/// Reads the folder as the broker does, its tests too, without running them. Exit status 1 means
/// that the broker would not load it.
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "\
Examples:
  jit-broker policy check
  jit-broker policy check examples/policy --strict      # for a job that guards the main branch")]
pub(super) struct CheckArgs {
    #[command(flatten)]
    bundle: BundleArgs,
    /// Fail on warnings too
    #[arg(long)]
    strict: bool,
}

pub(super) fn run(args: &CheckArgs) -> ExitCode {
    let bundle = match args.bundle.load() {
        Ok(bundle) => bundle,
        Err(failed) => return failed,
    };
    let cases = match load_cases(&args.bundle.folder, &bundle) {
        Ok(cases) => cases,
        Err(error) => return args.bundle.faulty(&error),
    };
    let warnings = bundle.warnings();
    let sound = warnings.is_empty() || !args.strict;
    if args.bundle.json {
        output::line(json!({
            "ok": sound,
            "bundle": bundle.digest(),
            "faults": [],
            "warnings": warnings,
            "tests": cases.len(),
        }));
    } else {
        show(args, &bundle, &cases, &warnings);
    }
    if sound {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn show(args: &CheckArgs, bundle: &Bundle, cases: &[Case], warnings: &[Warning]) {
    for warning in warnings {
        faults::show_warning(&args.bundle.folder, warning);
    }
    output::line(format_args!("bundle {}", bundle.digest()));
    let size = bundle.size();
    let policies = |number| counted(number, "policy", "policies");
    let parts = [
        counted(size.accounts, "account", "accounts"),
        counted(size.permission_sets, "permission set", "permission sets"),
        counted(size.eligibilities, "eligibility", "eligibilities"),
        format!("{} of approval", policies(size.approvals)),
        format!("{} of Cedar", policies(size.cedar_policies)),
        counted(cases.len(), "test", "tests"),
    ];
    output::line(parts.join(", "));
    output::line(match warnings.len() {
        0 => "no problem found".to_owned(),
        n => format!("it can be loaded; {}", counted(n, "warning", "warnings")),
    });
}
