//! `jit-broker policy conflicts`.

use std::process::ExitCode;

use jit_policy::PolicyConflict;
use serde_json::json;

use super::{BundleArgs, counted, output};

/// List the tags by which approval policies apply alike, so that requests fail
///
/// First what fails now: targets of the catalog to which two policies apply alike. Then what one
/// more tag would bring about: combinations of tags that the catalog has, though no target has them
/// together. Exit status 1 means that requests for targets of the catalog fail.
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "\
Examples:
  jit-broker policy conflicts
  jit-broker policy conflicts examples/policy --json | jq '.now[].tags'")]
pub(super) struct ConflictsArgs {
    #[command(flatten)]
    bundle: BundleArgs,
}

pub(super) fn run(args: &ConflictsArgs) -> ExitCode {
    let bundle = match args.bundle.load() {
        Ok(bundle) => bundle,
        Err(failed) => return failed,
    };
    let conflicts = bundle.conflicts();
    let fails = !conflicts.now.is_empty();
    if args.bundle.json {
        output::line(json!({
            "ok": !fails,
            "bundle": bundle.digest(),
            "now": conflicts.now,
            "possible": conflicts.possible,
            "more": conflicts.more,
        }));
    } else {
        for conflict in &conflicts.now {
            output::line(format_args!(
                "fails now: {} ({})",
                by(conflict),
                counted(conflict.targets, "target", "targets")
            ));
            show(conflict);
        }
        for conflict in &conflicts.possible {
            output::line(format_args!("would fail: a target with {}", by(conflict)));
            show(conflict);
        }
        if conflicts.more {
            output::line("and more");
        }
        output::line(format_args!(
            "{} now, {} possible",
            counted(conflicts.now.len(), "conflict", "conflicts"),
            conflicts.possible.len()
        ));
    }
    if fails {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

/// The tags, or what else policies apply by.
fn by(conflict: &PolicyConflict) -> String {
    let tags: Vec<_> = conflict
        .tags
        .iter()
        .map(|tag| format!("{} = {}", tag.key, tag.value))
        .collect();
    if tags.is_empty() {
        "policies that select alike".to_owned()
    } else {
        format!("the tags {}", tags.join(", "))
    }
}

fn show(conflict: &PolicyConflict) {
    for policy in &conflict.policies {
        output::line(format_args!(
            "  {} selects {} ({})",
            policy.name, policy.selects, policy.origin
        ));
    }
    for example in &conflict.examples {
        let (set, account) = (&example.permission_set, &example.account_name);
        output::line(format_args!("  such as {set} in {account}"));
    }
}
