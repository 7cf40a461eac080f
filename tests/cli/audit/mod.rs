//! What auditors do: against a broker, and against an export of one.

mod cloudtrail;
mod export;
#[cfg(unix)]
mod follow;
mod session;
mod verify;

/// The log of a broker that really ran.
const LOG: &str = include_str!("../../docs/data/audit.jsonl");

/// Its records and, apart from them, its last line.
fn records() -> (Vec<&'static str>, &'static str) {
    let mut lines: Vec<&str> = LOG.lines().collect();
    let head = lines.pop().unwrap();
    (lines, head)
}

/// These lines, as a broker sends them.
fn answer(lines: &[&str]) -> crate::fake_broker::Answer {
    let text = [&lines.join("\n"), "\n"].concat();
    crate::fake_broker::Answer::raw(200, "application/jsonl", text)
}
