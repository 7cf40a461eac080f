//! Decisions in one line, for people.

use crate::cases::Verdict;
use crate::{PolicyRefusal, SessionTerms, SubmitRuling};

/// `manual by payments, approvals 1`, or the refusal with its code.
#[must_use]
pub fn submit(outcome: &Result<SubmitRuling, PolicyRefusal>) -> String {
    match outcome {
        Ok(_) => Verdict::from(outcome).to_string(),
        Err(refusal) => refused(refusal),
    }
}

/// `allowed`, or the refusal with its code.
#[must_use]
pub fn vend(outcome: &Result<SessionTerms, PolicyRefusal>) -> String {
    match outcome {
        Ok(_) => Verdict::from(outcome).to_string(),
        Err(refusal) => refused(refusal),
    }
}

fn refused(refusal: &PolicyRefusal) -> String {
    format!("{}: {refusal}", refusal.code())
}
