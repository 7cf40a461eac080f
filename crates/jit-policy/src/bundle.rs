use std::path::Path;

use jit_domain::{AccountRef, BundleDigest, Partition, Person, PersonSelector};

use crate::approval::Approvals;
use crate::catalog::Catalog;
use crate::cedar::{Action, AutoApprovals, Rules};
use crate::checks::ExternalCheck;
use crate::digest::bundle_digest;
use crate::eligibility::Eligibilities;
use crate::notifications::Notifications;
use crate::people::People;
use crate::possible_approvers::widen;
use crate::{Account, BundleError, load};

/// One version of catalog, eligibilities and approval policies. It never changes; a new version is
/// a new bundle.
#[derive(Debug)]
pub struct Bundle {
    digest: BundleDigest,
    parts: BundleParts,
    approvers: PersonSelector,
}

/// What the files of a bundle say, validated.
#[derive(Debug)]
pub(crate) struct BundleParts {
    /// `catalog.toml`
    pub(crate) catalog: Catalog,
    /// `people.toml`
    pub(crate) people: People,
    /// `eligibility/`
    pub(crate) eligibilities: Eligibilities,
    /// `approvals/`
    pub(crate) approvals: Approvals,
    /// `guardrails.cedar`, about requests.
    pub(crate) request_guardrails: Rules,
    /// `guardrails.cedar`, about credentials.
    pub(crate) vend_guardrails: Rules,
    /// `deny-access.cedar`
    pub(crate) deny_access: Rules,
    /// `auto-approval/`
    pub(crate) auto_approvals: AutoApprovals,
    /// `checks.toml`
    pub(crate) checks: Vec<ExternalCheck>,
    /// How many Cedar policies there are in all.
    pub(crate) cedar_policies: usize,
    /// `notifications.toml`
    pub(crate) notifications: Notifications,
}

/// How much a bundle says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BundleSize {
    /// Accounts of the catalog.
    pub accounts: usize,
    /// Permission sets of the catalog.
    pub permission_sets: usize,
    /// Eligibilities.
    pub eligibilities: usize,
    /// Manual approval policies.
    pub approvals: usize,
    /// Guardrails, deny-access and auto-approval policies.
    pub cedar_policies: usize,
}

impl Bundle {
    /// Reads a bundle from its folder.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, each with file, line and fix.
    pub fn load(folder: &Path) -> Result<Self, BundleError> {
        load::load(folder)
    }

    /// The bundle where there is none: nobody is eligible for anything, and nobody is an
    /// administrator, an auditor or an approver.
    #[must_use]
    pub fn empty() -> Self {
        let parts = BundleParts {
            catalog: Catalog::new(Partition::Aws, Vec::new(), Vec::new()),
            people: People::default(),
            eligibilities: Eligibilities::new(Vec::new()),
            approvals: Approvals::new(Vec::new()),
            request_guardrails: Rules::about(Action::Request, []),
            vend_guardrails: Rules::about(Action::Vend, []),
            deny_access: Rules::about(Action::AutoApprove, []),
            auto_approvals: AutoApprovals::default(),
            checks: Vec::new(),
            cedar_policies: 0,
            notifications: Notifications::default(),
        };
        Self::new(bundle_digest([]), parts)
    }

    /// Whether it is [`Bundle::empty`]; none that was loaded is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.digest == bundle_digest([])
    }

    /// A bundle of these parts, all of which come from the files that the digest names.
    pub(crate) fn new(digest: BundleDigest, parts: BundleParts) -> Self {
        let mut approvers = PersonSelector::default();
        let policies = parts.approvals.all().iter();
        let of_policies = policies.flat_map(|policy| &policy.levels);
        let of_checks = parts.checks.iter().filter_map(|check| check.level.as_ref());
        for level in of_policies.chain(of_checks) {
            widen(&mut approvers, &level.approvers);
        }
        Self {
            digest,
            parts,
            approvers,
        }
    }

    /// Names this version: recorded in every request, decision and event.
    #[must_use]
    pub fn digest(&self) -> &BundleDigest {
        &self.digest
    }

    /// The account of the catalog with this ID or exact name.
    #[must_use]
    pub fn account(&self, account: &AccountRef) -> Option<&Account> {
        self.parts.catalog.account(account)
    }

    /// How much it says.
    #[must_use]
    pub fn size(&self) -> BundleSize {
        BundleSize {
            accounts: self.catalog().accounts().len(),
            permission_sets: self.catalog().permission_sets().count(),
            eligibilities: self.eligibilities().all().len(),
            approvals: self.approvals().all().len(),
            cedar_policies: self.parts.cedar_policies,
        }
    }

    /// Whether the person is an administrator.
    #[must_use]
    pub fn is_administrator(&self, person: &Person) -> bool {
        self.parts.people.administrators.matches(person)
    }

    /// Whether the person is an auditor.
    #[must_use]
    pub fn is_auditor(&self, person: &Person) -> bool {
        self.parts.people.auditors.matches(person)
    }

    /// Whether any level of any approval policy or external check names the person.
    #[must_use]
    pub fn is_approver(&self, person: &Person) -> bool {
        self.approvers.matches(person)
    }

    /// Whether the person is told of every break-glass window.
    #[must_use]
    pub fn is_security(&self, person: &Person) -> bool {
        self.parts.people.security.matches(person)
    }

    pub(crate) fn parts(&self) -> &BundleParts {
        &self.parts
    }

    pub(crate) fn catalog(&self) -> &Catalog {
        &self.parts.catalog
    }

    pub(crate) fn eligibilities(&self) -> &Eligibilities {
        &self.parts.eligibilities
    }

    pub(crate) fn approvals(&self) -> &Approvals {
        &self.parts.approvals
    }
}

#[cfg(test)]
mod tests {
    use jit_domain::{Authentication, PersonId};

    use super::*;
    use crate::{PolicyRefusal, VendQuestion};

    #[test]
    fn an_empty_bundle_lets_nobody_do_anything() {
        let bundle = Bundle::empty();
        let person = Person {
            id: PersonId {
                issuer: "https://id.example.com".parse().unwrap(),
                subject: "engineer".parse().unwrap(),
            },
            name: "Engineer".into(),
            groups: ["jit-admins".parse().unwrap()].into(),
            attributes: [].into(),
            authentication: Authentication::default(),
        };
        let vend = bundle.rule_on_vend(&VendQuestion {
            person: &person,
            account: &"111122223333".parse().unwrap(),
            permission_set: &"PowerUser".parse().unwrap(),
            duration: 3600.try_into().unwrap(),
            ticket: None,
            break_glass: false,
            now: "2026-01-05T12:00:00Z".parse().unwrap(),
        });

        assert_eq!(vend.unwrap_err(), PolicyRefusal::NotEligible);
        assert!(!bundle.is_administrator(&person) && !bundle.is_auditor(&person));
        assert!(!bundle.is_approver(&person) && bundle.is_empty());
        // `sha256sum < /dev/null`
        let digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(bundle.digest().to_string(), digest);
    }
}
