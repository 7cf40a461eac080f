//! Approval policies: which one applies to a target.

use std::collections::BTreeSet;

use jit_domain::{Level, PermissionSetName, PersonSelector, PolicyName, WindowDuration};

use crate::Origin;
use crate::catalog::CatalogTarget;
use crate::quoted::Quoted;
use crate::selector::Selector;
use crate::selector_index::SelectorIndex;
use crate::trace::{Rule, Step, StepOutcome, Trace};

/// A manual approval policy: people have to agree, level after level.
#[derive(Clone, Debug)]
pub(crate) struct ApprovalPolicy {
    /// Its name, unique in the bundle.
    pub(crate) name: PolicyName,
    /// The targets; tags of account and permission set count.
    pub(crate) targets: Selector,
    /// Only these permission sets; empty for all.
    pub(crate) permission_sets: BTreeSet<PermissionSetName>,
    /// The longest window that can be approved: 1 to 336 hours.
    pub(crate) max_duration: WindowDuration,
    /// How long a request may stay pending: at most 7 days.
    pub(crate) pending_for: WindowDuration,
    /// At least one, in order.
    pub(crate) levels: Vec<Level>,
    /// Where it stands.
    pub(crate) origin: Origin,
}

/// Which approval policy applies.
#[derive(Clone, Debug)]
pub(crate) enum Choice<'a> {
    /// None.
    None,
    /// This one.
    One(&'a ApprovalPolicy),
    /// Several alike, in the order of the bundle.
    Conflict(Vec<&'a ApprovalPolicy>),
}

/// All manual approval policies of a bundle, in order of file and entry.
#[derive(Debug)]
pub(crate) struct Approvals {
    all: Vec<ApprovalPolicy>,
    index: SelectorIndex,
}

impl ApprovalPolicy {
    /// Who has to agree, in one line.
    fn in_words(&self) -> String {
        let levels: Vec<_> = (1..)
            .zip(&self.levels)
            .map(|(number, level)| {
                let who = selector_in_words(&level.approvers);
                format!("level {number}: {} of {who}", level.approvals)
            })
            .collect();
        levels.join("; ")
    }

    /// Whether neither an exception nor its list of permission sets keeps it from the target.
    fn allows(&self, target: &CatalogTarget<'_>) -> bool {
        let sets = &self.permission_sets;
        (sets.is_empty() || sets.contains(&target.permission_set.name))
            && !self.targets.except.matches(target.selectable())
    }
}

impl Approvals {
    /// These policies, in their order.
    pub(crate) fn new(all: Vec<ApprovalPolicy>) -> Self {
        let index = SelectorIndex::new(all.iter().map(|policy| &policy.targets));
        Self { all, index }
    }

    /// All of them, in order.
    pub(crate) fn all(&self) -> &[ApprovalPolicy] {
        &self.all
    }

    /// [`choose`](Self::choose), with the steps that led to it.
    pub(crate) fn choose_and_note(
        &self,
        target: &CatalogTarget<'_>,
        trace: &mut Trace,
    ) -> Choice<'_> {
        let choice = self.choose(target);
        match &choice {
            Choice::None => trace.note(|| {
                let text = "no approval policy applies to this target";
                Step::new(Rule::Approval, StepOutcome::Refuses, text)
            }),
            Choice::One(policy) => trace.note(|| {
                let text = format!(
                    "`{}` is the most specific: {}",
                    policy.name,
                    policy.in_words()
                );
                Step::new(Rule::Approval, StepOutcome::Decides, text)
                    .about(&policy.name, Some(&policy.origin))
            }),
            Choice::Conflict(policies) => {
                for policy in policies {
                    trace.note(|| {
                        let text = format!(
                            "`{}` applies by its {}, as specifically as the others: a conflict",
                            policy.name,
                            policy.targets.in_words()
                        );
                        Step::new(Rule::Approval, StepOutcome::Refuses, text)
                            .about(&policy.name, Some(&policy.origin))
                    });
                }
            }
        }
        choice
    }

    /// The policy of the most specific tier (account named, tag, deepest organizational unit,
    /// all); within a tier one that names permission sets beats one that does not.
    pub(crate) fn choose(&self, target: &CatalogTarget<'_>) -> Choice<'_> {
        for tier in self.index.tiers(target.selectable()) {
            let policies = tier.into_iter().filter_map(|place| self.all.get(place));
            let (naming, others): (Vec<_>, Vec<_>) = policies
                .filter(|policy| policy.allows(target))
                .partition(|policy| !policy.permission_sets.is_empty());
            let chosen = if naming.is_empty() { others } else { naming };
            match chosen.as_slice() {
                [] => {}
                [one] => return Choice::One(one),
                _ => return Choice::Conflict(chosen),
            }
        }
        Choice::None
    }
}

/// The people of a selector, in one line.
pub(crate) fn selector_in_words(selector: &PersonSelector) -> String {
    let groups = selector
        .groups
        .iter()
        .map(|g| Quoted(g.as_str()).to_string());
    let users = selector
        .users
        .iter()
        .map(|u| Quoted(u.subject.as_str()).to_string());
    let attributes = selector.attributes.iter().map(|(claim, values)| {
        let values: Vec<_> = values.iter().map(String::as_str).collect();
        Quoted(&format!("{claim} = {}", values.join(" | "))).to_string()
    });
    let all: Vec<_> = groups.chain(users).chain(attributes).collect();
    all.join(", ")
}
