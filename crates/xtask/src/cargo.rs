use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::TaskError;

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}

/// Runs cargo in the root of the workspace; says so first.
pub(crate) fn cargo(arguments: &[&str]) -> Result<(), TaskError> {
    let mut command = Command::new(env!("CARGO"));
    command.args(arguments);
    run(&mut command, "install Rust")
}

/// Runs a program, in the root of the workspace unless it has a folder to run in; says so first.
pub(crate) fn run(command: &mut Command, hint: &'static str) -> Result<(), TaskError> {
    let name = Path::new(command.get_program())
        .file_name()
        .unwrap_or(command.get_program())
        .to_string_lossy()
        .into_owned();
    let arguments: Vec<_> = command.get_args().map(|a| a.to_string_lossy()).collect();
    let line = format!("{name} {}", arguments.join(" "));
    println!("$ {line}");
    if command.get_current_dir().is_none() {
        command.current_dir(root());
    }
    let status = command.status();
    let status = status.map_err(|source| TaskError::Start {
        program: name,
        source,
        hint,
    })?;
    status
        .success()
        .then_some(())
        .ok_or(TaskError::Failed(line))
}
