use std::fmt;

use jit_domain::PolicyName;

use super::verdict::Verdict;

/// What a test says must come of its question; what it does not say may be anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Expectation {
    pub(super) word: String,
    pub(super) policies: Option<Vec<PolicyName>>,
    pub(super) eligibility: Option<PolicyName>,
    pub(super) levels: Option<Vec<u32>>,
}

/// What can be expected of a request.
pub(super) const OF_REQUESTS: &[&str] = &[
    "automatic",
    "manual",
    "break_glass",
    "conflict",
    "not_eligible",
    "limit",
    "guardrail",
    "no_policy",
    "no_approver",
];

/// What can be expected of credentials.
pub(super) const OF_VENDS: &[&str] = &["allowed", "not_eligible", "guardrail"];

impl Expectation {
    pub(super) fn holds(&self, verdict: &Verdict) -> bool {
        let same_policies = |wanted: &Vec<PolicyName>| {
            let (mut wanted, mut found) = (wanted.clone(), verdict.policies.clone());
            wanted.sort_unstable();
            found.sort_unstable();
            wanted == found
        };
        self.word == verdict.word
            && self.policies.as_ref().is_none_or(same_policies)
            && (self.eligibility.is_none() || self.eligibility == verdict.eligibility)
            && self
                .levels
                .as_ref()
                .is_none_or(|levels| *levels == verdict.levels)
    }
}

impl Expectation {
    /// What came, as far as something was expected.
    pub(super) fn told(&self, verdict: &Verdict) -> String {
        match (&self.eligibility, &verdict.eligibility) {
            (Some(_), Some(found)) => format!("{verdict}, eligible by {found}"),
            _ => verdict.to_string(),
        }
    }
}

impl fmt::Display for Expectation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.word)?;
        if let Some(policies) = &self.policies {
            let names: Vec<_> = policies.iter().map(ToString::to_string).collect();
            write!(f, " by {}", names.join(" and "))?;
        }
        if let Some(levels) = &self.levels {
            let levels: Vec<_> = levels.iter().map(ToString::to_string).collect();
            write!(f, ", approvals {}", levels.join(" and "))?;
        }
        if let Some(eligibility) = &self.eligibility {
            write!(f, ", eligible by {eligibility}")?;
        }
        Ok(())
    }
}
