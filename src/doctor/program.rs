use crate::commands::word;
use crate::config::{Environment, this_program};

use super::Finding;

const CHECK: &str = "program";

/// Which program runs, and which one the person's shell finds.
pub(super) fn check(environment: &Environment) -> Vec<Finding> {
    let version = env!("CARGO_PKG_VERSION");
    let here = match this_program() {
        Ok(here) => here,
        Err(err) => {
            let message = format!("jit {version}, at a place that the system does not tell: {err}");
            return vec![Finding::warning(CHECK, message)];
        }
    };
    let name = if cfg!(windows) { "jit.exe" } else { "jit" };
    let shown = here.display();
    vec![match environment.program(name) {
        Some(found) if found.canonicalize().ok() != here.canonicalize().ok() => {
            let message = format!(
                "this is jit {version} at {shown}, but `jit` in a shell is {}",
                found.display()
            );
            let fix = format!("{} --version", word(&found.to_string_lossy()));
            Finding::warning(CHECK, message).fix(fix)
        }
        Some(_) => Finding::ok(CHECK, format_args!("jit {version} at {shown}")),
        None => Finding::ok(
            CHECK,
            format_args!("jit {version} at {shown}, in no folder of `PATH`"),
        ),
    }]
}
