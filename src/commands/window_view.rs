//! How a window looks, in local time and in UTC.

use jit_api::Request;
use jit_domain::{StatusName, Timestamp, WindowDuration};

use crate::ui::{Details, Screen};

/// The window of a request, or the one that would open if it were approved now.
pub(crate) fn window_rows(details: &mut Details, request: &Request, screen: &Screen) {
    let now = screen.now();
    let (start, end, what) = if request.status == StatusName::Pending {
        let (start, end) = would_open(request, granted(request), now);
        let what = if start > now {
            "if it is approved by then"
        } else {
            "if it were approved now"
        };
        (start, end, what.to_owned())
    } else {
        let Some((start, end)) = request.window_start.zip(request.window_end) else {
            return;
        };
        let ends = if end > now { "ends" } else { "ended" };
        (start, end, format!("({ends} {})", screen.distance(end)))
    };
    let comma = if what.starts_with('(') { "" } else { "," };
    let (from, to) = (screen.time(start), screen.time(end));
    details.add("window", format_args!("{from} to {to}{comma} {what}"));
    details.add_some("in UTC", in_utc(start, end, screen));
}

/// The shortest duration that anyone has approved, or that was asked for.
pub(crate) fn granted(request: &Request) -> WindowDuration {
    let shorter = request.decisions.iter().filter_map(|d| d.duration_seconds);
    shorter.fold(request.duration_seconds, WindowDuration::min)
}

/// Where the window would begin and end if the last approval came now.
pub(crate) fn would_open(
    request: &Request,
    granted: WindowDuration,
    now: Timestamp,
) -> (Timestamp, Timestamp) {
    let start = request.start.filter(|start| *start > now).unwrap_or(now);
    (start, start.plus(granted))
}

/// `2026-11-22 09:05:00 to 2026-11-22 10:05:00`; none where local time is UTC.
pub(crate) fn in_utc(start: Timestamp, end: Timestamp, screen: &Screen) -> Option<String> {
    let differs = !(screen.is_utc(start) && screen.is_utc(end));
    differs.then(|| format!("{} to {}", screen.utc(start), screen.utc(end)))
}
