use std::collections::HashMap;

use super::{Action, CedarPolicy, Rules, Scope};
use crate::ou::with_ancestors;
use crate::selector::Selectable;

/// The files of `auto-approval/`, by their scopes.
#[derive(Debug, Default)]
pub(crate) struct AutoApprovals {
    by_account: HashMap<String, AutoApproval>,
    by_ou: HashMap<String, AutoApproval>,
    all: Option<AutoApproval>,
}

/// One file of `auto-approval/`.
#[derive(Debug)]
pub(crate) struct AutoApproval {
    /// Where it applies.
    pub(crate) scope: Scope,
    /// What it permits.
    pub(crate) permits: Rules,
}

impl AutoApprovals {
    /// These files, of which no two have the same scope.
    pub(crate) fn new(files: Vec<(Scope, Vec<CedarPolicy>)>) -> Self {
        let mut approvals = Self::default();
        for (scope, policies) in files {
            let file = AutoApproval {
                permits: Rules::about(Action::AutoApprove, &policies),
                scope: scope.clone(),
            };
            match scope {
                Scope::All => approvals.all = Some(file),
                Scope::Ou(path) => {
                    approvals.by_ou.insert(path.as_str().to_owned(), file);
                }
                Scope::Account(id) => {
                    approvals.by_account.insert(id.to_string(), file);
                }
            }
        }
        approvals
    }

    /// All files, in no order.
    pub(crate) fn all(&self) -> impl Iterator<Item = &AutoApproval> {
        let scoped = self.by_account.values().chain(self.by_ou.values());
        scoped.chain(&self.all)
    }

    /// The most specific file for an account: its own, that of the deepest organizational unit,
    /// the one for all; never one for the management account.
    pub(crate) fn choose(&self, selectable: Selectable<'_>) -> Option<&AutoApproval> {
        let account = selectable.account();
        if account.management {
            return None;
        }
        let of_ou = || with_ancestors(&account.ou).find_map(|ou| self.by_ou.get(ou));
        let own = self.by_account.get(account.id.as_str());
        own.or_else(of_ou).or(self.all.as_ref())
    }
}
