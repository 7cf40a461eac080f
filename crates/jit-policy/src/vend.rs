use jit_domain::{AccountId, PermissionSetName, Person};

use crate::{Bundle, PolicyRefusal, SessionTerms};

impl Bundle {
    /// Says on what terms the person may open sessions for a target now: still eligible, and no
    /// guardrail against it. The limits of the ask were looked at when it was submitted.
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
        let account = self.catalog().account_by_id(account);
        let target = account
            .and_then(|account| self.catalog().target(account, permission_set))
            .ok_or(PolicyRefusal::NotEligible)?;
        let mut matching = self.eligibilities().matching(person, &target);
        matching.next().ok_or(PolicyRefusal::NotEligible)?;
        Ok(SessionTerms {
            role: target.role(),
            session_duration: target.permission_set.session_duration,
            chaining: target.permission_set.chaining,
        })
    }
}
