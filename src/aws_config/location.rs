use std::path::{Path, PathBuf};

use crate::config::Environment;
use crate::error::{CommandError, ErrorKind};

/// Where the AWS tools of a person look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AwsFiles {
    /// Profiles: `AWS_CONFIG_FILE`, else `~/.aws/config`.
    pub(crate) config: PathBuf,
    /// Keys: `AWS_SHARED_CREDENTIALS_FILE`, else `~/.aws/credentials`.
    pub(crate) credentials: PathBuf,
}

impl AwsFiles {
    /// The files of an environment.
    ///
    /// Source: AWS SDKs and Tools Reference Guide, "Location of the shared config and credentials
    /// files": a path may begin with `~`.
    ///
    /// # Errors
    ///
    /// When neither a variable nor a home folder tells, or a path is not absolute.
    pub(crate) fn of(environment: &Environment) -> Result<Self, CommandError> {
        Ok(Self {
            config: file(environment, "AWS_CONFIG_FILE", "config")?,
            credentials: file(environment, "AWS_SHARED_CREDENTIALS_FILE", "credentials")?,
        })
    }
}

fn file(environment: &Environment, variable: &str, name: &str) -> Result<PathBuf, CommandError> {
    let home = environment.home().ok_or_else(|| {
        let what = "there is no home folder to find the files of the AWS tools in";
        CommandError::new(ErrorKind::Usage, what).hint(format!("set HOME, or {variable}"))
    });
    let Some(given) = environment.get(variable).map(Path::new) else {
        return Ok(home?.join(".aws").join(name));
    };
    let path = match given.strip_prefix("~") {
        Ok(below) => home?.join(below),
        Err(_) => given.to_owned(),
    };
    if path.is_absolute() {
        return Ok(path);
    }
    // The AWS tools would look in whatever folder they are started in.
    let what = format!("{variable} is not an absolute path: {}", given.display());
    Err(CommandError::new(ErrorKind::Usage, what))
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_are_where_the_aws_tools_look() {
        let config = |variables: &[(&str, &str)]| {
            let environment = Environment::of_variables(variables.iter().copied());
            let files = AwsFiles::of(&environment);
            files.map(|files| [files.config, files.credentials].map(|it| it.display().to_string()))
        };
        let home = ("HOME", "/people");
        let table: [(&[_], _); 4] = [
            (&[home], ["/people/.aws/config", "/people/.aws/credentials"]),
            (
                &[home, ("AWS_CONFIG_FILE", "/etc/a b")],
                ["/etc/a b", "/people/.aws/credentials"],
            ),
            (
                &[
                    home,
                    ("AWS_CONFIG_FILE", "~/c"),
                    ("AWS_SHARED_CREDENTIALS_FILE", "/d"),
                ],
                ["/people/c", "/d"],
            ),
            (
                &[home, ("AWS_CONFIG_FILE", "")],
                ["/people/.aws/config", "/people/.aws/credentials"],
            ),
        ];
        for (variables, files) in table {
            assert_eq!(config(variables).unwrap(), files, "{variables:?}");
        }
        assert!(config(&[home, ("AWS_CONFIG_FILE", "c")]).is_err());
        assert!(config(&[("AWS_CONFIG_FILE", "/c")]).is_err());
    }
}
