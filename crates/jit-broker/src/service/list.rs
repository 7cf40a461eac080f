use std::collections::BTreeMap;
use std::fmt::Write as _;

use jit_api::{ErrorCode, RequestPage};
use jit_domain::{
    AccountId, AccountRef, AdministrativeRead, PermissionSetName, PersonId, Request, Sha256Hex,
    StatusName, Subject, Timestamp,
};
use jit_policy::Bundle;
use jit_store::{Cursor, Page, RequestQuery, ReviewFilter, Scope, Versioned};

use super::poll::{Look, Polled, Tag, Wait, Watched, poll};
use super::record::{self, Attempt, refused};
use super::show::next_boundary;
use super::{Failure, view};
use crate::app::App;
use crate::identity::Caller;

/// Whose requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// The caller's own.
    #[default]
    Mine,
    /// Those that wait for the caller's decision; with a review asked for, those that wait for
    /// their look back.
    ToReview,
    /// Those whose window is open or still to come and that the caller may revoke.
    ToRevoke,
    /// Everybody's; for auditors and administrators.
    All,
}

/// Which requests.
#[derive(Clone, Debug)]
pub struct ListQuestion {
    /// Whose.
    pub view: View,
    /// In any of these states; empty for all.
    pub statuses: Vec<StatusName>,
    /// Break-glass windows that wait for their review so; none for all requests.
    pub review: Option<ReviewFilter>,
    /// For this account.
    pub account: Option<AccountRef>,
    /// For this permission set.
    pub permission_set: Option<PermissionSetName>,
    /// Asked for by this subject of the caller's issuer.
    pub requester: Option<Subject>,
    /// Asked for at this instant or later.
    pub created_from: Option<Timestamp>,
    /// Asked for before this instant.
    pub created_before: Option<Timestamp>,
    /// At most that many, 1 to [`ListQuestion::MAX_LIMIT`].
    pub limit: u32,
    /// Continue behind this one.
    pub cursor: Option<Cursor>,
}

impl ListQuestion {
    /// The longest page.
    pub const MAX_LIMIT: u32 = 200;
    /// The length of a page when nothing is said.
    pub const DEFAULT_LIMIT: u32 = 50;

    /// By what it is narrowed down, for the audit log.
    fn filter(&self) -> BTreeMap<String, String> {
        let statuses: Vec<_> = self.statuses.iter().map(ToString::to_string).collect();
        let review = self.review.map(|review| match review {
            ReviewFilter::Unreviewed => "unreviewed",
            ReviewFilter::Open => "open",
            ReviewFilter::Overdue => "overdue",
        });
        let parts = [
            ("status", (!statuses.is_empty()).then(|| statuses.join(","))),
            ("review", review.map(str::to_owned)),
            ("account", self.account.as_ref().map(ToString::to_string)),
            (
                "permission_set",
                self.permission_set.as_ref().map(ToString::to_string),
            ),
            (
                "requester",
                self.requester.as_ref().map(ToString::to_string),
            ),
            (
                "created_from",
                self.created_from.as_ref().map(ToString::to_string),
            ),
            (
                "created_before",
                self.created_before.as_ref().map(ToString::to_string),
            ),
        ];
        let parts = parts.into_iter();
        parts
            .filter_map(|(name, value)| Some((name.to_owned(), value?)))
            .collect()
    }
}

/// A page of requests, newest first, once it is another one than the client knows.
///
/// # Errors
///
/// `not_an_auditor` for everybody's requests, unless the caller is an auditor or administrator.
pub async fn list(
    app: &App,
    caller: &Caller,
    question: &ListQuestion,
    wait: &Wait,
) -> Result<Polled<RequestPage>, Failure> {
    if let Err(failure) = scope(caller, question, &app.bundle.load()) {
        return Err(refused(app, caller, Attempt::to("read"), failure).await);
    }
    let page = OnePage {
        app,
        caller,
        question,
    };
    let polled = poll(app, wait, page).await?;
    if question.view == View::All && matches!(polled, Polled::Fresh { .. }) {
        let filter = question.filter();
        record::read_once(app, caller, AdministrativeRead::Requests { filter }).await?;
    }
    Ok(polled)
}

