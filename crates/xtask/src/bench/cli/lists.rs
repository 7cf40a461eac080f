use std::io::{self, Read as _};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use jit_testkit::fake_broker::{Answer, FakeBroker};
use serde_json::json;

use super::super::figures::{line, mebibytes, millis};
use super::super::memory;

/// How many requests there are, and how many of them on a page: what brokers answer when nothing is
/// said about it.
const REQUESTS: usize = 10_000;
const ON_A_PAGE: usize = 50;

/// How often to look how much memory a process takes.
const PAUSE: Duration = Duration::from_micros(500);

/// When the first page of a long list is there, when all of it is, and the most memory that it takes.
pub(super) fn measure() -> io::Result<()> {
    let broker = broker();
    let home = tempfile::tempdir()?;
    for format in ["table", "csv", "jsonl", "json"] {
        let mut list = super::jit(&broker, home.path());
        list.args(["list", "--all", "--format", format]);
        let seen = watch(&mut list)?;
        let name = format!("jit list of 10,000 as {format}");
        let (first, all) = (millis(seen.first), millis(seen.all));
        line(&name, &format!("first {first:>9}   all {all:>12}"), "");
        line("  peak memory", &mebibytes(seen.peak), "≤ 64 MiB");
        if seen.requests != REQUESTS {
            let what = format!("{} of {REQUESTS} are in the {format}", seen.requests);
            return Err(io::Error::other(what));
        }
    }
    Ok(())
}

fn broker() -> FakeBroker {
    let page = |page: usize| {
        let requests: Vec<_> = (page * ON_A_PAGE..(page + 1) * ON_A_PAGE)
            .map(|number| {
                let mut request = super::pending();
                if let Some(id) = request.get_mut("id") {
                    *id = format!("req-{number:010}").into();
                }
                request
            })
            .collect();
        let next = ((page + 1) * ON_A_PAGE < REQUESTS).then(|| (page + 1).to_string());
        Answer::json(&json!({ "requests": requests, "next_cursor": next }))
    };
    let pages: Vec<Answer> = (0..REQUESTS / ON_A_PAGE).map(page).collect();
    let broker = FakeBroker::start();
    broker.by("GET /v1/requests", move |call| {
        let cursor = call.line.split("cursor=").nth(1);
        let page = cursor.and_then(|it| it.parse().ok()).unwrap_or(0_usize);
        let unknown = || Answer::raw(400, "text/plain", "no such page");
        pages.get(page).cloned().unwrap_or_else(unknown)
    });
    broker
}

/// What was seen of a run.
struct Seen {
    first: Duration,
    all: Duration,
    /// In KiB.
    peak: u64,
    requests: usize,
}

fn watch(command: &mut Command) -> io::Result<Seen> {
    let begin = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let process = child.id();
    // The kernel's figure only grows: the last that could be read is short of the end by one pause.
    let peak = thread::spawn(move || {
        let mut peak = 0;
        while let Ok(memory) = memory::of(process) {
            peak = memory.peak;
            thread::sleep(PAUSE);
        }
        peak
    });
    let mut stdout = child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
    let mut text = vec![0; 1];
    stdout.read_exact(&mut text)?;
    let first = begin.elapsed();
    stdout.read_to_end(&mut text)?;
    let status = child.wait()?;
    let all = begin.elapsed();
    let peak = peak.join().unwrap_or_default();
    if !status.success() || peak == 0 {
        return Err(io::Error::other(format!("{command:?} ended with {status}")));
    }
    let requests = String::from_utf8_lossy(&text).matches("req-0").count();
    Ok(Seen {
        first,
        all,
        peak,
        requests,
    })
}
