use axum::http::HeaderMap;

use crate::app::App;

/// Names one exchange in answers and log lines.
pub(super) const HEADER: &str = "x-request-id";

/// The client's name for the exchange where it is harmless: 8 to 64 of `[A-Za-z0-9_-]`; else a
/// fresh one.
pub(super) fn of(headers: &HeaderMap, app: &App) -> String {
    let given = headers.get(HEADER).and_then(|value| value.to_str().ok());
    match given.filter(|id| is_harmless(id)) {
        Some(id) => id.to_owned(),
        None => format!("{:016x}", app.random.bits()),
    }
}

fn is_harmless(id: &str) -> bool {
    (8..=64).contains(&id.len())
        && id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}
