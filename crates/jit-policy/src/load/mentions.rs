use std::collections::{BTreeMap, HashMap};

use jit_domain::{GroupName, PolicyName};

use super::node::Node;
use super::source::Place;
use crate::quoted::Quoted;
use crate::ticket_rule::TicketPattern;

/// The most different ticket patterns of a bundle: each may take a quarter of a mebibyte.
const MAX_PATTERNS: usize = 256;

/// What the files of a bundle name, and where first: for rules that hold across files. Files are
/// read in order of their paths.
#[derive(Debug, Default)]
pub(super) struct Mentions<'s> {
    groups: HashMap<String, BTreeMap<GroupName, Place<'s>>>,
    eligibilities: HashMap<PolicyName, Place<'s>>,
    approvals: HashMap<PolicyName, Place<'s>>,
    cedar: HashMap<PolicyName, Place<'s>>,
    checks: HashMap<PolicyName, Place<'s>>,
    patterns: HashMap<String, TicketPattern>,
}

impl<'s> Mentions<'s> {
    /// Notes a group. A fault when it is spelled elsewhere with other letter case: groups are
    /// compared exactly, so one of the two would never match.
    pub(super) fn group(&mut self, group: &GroupName, place: Place<'s>) {
        let folded = group.as_str().to_lowercase();
        let spellings = self.groups.entry(folded).or_default();
        if spellings.contains_key(group) {
            return;
        }
        if let Some((other, first)) = spellings.iter().next() {
            place.fault(
                format!(
                    "the group {} differs only in letter case from {} at {first}",
                    Quoted(group.as_str()),
                    Quoted(other.as_str())
                ),
                "spell it as the tokens of the issuer do, everywhere",
            );
        }
        spellings.insert(group.clone(), place);
    }

    /// Reads a ticket pattern; one that was read before is not compiled again.
    pub(super) fn pattern(&mut self, node: Node<'_, 's>) -> Option<TicketPattern> {
        let text = node.string()?;
        if let Some(pattern) = self.patterns.get(text) {
            return Some(pattern.clone());
        }
        if self.patterns.len() == MAX_PATTERNS {
            let what = format!("there are more than {MAX_PATTERNS} different ticket patterns");
            node.fault(what, "give eligibilities the same pattern");
            return None;
        }
        let pattern: TicketPattern = node.parsed()?;
        self.patterns.insert(text.to_owned(), pattern.clone());
        Some(pattern)
    }

    /// Notes an eligibility; a fault when there is one of the same name.
    pub(super) fn eligibility(&mut self, name: &PolicyName, place: Place<'s>) {
        unique(&mut self.eligibilities, "eligibility", name, place);
    }

    /// Notes an approval policy; a fault when there is one of the same name.
    pub(super) fn approval(&mut self, name: &PolicyName, place: Place<'s>) {
        unique(&mut self.approvals, "approval policy", name, place);
    }

    /// Notes an external check; a fault when there is one of the same name.
    pub(super) fn check(&mut self, name: &PolicyName, place: Place<'s>) {
        unique(&mut self.checks, "check", name, place);
    }

    /// Whether there is an external check of this name.
    pub(super) fn has_check(&self, name: &PolicyName) -> bool {
        self.checks.contains_key(name)
    }

    /// Notes a Cedar policy; a fault when there is one of the same name.
    pub(super) fn cedar(&mut self, name: &PolicyName, place: Place<'s>) {
        unique(&mut self.cedar, "Cedar policy", name, place);
    }
}

fn unique<'s>(
    seen: &mut HashMap<PolicyName, Place<'s>>,
    what: &str,
    name: &PolicyName,
    place: Place<'s>,
) {
    match seen.get(name) {
        Some(first) => place.fault(
            format!("there is another {what} named `{name}` at {first}"),
            "give each a name of its own",
        ),
        None => {
            seen.insert(name.clone(), place);
        }
    }
}
