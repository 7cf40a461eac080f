//! External checks: services and programs that are asked about a request before it is taken down, and
//! that can only stand against it. How each is reached is no part of a bundle.

use jit_domain::{Approval, Level, PassedCheck, PersonId, PolicyName, Ruling, WindowDuration};

use crate::possible_approvers::{PossibleApprovers, possible_approvers};
use crate::{Bundle, Directory, PolicyRefusal, SubmitRuling};

/// A check that eligibilities may name.
#[derive(Clone, Debug)]
pub(crate) struct ExternalCheck {
    /// Its name, unique in the bundle.
    pub(crate) name: PolicyName,
    /// The level that it can ask for beside those of the approval policy.
    pub(crate) level: Option<Level>,
}

/// How long a request that only a check's level has to approve stays pending: a working day.
const PENDING_SECONDS: i64 = 8 * 3600;

impl Bundle {
    /// The names of the checks that eligibilities may name.
    pub fn external_checks(&self) -> impl Iterator<Item = &PolicyName> {
        self.parts().checks.iter().map(|check| &check.name)
    }

    /// The level that a check can add; none when it can add none.
    #[must_use]
    pub fn check_level(&self, name: &PolicyName) -> Option<&Level> {
        let mut checks = self.parts().checks.iter();
        checks.find(|check| check.name == *name)?.level.as_ref()
    }

    /// The ruling with the levels that the checks add, behind those of the approval policy. What a
    /// policy alone approved waits for these levels then. Nothing is ever taken away.
    ///
    /// # Errors
    ///
    /// [`PolicyRefusal::NoApprover`] when the levels together cannot get their approvals without
    /// the requester, or a check asks for a level that the bundle does not have.
    pub fn with_checks(
        &self,
        mut ruling: SubmitRuling,
        passed: &[PassedCheck],
        requester: &PersonId,
        directory: &dyn Directory,
    ) -> Result<SubmitRuling, PolicyRefusal> {
        let mut more = Vec::new();
        for check in passed.iter().filter(|check| check.adds_level) {
            let level = self.check_level(&check.check);
            let level = level.ok_or_else(|| PolicyRefusal::NoApprover {
                policy: check.check.clone(),
                level: jit_domain::LevelNumber::FIRST,
            })?;
            more.push(level.clone());
        }
        if more.is_empty() {
            return Ok(ruling);
        }
        ruling.ruling = with_levels(ruling.ruling, more, requester, directory)?;
        Ok(ruling)
    }
}

fn with_levels(
    ruling: Ruling,
    more: Vec<Level>,
    requester: &PersonId,
    directory: &dyn Directory,
) -> Result<Ruling, PolicyRefusal> {
    let (policy, mut levels, pending_for) = match ruling {
        Ruling::Approval {
            approval: Approval::Automatic { policy },
            pending_for,
        } => {
            let day = WindowDuration::try_from(PENDING_SECONDS);
            (policy, Vec::new(), day.unwrap_or(pending_for))
        }
        Ruling::Approval {
            approval: Approval::Manual { policy, levels, .. },
            pending_for,
        } => (policy, levels, pending_for),
        // It has failed already, or nothing waits for anybody: no eligibility that opens at once
        // names a check.
        other => return Ok(other),
    };
    levels.extend(more);
    let possible = possible_approvers(&levels, requester, directory);
    if let PossibleApprovers::Missing(level) = possible {
        return Err(PolicyRefusal::NoApprover { policy, level });
    }
    Ok(Ruling::Approval {
        approval: Approval::Manual {
            policy,
            levels,
            approvers_unverified: possible == PossibleApprovers::Unverified,
        },
        pending_for,
    })
}
