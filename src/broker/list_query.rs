use jit_domain::{AccountRef, StatusName, Timestamp};

/// Which requests to list.
#[derive(Clone, Debug)]
pub struct ListQuery {
    /// Whose.
    pub view: View,
    /// In any of these states; empty for all.
    pub statuses: Vec<StatusName>,
    /// Break-glass windows that wait for their review so; none for all requests.
    pub review: Option<ReviewFilter>,
    /// For this account.
    pub account: Option<AccountRef>,
    /// Asked at this instant or later.
    pub created_from: Option<Timestamp>,
}

/// Whose requests to list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// The caller's own.
    #[default]
    Mine,
    /// Those that wait for the caller's decision, or their review where a review is asked for.
    ToReview,
    /// Windows, open or still to come, that the caller may revoke.
    ToRevoke,
    /// All, for auditors.
    All,
}

impl View {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::ToReview => "to_review",
            Self::ToRevoke => "to_revoke",
            Self::All => "all",
        }
    }
}

/// Which of the break-glass windows that nobody has reviewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReviewFilter {
    /// All of them, those that are still open among them.
    Unreviewed,
    /// Those whose review was due by now.
    Overdue,
}

impl ReviewFilter {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Unreviewed => "unreviewed",
            Self::Overdue => "overdue",
        }
    }
}
