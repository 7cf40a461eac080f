use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap_complete::{Generator, Shell, generate};

/// One script for each shell and program.
pub(super) fn scripts() -> BTreeMap<PathBuf, Vec<u8>> {
    let mut scripts = BTreeMap::new();
    for shell in [
        Shell::Bash,
        Shell::Elvish,
        Shell::Fish,
        Shell::PowerShell,
        Shell::Zsh,
    ] {
        let path = |name| Path::new("completions").join(shell.file_name(name));
        let script = jit::completion_script(shell).unwrap_or_default();
        scripts.insert(path("jit"), script.as_bytes().to_vec());
        let mut script = Vec::new();
        let mut broker = jit_broker::cli::command();
        generate(shell, &mut broker, "jit-broker", &mut script);
        scripts.insert(path("jit-broker"), script);
    }
    scripts
}
