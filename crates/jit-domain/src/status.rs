use std::fmt;

use crate::{LevelNumber, StatusName};

/// The state of a request at an instant: a pure function of the request and the time, so that
/// nothing has to run for a window to end or a pending request to expire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Waits for the approvers of this level.
    Pending {
        /// The open level.
        level: LevelNumber,
    },
    /// Approved; the window opens later.
    Scheduled,
    /// The window is open.
    Active,
    /// The window is over, or was given back by the requester.
    Ended,
    /// An approver said no.
    Rejected,
    /// The requester withdrew it before it opened.
    Cancelled,
    /// Nobody decided in time.
    Expired,
    /// An approver or administrator ended it.
    Revoked,
    /// Two policies apply alike: it can never be approved.
    Failed,
}

impl Status {
    /// The one word on the wire and on screens.
    #[must_use]
    pub fn name(self) -> StatusName {
        self.into()
    }

    /// Whether nothing can change it any more.
    #[must_use]
    pub fn is_terminal(self) -> bool {
        self.name().is_terminal()
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.name().fmt(f)
    }
}
