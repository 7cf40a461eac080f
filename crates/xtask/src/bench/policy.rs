use std::fs;
use std::hint::black_box;
use std::io;
use std::time::{Duration, Instant};

use jit_domain::{AccountRef, Ask, Person, Timestamp};
use jit_policy::{Bundle, NoDirectory, SubmitQuestion, VendQuestion};

use super::figures::{heading, line, millis};
use super::policy_bundle::{Target, World};
use super::samples::Samples;
use crate::error::TaskError;

/// Load, submit and vend decisions, and everything a person may request, at three sizes
#[derive(Debug, clap::Args)]
pub(crate) struct PolicyArgs {
    /// How many decisions are measured at each size
    #[arg(long, default_value_t = 5_000)]
    decisions: usize,
    /// How many times a bundle is loaded at each size
    #[arg(long, default_value_t = 5)]
    loads: usize,
}

/// How many accounts there are at each size: what a decision costs must not grow with them.
const SIZES: [usize; 3] = [100, 1_000, 10_000];

/// The longest page of `targets`.
const PAGE: usize = 500;

pub(crate) fn run(arguments: &PolicyArgs) -> Result<(), TaskError> {
    heading();
    // As much stack as the broker's threads have.
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(jit_policy::THREAD_STACK);
        let measured = thread.spawn_scoped(scope, || {
            SIZES
                .into_iter()
                .try_for_each(|accounts| measure(arguments, accounts))
        });
        let ended = measured.map_err(TaskError::Measure)?.join();
        ended
            .unwrap_or_else(|_| Err(io::Error::other("the measurement ended early")))
            .map_err(TaskError::Measure)
    })
}

fn measure(arguments: &PolicyArgs, accounts: usize) -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let world = World { accounts };
    let mut bytes = 0;
    for (path, text) in world.files() {
        let path = folder.path().join(path);
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        bytes += text.len();
        fs::write(path, text)?;
    }
    let load = || Bundle::load(folder.path()).map_err(io::Error::other);
    let bundle = load()?;
    let kibibytes = bytes / 1024;
    println!("{accounts} accounts, 50 permission sets, 1,000 policies, {kibibytes} KiB");
    let loads = time(arguments.loads, |_| load().map(drop))?;
    line("  load", &three(&loads), "≤ 2 s");
    decisions(&bundle, world, arguments.decisions)?;
    targets(&bundle, world)
}

fn decisions(bundle: &Bundle, world: World, count: usize) -> io::Result<()> {
    let now = now()?;
    let ask = ask()?;
    let targets: Vec<_> = (0..count)
        .map(|n| world.target(n))
        .collect::<Result<_, _>>()?;
    let get = |n: usize| targets.get(n).ok_or(io::ErrorKind::NotFound);
    let submits = time(count, |n| {
        let Target {
            person,
            account,
            permission_set,
        } = get(n)?;
        let question = SubmitQuestion {
            person,
            account: &AccountRef::Id(account.clone()),
            permission_set,
            ask: &ask,
            break_glass: false,
            now,
        };
        bundle
            .rule_on_submit(&question, &NoDirectory)
            .map(drop)
            .map_err(io::Error::other)
    })?;
    line("  submit decision", &three(&submits), "≤ 2 ms");
    let vends = time(count, |n| {
        let Target {
            person,
            account,
            permission_set,
        } = get(n)?;
        let question = VendQuestion {
            person,
            account,
            permission_set,
            duration: ask.duration,
            ticket: None,
            break_glass: false,
            now,
        };
        bundle
            .rule_on_vend(&question)
            .map(drop)
            .map_err(io::Error::other)
    })?;
    line("  vend decision", &three(&vends), "≤ 0.5 ms");
    Ok(())
}

fn targets(bundle: &Bundle, world: World) -> io::Result<()> {
    let now = now()?;
    let offers = |person: &Person, most: usize| {
        let offers = bundle.offers(person, now, |_, _| true);
        offers.take(most).map(black_box).count()
    };
    let operator = World::operator()?;
    let page = time(20, |_| {
        black_box(offers(&operator, PAGE));
        Ok(())
    })?;
    line(
        "  targets: first page (500) of an operator",
        &three(&page),
        "≤ 50 ms",
    );
    let engineer = world.target(0)?.person;
    let count = offers(&engineer, usize::MAX);
    let all = time(20, |_| {
        black_box(offers(&engineer, usize::MAX));
        Ok(())
    })?;
    let what = format!("  targets: all {count} of an engineer");
    line(&what, &three(&all), "≤ 50 ms a page");
    Ok(())
}

fn now() -> io::Result<Timestamp> {
    "2026-11-24T10:00:00Z".parse().map_err(io::Error::other)
}

/// Half an hour: a policy alone may approve it.
fn ask() -> io::Result<Ask> {
    Ok(Ask {
        duration: 1800.try_into().map_err(io::Error::other)?,
        reason: "INC-4711: stuck queue".parse().map_err(io::Error::other)?,
        ticket: None,
        start: None,
        extends: None,
        batch: None,
    })
}

/// Does something so many times, one after the other; the first time does not count.
fn time(times: usize, mut work: impl FnMut(usize) -> io::Result<()>) -> io::Result<Samples> {
    work(0)?;
    let all = Instant::now();
    let mut took = Vec::with_capacity(times);
    for n in 0..times {
        let begin = Instant::now();
        work(n)?;
        took.push(begin.elapsed());
    }
    Ok(Samples::new(took, all.elapsed()))
}

fn three(samples: &Samples) -> String {
    let [min, median, p99]: [Duration; 3] = [0, 50, 99].map(|percent| samples.percentile(percent));
    format!(
        "min {:>8}   median {:>8}   p99 {:>8}",
        precise(min),
        precise(median),
        precise(p99)
    )
}

/// Microseconds for what takes less than a tenth of a millisecond.
fn precise(duration: Duration) -> String {
    if duration < Duration::from_micros(100) {
        format!("{} µs", duration.as_micros())
    } else {
        millis(duration)
    }
}
