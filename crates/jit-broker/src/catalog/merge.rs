use std::collections::{BTreeMap, BTreeSet, HashMap};

use jit_domain::AccountId;
use jit_policy::{Account, read_catalog};

use super::document::{CatalogText, Entry};
use super::edits::Edits;
use super::entry_edits::{edit_entry, new_entry};
use super::merge_error::{MergeError, MergeFault};
use super::organization::{Member, Organization};
use super::report::{Change, Named, Report, Skipped, Suspended};
use super::shown::{Shown, one_line};
use super::wanted::{Unsayable, Wanted};

/// What a catalog becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The new text; the old one, byte for byte, when nothing changes.
    pub text: String,
    /// What changes, and what does not although AWS has it otherwise.
    pub report: Report,
}

/// What a new catalog begins with.
const HEAD: &str = r#"# The accounts of the organization, kept up to date by `jit-broker catalog sync --out FILE`.
#
# `name`, `ou`, `tags` and `management` come from AWS Organizations; the next sync puts them back.
# `# keep` at the end of a line keeps that line as it is, and behind `[[account]]` the whole entry.
# Everything else, such as permission sets and comments, is yours:
#
# [[permission_set]]
# name = "ReadOnly"
# role = "jit/ReadOnly"

"#;

/// Puts what AWS says into the text of a catalog; none for a catalog that is not there yet. Entries
/// of accounts that AWS does not have stay unless `prune` is set.
///
/// # Errors
///
/// [`MergeError`]: whatever would leave a catalog that does not load, or that goes on saying what
/// is no longer true.
pub fn merge(
    text: Option<&str>,
    organization: &Organization,
    prune: bool,
) -> Result<Merged, MergeError> {
    let old = text.map_or_else(|| new_head(organization), str::to_owned);
    let mut ended = old.clone();
    let line_end = CatalogText::parse(&old)?.line_end;
    if !old.is_empty() && !old.ends_with('\n') {
        ended.push_str(line_end);
    }
    let catalog = CatalogText::parse(&ended)?;
    let partition = catalog.partition.unwrap_or_default();
    if partition != organization.partition {
        return Err(MergeError::Partition {
            catalog: partition,
            organization: organization.partition,
        });
    }
    let mut merge = Merge {
        organization,
        catalog: &catalog,
        prune,
        report: Report::default(),
        faults: Vec::new(),
        edits: Edits::default(),
        outcome: BTreeMap::new(),
    };
    merge.entries();
    merge.additions();
    if !merge.faults.is_empty() {
        return Err(MergeError::Entries(merge.faults));
    }
    let new = if merge.edits.is_empty() {
        old
    } else {
        let changed = merge.edits.apply(catalog.text);
        changed.ok_or(MergeError::Unfaithful)?
    };
    check(&new, &merge.outcome)?;
    Ok(Merged {
        text: new,
        report: merge.report,
    })
}

fn new_head(organization: &Organization) -> String {
    format!("{HEAD}partition = \"{}\"\n", organization.partition)
}

/// The outcome has to load, and to say just what it should.
fn check(text: &str, wanted: &BTreeMap<AccountId, Wanted>) -> Result<(), MergeError> {
    let accounts = read_catalog(text).map_err(MergeError::WouldNotLoad)?;
    let says = |account: Account| {
        let says = Wanted {
            name: account.name.to_string(),
            ou: Some(account.ou).filter(|ou| !ou.is_empty()),
            tags: account.tags,
            management: account.management,
        };
        (account.id, says)
    };
    let said: BTreeMap<_, _> = accounts.into_iter().map(says).collect();
    if said == *wanted {
        Ok(())
    } else {
        Err(MergeError::Unfaithful)
    }
}

struct Merge<'a> {
    organization: &'a Organization,
    catalog: &'a CatalogText<'a>,
    prune: bool,
    report: Report,
    faults: Vec<MergeFault>,
    edits: Edits,
    /// What each account of the new catalog is to say.
    outcome: BTreeMap<AccountId, Wanted>,
}

