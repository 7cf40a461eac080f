use std::collections::{BTreeMap, BTreeSet};

use jit_domain::{AccountId, AccountName, PermissionSetName};
use serde::Serialize;

use super::command_line::Commanded;
use super::document::Document;
use super::entry::{Entry, entries, written};
use super::line::{begin_marker, end_marker};
use super::naming::{Named, names};
use super::verify::verify;
use super::{Caller, CommandLine, Doubt, NameTemplate, OutputFormat};
use crate::federation::Region;

/// What the second line of a block says.
const NOTICE: &str = "# Written by jit profiles sync, which replaces what is in here.";

/// What a profile is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Target {
    /// The account's name.
    pub(crate) account_name: AccountName,
    /// The permission set.
    pub(crate) permission_set: PermissionSetName,
    /// The account.
    pub(crate) account: AccountId,
}

impl Target {
    /// Whether a command gets credentials for it.
    pub(super) fn is_of(&self, commanded: &Commanded) -> bool {
        let account = &commanded.account;
        commanded.permission_set == self.permission_set.as_str()
            && (account == self.account.as_str() || account == self.account_name.as_str())
    }
}

/// What the block should have. What is not said stays as a profile has it.
#[derive(Clone, Debug)]
pub(crate) struct Wishes<'a> {
    /// What profiles run, and the broker whose block it is.
    pub(crate) caller: &'a Caller,
    /// What there are to be profiles for, each once.
    pub(crate) targets: &'a [Target],
    /// How profiles are named.
    pub(crate) template: Option<&'a NameTemplate>,
    /// The region of all of them.
    pub(crate) region: Option<&'a Region>,
    /// The output format of all of them.
    pub(crate) output: Option<OutputFormat>,
    /// Whether SDKs ask before every call.
    pub(crate) strict: Option<bool>,
    /// Whether profiles for anything else go.
    pub(crate) prune: bool,
    /// The names of the profiles that have keys of their own.
    pub(crate) in_credentials: &'a BTreeSet<String>,
}

/// What becomes of a file. Each list is in order and has names of profiles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Plan {
    /// The whole file.
    pub(crate) text: String,
    /// The block as it was, and as it will be; empty when there is none. Lines end with a line feed.
    pub(crate) block: [String; 2],
    /// Profiles that are new.
    pub(crate) added: Vec<String>,
    /// Profiles that say something else than before.
    pub(crate) changed: Vec<String>,
    /// Profiles that go.
    pub(crate) removed: Vec<String>,
    /// Profiles that are as before.
    pub(crate) unchanged: Vec<String>,
    /// Profiles for nothing that is wanted, which stay as they are.
    pub(crate) kept: Vec<String>,
    /// Profiles that are not written.
    pub(crate) skipped: Vec<Skipped>,
    /// Profiles that are new and have a longer name than the template says, because another one
    /// has that.
    pub(crate) lengthened: Vec<String>,
}

/// A profile that is not written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub(crate) struct Skipped {
    /// Its name.
    pub(crate) name: String,
    /// Why.
    pub(crate) because: String,
}

/// Works out what a file should say.
///
/// # Errors
///
/// [`Doubt`] when it is not certain what the file means.
pub(crate) fn plan(text: &str, wishes: &Wishes<'_>) -> Result<Plan, Doubt> {
    let broker = wishes.caller.broker();
    let document = Document::read(text)?;
    let block = document.block(broker);
    let before = block.map_or(Ok(Vec::new()), |block| entries(&block.inside))?;
    let mut draft = Draft {
        outside: document.profiles_outside(broker)?,
        document,
        wishes,
        before: &before,
        after: BTreeMap::new(),
        skipped: Vec::new(),
        lengthened: Vec::new(),
    };
    draft.add_wanted();
    let kept = draft.keep_others();
    let plan = draft.finish(kept);
    verify(&plan, text, broker)?;
    Ok(plan)
}

/// A plan that is being made.
struct Draft<'a> {
    document: Document<'a>,
    wishes: &'a Wishes<'a>,
    outside: BTreeMap<String, usize>,
    before: &'a [Entry],
    /// The lines of each profile.
    after: BTreeMap<String, String>,
    skipped: Vec<Skipped>,
    lengthened: Vec<String>,
}

