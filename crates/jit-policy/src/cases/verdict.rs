use std::cmp::Reverse;
use std::fmt;

use jit_domain::{Approval, PersonSelector, PolicyName, Ruling};

use crate::{PolicyRefusal, SessionTerms, SubmitRuling};

/// What came of a question, in the words of a test.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// `automatic`, `manual`, `break_glass`, `conflict`, `allowed`, or the code of a refusal.
    pub(crate) word: &'static str,
    /// The policies that decide.
    pub(crate) policies: Vec<PolicyName>,
    /// The eligibility whose limits count.
    pub(crate) eligibility: Option<PolicyName>,
    /// How many have to agree at each level.
    pub(crate) levels: Vec<u32>,
    /// Who, at each level.
    pub(crate) approvers: Vec<PersonSelector>,
}

impl From<&Result<SubmitRuling, PolicyRefusal>> for Verdict {
    fn from(outcome: &Result<SubmitRuling, PolicyRefusal>) -> Self {
        match outcome {
            Ok(ruling) => Self {
                eligibility: Some(ruling.eligibility.clone()),
                ..Self::of_ruling(&ruling.ruling)
            },
            Err(refusal) => refusal.into(),
        }
    }
}

impl From<&Result<SessionTerms, PolicyRefusal>> for Verdict {
    fn from(outcome: &Result<SessionTerms, PolicyRefusal>) -> Self {
        match outcome {
            Ok(_) => Self {
                word: "allowed",
                ..Self::default()
            },
            Err(refusal) => refusal.into(),
        }
    }
}

impl Verdict {
    pub(crate) fn of_ruling(ruling: &Ruling) -> Self {
        match ruling {
            Ruling::Approval { approval, .. } => Self::of_approval(approval),
            Ruling::Conflict { policies, .. } => Self {
                word: "conflict",
                policies: policies.clone(),
                ..Self::default()
            },
        }
    }

    pub(crate) fn of_approval(approval: &Approval) -> Self {
        let word = match approval {
            Approval::Automatic { .. } => "automatic",
            Approval::Manual { .. } => "manual",
            Approval::BreakGlass { .. } => "break_glass",
        };
        let levels = approval.levels();
        Self {
            word,
            policies: vec![approval.policy().clone()],
            eligibility: None,
            levels: levels.iter().map(|level| level.approvals.get()).collect(),
            approvers: levels.iter().map(|level| level.approvers.clone()).collect(),
        }
    }

    /// Whether it is the same decision, whatever eligibility led to it. Not every recorded refusal
    /// names its policy.
    pub(crate) fn decides_like(&self, other: &Self) -> bool {
        let unnamed = self.policies.is_empty() || other.policies.is_empty();
        self.word == other.word
            && (unnamed || self.policies == other.policies)
            && self.levels == other.levels
            && self.approvers == other.approvers
    }

    /// How easily one gets in by it: not at all, by fewer and fewer people, by nobody.
    pub(crate) fn ease(&self) -> (u8, Reverse<u32>) {
        let people = Reverse(self.levels.iter().sum());
        match self.word {
            "manual" => (1, people),
            "automatic" | "break_glass" | "allowed" => (2, people),
            _ => (0, people),
        }
    }
}

impl From<&PolicyRefusal> for Verdict {
    fn from(refusal: &PolicyRefusal) -> Self {
        let policies = match refusal {
            PolicyRefusal::Guardrail { policy, .. } | PolicyRefusal::NoApprover { policy, .. } => {
                vec![policy.clone()]
            }
            _ => Vec::new(),
        };
        Self {
            word: refusal.code(),
            policies,
            ..Self::default()
        }
    }
}

/// `manual by payments, approvals 1 and 2`
impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word)?;
        let policies: Vec<_> = self.policies.iter().map(ToString::to_string).collect();
        if !policies.is_empty() {
            write!(f, " by {}", policies.join(" and "))?;
        }
        let levels: Vec<_> = self.levels.iter().map(ToString::to_string).collect();
        if !levels.is_empty() {
            write!(f, ", approvals {}", levels.join(" and "))?;
        }
        Ok(())
    }
}
