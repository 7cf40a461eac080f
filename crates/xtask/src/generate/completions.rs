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
        for (name, mut command) in [
            ("jit", jit::command()),
            ("jit-broker", jit_broker::cli::command()),
        ] {
            let mut script = Vec::new();
            generate(shell, &mut command, name, &mut script);
            let path = Path::new("completions").join(shell.file_name(name));
            scripts.insert(path, script);
        }
    }
    scripts
}