struct OnePage<'a> {
    app: &'a App,
    caller: &'a Caller,
    question: &'a ListQuestion,
}

impl Watched for OnePage<'_> {
    type Seen = RequestPage;

    async fn look(&self) -> Result<Look<RequestPage>, Failure> {
        let app = self.app;
        let now = app.clock.now();
        let Some(query) = query(app, self.caller, self.question, now)? else {
            return Ok(look_at(&[], None, now));
        };
        let turn = app.limits.list_turn().await?;
        let Page { items, next } = app.store.requests(&query).await?;
        drop(turn);
        Ok(look_at(&items, next, now))
    }
}

/// The question for the store; none when it names an account that the catalog does not know.
fn query(
    app: &App,
    caller: &Caller,
    question: &ListQuestion,
    now: Timestamp,
) -> Result<Option<RequestQuery>, Failure> {
    let bundle = app.bundle.load();
    let account = match question.account.as_ref().map(|a| account_id(a, &bundle)) {
        Some(None) => return Ok(None),
        Some(Some(id)) => Some(id),
        None => None,
    };
    let requester = question.requester.as_ref().map(|subject| PersonId {
        issuer: caller.person.id.issuer.clone(),
        subject: subject.clone(),
    });
    Ok(Some(RequestQuery {
        scope: scope(caller, question, &bundle)?,
        statuses: question.statuses.clone(),
        review: question.review,
        account,
        permission_set: question.permission_set.clone(),
        requester,
        created_from: question.created_from,
        created_before: question.created_before,
        now,
        after: question.cursor.clone(),
        limit: question.limit.clamp(1, ListQuestion::MAX_LIMIT),
    }))
}

/// An ID stays good when its account has left the catalog: its requests are still there.
pub(super) fn account_id(account: &AccountRef, bundle: &Bundle) -> Option<AccountId> {
    match account {
        AccountRef::Id(id) => Some(id.clone()),
        AccountRef::Name(_) => bundle.account(account).map(|found| found.id.clone()),
    }
}

fn scope(caller: &Caller, question: &ListQuestion, bundle: &Bundle) -> Result<Scope, Failure> {
    let person = &caller.person;
    match question.view {
        View::Mine => Ok(Scope::Mine(person.id.clone())),
        View::ToReview if question.review.is_some() => Ok(Scope::MayReview(person.clone())),
        View::ToReview => Ok(Scope::ToReview(person.clone())),
        View::ToRevoke => Ok(Scope::ToRevoke {
            person: person.clone(),
            administrator: bundle.is_administrator(person),
        }),
        View::All if bundle.is_auditor(person) || bundle.is_administrator(person) => Ok(Scope::All),
        View::All => Err(Failure::new(
            ErrorCode::NotAnAuditor,
            "only auditors and administrators see everybody's requests",
        )),
    }
}

/// Requests that come into the list by the clock alone are not on the page yet, so that it is read
/// again after two seconds at the latest.
const LONGEST_LOOK_AWAY_SECONDS: i64 = 2;

fn look_at(
    items: &[Versioned<Request>],
    next: Option<Cursor>,
    now: Timestamp,
) -> Look<RequestPage> {
    let requests: Vec<_> = items.iter().map(|r| view::request(&r.value, now)).collect();
    let mut names = String::new();
    for (read, shown) in items.iter().zip(&requests) {
        // Writing to a `String` cannot fail.
        let _ = write!(names, "{} {} {} ", shown.id, read.version.0, shown.status);
    }
    let next_cursor = next.map(|cursor| cursor.to_string());
    names.push_str(next_cursor.as_deref().unwrap_or_default());
    let tag = Tag(Sha256Hex::of(names.as_bytes()).to_string());
    let soon = now.plus_seconds(LONGEST_LOOK_AWAY_SECONDS);
    let boundaries = items.iter().filter_map(|r| next_boundary(&r.value, now));
    Look {
        value: RequestPage {
            requests,
            next_cursor,
        },
        tag,
        until: boundaries.min().map_or(Some(soon), |at| Some(at.min(soon))),
    }
}
