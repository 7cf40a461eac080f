//! How fast a log is exported and verified, and in how much memory.

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use jit_domain::{
    Actor, BundleDigest, Event, EventKind, PersonId, Session, Sha256Hex, Timestamp, Window,
};
use jit_store::sqlite::SqliteStore;
use jit_store::{Store as _, UnitOfWork};
use tokio::task::JoinSet;

use super::figures::{heading, line, mebibytes};
use super::memory;
use super::served_broker::program;
use crate::cargo::root;
use crate::error::TaskError;

/// Export and verification of an audit log: records per second, and memory
#[derive(Debug, clap::Args)]
pub(crate) struct AuditArgs {
    /// How many records the log has
    #[arg(long, default_value_t = 1_000_000)]
    records: u64,
}

/// How many records are handed to the store at a time.
const TOGETHER: u64 = 2_000;

/// How often the memory of a process is looked at: its peak is kept by the kernel.
const LOOK: Duration = Duration::from_millis(5);

pub(crate) fn run(arguments: &AuditArgs) -> Result<(), TaskError> {
    heading();
    let measured = measure(arguments.records);
    measured.map_err(TaskError::Measure)
}

fn measure(records: u64) -> io::Result<()> {
    // Beside the build, not in a file system in memory: what is measured is a disk.
    let folder = tempfile::tempdir_in(root().join("target"))?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(fill(folder.path(), records))?;
    let export = folder.path().join("audit.jsonl");

    let mut command = Command::new(program("jit-broker"));
    command
        .args(["audit", "export", "--database"])
        .arg(folder.path());
    let exported = timed(command.stdout(File::create(&export)?))?;
    let size = fs::metadata(&export)?.len();
    println!("{records} records of {} bytes", size / records.max(1));
    tell(
        "export of a store",
        records,
        &exported,
        "≥ 50,000/s, constant memory",
    );

    let floor = Instant::now();
    for line in BufReader::new(File::open(&export)?).split(b'\n') {
        std::hint::black_box(Sha256Hex::of(&line?));
    }
    let floor = floor.elapsed();
    line(
        "  floor: reading and SHA-256 alone",
        &rate(records, floor),
        "",
    );

    let mut command = Command::new(program("jit"));
    command.args(["audit", "verify"]).arg(&export);
    let verified = timed(command.stdout(Stdio::null()))?;
    tell(
        "`jit audit verify` of the export",
        records,
        &verified,
        "≥ 35,000/s",
    );

    let mut command = Command::new(program("jit-broker"));
    command
        .args(["audit", "verify", "--database"])
        .arg(folder.path());
    let verified = timed(command.stdout(Stdio::null()))?;
    tell(
        "`jit-broker audit verify` of the store",
        records,
        &verified,
        "≥ 35,000/s",
    );
    Ok(())
}

/// How long a program took, and the most memory that it held, in KiB.
struct Run {
    took: Duration,
    peak: u64,
}

fn timed(command: &mut Command) -> io::Result<Run> {
    let begin = Instant::now();
    let mut child = command.stdin(Stdio::null()).spawn()?;
    let mut peak = 0;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        // A process that has just ended has no memory to tell of.
        peak = memory::of(child.id()).map_or(peak, |memory| peak.max(memory.peak));
        thread::sleep(LOOK);
    };
    if !status.success() {
        return Err(io::Error::other(format!("{command:?} ended with {status}")));
    }
    Ok(Run {
        took: begin.elapsed(),
        peak,
    })
}

fn tell(what: &str, records: u64, run: &Run, reach: &str) {
    let measured = format!("{}   peak {}", rate(records, run.took), mebibytes(run.peak));
    line(&format!("  {what}"), &measured, reach);
}

#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
fn rate(records: u64, took: Duration) -> String {
    let seconds = took.as_secs_f64();
    format!("{:>9.0}/s in {seconds:.1} s", records as f64 / seconds)
}

/// A store with so many events of the size of an opened session.
async fn fill(folder: &Path, records: u64) -> io::Result<()> {
    let store = std::sync::Arc::new(SqliteStore::open(folder).map_err(io::Error::other)?);
    let mut written = 0;
    while written < records {
        let mut units = JoinSet::new();
        for number in written..records.min(written + TOGETHER) {
            let store = std::sync::Arc::clone(&store);
            let unit = UnitOfWork::of_no_request(event(number)?);
            units.spawn(async move { store.commit(unit).await });
        }
        written += units.len() as u64;
        for committed in units.join_all().await {
            committed.map_err(io::Error::other)?;
        }
    }
    Ok(())
}

fn event(number: u64) -> io::Result<Event> {
    let millis = i64::try_from(number).map_err(io::Error::other)?;
    let at = Timestamp::from_millis(1_795_253_400_000 + millis);
    let end = at.plus_seconds(3_600);
    let role = "arn:aws:iam::111122223333:role/jit/PowerUser";
    Ok(Event {
        at,
        request: None,
        actor: Some(Actor {
            id: PersonId {
                issuer: "https://login.example.com"
                    .parse()
                    .map_err(io::Error::other)?,
                subject: "engineer".parse().map_err(io::Error::other)?,
            },
            name: "Engineer One".into(),
        }),
        bundle: BundleDigest::from(Sha256Hex::of(b"a bundle")),
        kind: EventKind::SessionOpened(Session {
            access_key_id: format!("ASIA{number:016}")
                .parse()
                .map_err(io::Error::other)?,
            role: role.parse().map_err(io::Error::other)?,
            session_name: "Engineer-One+7k3m9p2x4q"
                .parse()
                .map_err(io::Error::other)?,
            source_identity: "engineer".parse().map_err(io::Error::other)?,
            expiration: end,
            fence: end,
            window: Some(Window { start: at, end }),
            sts_request_id: Some(format!("c6104cbe-af31-11e0-8154-{number:012}")),
            sandbox: false,
        }),
    })
}
