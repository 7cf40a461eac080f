//! `jit-broker policy test`.

use std::process::ExitCode;

use jit_policy::{CaseReport, load_cases};
use serde_json::json;

use super::{BundleArgs, output, steps};

/// Run the tests of a bundle: the decisions that it must give
///
/// They stand in `tests/*.toml` of the folder: who asks for what, and what must come of it. A test
/// that fails shows each step of the decision, with the file and the line that decided. Exit status 1
/// means that one failed, or that there is none.
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "\
Examples:
  jit-broker policy test
  jit-broker policy test examples/policy --verbose

A test:
  [[test]]
  name = \"an engineer looks at production with one approval\"
  person = { groups = [\"engineers\"] }
  account = \"payments-prod\"
  permission_set = \"ReadOnly\"
  expect = \"manual\"
  policy = \"payments\"")]
pub(super) struct TestArgs {
    #[command(flatten)]
    bundle: BundleArgs,
    /// Show the steps of tests that pass, too
    #[arg(long)]
    verbose: bool,
}

pub(super) fn run(args: &TestArgs) -> ExitCode {
    let bundle = match args.bundle.load() {
        Ok(bundle) => bundle,
        Err(failed) => return failed,
    };
    let cases = match load_cases(&args.bundle.folder, &bundle) {
        Ok(cases) => cases,
        Err(error) => return args.bundle.faulty(&error),
    };
    let reports: Vec<_> = cases.iter().map(|case| case.run(&bundle)).collect();
    let failed = reports.iter().filter(|report| !report.passed).count();
    if args.bundle.json {
        output::line(json!({
            "ok": failed == 0 && !reports.is_empty(),
            "bundle": bundle.digest(),
            "tests": reports,
        }));
    } else {
        for report in &reports {
            show(report, args.verbose);
        }
        output::line(format_args!(
            "{} passed, {failed} failed",
            reports.len() - failed
        ));
    }
    if reports.is_empty() {
        output::error(format_args!(
            "there is no test in `{}`",
            args.bundle.folder.join("tests").display()
        ));
    }
    if failed == 0 && !reports.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn show(report: &CaseReport, verbose: bool) {
    let word = if report.passed { "ok    " } else { "FAILED" };
    output::line(format_args!("{word} {} ({})", report.name, report.origin));
    if !report.passed {
        output::line(format_args!("       expected {}", report.expected));
        output::line(format_args!("       got      {}", report.got));
    }
    if !report.passed || verbose {
        for line in steps::lines(&report.steps) {
            output::line(format_args!("       {line}"));
        }
    }
}
