use jit_domain::{
    AccountRef, Approval, Ask, FailedPolicy, PermissionSetName, Person, PolicyName, Ruling, Target,
};

use crate::approval::{ApprovalPolicy, Choice};
use crate::eligibility::{Eligibility, first_met, limit};
use crate::limits::duration_miss;
use crate::possible_approvers::{PossibleApprovers, possible_approvers};
use crate::{Bundle, Directory, PolicyRefusal};

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
    /// Whether it is a break-glass ask. No bundle of this version lets anybody break glass.
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
    /// Policies that could not be evaluated, each of which counted as a denial.
    pub failed_policies: Vec<FailedPolicy>,
}

impl Bundle {
    /// Rules on an ask: eligibility, approval policy, possible approvers.
    ///
    /// # Errors
    ///
    /// [`PolicyRefusal`]; a conflict of policies is not an error but a [`Ruling`].
    pub fn rule_on_submit(
        &self,
        question: &SubmitQuestion<'_>,
        directory: &dyn Directory,
    ) -> Result<SubmitRuling, PolicyRefusal> {
        if question.break_glass {
            return Err(PolicyRefusal::NotEligible);
        }
        let account = self.catalog().account(question.account);
        let target = account
            .and_then(|account| self.catalog().target(account, question.permission_set))
            .ok_or(PolicyRefusal::NotEligible)?;
        let matching = self.eligibilities().matching(question.person, &target);
        let eligibility = first_met(matching, question.ask)?;
        let ruling = match self.approvals().choose(&target) {
            Choice::None => return Err(PolicyRefusal::NoPolicy),
            Choice::One(policy) => manual(policy, eligibility, question, directory)?,
            Choice::Conflict(policies) => Ruling::Conflict {
                policies: policies.iter().map(|policy| policy.name.clone()).collect(),
            },
        };
        Ok(SubmitRuling {
            target: target.to_target(),
            eligibility: eligibility.name.clone(),
            ruling,
            failed_policies: Vec::new(),
        })
    }
}

/// The ruling that people have to agree, if the policy allows the duration and they can.
fn manual(
    policy: &ApprovalPolicy,
    eligibility: &Eligibility,
    question: &SubmitQuestion<'_>,
    directory: &dyn Directory,
) -> Result<Ruling, PolicyRefusal> {
    if let Some(miss) = duration_miss(policy.max_duration, question.ask) {
        return Err(limit(eligibility, &policy.name, &miss));
    }
    let requester = &question.person.id;
    let approvers_unverified = match possible_approvers(&policy.levels, requester, directory) {
        PossibleApprovers::Enough => false,
        PossibleApprovers::Unverified => true,
        PossibleApprovers::Missing(level) => {
            return Err(PolicyRefusal::NoApprover {
                policy: policy.name.clone(),
                level,
            });
        }
    };
    Ok(Ruling::Approval {
        approval: Approval::Manual {
            policy: policy.name.clone(),
            levels: policy.levels.clone(),
            approvers_unverified,
        },
        pending_for: policy.pending_for,
    })
}
