use jit_domain::{Level, Person, PolicyName, Target, WindowDuration};

use crate::Bundle;
use crate::approval::Choice;
use crate::catalog::CatalogTarget;
use crate::eligibility::Eligibility;
use crate::selector::Selectable;

/// One target that a person may request, and what it takes.
///
/// Where several eligibilities match, each limit is that of the most generous; an ask has to meet
/// all limits of one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The target.
    pub target: Target,
    /// The longest window that can be asked for: the longest of the eligibilities that match,
    /// within the approval policy.
    pub max_duration: WindowDuration,
    /// The shortest reason, in characters.
    pub reason_min_length: u32,
    /// Whether a ticket has to be named.
    pub ticket_required: bool,
    /// What approval it takes.
    pub approval: ApprovalOutlook,
}

/// What approval a target takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApprovalOutlook {
    /// A policy alone may approve it.
    Automatic {
        /// The policy.
        policy: PolicyName,
    },
    /// People have to agree.
    Manual {
        /// The policy.
        policy: PolicyName,
        /// In order.
        levels: Vec<Level>,
    },
    /// Policies apply alike: a request would fail.
    Conflict {
        /// The policies, in the order of the bundle.
        policies: Vec<PolicyName>,
    },
    /// No policy applies: a request would be refused.
    None,
}

impl Bundle {
    /// Everything that the person may request, in order of account name and permission set.
    #[must_use]
    pub fn offers(&self, person: &Person) -> Vec<Offer> {
        let mut offers = Vec::new();
        for account in self.catalog().accounts() {
            let matching: Vec<_> = self
                .eligibilities()
                .in_account(Selectable::account_only(account))
                .filter(|eligibility| eligibility.who.matches(person))
                .collect();
            let mut sets: Vec<_> = matching.iter().flat_map(|e| &e.permission_sets).collect();
            sets.sort_unstable();
            sets.dedup();
            let targets = sets
                .into_iter()
                .filter_map(|set| self.catalog().target(account, set));
            offers.extend(targets.filter_map(|target| self.offer(&target, &matching)));
        }
        offers
    }

    fn offer(&self, target: &CatalogTarget<'_>, in_account: &[&Eligibility]) -> Option<Offer> {
        let set = &target.permission_set.name;
        let matching = in_account
            .iter()
            .filter(|e| e.permission_sets.contains(set));
        let limits: Vec<_> = matching.map(|eligibility| &eligibility.limits).collect();
        let longest = limits.iter().map(|limits| limits.max_duration).max()?;
        let choice = self.approvals().choose(target);
        let bound = match choice {
            Choice::One(policy) => policy.max_duration,
            Choice::None | Choice::Conflict(_) => WindowDuration::MAX,
        };
        Some(Offer {
            target: target.to_target(),
            max_duration: longest.min(bound),
            reason_min_length: limits.iter().map(|limits| limits.reason_min_length).min()?,
            ticket_required: limits.iter().all(|limits| limits.ticket.required),
            approval: choice.into(),
        })
    }
}

impl From<Choice<'_>> for ApprovalOutlook {
    fn from(choice: Choice<'_>) -> Self {
        match choice {
            Choice::None => Self::None,
            Choice::One(policy) => Self::Manual {
                policy: policy.name.clone(),
                levels: policy.levels.clone(),
            },
            Choice::Conflict(policies) => Self::Conflict {
                policies: policies.iter().map(|policy| policy.name.clone()).collect(),
            },
        }
    }
}
