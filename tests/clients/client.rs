use jit_testkit::Outcome;

use crate::aws_cli::aws_cli;
use crate::boto3::boto3;
use crate::go::go;
use crate::javascript::javascript;
use crate::rust::rust;
use crate::stage::Stage;

/// What people reach AWS with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Client {
    AwsCli,
    Boto3,
    /// With the provider that runs the helper.
    JavaScript,
    /// With the default chain of providers.
    JavaScriptChain,
    Rust,
    Go,
}

impl Client {
    /// Asks AWS who it is, so many times in one process (the AWS CLI: in as many), and prints the
    /// ARN of every answer.
    pub(crate) fn caller_identities(self, stage: &Stage, profile: &str, calls: u32) -> Outcome {
        match self {
            Self::AwsCli => aws_cli(stage, profile, calls),
            Self::Boto3 => boto3(stage, profile, calls),
            Self::JavaScript => javascript(stage).caller_identities(profile, "process", calls),
            Self::JavaScriptChain => javascript(stage).caller_identities(profile, "chain", calls),
            Self::Rust => rust(stage, profile, calls),
            Self::Go => go(stage, profile, calls),
        }
    }
}
