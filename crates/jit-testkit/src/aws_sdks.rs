use std::process::Command;

use crate::aws::{command, run};
use crate::jit::{Jit, Outcome};
use crate::tools::{tool_file, tools};

/// The real AWS SDK for JavaScript, run as a person with a profile whose `credential_process` is
/// `jit`.
#[derive(Debug)]
pub struct JavaScriptSdk<'a> {
    /// Whose home folder has the profile.
    pub person: &'a Jit,
    /// The endpoint of the emulator.
    pub endpoint: &'a str,
}

/// The real AWS SDK for Go, likewise.
#[derive(Debug)]
pub struct GoSdk<'a> {
    /// Whose home folder has the profile.
    pub person: &'a Jit,
    /// The endpoint of the emulator.
    pub endpoint: &'a str,
}

impl JavaScriptSdk<'_> {
    /// Asks AWS who it is, so many times, as this profile; the credentials come from `chain` (the
    /// default), `ini` or `process`.
    ///
    /// # Panics
    ///
    /// When Node.js cannot be run.
    pub fn caller_identities(&self, profile: &str, provider: &str, calls: u32) -> Outcome {
        let output = self.command(profile, provider, calls).output();
        Outcome::of(&output.expect("Node.js is installed"))
    }

    /// The command that does that.
    #[must_use]
    pub fn command(&self, profile: &str, provider: &str, calls: u32) -> Command {
        let mut command = command(self.person, "node".as_ref(), self.endpoint);
        command
            .arg(tool_file("caller-identity.mjs"))
            .args([profile, provider, &calls.to_string()])
            // Not that of a newer Node.js that the SDK will want.
            .env("NODE_NO_WARNINGS", "1")
            .env("PATH", env!("PATH"))
            .env("TOOLS", tools().join("npm"));
        command
    }
}

impl GoSdk<'_> {
    /// Asks AWS who it is, so many times, as this profile.
    ///
    /// # Panics
    ///
    /// When it cannot be run.
    pub fn caller_identities(&self, profile: &str, calls: u32) -> Outcome {
        let program = tools().join("debian/caller-identity");
        let arguments = [profile, &calls.to_string()];
        run(self.person, &program, self.endpoint, &arguments)
    }
}
