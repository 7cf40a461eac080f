use std::fs;
use std::io;
use std::time::Instant;

use jit_testkit::{Certificate, tools};

use super::super::figures::line;
use super::super::process;
use super::super::served_broker::{Setup, program};
use super::super::stage::Stage;
use super::at_home;
use super::signed_in::{TARGET, succeeded};

/// How long the broker's word is good, in seconds: so short that it is asked again while boto3 runs.
const RECHECK_SECONDS: u32 = 3;

/// Requests of boto3, one a second, with less left than it wants: it runs the helper before each.
const REQUESTS: &str = r#"
import sys, time, boto3
sts = boto3.Session(profile_name="bench").client("sts", endpoint_url=sys.argv[1])
for n in range(10):
    time.sleep(1 if n else 0)
    sts.get_caller_identity()
"#;

/// The end of a window: what boto3's many questions come to at the broker.
pub(super) fn measure() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let certificate = Certificate::make(folder.path());
    let stage = Stage::set(Setup {
        tls: Some(&certificate),
        recheck_seconds: Some(RECHECK_SECONDS),
    })?;
    let token = stage.issuer.token("engineer", &["engineers"]);
    let ask = ["--duration", "4m", "--reason", "trying a thing out"];
    let mut request = stage.jit(&token, &certificate);
    succeeded(request.arg("request").args(TARGET).args(ask).output()?)?;

    let runs = folder.path().join("runs");
    let helper = folder.path().join("helper.sh");
    let (jit, target) = (program("jit"), TARGET.join(" "));
    let (told, jit) = (runs.display(), jit.display());
    // Each run leaves a line.
    let script = format!("echo run >> '{told}'\nexec '{jit}' credential-process {target}\n");
    fs::write(&helper, script)?;
    let config = folder.path().join("aws-config");
    let helper = helper.display();
    let profile =
        format!("[profile bench]\nregion = eu-central-1\ncredential_process = /bin/sh {helper}\n");
    fs::write(&config, profile)?;

    let python = tools().join("python/bin/python");
    let mut boto3 = at_home(python, folder.path());
    process::copy_variables(&stage.jit(&token, &certificate), &mut boto3);
    boto3
        .env("AWS_CONFIG_FILE", &config)
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .args(["-c", REQUESTS, stage.broker.sts.url()]);
    let before = stage.broker.exchanges()?;
    let begin = Instant::now();
    succeeded(boto3.output()?)?;
    let took = begin.elapsed().as_secs();

    let calls = stage.broker.exchanges()?.since(before).vends;
    let runs = fs::read_to_string(runs)?.lines().count();
    let most = took / u64::from(RECHECK_SECONDS) + 1;
    line(
        "10 boto3 requests in a window of 4 minutes",
        &format!("{runs:>8} runs in {took} s, {calls} questions to the broker"),
        &format!("≤ {most}, one in {RECHECK_SECONDS} s"),
    );
    Ok(())
}
