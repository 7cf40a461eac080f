use std::collections::HashMap;

use jit_domain::AccountId;

use crate::ou::with_ancestors;
use crate::selector::{Selectable, Selector};

/// Finds, among many selectors, those with an entry for one account or target. What it costs does
/// not depend on the accounts and selectors that have nothing to do with it.
#[derive(Debug, Default)]
pub(crate) struct SelectorIndex {
    by_account: HashMap<AccountId, Vec<usize>>,
    by_tag: HashMap<String, HashMap<String, Vec<usize>>>,
    by_ou: HashMap<String, Vec<usize>>,
    all: Vec<usize>,
}

impl SelectorIndex {
    /// Indexes selectors by their place in the sequence.
    pub(crate) fn new<'a>(selectors: impl IntoIterator<Item = &'a Selector>) -> Self {
        let mut index = Self::default();
        for (place, selector) in selectors.into_iter().enumerate() {
            index.add(place, selector);
        }
        index
    }

    fn add(&mut self, place: usize, selector: &Selector) {
        let entries = &selector.entries;
        for id in &entries.accounts {
            self.by_account.entry(id.clone()).or_default().push(place);
        }
        for (key, values) in &entries.tags {
            let by_value = self.by_tag.entry(key.clone()).or_default();
            for value in values {
                by_value.entry(value.clone()).or_default().push(place);
            }
        }
        for ou in &entries.ous {
            let places = self.by_ou.entry(ou.as_str().to_owned()).or_default();
            places.push(place);
        }
        if entries.all {
            self.all.push(place);
        }
    }

    /// The places of the selectors with an entry for it, the most specific tier first: account
    /// named, tag, each organizational unit from the deepest up, all. A place is in every tier
    /// that it has an entry for; exceptions are left to the caller.
    pub(crate) fn tiers(&self, selectable: Selectable<'_>) -> impl Iterator<Item = Vec<usize>> {
        let account = selectable.account();
        let named = self.by_account.get(&account.id).cloned();
        let tagged = self.tagged(selectable);
        let ous = with_ancestors(&account.ou).filter_map(|ou| self.by_ou.get(ou).cloned());
        let all = (!account.management).then(|| self.all.clone());
        let tiers = named.into_iter().chain([tagged]).chain(ous).chain(all);
        tiers.filter(|tier| !tier.is_empty())
    }

    /// The places of all selectors with an entry for it, in order, each once.
    pub(crate) fn places(&self, selectable: Selectable<'_>) -> Vec<usize> {
        sorted(self.tiers(selectable).flatten().collect())
    }

    fn tagged(&self, selectable: Selectable<'_>) -> Vec<usize> {
        let places = |(key, value): (&str, &str)| self.by_tag.get(key)?.get(value);
        sorted(
            selectable
                .tags()
                .filter_map(places)
                .flatten()
                .copied()
                .collect(),
        )
    }
}

fn sorted(mut places: Vec<usize>) -> Vec<usize> {
    places.sort_unstable();
    places.dedup();
    places
}
