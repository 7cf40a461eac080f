use std::path::PathBuf;

/// Where a dev broker keeps its state unless told otherwise: `jit-broker/dev` below
/// `$XDG_STATE_HOME`, else below `~/.local/state`. None when neither is known.
///
/// Source: XDG Base Directory Specification 0.8.
#[must_use]
pub fn dev_folder() -> Option<PathBuf> {
    let state = variable("XDG_STATE_HOME").or_else(|| {
        let home = variable("HOME").or_else(|| variable("USERPROFILE"))?;
        Some(home.join(".local/state"))
    })?;
    Some(state.join("jit-broker/dev"))
}

/// The folder that a variable names; the specification says to ignore relative paths.
#[expect(clippy::disallowed_methods, reason = "this is `config`")]
fn variable(name: &str) -> Option<PathBuf> {
    let folder = PathBuf::from(std::env::var_os(name)?);
    folder.is_absolute().then_some(folder)
}
