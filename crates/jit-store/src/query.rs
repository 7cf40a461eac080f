use std::fmt;
use std::str::FromStr;

use jit_domain::{
    AccountId, PermissionSetName, Person, PersonId, RequestId, StatusName, Timestamp,
};

/// Which requests, from where on, how many. Newest first.
#[derive(Clone, Debug)]
pub struct RequestQuery {
    /// Whose.
    pub scope: Scope,
    /// In any of these states at `now`; empty for all.
    pub statuses: Vec<StatusName>,
    /// Break-glass windows that wait for their review so; none for all requests.
    pub review: Option<ReviewFilter>,
    /// For this account.
    pub account: Option<AccountId>,
    /// For this permission set.
    pub permission_set: Option<PermissionSetName>,
    /// Asked for by this person.
    pub requester: Option<PersonId>,
    /// Asked for at this instant or later.
    pub created_from: Option<Timestamp>,
    /// Asked for before this instant.
    pub created_before: Option<Timestamp>,
    /// The instant at which states are read.
    pub now: Timestamp,
    /// Continue behind this one.
    pub after: Option<Cursor>,
    /// At most that many, 1 to 1,000.
    pub limit: u32,
}

impl RequestQuery {
    /// The first page of everything in a scope, with states read at `now`.
    #[must_use]
    pub fn all(scope: Scope, now: Timestamp) -> Self {
        Self {
            scope,
            statuses: Vec::new(),
            review: None,
            account: None,
            permission_set: None,
            requester: None,
            created_from: None,
            created_before: None,
            now,
            after: None,
            limit: 1_000,
        }
    }
}

/// Which of the break-glass windows that nobody has reviewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReviewFilter {
    /// All of them, those that can still be used among them.
    Unreviewed,
    /// Those that are over at `now`.
    Open,
    /// Those of them whose review was due by `now`.
    Overdue,
}

/// Whose requests a query sees.
#[derive(Clone, Debug)]
pub enum Scope {
    /// Those that the person asked for.
    Mine(PersonId),
    /// Those pending at a level whose approver the person is, not asked for by them and not yet
    /// approved by them.
    ToReview(Person),
    /// The break-glass windows that nobody has reviewed and the person may, once they are over:
    /// they approve at a level that was skipped or are of security, and did not ask themselves.
    MayReview(Person),
    /// The windows, open or still to come, that the person may end: those that they approve at any
    /// level, skipped or of security, and did not ask for; all of them for an administrator.
    ToRevoke {
        /// Who may.
        person: Person,
        /// Whether they administer the broker.
        administrator: bool,
    },
    /// Those that the person asked for or approves at any level, skipped or not.
    VisibleTo(Person),
    /// All.
    All,
}

/// One person's one target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetKey {
    /// Who asked.
    pub person: PersonId,
    /// The account.
    pub account: AccountId,
    /// The permission set.
    pub permission_set: PermissionSetName,
}

/// A place in a list of requests, newest first. Text for clients, which must not read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// When the last request of the page before was asked.
    pub created_at: Timestamp,
    /// Its ID, where several were asked in one millisecond.
    pub id: RequestId,
}

/// The text is not a cursor that this broker gave out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the cursor is not one that the broker gave out")]
pub struct ParseCursorError;

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.created_at.millis(), self.id)
    }
}

impl FromStr for Cursor {
    type Err = ParseCursorError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let (millis, id) = s.split_once('.').ok_or(ParseCursorError)?;
        Ok(Self {
            created_at: Timestamp::from_millis(millis.parse().map_err(|_| ParseCursorError)?),
            id: id.parse().map_err(|_| ParseCursorError)?,
        })
    }
}

/// Part of a list.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// The items, in order.
    pub items: Vec<T>,
    /// Where the next page begins; none on the last.
    pub next: Option<Cursor>,
}
