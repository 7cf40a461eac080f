use std::env;
use std::path::PathBuf;

/// A binary of the workspace, beside the test that runs.
///
/// # Panics
///
/// When it has not been built: a test of one package does not build the binaries of another.
#[must_use]
pub fn program(name: &str) -> PathBuf {
    let test = env::current_exe().expect("the test knows its own path");
    // target/debug/deps/test-0123 → target/debug
    let folder = test
        .ancestors()
        .nth(2)
        .expect("a test lies in a `deps` folder");
    let path = folder.join(format!("{name}{}", env::consts::EXE_SUFFIX));
    assert!(
        path.exists(),
        "`{}` is missing: `cargo build --workspace` makes it",
        path.display()
    );
    path
}