impl<'a> Merge<'a> {
    /// Brings the entries that are there up to date.
    fn entries(&mut self) {
        let members = self.organization.accounts.iter();
        let members: HashMap<_, _> = members.map(|member| (&member.id, member)).collect();
        let mut changed = Vec::new();
        for entry in &self.catalog.entries {
            let id = &entry.id.value;
            let Some(member) = members.get(id) else {
                self.unknown(entry);
                continue;
            };
            match Wanted::for_entry(entry, member, &self.organization.management) {
                Ok(wanted) => {
                    self.note_state(member, &wanted);
                    let fields = Wanted::own(entry).differences(&wanted);
                    if !fields.is_empty() {
                        changed.push((entry, fields));
                    }
                    self.outcome.insert(id.clone(), wanted);
                }
                Err(Unsayable { what, fix }) => {
                    self.outcome.insert(id.clone(), Wanted::own(entry));
                    self.fault(entry, what, fix);
                }
            }
        }
        self.refuse_shared_names(&changed);
        for (entry, fields) in changed {
            self.change(entry, fields);
        }
    }

    /// An entry that AWS does not have.
    fn unknown(&mut self, entry: &Entry) {
        let named = Named {
            id: entry.id.value.clone(),
            name: entry.name().to_owned(),
        };
        if self.prune && !entry.kept {
            self.edits.delete(self.with_its_comments(entry));
            self.report.removed.push(named);
            return;
        }
        self.outcome
            .insert(entry.id.value.clone(), Wanted::own(entry));
        if !entry.kept {
            self.report.missing.push(named);
        }
    }

    /// The lines of an entry, the comments that stand directly above it, and a blank line above
    /// those.
    fn with_its_comments(&self, entry: &Entry) -> std::ops::Range<usize> {
        let mut start = self.catalog.line_start(entry.part.start);
        while start > 0 {
            let above = self.catalog.line_start(start - 1);
            let line = self.catalog.text.get(above..start).unwrap_or_default();
            let line = line.trim();
            if !line.is_empty() && !line.starts_with('#') {
                break;
            }
            start = above;
            if line.is_empty() {
                break;
            }
        }
        start..entry.part.end
    }

    fn note_state(&mut self, member: &Member, wanted: &Wanted) {
        if let Some(state) = &member.inactive {
            self.report.suspended.push(Suspended {
                id: member.id.clone(),
                name: wanted.name.clone(),
                state: state.clone(),
            });
        }
    }

    fn change(&mut self, entry: &Entry, fields: Vec<String>) {
        let Some(wanted) = self.outcome.get(&entry.id.value) else {
            return;
        };
        let edited = edit_entry(self.catalog, entry, wanted, &mut self.edits);
        let name = wanted.name.clone();
        if edited.is_err() {
            let what = "its tags change, and there are comments inside of `tags = { … }`";
            let fix = "write the comments elsewhere, or the tags below `[account.tags]`";
            self.fault(entry, what.to_owned(), fix.to_owned());
        }
        self.report.changed.push(Change {
            id: entry.id.value.clone(),
            name,
            fields,
        });
    }

    fn fault(&mut self, entry: &Entry, what: String, fix: String) {
        self.faults.push(MergeFault {
            id: entry.id.value.clone(),
            name: entry.name().to_owned(),
            what,
            fix,
        });
    }

