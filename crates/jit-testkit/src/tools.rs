use std::path::{Path, PathBuf};

/// Where `cargo xtask test` installs the parts that do not come from crates.
///
/// # Panics
///
/// When they are not there.
#[must_use]
pub fn tools() -> PathBuf {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = workspace.join("target/test-tools");
    assert!(
        folder.join("installed").exists(),
        "the OpenID provider and the AWS emulator are not installed: run `cargo xtask test` once"
    );
    folder.canonicalize().expect("the folder is there")
}

/// The files that those parts need.
pub(crate) fn tool_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/tools")
        .join(name)
}
