use crate::cargo::cargo;
use crate::error::TaskError;
use crate::tools;

/// Install what the tests run against below `target/`, and run every test
#[derive(Debug, clap::Args)]
pub(crate) struct TestArgs {
    /// What to hand on to `cargo test`, such as `-p jit-domain` or the name of a test
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

pub(crate) fn run(arguments: &TestArgs) -> Result<(), TaskError> {
    tools::install()?;
    // The end-to-end tests of one package run the binaries of another.
    cargo(&["build", "--workspace"])?;
    let scope: &[&str] = if arguments.arguments.is_empty() {
        &["--workspace", "--no-fail-fast"]
    } else {
        &[]
    };
    let given: Vec<&str> = arguments.arguments.iter().map(String::as_str).collect();
    cargo(&[&["test"], scope, &given].concat())
}
