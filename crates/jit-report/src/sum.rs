use jit_api::{ApprovalTimes, Figures};
use jit_domain::Timestamp;

use crate::quantile::quantile;
use crate::tally::{Ask, Course, Decided, Route};

/// Adds up asks.
#[derive(Debug, Default)]
pub(crate) struct Sum {
    figures: Figures,
    used_millis: u64,
    window_millis: u64,
    approvals: Vec<u64>,
}

impl Sum {
    /// Adds an ask, as it stood at an instant behind its last event.
    pub(crate) fn add(&mut self, ask: &Ask, until: Timestamp) {
        let figures = &mut self.figures;
        let mut tally = match ask.course {
            Course::Refused => {
                figures.refused += 1;
                return;
            }
            Course::Failed => {
                figures.requests += 1;
                figures.failed += 1;
                return;
            }
            Course::Request(tally) => tally,
        };
        figures.requests += 1;
        *match tally.route {
            Route::Automatic => &mut figures.automatic,
            Route::Manual => &mut figures.manual,
            Route::BreakGlass => &mut figures.break_glass,
        } += 1;
        match tally.decided {
            Decided::Open if tally.pending_until <= until => figures.expired += 1,
            Decided::Open => figures.pending += 1,
            Decided::Rejected => figures.rejected += 1,
            Decided::Cancelled => figures.cancelled += 1,
            Decided::Approved => {}
        }
        figures.revoked += u64::from(tally.revoked);
        figures.violations += u64::from(tally.violation);
        figures.sessions += tally.sessions;
        self.approvals.extend(tally.approved_after_seconds);
        let Some(window) = tally.window else { return };
        let over = window.end <= until;
        if !over {
            tally.cut(until);
        }
        let open = window.end.min(until).since(window.start);
        let Ok(open @ 1..) = u64::try_from(open.num_milliseconds()) else {
            return;
        };
        figures.windows += 1;
        figures.unused_windows += u64::from(over && tally.sessions == 0);
        self.window_millis += open;
        self.used_millis += u64::try_from(tally.used_millis).unwrap_or(0).min(open);
    }

    /// What it comes to.
    pub(crate) fn figures(mut self) -> Figures {
        self.approvals.sort_unstable();
        let mut figures = self.figures;
        figures.window_seconds = self.window_millis / 1000;
        figures.used_seconds = self.used_millis / 1000;
        figures.used_percent = (self.window_millis > 0)
            .then(|| (self.used_millis * 100 + self.window_millis / 2) / self.window_millis);
        figures.approval = quantile(&self.approvals, 50).and_then(|median_seconds| {
            Some(ApprovalTimes {
                approved: self.approvals.len() as u64,
                median_seconds,
                p90_seconds: quantile(&self.approvals, 90)?,
            })
        });
        figures
    }
}
