use crate::cargo::cargo;
use crate::error::TaskError;
use crate::generate;

/// Format, lints, generated files; the tests are `cargo xtask test`.
pub(crate) fn run() -> Result<(), TaskError> {
    cargo(&["fmt", "--all", "--check"])?;
    cargo(&[
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "--deny",
        "warnings",
    ])?;
    generate::check()
}
