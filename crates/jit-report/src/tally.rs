use jit_domain::{
    Approval, EventKind, ReviewVerdict, Session, SubmittedRequest, Timestamp, Window,
};

/// What is kept of one ask: numbers of a fixed size, whatever happens to it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ask {
    /// Number of the target; none where a refusal named no account.
    pub(crate) target: Option<usize>,
    /// Number of the person.
    pub(crate) person: usize,
    /// Number of the set of groups.
    pub(crate) groups: usize,
    /// Number of the kind of reason.
    pub(crate) reason: usize,
    /// When it was asked.
    pub(crate) at: Timestamp,
    /// For how long, in seconds.
    pub(crate) seconds: u32,
    /// What became of it.
    pub(crate) course: Course,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Course {
    /// A policy refused it.
    Refused,
    /// Policies applied alike.
    Failed,
    /// It became a request.
    Request(Tally),
}

/// How a request is approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    Automatic,
    Manual,
    BreakGlass,
}

/// How the decisions went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decided {
    Open,
    Approved,
    Rejected,
    Cancelled,
}

/// What happened to a request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tally {
    pub(crate) route: Route,
    pub(crate) decided: Decided,
    pub(crate) pending_until: Timestamp,
    pub(crate) window: Option<Window>,
    /// How long people took to approve it; none where they did not.
    pub(crate) approved_after_seconds: Option<u64>,
    pub(crate) revoked: bool,
    pub(crate) violation: bool,
    pub(crate) sessions: u64,
    pub(crate) used_millis: i64,
    /// The end of the last session that counts as use, as the window then was.
    covered_until: Timestamp,
}

impl Tally {
    pub(crate) fn of(submitted: &SubmittedRequest, at: Timestamp) -> Self {
        let route = match submitted.approval {
            Some(Approval::Automatic { .. }) => Route::Automatic,
            Some(Approval::BreakGlass { .. }) => Route::BreakGlass,
            Some(Approval::Manual { .. }) | None => Route::Manual,
        };
        Self {
            route,
            decided: if submitted.window.is_some() {
                Decided::Approved
            } else {
                Decided::Open
            },
            pending_until: submitted.pending_until,
            window: submitted.window,
            approved_after_seconds: None,
            revoked: false,
            violation: false,
            sessions: 0,
            used_millis: 0,
            covered_until: at,
        }
    }

    /// Takes in what happened next.
    pub(crate) fn follow(&mut self, asked: Timestamp, at: Timestamp, kind: &EventKind) {
        match kind {
            EventKind::Approved {
                window: Some(window),
                ..
            } => {
                self.decided = Decided::Approved;
                self.window = Some(*window);
                let seconds = at.since(asked).num_seconds();
                self.approved_after_seconds = Some(u64::try_from(seconds).unwrap_or(0));
            }
            EventKind::Rejected { .. } => self.decided = Decided::Rejected,
            EventKind::Cancelled => {
                self.decided = Decided::Cancelled;
                self.cut(at);
            }
            EventKind::Finished => self.cut(at),
            EventKind::Revoked { .. } => {
                self.revoked = true;
                self.cut(at);
            }
            EventKind::Reviewed { verdict, .. } => {
                self.violation = *verdict == ReviewVerdict::Violation;
            }
            EventKind::SessionOpened(session) => self.open(at, session),
            _ => {}
        }
    }

    /// A session is use from its beginning to its end, or to that of the window; what several
    /// sessions cover counts once.
    fn open(&mut self, at: Timestamp, session: &Session) {
        self.sessions += 1;
        let Some(window) = self.window else { return };
        let end = session.expiration.min(session.fence).min(window.end);
        let from = at.max(window.start).max(self.covered_until);
        if end > from {
            self.used_millis += end.since(from).num_milliseconds();
            self.covered_until = end;
        }
    }

    /// The window ends early. All sessions began before, so what they cover of the rest is one
    /// piece, from here to the last of their ends.
    pub(crate) fn cut(&mut self, at: Timestamp) {
        if let Some(window) = &mut self.window {
            window.end = at.clamp(window.start, window.end);
        }
        if self.covered_until > at {
            self.used_millis -= self.covered_until.since(at).num_milliseconds();
            self.covered_until = at;
        }
    }

    /// Whether it should not have been: somebody ended it, or found a violation.
    pub(crate) fn is_regretted(&self) -> bool {
        self.revoked || self.violation
    }
}