impl Draft<'_> {
    fn add_wanted(&mut self) {
        let Wishes {
            targets,
            template,
            prune,
            ..
        } = *self.wishes;
        let names = names(targets, self.before, template, !prune);
        for (target, Named { name, base }) in targets.iter().zip(names) {
            let Some(name) = name else {
                let because = "other profiles have every name that it could have".to_owned();
                self.skipped.push(Skipped {
                    name: base,
                    because,
                });
                continue;
            };
            if let Some(because) = self.hindrance(&name) {
                self.skipped.push(Skipped { name, because });
                continue;
            }
            let before = self.before.iter().find(|entry| entry.name == name);
            if name != base && before.is_none() {
                self.lengthened.push(name.clone());
            }
            let text = self.profile(&name, target, before);
            self.after.insert(name, text);
        }
    }

    fn profile(&self, name: &str, target: &Target, before: Option<&Entry>) -> String {
        // Settings are those of the profile of the same target, not of one whose name is taken over.
        let before = before.filter(|entry| {
            let commanded = entry.commanded.as_ref();
            commanded.is_some_and(|commanded| target.is_of(commanded))
        });
        let was_strict = before
            .and_then(|entry| entry.commanded.as_ref())
            .is_some_and(|commanded| commanded.strict);
        let command = CommandLine {
            caller: self.wishes.caller,
            account: &target.account,
            permission_set: &target.permission_set,
            strict: self.wishes.strict.unwrap_or(was_strict),
        };
        let region = self.wishes.region;
        let region = region.or_else(|| before?.region.as_ref());
        let output = self.wishes.output;
        let output = output.or_else(|| before?.output);
        written(name, command, region, output)
    }

    /// Why a profile must not have a name: AWS tools refuse a file with two of one name, or take
    /// the keys of the other.
    fn hindrance(&self, name: &str) -> Option<String> {
        if name == "default" {
            return Some("AWS tools would use it wherever no profile is named".to_owned());
        }
        if self.wishes.in_credentials.contains(name) {
            return Some("a profile of this name is in the credentials file".to_owned());
        }
        let line = *self.outside.get(name)?;
        Some(match self.document.owner_of(line) {
            Some(other) => format!("the block of {other} has it, at line {line}"),
            None => format!("a profile of this name is at line {line} already"),
        })
    }

    /// Keeps profiles for nothing that is wanted, unless they are to go.
    fn keep_others(&mut self) -> Vec<String> {
        let mut kept = Vec::new();
        for entry in self.before {
            let skipped = self.skipped.iter().any(|it| it.name == entry.name);
            if self.wishes.prune || skipped || self.after.contains_key(&entry.name) {
                continue;
            }
            if let Some(because) = self.hindrance(&entry.name) {
                let name = entry.name.clone();
                self.skipped.push(Skipped { name, because });
                continue;
            }
            self.after.insert(entry.name.clone(), entry.text.clone());
            kept.push(entry.name.clone());
        }
        kept.sort();
        kept
    }

    fn finish(mut self, kept: Vec<String>) -> Plan {
        let broker = self.wishes.caller.broker();
        let was: BTreeMap<&String, &String> =
            self.before.iter().map(|it| (&it.name, &it.text)).collect();
        let mut plan = Plan {
            text: String::new(),
            block: [String::new(), String::new()],
            added: Vec::new(),
            changed: Vec::new(),
            removed: Vec::new(),
            unchanged: Vec::new(),
            kept,
            skipped: Vec::new(),
            lengthened: self.lengthened,
        };
        for (name, text) in &self.after {
            let list = match was.get(name) {
                None => &mut plan.added,
                Some(before) if *before != text => &mut plan.changed,
                Some(_) if plan.kept.contains(name) => continue,
                Some(_) => &mut plan.unchanged,
            };
            list.push(name.clone());
        }
        let gone = was
            .into_keys()
            .filter(|name| !self.after.contains_key(*name));
        plan.removed = gone.cloned().collect();
        self.skipped.sort();
        plan.skipped = self.skipped;
        let block = (!self.after.is_empty()).then(|| block(broker, self.after.values()));
        plan.text = self.document.with_block(broker, block.as_deref());
        plan.block = [self.document.block_text(broker), block.unwrap_or_default()];
        plan
    }
}

/// The lines of a block, from marker to marker.
fn block<'a>(broker: &str, profiles: impl Iterator<Item = &'a String>) -> String {
    let mut text = format!("{}\n{NOTICE}\n", begin_marker(broker));
    for profile in profiles {
        text.extend(["\n", profile, "\n"]);
    }
    text.push_str(&end_marker(broker));
    text
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
