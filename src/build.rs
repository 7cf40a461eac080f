//! How the release binary is linked: most of what a warm answer of `jit credential-process` costs is
//! starting a process, and loading one shared library less is the cheapest way to make that shorter.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

fn main() {
    tell("rerun-if-changed=src/build.rs");
    tell("rerun-if-env-changed=CC");
    let of_target = |name: &str| variable(name).unwrap_or_default();
    let is_glibc =
        of_target("CARGO_CFG_TARGET_OS") == "linux" && of_target("CARGO_CFG_TARGET_ENV") == "gnu";
    let is_native = of_target("HOST") == of_target("TARGET");
    if is_glibc && is_native {
        link_unwinder_statically();
    }
}

/// Unwinding comes from GCC's static library (as with its `-static-libgcc`), where the compiler has
/// one; `libgcc_s.so` is then not needed, and the linker drops it. The C library stays shared: name
/// services and time zones work as for every other program.
fn link_unwinder_statically() {
    let compiler = variable("CC").unwrap_or_else(|| "cc".to_owned());
    let asked = Command::new(compiler)
        .arg("-print-file-name=libgcc_eh.a")
        .output();
    let path = asked.ok().and_then(|it| String::from_utf8(it.stdout).ok());
    // A compiler that has none repeats the name.
    let path = path.map(|it| PathBuf::from(it.trim()));
    if let Some(folder) = path
        .as_deref()
        .filter(|it| it.is_absolute())
        .and_then(Path::parent)
    {
        tell(&format!("rustc-link-search=native={}", folder.display()));
        tell("rustc-link-lib=static:-bundle=gcc_eh");
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "so Cargo talks to a build script"
)]
fn variable(name: &str) -> Option<String> {
    env::var(name).ok()
}

fn tell(directive: &str) {
    println!("cargo::{directive}");
}
