use std::path::Path;
use std::process::Command;

use crate::jit::{Jit, Outcome};
use crate::tools::tools;

/// The real AWS CLI, run as a person with a profile whose `credential_process` is `jit`.
#[derive(Debug)]
pub struct AwsCli<'a> {
    /// Whose home folder has the profile.
    pub person: &'a Jit,
    /// The endpoint of the emulator.
    pub endpoint: &'a str,
}

/// The real boto3, likewise.
#[derive(Debug)]
pub struct Boto3<'a> {
    /// Whose home folder has the profile.
    pub person: &'a Jit,
    /// The endpoint of the emulator.
    pub endpoint: &'a str,
}

impl AwsCli<'_> {
    /// Runs `aws` with these arguments.
    ///
    /// # Panics
    ///
    /// When it cannot be run.
    pub fn run(&self, arguments: &[&str]) -> Outcome {
        let program = tools().join("python/bin/aws");
        run(self.person, &program, self.endpoint, arguments)
    }
}

impl Boto3<'_> {
    /// Runs a Python program.
    ///
    /// # Panics
    ///
    /// When it cannot be run.
    pub fn run(&self, program: &str) -> Outcome {
        let output = self.command(program).output();
        Outcome::of(&output.expect("the AWS clients are installed"))
    }

    /// The command that runs it.
    #[must_use]
    pub fn command(&self, program: &str) -> Command {
        let python = tools().join("python/bin/python");
        let mut command = command(self.person, &python, self.endpoint);
        command.args(["-c", program]);
        command
    }
}

pub(crate) fn run(person: &Jit, program: &Path, endpoint: &str, arguments: &[&str]) -> Outcome {
    let mut command = command(person, program, endpoint);
    let output = command.args(arguments).output();
    Outcome::of(&output.expect("the AWS clients are installed"))
}

/// A command that runs a client of AWS as this person, who has a file `aws-config` at home. There
/// is no machine identity to fall back on.
pub(crate) fn command(person: &Jit, program: &Path, endpoint: &str) -> Command {
    let mut command = person.command_of(&program.to_owned());
    command
        .env("AWS_CONFIG_FILE", person.home().join("aws-config"))
        .env("AWS_ENDPOINT_URL", endpoint)
        .env("AWS_EC2_METADATA_DISABLED", "true");
    command
}
