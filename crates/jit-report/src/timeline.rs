//! What was asked over the time, and how long it took to decide.

use jit_api::{ApprovalTime, TimelineStep};

use crate::Period;
use crate::tally::{Ask, Course, Route};

const DAY_MILLIS: i64 = 24 * 3600 * 1000;

/// The most steps: what a plot can show side by side.
const MOST_STEPS: i64 = 62;

/// The period in days, weeks, or as many weeks as it takes for at most [`MOST_STEPS`] steps, from
/// its beginning on. The last step may be shorter.
pub(crate) fn steps(asks: &[Ask], period: Period) -> Vec<TimelineStep> {
    let span = period.until().since(period.since()).num_milliseconds();
    let week = 7 * DAY_MILLIS;
    let length = if span <= MOST_STEPS * DAY_MILLIS {
        DAY_MILLIS
    } else {
        week * (span - 1).div_euclid(week * MOST_STEPS).saturating_add(1)
    };
    let number = (span - 1).div_euclid(length) + 1;
    let mut steps: Vec<_> = (0..number)
        .map(|n| TimelineStep {
            start: period.since().plus_seconds(n * length / 1000),
            manual: 0,
            automatic: 0,
            break_glass: 0,
            refused: 0,
        })
        .collect();
    for ask in asks {
        let into = ask.at.since(period.since()).num_milliseconds();
        let step = usize::try_from(into.div_euclid(length)).ok();
        let Some(step) = step.and_then(|n| steps.get_mut(n)) else {
            continue;
        };
        *match ask.course {
            Course::Refused | Course::Failed => &mut step.refused,
            Course::Request(tally) => match tally.route {
                Route::Manual => &mut step.manual,
                Route::Automatic => &mut step.automatic,
                Route::BreakGlass => &mut step.break_glass,
            },
        } += 1;
    }
    steps
}

/// The classes of how long an approval takes: less than so many seconds each, the last without an
/// end.
const CLASSES: [Option<u64>; 8] = [
    Some(60),
    Some(5 * 60),
    Some(15 * 60),
    Some(3600),
    Some(4 * 3600),
    Some(12 * 3600),
    Some(24 * 3600),
    None,
];

/// How long approvals by people took.
pub(crate) fn approval_times(asks: &[Ask]) -> Vec<ApprovalTime> {
    let mut classes = CLASSES.map(|under_seconds| ApprovalTime {
        under_seconds,
        approvals: 0,
    });
    for ask in asks {
        let Course::Request(tally) = ask.course else {
            continue;
        };
        let Some(seconds) = tally.approved_after_seconds else {
            continue;
        };
        let class = classes
            .iter_mut()
            .find(|class| class.under_seconds.is_none_or(|under| seconds < under));
        if let Some(class) = class {
            class.approvals += 1;
        }
    }
    classes.to_vec()
}
