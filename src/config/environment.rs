use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::PathBuf;

use super::ConfigError;

/// Set for the programs that the credential helper starts, so that whatever asks for credentials
/// below them does not start it again.
pub const WITHIN_HELPER: &str = "JIT_CREDENTIAL_PROCESS";

/// The program that runs.
///
/// # Errors
///
/// When the system does not tell.
pub fn this_program() -> std::io::Result<PathBuf> {
    std::env::current_exe()
}

/// The environment of the process, read once. An empty variable counts as absent.
#[derive(Clone, Default)]
pub struct Environment {
    /// As they came: most programs ask for a handful, and sorting all of them would take longer.
    variables: Vec<(OsString, OsString)>,
    home: Option<PathBuf>,
    system_config: Option<PathBuf>,
}

impl Environment {
    /// What this process was started with.
    #[must_use]
    pub fn of_process() -> Self {
        Self {
            variables: std::env::vars_os().collect(),
            home: std::env::home_dir().filter(|home| home.is_absolute()),
            system_config: system_config_file(),
        }
    }

    /// An environment with these variables and nothing else: `HOME` is the home folder, and no
    /// file of the machine is read unless [`Environment::with_system_config`] names one.
    pub fn of_variables<N, V>(variables: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: Into<OsString>,
        V: Into<OsString>,
    {
        let variables = variables.into_iter();
        let variables = variables.map(|(name, value)| (name.into(), value.into()));
        let mut environment = Self {
            variables: variables.collect(),
            home: None,
            system_config: None,
        };
        environment.home = environment.raw("HOME").map(PathBuf::from);
        environment
    }

    /// The same with another configuration file of the machine.
    #[must_use]
    pub fn with_system_config(mut self, path: PathBuf) -> Self {
        self.system_config = Some(path);
        self
    }

    /// The value of a variable; none when it is absent or empty.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&OsStr> {
        self.raw(name).filter(|value| !value.is_empty())
    }

    /// The value of a variable, empty or not; of one that is there twice, the last.
    fn raw(&self, name: &str) -> Option<&OsStr> {
        let mut last_first = self.variables.iter().rev();
        let (_, value) = last_first.find(|(it, _)| it == name)?;
        Some(value)
    }

    /// The value of a variable that has to be text.
    ///
    /// # Errors
    ///
    /// [`ConfigError::NotText`] when it is not UTF-8; the value is not repeated.
    pub fn text(&self, name: &'static str) -> Result<Option<&str>, ConfigError> {
        self.get(name)
            .map(|value| value.to_str().ok_or(ConfigError::NotText(name)))
            .transpose()
    }

    /// An absolute folder that a variable names; a relative one counts as absent.
    ///
    /// Source: XDG Base Directory Specification 0.8 ("All paths set in these environment variables
    /// must be absolute. If [...] a relative path [...] should consider the path invalid").
    #[must_use]
    pub fn folder(&self, name: &str) -> Option<PathBuf> {
        self.get(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    }

    /// The program of this name that a shell would find in `PATH`.
    #[must_use]
    pub fn program(&self, name: &str) -> Option<PathBuf> {
        let folders = std::env::split_paths(self.get("PATH")?);
        let mut programs = folders.map(|folder| folder.join(name));
        programs.find(|program| program.is_file())
    }

    /// The home folder, absolute.
    #[must_use]
    pub fn home(&self) -> Option<&PathBuf> {
        self.home.as_ref()
    }

    /// The configuration file of the machine.
    #[must_use]
    pub fn system_config(&self) -> Option<&PathBuf> {
        self.system_config.as_ref()
    }
}

/// Names only: values may be secrets.
impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.variables.iter().map(|(name, _)| name).collect();
        f.debug_struct("Environment")
            .field("variables", &names)
            .field("home", &self.home)
            .field("system_config", &self.system_config)
            .finish()
    }
}

#[cfg(not(windows))]
#[expect(clippy::unnecessary_wraps, reason = "Windows may have none")]
fn system_config_file() -> Option<PathBuf> {
    Some(PathBuf::from("/etc/jit/config.toml"))
}

#[cfg(windows)]
fn system_config_file() -> Option<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "settings are read here")]
    let folder = std::env::var_os("ProgramData").map(PathBuf::from)?;
    Some(folder.join("jit").join("config.toml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_shows_no_value() {
        let environment = Environment::of_variables([("JIT_TOKEN", "hunter2")]);
        let shown = format!("{environment:?}");
        assert!(shown.contains("JIT_TOKEN") && !shown.contains("hunter2"));
    }

    #[test]
    fn of_a_variable_that_is_there_twice_the_last_counts() {
        let environment = Environment::of_variables([("A", "1"), ("B", "2"), ("A", "3")]);
        assert_eq!(environment.get("A"), Some(OsStr::new("3")));
    }

    #[test]
    fn an_empty_variable_and_a_relative_folder_count_as_absent() {
        let environment = Environment::of_variables([("A", ""), ("B", "relative"), ("C", "/abs")]);
        assert_eq!(environment.get("A"), None);
        assert_eq!(environment.folder("B"), None);
        assert_eq!(environment.folder("C"), Some(PathBuf::from("/abs")));
    }
}
