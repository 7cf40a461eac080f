use std::collections::{BTreeMap, BTreeSet};

use jit_domain::{
    Approval, Audience, EmailAddress, GroupName, PersonId, PersonSelector, Request, Verdict,
    VerifiedClaims,
};

use crate::people::People;

/// Where mail for people goes. An address identifies nobody: people are looked up by what they
/// are, and mail goes where the bundle says.
#[derive(Clone, Debug, Default)]
pub(crate) struct AddressBook {
    /// The mailing lists of groups.
    pub(crate) groups: BTreeMap<GroupName, BTreeSet<EmailAddress>>,
    /// The addresses of people.
    pub(crate) users: BTreeMap<PersonId, EmailAddress>,
    /// The recorded attribute that holds the address of a requester.
    pub(crate) requester_attribute: Option<String>,
}

impl AddressBook {
    /// The addresses of an audience of a notice, as far as they are known. Without a request there
    /// are only those whom the bundle itself names.
    pub(crate) fn of(
        &self,
        audience: Audience,
        request: Option<(&Request, Option<&VerifiedClaims>)>,
        people: &People,
    ) -> BTreeSet<EmailAddress> {
        let except = request.map(|(request, _)| &request.requester.id);
        let level = |levels: &[jit_domain::Level]| {
            let level = audience.level().and_then(|level| levels.get(level.index()));
            level.map(|level| self.named(&level.approvers, except))
        };
        match (audience, request) {
            (Audience::Administrators, _) => self.named(&people.administrators, None),
            (Audience::Security, request) => {
                let approval = request.and_then(|(request, _)| request.approval.as_ref());
                let recorded = approval.and_then(Approval::security);
                self.named(recorded.unwrap_or(&people.security), except)
            }
            (_, None) => BTreeSet::new(),
            (Audience::Requester, Some((request, claims))) => self
                .requester(&request.requester.id, claims)
                .into_iter()
                .collect(),
            (Audience::EarlierApprovers, Some((request, _))) => {
                let approvals = request.decisions.iter();
                let approvals = approvals.filter(|d| matches!(d.verdict, Verdict::Approve { .. }));
                approvals
                    .filter_map(|d| self.users.get(&d.by.id))
                    .cloned()
                    .collect()
            }
            (Audience::Approvers { .. }, Some((request, _))) => {
                level(request.levels()).unwrap_or_default()
            }
            (Audience::SkippedApprovers { .. }, Some((request, _))) => {
                level(request.skipped()).unwrap_or_default()
            }
        }
    }

    fn named(&self, who: &PersonSelector, except: Option<&PersonId>) -> BTreeSet<EmailAddress> {
        let groups = who
            .groups
            .iter()
            .filter_map(|group| self.groups.get(group))
            .flatten();
        let users = who.users.iter().filter(|user| Some(*user) != except);
        let users = users.filter_map(|user| self.users.get(user));
        groups.chain(users).cloned().collect()
    }

    fn requester(&self, id: &PersonId, claims: Option<&VerifiedClaims>) -> Option<EmailAddress> {
        if let Some(address) = self.users.get(id) {
            return Some(address.clone());
        }
        let attribute = self.requester_attribute.as_ref()?;
        let values = claims?.attributes.get(attribute)?;
        values.iter().find_map(|value| value.parse().ok())
    }
}
