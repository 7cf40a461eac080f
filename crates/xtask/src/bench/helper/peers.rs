//! Other helpers that answer from what they keep.

use std::ffi::OsStr;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::at_home;
use super::signed_in::succeeded;
use crate::error::TaskError;
use crate::tools;

/// Puts the same session where each of them keeps its own.
const FILL_CACHES: &str = include_str!("fill_caches.py");

/// Another helper.
#[derive(Debug)]
pub(super) struct Peer {
    pub(super) name: &'static str,
    /// The command that answers from what it keeps, or why there is none.
    pub(super) command: Result<Command, String>,
}

/// Installs those that `PyPI` has; answers with where their programs are.
pub(super) fn install() -> Result<PathBuf, TaskError> {
    Ok(tools::install_peers()?.join("bin"))
}

/// Has each of them keep the session of an answer below a home folder, and makes sure that it then
/// answers with that session.
pub(super) fn set_up(programs: &Path, home: &Path, answer: &[u8]) -> io::Result<Vec<Peer>> {
    fill_caches(programs, home, answer)?;
    let mut britive = offline(programs.join("pybritive-aws-cred-process"), home);
    britive.args(["--profile", "sandbox/playground/PowerUser"]);
    let mut export = offline(programs.join("aws-export-credentials"), home);
    export
        .args(["--json", "--cache-file"])
        .arg(home.join("aws-export-credentials/cache.json"));
    let mut peers = vec![
        peer("pybritive-aws-cred-process", Ok(britive), answer),
        peer("aws-export-credentials", Ok(export), answer),
    ];
    let aws = aws_cli().map(|program| {
        let mut aws = offline(program, home);
        aws.args(["configure", "export-credentials", "--profile", "bench"]);
        aws
    });
    let aws = aws.ok_or_else(|| "AWS CLI 2 is not installed".to_owned());
    peers.push(peer("aws configure export-credentials", aws, answer));
    Ok(peers)
}

fn fill_caches(programs: &Path, home: &Path, answer: &[u8]) -> io::Result<()> {
    let mut filling = at_home(programs.join("python"), home)
        .args(["-c", FILL_CACHES])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    if let Some(mut stdin) = filling.stdin.take() {
        stdin.write_all(answer)?;
    }
    succeeded(filling.wait_with_output()?).map(drop)
}

/// A program that can reach nobody: what it answers with is what it keeps.
fn offline(program: impl AsRef<OsStr>, home: &Path) -> Command {
    let mut command = at_home(program, home);
    let nobody = "http://127.0.0.1:9";
    command
        .env("HTTP_PROXY", nobody)
        .env("HTTPS_PROXY", nobody)
        .env("AWS_EC2_METADATA_DISABLED", "true");
    command
}

/// Only the second version of the AWS CLI exports credentials.
fn aws_cli() -> Option<&'static str> {
    let is_second = |program: &&str| {
        let output = Command::new(program).arg("--version").output();
        output.is_ok_and(|it| it.stdout.starts_with(b"aws-cli/2."))
    };
    let programs = ["aws", "/usr/local/bin/aws", "/usr/bin/aws"];
    programs.into_iter().find(is_second)
}

fn peer(name: &'static str, command: Result<Command, String>, answer: &[u8]) -> Peer {
    let command = command.and_then(|mut command| {
        let output = command.output().map_err(|error| error.to_string())?;
        if is_same(&output, answer) {
            Ok(command)
        } else {
            Err("does not answer from what it keeps".to_owned())
        }
    });
    Peer { name, command }
}

fn is_same(output: &Output, answer: &[u8]) -> bool {
    let token = |json: &[u8]| {
        let json: serde_json::Value = serde_json::from_slice(json).ok()?;
        Some(json.get("SessionToken")?.as_str()?.to_owned())
    };
    output.status.success() && token(&output.stdout).is_some_and(|it| Some(it) == token(answer))
}
