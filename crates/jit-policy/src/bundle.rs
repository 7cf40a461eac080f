use std::path::Path;

use jit_domain::{
    AccountId, AccountRef, Ask, BundleDigest, PermissionSetName, Person, PolicyName, Ruling, Target,
};

use crate::{Account, BundleError, Directory, Offer, PolicyRefusal, SessionTerms};

/// One version of catalog, eligibilities and approval policies. It never changes; a new version is
/// a new bundle.
#[derive(Debug)]
pub struct Bundle {
    digest: BundleDigest,
}

/// What somebody asks for, before the catalog has been looked at.
#[derive(Clone, Copy, Debug)]
pub struct SubmitQuestion<'a> {
    /// Who asks.
    pub person: &'a Person,
    /// The account as it was typed.
    pub account: &'a AccountRef,
    /// The permission set.
    pub permission_set: &'a PermissionSetName,
    /// How long, why, when.
    pub ask: &'a Ask,
    /// Whether it is a break-glass ask.
    pub break_glass: bool,
}

/// What the bundle says about an ask that it lets through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubmitRuling {
    /// The target, from the catalog.
    pub target: Target,
    /// The eligibility whose limits the ask meets.
    pub eligibility: PolicyName,
    /// How it is to be approved.
    pub ruling: Ruling,
}

impl Bundle {
    /// Reads a bundle from its folder.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, each with file, line and fix.
    pub fn load(folder: &Path) -> Result<Self, BundleError> {
        let _ = folder;
        unimplemented!()
    }

    /// Names this version: recorded in every request, decision and event.
    #[must_use]
    pub fn digest(&self) -> &BundleDigest {
        &self.digest
    }

    /// The account of the catalog with this ID or exact name.
    #[must_use]
    pub fn account(&self, account: &AccountRef) -> Option<&Account> {
        let _ = account;
        unimplemented!()
    }

    /// Whether the person is an administrator.
    #[must_use]
    pub fn is_administrator(&self, person: &Person) -> bool {
        let _ = person;
        unimplemented!()
    }

    /// Whether the person is an auditor.
    #[must_use]
    pub fn is_auditor(&self, person: &Person) -> bool {
        let _ = person;
        unimplemented!()
    }

    /// Whether any level of any approval policy names the person.
    #[must_use]
    pub fn is_approver(&self, person: &Person) -> bool {
        let _ = person;
        unimplemented!()
    }

    /// Rules on an ask: eligibility, guardrails, approval policy, possible approvers.
    ///
    /// # Errors
    ///
    /// [`PolicyRefusal`]; a conflict of policies is not an error but a [`Ruling`].
    pub fn rule_on_submit(
        &self,
        question: &SubmitQuestion<'_>,
        directory: &dyn Directory,
    ) -> Result<SubmitRuling, PolicyRefusal> {
        let _ = (question, directory);
        unimplemented!()
    }

    /// Says on what terms the person may open sessions for a target now: still eligible, and no
    /// guardrail against it.
    ///
    /// # Errors
    ///
    /// [`PolicyRefusal::NotEligible`] and [`PolicyRefusal::Guardrail`].
    pub fn rule_on_vend(
        &self,
        person: &Person,
        account: &AccountId,
        permission_set: &PermissionSetName,
    ) -> Result<SessionTerms, PolicyRefusal> {
        let _ = (person, account, permission_set);
        unimplemented!()
    }

    /// Everything that the person may request, in order of account name and permission set.
    #[must_use]
    pub fn offers(&self, person: &Person) -> Vec<Offer> {
        let _ = person;
        unimplemented!()
    }
}
