use crate::{Audience, Notice, NoticeKind, Phase, Request, ReviewState, Timestamp, Window};

/// How long before the end of a window its requester is told, in seconds.
pub const WARNING_SECONDS: i64 = 600;

/// An instant in the life of a request at which somebody is told although nobody did anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// The window opens.
    Opened,
    /// The window ends in [`WARNING_SECONDS`].
    Ending,
    /// The window has ended by itself.
    Ended,
    /// The review of a break-glass window is overdue.
    ReviewOverdue,
}

impl Moment {
    /// Every moment, in order.
    pub const ALL: [Self; 4] = [Self::Opened, Self::Ending, Self::Ended, Self::ReviewOverdue];

    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.kind().as_str()
    }

    /// What is told of it.
    #[must_use]
    pub fn kind(self) -> NoticeKind {
        match self {
            Self::Opened => NoticeKind::WindowOpened,
            Self::Ending => NoticeKind::WindowEnding,
            Self::Ended => NoticeKind::WindowEnded,
            Self::ReviewOverdue => NoticeKind::ReviewOverdue,
        }
    }

    /// The notices of a moment that has come; none when it has not, or has passed by already.
    #[must_use]
    pub fn notices(self, request: &Request, now: Timestamp) -> Vec<Notice> {
        let audiences: &[Audience] = match (self, &request.phase) {
            (Self::Opened, Phase::Approved { window }) if is_news(request, *window, now) => {
                &[Audience::Requester]
            }
            (Self::Ending, Phase::Approved { window }) if is_ending(*window, now) => {
                &[Audience::Requester]
            }
            (Self::Ended, Phase::Approved { window }) if now >= window.end => {
                if request.is_break_glass() {
                    &[Audience::Requester, Audience::Security]
                } else {
                    &[Audience::Requester]
                }
            }
            (Self::ReviewOverdue, _) if request.review_state(now) == ReviewState::Overdue => {
                &[Audience::Security, Audience::Administrators]
            }
            _ => &[],
        };
        let notice = |audience: &Audience| Notice::about(request, self.kind(), *audience);
        audiences.iter().map(notice).collect()
    }
}

/// Whether the opening is news: who was told of the approval at the instant at which the window
/// opened, or of the break-glass window, knows already.
fn is_news(request: &Request, window: Window, now: Timestamp) -> bool {
    let told = request.decisions.iter().any(|d| d.at >= window.start);
    window.contains(now) && !told && !request.is_break_glass()
}

/// A window that was never longer than the warning needs none.
fn is_ending(window: Window, now: Timestamp) -> bool {
    let warning = window.end.plus_seconds(-WARNING_SECONDS);
    window.start < warning && warning <= now && now < window.end
}