    /// Names are unique in a catalog, and need not be in an organization.
    fn refuse_shared_names(&mut self, changed: &[(&Entry, Vec<String>)]) {
        let mut owners: HashMap<&str, Vec<&AccountId>> = HashMap::new();
        for (id, wanted) in &self.outcome {
            owners.entry(&wanted.name).or_default().push(id);
        }
        let mut shared = Vec::new();
        for (entry, fields) in changed {
            let name = self.outcome.get(&entry.id.value).map(|wanted| &wanted.name);
            let owners = name.and_then(|name| owners.get(name.as_str()));
            let mut others = owners.into_iter().flatten();
            if fields.iter().any(|field| field == "name")
                && let Some(other) = others.find(|id| ***id != entry.id.value)
                && let Some(name) = name
            {
                let what = format!(
                    "in AWS its name is {}, and that is the name of account {other} too",
                    Shown(name)
                );
                shared.push((*entry, what, self.name_fix(other)));
            }
        }
        for (entry, what, fix) in shared {
            self.fault(entry, what, fix);
        }
    }

    fn name_fix(&self, owner: &AccountId) -> String {
        let missing = self.report.missing.iter().any(|named| named.id == *owner);
        let otherwise = if missing {
            "`--prune` takes out accounts that AWS does not have; or"
        } else {
            "rename one of them in AWS, or"
        };
        format!("{otherwise} write another name by hand: `name = \"…\" # keep`")
    }

    /// Appends the accounts that the file does not have.
    fn additions(&mut self) {
        let known: BTreeSet<_> = self.catalog.entries.iter().map(|e| &e.id.value).collect();
        let members = self.organization.accounts.iter();
        let new = members.filter(|member| !known.contains(&member.id));
        let mut additions: Vec<(&'a Member, Wanted)> = Vec::new();
        for member in new {
            match addition(member, &self.organization.management) {
                Ok(wanted) => additions.push((member, wanted)),
                Err((reason, fix)) => self.skip(member, reason, fix),
            }
        }
        let mut additions = self.with_names_of_their_own(additions);
        additions.sort_by(|(_, a), (_, b)| (&a.ou, &a.name).cmp(&(&b.ou, &b.name)));
        let end = self.catalog.line_end;
        let last = self.catalog.entries.iter().map(|entry| entry.part.end);
        let place = last.max().unwrap_or(self.catalog.text.len());
        for (member, wanted) in additions {
            let entry = new_entry(member.id.as_str(), &wanted, end);
            let blank = if self.catalog.text.is_empty() && self.edits.is_empty() {
                ""
            } else {
                end
            };
            self.edits.insert(place, format!("{blank}{entry}"));
            self.report.added.push(Named {
                id: member.id.clone(),
                name: wanted.name.clone(),
            });
            self.outcome.insert(member.id.clone(), wanted);
        }
    }

    fn with_names_of_their_own(
        &mut self,
        additions: Vec<(&'a Member, Wanted)>,
    ) -> Vec<(&'a Member, Wanted)> {
        let mut owners: HashMap<String, Vec<AccountId>> = HashMap::new();
        let old = self.outcome.iter().map(|(id, wanted)| (id, &wanted.name));
        let new = additions.iter().map(|(m, wanted)| (&m.id, &wanted.name));
        for (id, name) in old.chain(new) {
            owners.entry(name.clone()).or_default().push(id.clone());
        }
        let mut left = Vec::new();
        for (member, wanted) in additions {
            let mut others = owners.get(&wanted.name).into_iter().flatten();
            match others.find(|id| **id != member.id) {
                None => left.push((member, wanted)),
                Some(other) => {
                    let reason = format!("account {other} has the same name");
                    let fix = self.name_fix(other);
                    self.skip(member, reason, Some(fix));
                }
            }
        }
        left
    }

    fn skip(&mut self, member: &Member, reason: String, fix: Option<String>) {
        self.report.skipped.push(Skipped {
            id: member.id.clone(),
            name: member.name.clone(),
            reason,
            fix,
        });
    }
}

/// What a new entry is to say, or why there is none and what to do.
fn addition(member: &Member, management: &AccountId) -> Result<Wanted, (String, Option<String>)> {
    if let Some(state) = &member.inactive {
        let state = one_line(state, 40);
        return Err((format!("its state is {state}"), None));
    }
    Wanted::of(member, management).map_err(|Unsayable { what, fix }| (what, Some(fix)))
}
