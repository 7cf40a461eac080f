use std::io;
use std::time::Instant;

use jit_testkit::fake_broker::{Answer, FakeBroker};
use serde_json::json;

use super::super::figures::{line, millis};
use super::super::samples::Samples;
use super::terminal::Terminal;

/// How many targets there are, and how many of them on a page.
const TARGETS: usize = 200_000;
const ON_A_PAGE: usize = 10_000;

/// What is typed, and taken back from its end: all lines fit to the first letter, few to the last.
const TYPED: &str = "team 17 prod 042";

/// The time from a key to what it changes on the screen.
pub(super) fn measure() -> io::Result<()> {
    let broker = broker();
    let home = tempfile::tempdir()?;
    let begin = Instant::now();
    let mut request = super::jit(&broker, home.path());
    let mut terminal = Terminal::start(request.arg("request"))?;
    terminal.sees("Which target?")?;
    let ready = begin.elapsed();
    let (mut took, all) = (Vec::new(), Instant::now());
    let mut press = |key: &str, typed: &str| {
        let begin = Instant::now();
        terminal.types(key)?;
        terminal.sees(&format!(" {typed}|"))?;
        took.push(begin.elapsed());
        io::Result::Ok(())
    };
    let ends: Vec<usize> = TYPED.char_indices().map(|(at, _)| at).collect();
    for end in ends.iter().skip(1).copied().chain([TYPED.len()]) {
        let typed = TYPED.get(..end).unwrap_or_default();
        let key = typed.get(end - 1..).unwrap_or_default();
        press(key, typed)?;
    }
    for end in ends.iter().rev() {
        press("\u{7f}", TYPED.get(..*end).unwrap_or_default())?;
    }
    let samples = Samples::new(took, all.elapsed());
    terminal.types("\u{1b}")?;
    terminal.ends()?;
    let [half, slowest] = [50, 100].map(|percent| millis(samples.percentile(percent)));
    line("picker of 200,000 targets: ready after", &millis(ready), "");
    let measured = format!("median {half:>10}   slowest {slowest:>9}");
    line("  key to redraw", &measured, "≤ 100 ms");
    Ok(())
}

fn broker() -> FakeBroker {
    let target = |number: usize| {
        let account = format!("{:012}", 100_000_000_000 + number);
        let stage = ["dev", "test", "prod"].get(number % 3).unwrap_or(&"");
        json!({
            "account": account,
            "account_name": format!("team-{:03}-{stage}-{:03}", number / 900, number % 900),
            "permission_set": "PowerUser",
            "role_arn": format!("arn:aws:iam::{account}:role/jit/PowerUser"),
            "max_duration_seconds": 3600,
            "approval": "automatic",
            "levels": [],
            "reason_min_length": 1,
            "ticket_required": false,
        })
    };
    let page = |page: usize| {
        let targets: Vec<_> = (page * ON_A_PAGE..(page + 1) * ON_A_PAGE)
            .map(target)
            .collect();
        let next = ((page + 1) * ON_A_PAGE < TARGETS).then(|| (page + 1).to_string());
        Answer::json(&json!({ "targets": targets, "next_cursor": next }))
    };
    let broker = FakeBroker::start();
    for number in 0..TARGETS / ON_A_PAGE {
        broker.on("GET /v1/targets", page(number));
    }
    let none = json!({ "requests": [] });
    broker.on("GET /v1/requests", Answer::json(&none));
    broker
}
