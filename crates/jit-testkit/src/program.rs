use std::env;
use std::path::PathBuf;

/// A binary of the workspace, beside the test or the program that runs.
///
/// # Panics
///
/// When it has not been built: a test of one package does not build the binaries of another.
#[must_use]
pub fn program(name: &str) -> PathBuf {
    let runs = env::current_exe().expect("a program knows its own path");
    let folder = runs.parent().expect("a program lies in a folder");
    // target/debug/deps/test-0123 → target/debug
    let folder = match folder.parent() {
        Some(above) if folder.ends_with("deps") => above,
        _ => folder,
    };
    let path = folder.join(format!("{name}{}", env::consts::EXE_SUFFIX));
    assert!(
        path.exists(),
        "`{}` is missing: `cargo build --workspace` makes it",
        path.display()
    );
    path
}
