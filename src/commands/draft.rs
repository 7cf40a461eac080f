//! What is asked for: as the command line says, as an earlier request says, or as the person at the
//! terminal adds.

use jit_api::{Request, SubmitBody};
use jit_domain::{
    AccountId, AccountName, AccountRef, PermissionSetName, Reason, RequestId, StatusName, Ticket,
    Timestamp, WindowDuration,
};

use super::duration::Start;
use super::request::RequestArgs;
use super::type_this;
use crate::broker::Broker;
use crate::error::CommandError;

/// A request that may still lack something.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) accounts: Vec<AccountRef>,
    pub(crate) permission_set: Option<PermissionSetName>,
    pub(crate) duration: Option<WindowDuration>,
    pub(crate) reason: Option<Reason>,
    pub(crate) ticket: Option<Ticket>,
    pub(crate) start: Option<Start>,
    pub(crate) extends: Option<Request>,
    pub(crate) break_glass: bool,
}

impl Draft {
    /// What the command line says; account, permission set and ticket of the earlier request where
    /// it names one and no others.
    ///
    /// # Errors
    ///
    /// Why the earlier request cannot be had.
    pub(crate) async fn of(args: &RequestArgs, broker: &Broker) -> Result<Self, CommandError> {
        let extends = match &args.extends {
            Some(prefix) => Some(broker.request(prefix).await?),
            None => None,
        };
        let mut draft = Self {
            accounts: args.account.clone(),
            permission_set: args.permission_set.clone(),
            duration: args.duration,
            reason: args.reason.clone(),
            ticket: args.ticket.clone(),
            start: args.start,
            extends,
            break_glass: args.break_glass,
        };
        if let Some(earlier) = &draft.extends {
            if draft.accounts.is_empty() {
                draft.accounts.push(AccountRef::Id(earlier.account.clone()));
            }
            let set = || earlier.permission_set.clone();
            draft.permission_set.get_or_insert_with(set);
            draft.ticket = draft.ticket.or_else(|| earlier.ticket.clone());
        }
        Ok(draft)
    }

    /// Leaves each account once, and returns those that were named again.
    pub(crate) fn take_repeated(&mut self) -> Vec<AccountRef> {
        let (mut once, mut again) = (Vec::new(), Vec::new());
        for account in self.accounts.drain(..) {
            let list = if once.contains(&account) {
                &mut again
            } else {
                &mut once
            };
            list.push(account);
        }
        self.accounts = once;
        again
    }

    /// The request at this instant, with nothing missing.
    ///
    /// # Errors
    ///
    /// A usage error that names what is missing.
    pub(crate) fn complete(self, now: Timestamp) -> Result<Asked, CommandError> {
        let start = self.start.map(|start| start.at(now));
        let start = start.or_else(|| self.end_of_earlier(now));
        let missing = |name: &'static str| move || type_this::not_told("request", &[name]);
        Ok(Asked {
            accounts: self.accounts,
            permission_set: self.permission_set.ok_or_else(missing(SET))?,
            duration: self.duration.ok_or_else(missing(DURATION))?,
            reason: self.reason.ok_or_else(missing(REASON))?,
            ticket: self.ticket,
            start,
            extends: self.extends.map(|earlier| earlier.id),
            break_glass: self.break_glass,
        })
    }

    /// When the window of the earlier request ends, if that lies ahead: more time begins there.
    fn end_of_earlier(&self, now: Timestamp) -> Option<Timestamp> {
        let earlier = self.extends.as_ref()?;
        let opens = matches!(earlier.status, StatusName::Scheduled | StatusName::Active);
        let ends = earlier.window_end.filter(|end| opens && *end > now);
        ends.filter(|_| !self.break_glass)
    }
}

/// Whether the account with this ID and name is meant.
pub(crate) fn is_meant(account: &AccountRef, id: &AccountId, name: &AccountName) -> bool {
    match account {
        AccountRef::Id(meant) => meant == id,
        AccountRef::Name(meant) => meant == name,
    }
}

/// As the usage of `jit request` names them.
pub(crate) const ACCOUNT: &str = "--account <ID|NAME>";
pub(crate) const SET: &str = "--permission-set <NAME>";
pub(crate) const DURATION: &str = "--duration <DURATION>";
pub(crate) const REASON: &str = "--reason <TEXT>";

/// A request with everything in it, for one account or the same for several.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) accounts: Vec<AccountRef>,
    pub(crate) permission_set: PermissionSetName,
    pub(crate) duration: WindowDuration,
    pub(crate) reason: Reason,
    pub(crate) ticket: Option<Ticket>,
    /// When the window opens at the earliest.
    pub(crate) start: Option<Timestamp>,
    pub(crate) extends: Option<RequestId>,
    pub(crate) break_glass: bool,
}

impl Asked {
    /// The submission for one of the accounts.
    pub(crate) fn body(&self, account: &AccountRef) -> SubmitBody {
        SubmitBody {
            account: account.to_string(),
            permission_set: self.permission_set.to_string(),
            duration_seconds: self.duration.into(),
            reason: self.reason.to_string(),
            ticket: self.ticket.as_ref().map(ToString::to_string),
            start: self.start.map(|start| start.to_string()),
            extends: self.extends.as_ref().map(ToString::to_string),
            break_glass: self.break_glass,
            ..SubmitBody::default()
        }
    }
}
