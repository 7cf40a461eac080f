use std::path::PathBuf;

use super::Environment;

/// The folders of `jit`; none where neither a variable nor a home folder tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folders {
    /// Settings (`$XDG_CONFIG_HOME/jit`, `~/.config/jit`).
    pub config: Option<PathBuf>,
    /// Tokens, locks and what was decided at login (`$XDG_STATE_HOME/jit`, `~/.local/state/jit`).
    pub state: Option<PathBuf>,
    /// Credentials that can be fetched again (`$XDG_CACHE_HOME/jit`, `~/.cache/jit`).
    pub cache: Option<PathBuf>,
}

impl Folders {
    /// The folders that an environment tells.
    ///
    /// `$XDG_*` wins on every system; else `~/Library` on macOS, `%APPDATA%` and `%LOCALAPPDATA%`
    /// on Windows, and the XDG defaults elsewhere.
    #[must_use]
    pub fn of(environment: &Environment) -> Self {
        let [config, state, cache] = native(environment);
        let pick = |variable: &str, native: Option<PathBuf>| {
            let base = environment.folder(variable).or(native);
            base.map(|base| base.join("jit"))
        };
        Self {
            config: pick("XDG_CONFIG_HOME", config),
            state: pick("XDG_STATE_HOME", state),
            cache: pick("XDG_CACHE_HOME", cache),
        }
    }
}

#[cfg(windows)]
fn native(environment: &Environment) -> [Option<PathBuf>; 3] {
    let local = environment.folder("LOCALAPPDATA");
    let cache = local.as_ref().map(|local| local.join("cache"));
    [environment.folder("APPDATA"), local, cache]
}

#[cfg(target_os = "macos")]
fn native(environment: &Environment) -> [Option<PathBuf>; 3] {
    let library = environment.home().map(|home| home.join("Library"));
    let support = library.as_ref().map(|it| it.join("Application Support"));
    let cache = library.map(|it| it.join("Caches"));
    [support.clone(), support, cache]
}

#[cfg(not(any(windows, target_os = "macos")))]
fn native(environment: &Environment) -> [Option<PathBuf>; 3] {
    let below_home = |path: &str| environment.home().map(|home| home.join(path));
    [
        below_home(".config"),
        below_home(".local/state"),
        below_home(".cache"),
    ]
}
