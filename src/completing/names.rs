use std::collections::BTreeSet;

use super::candidates::{Candidate, Said};
use crate::cache::{KnownNames, NameFile};
use crate::config::{Environment, Overrides, Settings};

/// The names that an argument may have as its value.
#[derive(Debug, Default)]
pub(super) struct Names {
    known: KnownNames,
    /// Name and URL.
    brokers: Vec<(String, String)>,
    /// Settings that are in force.
    settings: Vec<String>,
    account: Option<String>,
}

impl Names {
    /// Those on this machine. Settings that do not load know none.
    pub(super) fn of_process(said: &Said) -> Self {
        let flags = Overrides {
            broker: said.broker.clone(),
        };
        let environment = Environment::of_process();
        let Ok(settings) = Settings::load(&environment, &flags) else {
            return Self::default();
        };
        let file = settings.broker().ok();
        let file = file.and_then(|broker| NameFile::of(&settings.folders, &broker.value));
        let brokers = settings.brokers.iter();
        Self {
            known: file.map(|file| file.read()).unwrap_or_default(),
            brokers: brokers
                .map(|(name, url)| (name.to_string(), url.value.to_string()))
                .collect(),
            settings: settings.in_force().into_iter().map(|it| it.key).collect(),
            account: said.account.clone(),
        }
    }

    #[cfg(test)]
    pub(super) fn of_known(known: KnownNames, said: &Said) -> Self {
        Self {
            known,
            account: said.account.clone(),
            ..Self::default()
        }
    }

    /// What the argument with this name in the code may be, when a person has typed so much of it.
    /// Accounts are offered by name; by their 12 digits to who types digits.
    pub(super) fn of(&self, argument: &str, typed: &str) -> Vec<Candidate> {
        match argument {
            "account" => self.accounts(typed),
            "permission_set" | "read_only" => self.permission_sets(),
            "request" | "requests" | "extends" => self.requests(),
            "broker" => self.brokers(),
            "key" => self.settings(),
            _ => Vec::new(),
        }
    }

    fn accounts(&self, typed: &str) -> Vec<Candidate> {
        let targets = self.known.targets.iter();
        let pairs: BTreeSet<_> = targets
            .map(|it| (it.account_name.as_str(), it.account.as_str()))
            .collect();
        let is_id = typed.starts_with(|c: char| c.is_ascii_digit());
        let names = pairs.iter().map(|(name, id)| Candidate::new(*name, *id));
        let ids = pairs.iter().filter(|_| is_id);
        names
            .chain(ids.map(|(name, id)| Candidate::new(*id, *name)))
            .collect()
    }

    /// Those of the account that was named, where it is one that is known.
    fn permission_sets(&self) -> Vec<Candidate> {
        let named = |account: &str| {
            self.known
                .targets
                .iter()
                .any(|it| it.account_name.as_str() == account || it.account.as_str() == account)
        };
        let account = self.account.as_deref().filter(|it| named(it));
        let targets = self.known.targets.iter().filter(|it| {
            account.is_none_or(|account| {
                it.account_name.as_str() == account || it.account.as_str() == account
            })
        });
        let mut sets: Vec<_> = targets
            .map(|it| Candidate::new(it.permission_set.as_str(), ""))
            .collect();
        sets.sort();
        sets.dedup();
        sets
    }

    fn requests(&self) -> Vec<Candidate> {
        let requests = self.known.requests.iter();
        requests
            .map(|it| {
                let about = format!(
                    "{}: {} in {} for {}",
                    it.status, it.permission_set, it.account_name, it.requester
                );
                Candidate::new(it.id.as_str(), about)
            })
            .collect()
    }

    fn brokers(&self) -> Vec<Candidate> {
        let brokers = self.brokers.iter();
        brokers
            .map(|(name, url)| Candidate::new(name, url))
            .collect()
    }

    fn settings(&self) -> Vec<Candidate> {
        let settings = self.settings.iter();
        settings.map(|key| Candidate::new(key, "")).collect()
    }
}
