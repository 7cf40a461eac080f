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
        run(self.person, "aws", self.endpoint, arguments)
    }
}

impl Boto3<'_> {
    /// Runs a Python program.
    ///
    /// # Panics
    ///
    /// When it cannot be run.
    pub fn run(&self, program: &str) -> Outcome {
        run(self.person, "python", self.endpoint, &["-c", program])
    }
}

fn run(person: &Jit, program: &str, endpoint: &str, arguments: &[&str]) -> Outcome {
    let output = person
        .command_of(&tools().join("python/bin").join(program))
        .env("AWS_CONFIG_FILE", person.home().join("aws-config"))
        .env("AWS_ENDPOINT_URL", endpoint)
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .args(arguments)
        .output()
        .expect("the AWS clients are installed");
    Outcome::of(&output)
}
