//! What auditors do: against a broker, and against an export of one.

pub mod cloudtrail;
pub mod desk;
mod export;
#[cfg(unix)]
mod follow;
#[cfg(unix)]
mod schemas;
mod session;
mod verify;

use serde_json::Value;

use crate::fake_broker::Answer;

/// The log of a broker that really ran.
pub const LOG: &str = include_str!("../../docs/data/audit.jsonl");

/// Its records and, apart from them, its last line.
pub fn records() -> (Vec<&'static str>, &'static str) {
    let mut lines: Vec<&str> = LOG.lines().collect();
    let head = lines.pop().unwrap();
    (lines, head)
}

/// These lines, as a broker sends them.
fn answer(lines: &[&str]) -> Answer {
    let text = [&lines.join("\n"), "\n"].concat();
    Answer::raw(200, "application/jsonl", text)
}

/// What a trail delivered about the session of the log, and about others.
pub const TRAIL: &str = include_str!("../data/cloudtrail.json");

/// The trail, without what lies outside of the window.
pub fn inside() -> String {
    let mut trail: Value = serde_json::from_str(TRAIL).unwrap();
    trail["Records"].as_array_mut().unwrap().remove(6);
    trail.to_string()
}

/// A broker with that log. It knows no session by its source identity; that, only the log does.
#[cfg(unix)]
pub fn serve(broker: &crate::fake_broker::FakeBroker) {
    broker.by("GET /v1/audit", |call| {
        let (mut lines, head) = records();
        if !call.line.contains("type=") {
            return answer(&[&lines[..], &[head]].concat());
        }
        lines.retain(|line| line.contains("session_opened"));
        let filtered = head.replace("head", "filtered_head");
        answer(&[&lines[..], &[&filtered]].concat())
    });
    let sessions = serde_json::json!({ "sessions": [] });
    broker.on("GET /v1/audit/sessions", Answer::json(&sessions));
}
