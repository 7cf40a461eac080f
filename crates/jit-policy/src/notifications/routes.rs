use std::collections::BTreeSet;

use jit_domain::{AccountId, Audience, NoticeKind, SinkName};

use crate::Account;
use crate::catalog::Catalog;
use crate::selector::{Selectable, Selector};

/// The sinks that a notice goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sinks {
    /// All there are: the bundle has no route.
    All,
    /// These.
    Only(BTreeSet<SinkName>),
}

/// Every route, each of which adds sinks.
#[derive(Debug, Default)]
pub(crate) struct Routes(Vec<Route>);

/// What goes to some sinks.
#[derive(Clone, Debug)]
pub(crate) struct Route {
    /// Where it goes.
    pub(crate) sinks: BTreeSet<SinkName>,
    /// Only these kinds; empty for all.
    pub(crate) kinds: BTreeSet<NoticeKind>,
    /// Only for these audiences, as [`Audience::as_str`] says them; empty for all.
    pub(crate) audiences: BTreeSet<AudienceName>,
    /// Only about requests for these accounts.
    pub(crate) accounts: Option<Selector>,
}

/// The word for an audience.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct AudienceName(&'static str);

/// The text is not an audience.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("an audience is {}", AudienceName::LISTED)]
pub(crate) struct UnknownAudienceError;

impl AudienceName {
    const ALL: [&'static str; 6] = [
        "requester",
        "earlier_approvers",
        "approvers",
        "skipped_approvers",
        "security",
        "administrators",
    ];
    const LISTED: &'static str = "requester, earlier_approvers, approvers, skipped_approvers, \
                                  security or administrators";
}

impl std::str::FromStr for AudienceName {
    type Err = UnknownAudienceError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|name| *name == s);
        found.map(Self).ok_or(UnknownAudienceError)
    }
}

impl Routes {
    pub(crate) fn new(routes: Vec<Route>) -> Self {
        Self(routes)
    }

    /// Where a notice goes; `account` is that of its request. An account that has left the catalog
    /// is none that a route selects.
    pub(crate) fn sinks(
        &self,
        kind: NoticeKind,
        audience: Audience,
        account: Option<&AccountId>,
        catalog: &Catalog,
    ) -> Sinks {
        if self.0.is_empty() {
            return Sinks::All;
        }
        let account = account.and_then(|id| catalog.account_by_id(id));
        let applies = |route: &&Route| route.applies(kind, audience, account);
        let sinks = self.0.iter().filter(applies).flat_map(|route| &route.sinks);
        Sinks::Only(sinks.cloned().collect())
    }

    /// Every sink that is named.
    pub(crate) fn named(&self) -> BTreeSet<SinkName> {
        self.0
            .iter()
            .flat_map(|route| &route.sinks)
            .cloned()
            .collect()
    }
}

impl Route {
    fn applies(&self, kind: NoticeKind, audience: Audience, account: Option<&Account>) -> bool {
        let is_of_audience = |name: &AudienceName| name.0 == audience.as_str();
        let selects = |selector: &Selector| {
            account.is_some_and(|account| selector.matches(Selectable::account_only(account)))
        };
        (self.kinds.is_empty() || self.kinds.contains(&kind))
            && (self.audiences.is_empty() || self.audiences.iter().any(is_of_audience))
            && self.accounts.as_ref().is_none_or(selects)
    }
}
