//! Eligibilities: who may ask for what.

use std::collections::BTreeSet;

use jit_domain::{Ask, PermissionSetName, Person, PersonSelector, PolicyName, WindowDuration};

use crate::catalog::CatalogTarget;
use crate::limits::{Limits, Miss};
use crate::selector::{Selectable, Selector};
use crate::selector_index::SelectorIndex;
use crate::{Origin, PolicyRefusal};

/// Lets some people ask for some targets, within limits.
#[derive(Clone, Debug)]
pub(crate) struct Eligibility {
    /// Its name, unique in the bundle.
    pub(crate) name: PolicyName,
    /// Who may ask.
    pub(crate) who: PersonSelector,
    /// For which accounts; their own tags alone count.
    pub(crate) accounts: Selector,
    /// For which permission sets.
    pub(crate) permission_sets: BTreeSet<PermissionSetName>,
    /// What the ask has to keep to.
    pub(crate) limits: Limits,
    /// That nobody has to agree, in an emergency; none for an ordinary one.
    pub(crate) break_glass: Option<BreakGlass>,
    /// The external checks that every ask under it has to pass.
    pub(crate) checks: Vec<PolicyName>,
    /// Where it stands.
    pub(crate) origin: Origin,
}

/// What an eligibility says about the look back at its break-glass windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BreakGlass {
    /// How long after the end of the window the review is due.
    pub(crate) review_within: WindowDuration,
    /// Whether a person with an overdue review cannot break glass again.
    pub(crate) overdue_blocks: bool,
}

/// All eligibilities of a bundle, in order of file and entry.
#[derive(Debug)]
pub(crate) struct Eligibilities {
    all: Vec<Eligibility>,
    index: SelectorIndex,
}

impl Eligibilities {
    /// These eligibilities, in their order.
    pub(crate) fn new(all: Vec<Eligibility>) -> Self {
        let index = SelectorIndex::new(all.iter().map(|eligibility| &eligibility.accounts));
        Self { all, index }
    }

    /// Those that match the person and the target, in order: the ordinary ones, or those that let
    /// glass be broken.
    pub(crate) fn matching<'a>(
        &'a self,
        person: &'a Person,
        target: &CatalogTarget<'a>,
        break_glass: bool,
    ) -> impl Iterator<Item = &'a Eligibility> {
        let permission_set = &target.permission_set.name;
        self.in_account(Selectable::account_only(target.account))
            .filter(move |eligibility| eligibility.break_glass.is_some() == break_glass)
            .filter(move |eligibility| eligibility.permission_sets.contains(permission_set))
            .filter(move |eligibility| eligibility.who.matches(person))
    }

    /// Those that match the person, in order.
    pub(crate) fn of(&self, person: &Person) -> Vec<&Eligibility> {
        let all = self.all.iter();
        all.filter(|eligibility| eligibility.who.matches(person))
            .collect()
    }

    /// All of them, in order.
    pub(crate) fn all(&self) -> &[Eligibility] {
        &self.all
    }

    /// Those that match the account, whoever asks for whatever, in order.
    pub(crate) fn in_account<'a>(
        &'a self,
        account: Selectable<'a>,
    ) -> impl Iterator<Item = &'a Eligibility> {
        let places = self.index.places(account).into_iter();
        places
            .filter_map(|place| self.all.get(place))
            .filter(move |eligibility| !eligibility.accounts.except.matches(account))
    }
}

/// The first eligibility whose limits the ask meets: all limits come from one.
///
/// # Errors
///
/// [`PolicyRefusal::NotEligible`] for no eligibility at all; [`PolicyRefusal::Limit`] with the
/// nearest miss: of the eligibility with the fewest limits missed; of several, the one that misses
/// the same limit by less; of several, the first.
pub(crate) fn first_met<'a>(
    eligibilities: impl Iterator<Item = &'a Eligibility>,
    ask: &Ask,
) -> Result<&'a Eligibility, PolicyRefusal> {
    let mut nearest: Option<(&Eligibility, Vec<Miss>)> = None;
    for eligibility in eligibilities {
        let misses = eligibility.limits.misses(ask);
        if misses.is_empty() {
            return Ok(eligibility);
        }
        let nearer = nearest
            .as_ref()
            .is_none_or(|(_, other)| is_nearer(&misses, other));
        if nearer {
            nearest = Some((eligibility, misses));
        }
    }
    let miss = nearest.and_then(|(by, misses)| Some((by, misses.into_iter().next()?)));
    Err(miss.map_or(PolicyRefusal::NotEligible, |(by, miss)| {
        limit(by, &by.name, &miss)
    }))
}

fn is_nearer(misses: &[Miss], than: &[Miss]) -> bool {
    let by_less = || match (misses.first(), than.first()) {
        (Some(miss), Some(other)) => miss.field == other.field && miss.by < other.by,
        _ => false,
    };
    misses.len() < than.len() || (misses.len() == than.len() && by_less())
}

/// The refusal for a limit that `set_by` sets to an ask under an eligibility.
pub(crate) fn limit(eligibility: &Eligibility, set_by: &PolicyName, miss: &Miss) -> PolicyRefusal {
    PolicyRefusal::Limit {
        field: miss.field,
        message: format!("`{set_by}` {}", miss.limit),
        eligibility: eligibility.name.clone(),
    }
}
