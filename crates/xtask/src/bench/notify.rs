use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jit_broker::app::SystemRandom;
use jit_broker::jobs::{self, Notices};
use jit_broker::notify::NamedSink;
use jit_broker::notify::settings::{build, read};
use jit_broker::webhooks::Reach;
use jit_domain::{Clock, RequestId, SystemClock};
use jit_policy::Bundle;
use jit_store::sqlite::SqliteStore;
use jit_store::{Outbox, Store, UnitOfWork};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::figures::{heading, line, millis, shortest_and_median};
use super::floor::fsyncs_per_second;
use super::notify_receiver::Receiver;
use super::notify_requests::submitted;
use super::samples::Samples;
use crate::error::TaskError;

/// How fast notices reach a webhook, alone and beside a dead one, and what they cost a transaction
#[derive(Debug, clap::Args)]
pub(crate) struct NotifyArgs {
    /// How many notices are delivered
    #[arg(long, default_value_t = 1_000)]
    notices: u64,
    /// How many transactions of each kind are compared
    #[arg(long, default_value_t = 500)]
    transactions: u64,
}

/// The key of the webhooks, which nobody checks.
const KEY: &str = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Nobody listens there.
const DEAD: &str = "http://127.0.0.1:9";

pub(crate) fn run(arguments: &NotifyArgs) -> Result<(), TaskError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let measured = runtime.and_then(|runtime| runtime.block_on(measure(arguments)));
    measured.map_err(TaskError::Measure)
}

async fn measure(arguments: &NotifyArgs) -> io::Result<()> {
    heading();
    let folder = tempfile::tempdir()?;
    let floor = fsyncs_per_second(folder.path(), Duration::from_secs(2))?;
    line("floor: 4 KiB made durable", &format!("{floor:>8.0}/s"), "");
    let alone = delivered(arguments.notices, false).await?;
    let beside = delivered(arguments.notices, true).await?;
    let shown = |took: Duration| format!("{:.2} s", took.as_secs_f64());
    let count = arguments.notices;
    line(
        &format!("{count} notices at a healthy sink"),
        &shown(alone),
        "≤ 10 s for 1,000",
    );
    line("the same beside a dead sink", &shown(beside), "the same");
    transactions(arguments.transactions).await
}

/// How long it takes from the start of the broker until the receiver has everything that waits.
async fn delivered(count: u64, with_dead: bool) -> io::Result<Duration> {
    let folder = tempfile::tempdir()?;
    let store = SqliteStore::open(folder.path()).map_err(io::Error::other)?;
    for number in 0..count {
        commit(&store, number, true).await?;
    }
    let receiver = Receiver::start().await?;
    let mut sinks = vec![("healthy", receiver.url())];
    if with_dead {
        sinks.push(("dead", DEAD.to_owned()));
    }
    let notices = Notices {
        outbox: Arc::new(store) as Arc<dyn Outbox>,
        bundle: Arc::new(arc_swap::ArcSwap::from_pointee(Bundle::empty())),
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom),
        public_url: "https://jit.example.com"
            .parse()
            .map_err(io::Error::other)?,
        sinks: webhooks(folder.path(), &sinks).await?.into(),
    };
    let (_stop, stopping) = watch::channel(false);
    let mut running = JoinSet::new();
    let begin = Instant::now();
    jobs::start(&notices, &mut running, &stopping);
    receiver.await_calls(count).await;
    let took = begin.elapsed();
    running.shutdown().await;
    Ok(took)
}

async fn webhooks(folder: &Path, sinks: &[(&str, String)]) -> io::Result<Vec<NamedSink>> {
    fs::write(folder.join("key"), KEY)?;
    let entries: Vec<_> = sinks
        .iter()
        .map(|(name, url)| {
            format!(
                "[[sink]]\nname = \"{name}\"\ntype = \"webhook\"\nurl = \"{url}\"\nkey_file = \"key\"\n"
            )
        })
        .collect();
    let file = folder.join("sinks.toml");
    fs::write(&file, entries.concat())?;
    let settings = read(&file).map_err(|problems| io::Error::other(problems.join("; ")))?;
    let built = build(&settings, Reach::PrivateToo).await;
    built.map_err(|problems| io::Error::other(problems.join("; ")))
}

/// What a notice adds to a transaction: submissions with and without one, in turn.
async fn transactions(count: u64) -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let store = SqliteStore::open(folder.path()).map_err(io::Error::other)?;
    let (mut with, mut without) = (Vec::new(), Vec::new());
    let begin = Instant::now();
    for number in 0..count {
        without.push(commit(&store, 2 * number, false).await?);
        with.push(commit(&store, 2 * number + 1, true).await?);
    }
    let wall = begin.elapsed();
    let (with, without) = (Samples::new(with, wall), Samples::new(without, wall));
    line(
        "a submission without a notice",
        &shortest_and_median(&without),
        "",
    );
    line(
        "a submission with a notice",
        &shortest_and_median(&with),
        "",
    );
    let more = with.percentile(50).saturating_sub(without.percentile(50));
    line("what the notice adds (median)", &millis(more), "≤ 1 ms");
    Ok(())
}

/// Commits a submission, for which approvers are told or nobody is; answers how long it took.
async fn commit(store: &SqliteStore, number: u64, told: bool) -> io::Result<Duration> {
    let id = RequestId::from_random_bits(number);
    let event = submitted(id, told, SystemClock.now()).map_err(io::Error::other)?;
    let unit = UnitOfWork::submit(event, None).map_err(io::Error::other)?;
    let begin = Instant::now();
    store.commit(unit).await.map_err(io::Error::other)?;
    Ok(begin.elapsed())
}
