use std::io;
use std::process::Command;
use std::time::Duration;

use jit_testkit::Certificate;
use serde_json::json;

use super::figures::{heading, line, mebibytes, millis, rate, shortest_and_median};
use super::load::{self, Connection, http};
use super::served_broker::{Setup, program};
use super::stage::{Stage, ask};
use super::{floor, memory, process};
use crate::error::TaskError;

/// Submits, vends and reads per second, memory, and the start of the command line
#[derive(Debug, clap::Args)]
pub(crate) struct BrokerArgs {
    /// How many clients send at once
    #[arg(long, default_value_t = 64)]
    clients: usize,
    /// How long each load lasts, in seconds
    #[arg(long, default_value_t = 10)]
    seconds: u64,
}

pub(crate) fn run(arguments: &BrokerArgs) -> Result<(), TaskError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(TaskError::Measure)?;
    heading();
    runtime
        .block_on(measure(arguments))
        .map_err(TaskError::Measure)
}

async fn measure(arguments: &BrokerArgs) -> io::Result<()> {
    let lasting = Duration::from_secs(arguments.seconds);
    let stage = Stage::set(Setup::default())?;
    let engineers = stage.engineers(arguments.clients);
    let fsyncs = floors(&stage, &engineers).await?;
    let idle = idle_connections(&stage).await?;
    let ids = stage.open_windows(&engineers).await?;
    reads(&stage, &engineers, &ids, lasting).await?;
    let vend = vends(&stage, &engineers, lasting).await?;
    submits(&stage, &engineers, lasting, fsyncs).await?;
    line(
        "memory with 1,000 idle connections",
        &mebibytes(idle),
        "≤ 100 MiB",
    );
    let peak = memory::of(stage.broker.id())?.peak;
    line("peak memory of the broker", &mebibytes(peak), "");
    drop(stage);
    command_line(vend)
}

/// What disk and processor can do at best, alone.
async fn floors(stage: &Stage, engineers: &[String]) -> io::Result<f64> {
    let second = Duration::from_secs(2);
    let fsyncs = floor::fsyncs_per_second(stage.broker.folder.path(), second)?;
    line(
        "floor: fsyncs of this disk",
        &format!("{fsyncs:>8.0}/s"),
        "",
    );
    let token = engineers.first().map_or("", String::as_str);
    let checks = floor::per_second(second, || async { stage.issuer.check(token) }).await;
    line(
        "floor: bare JWT checks on one core",
        &format!("{checks:>8.0}/s"),
        "",
    );
    Ok(fsyncs)
}

async fn submits(
    stage: &Stage,
    engineers: &[String],
    lasting: Duration,
    fsyncs: f64,
) -> io::Result<()> {
    let requests: Vec<_> = engineers
        .iter()
        .map(|token| http("POST", "/v1/requests", token, Some(&ask())))
        .collect();
    let script = move |client: usize, _| requests.get(client).cloned().unwrap_or_default();
    let samples = load::run(stage.broker.address, engineers.len(), lasting, 201, script).await?;
    line("durable submits", &rate(&samples), "≥ 4,000/s");
    let ratio = samples.per_second() / fsyncs;
    line(
        "durable submits ÷ fsyncs of this disk",
        &format!("{ratio:>8.1}"),
        "≥ 5",
    );
    Ok(())
}

async fn vends(stage: &Stage, engineers: &[String], lasting: Duration) -> io::Result<Duration> {
    let body = json!({ "account": "payments-prod", "permission_set": "PowerUser" }).to_string();
    let requests: Vec<_> = engineers
        .iter()
        .map(|token| http("POST", "/v1/credentials", token, Some(&body)))
        .collect();
    let script = move |client: usize, _| requests.get(client).cloned().unwrap_or_default();
    let samples = load::run(
        stage.broker.address,
        engineers.len(),
        lasting,
        200,
        script.clone(),
    )
    .await?;
    line(
        "durable vends (STS on this machine too)",
        &rate(&samples),
        "≥ 1,500/s",
    );
    let alone = load::run(stage.broker.address, 1, Duration::from_secs(2), 200, script).await?;
    Ok(alone.percentile(50))
}

async fn reads(
    stage: &Stage,
    engineers: &[String],
    ids: &[String],
    lasting: Duration,
) -> io::Result<()> {
    let requests: Vec<_> = engineers
        .iter()
        .zip(ids)
        .map(|(token, id)| http("GET", &format!("/v1/requests/{id}"), token, None))
        .collect();
    let script = move |client: usize, _| requests.get(client).cloned().unwrap_or_default();
    let samples = load::run(stage.broker.address, engineers.len(), lasting, 200, script).await?;
    line(
        "authenticated reads",
        &rate(&samples),
        "≥ 8,000/s, p99 ≤ 15 ms",
    );
    Ok(())
}

/// What the broker holds while a thousand clients that were answered once say nothing more; in KiB.
async fn idle_connections(stage: &Stage) -> io::Result<u64> {
    let mut open = Vec::new();
    for _ in 0..1_000 {
        let mut connection = Connection::open(stage.broker.address).await?;
        let asked = b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n";
        connection.exchange(asked).await?.expect(200)?;
        open.push(connection);
    }
    Ok(memory::of(stage.broker.id())?.resident)
}

/// The command line as a process; `vend` is what the broker alone takes for credentials.
fn command_line(vend: Duration) -> io::Result<()> {
    let version = process::time(
        Command::new(program("jit")).arg("--version"),
        100,
        || Ok(()),
    )?;
    line("jit --version", &shortest_and_median(&version), "≤ 3 ms");
    let folder = tempfile::tempdir()?;
    let certificate = Certificate::make(folder.path());
    let tls = Some(&certificate);
    let stage = Stage::set(Setup {
        tls,
        ..Setup::default()
    })?;
    let mut helper = stage.credential_process(&certificate)?;
    let cold = process::time(&mut helper, 100, || stage.forget_sessions())?;
    line(
        "cold jit credential-process over TLS",
        &shortest_and_median(&cold),
        "",
    );
    let beyond = cold.percentile(50).saturating_sub(vend);
    line(
        "… beyond the broker's own time (median)",
        &millis(beyond),
        "≤ 15 ms",
    );
    Ok(())
}
