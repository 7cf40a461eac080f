use std::fs;

use crate::config::{ConfigError, Environment, Settings};

use super::{Finding, writers};

const CHECK: &str = "settings";

/// Which files the settings come from, whether they can be read, and who else may change them.
pub(super) fn check(
    environment: &Environment,
    settings: &Result<Settings, ConfigError>,
) -> Vec<Finding> {
    let files = Settings::files(environment);
    let there: Vec<_> = files
        .iter()
        .filter(|file| fs::metadata(file).is_ok())
        .collect();
    let mut findings = vec![match settings {
        Err(_) => return with_error(settings),
        Ok(_) if there.is_empty() => {
            let names: Vec<_> = files.iter().map(|it| it.display().to_string()).collect();
            Finding::ok(
                CHECK,
                format_args!("no file; they may be in {}", names.join(" or ")),
            )
        }
        Ok(_) => {
            let names: Vec<_> = there.iter().map(|it| it.display().to_string()).collect();
            Finding::ok(CHECK, format_args!("read from {}", names.join(", then ")))
        }
    }];
    findings.extend(there.iter().filter_map(|file| writers::check(CHECK, file)));
    findings
}

fn with_error(settings: &Result<Settings, ConfigError>) -> Vec<Finding> {
    let Err(err) = settings else {
        return Vec::new();
    };
    let finding = Finding::problem(CHECK, err);
    vec![match err.hint() {
        Some(hint) => finding.fix(hint),
        None => {
            finding.fix("correct it there; the rest is looked at when the settings can be read")
        }
    }]
}
