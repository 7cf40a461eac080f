use crate::{
    Ask, BundleDigest, Comment, FailedPolicy, PassedCheck, Person, PolicyName, RequestDigest,
    RequestId, ReviewVerdict, Ruling, Session, Target, WindowDuration,
};

/// What a person wants to happen to a request, with what the current bundle says of that person.
#[derive(Clone, Debug)]
pub enum Command {
    /// Ask for a target.
    Submit(Box<Submission>),
    /// Approve at the open level.
    Approve {
        /// What the approver saw.
        digest: RequestDigest,
        /// A shorter duration, if they narrow it.
        duration: Option<WindowDuration>,
        /// What they say.
        comment: Option<Comment>,
    },
    /// Reject at the open level.
    Reject {
        /// What the approver saw.
        digest: RequestDigest,
        /// What they say.
        comment: Option<Comment>,
    },
    /// Withdraw before it opens.
    Cancel,
    /// Give back early.
    Finish,
    /// End an approved window before its time.
    Revoke {
        /// Whether the current bundle makes the actor an administrator.
        administrator: bool,
        /// What they say.
        comment: Option<Comment>,
    },
    /// Look back at a break-glass window that is over.
    Review {
        /// What they find.
        verdict: ReviewVerdict,
        /// What they say.
        comment: Option<Comment>,
    },
    /// Record a session, for whose credentials STS was asked, so that they may leave the broker.
    OpenSession {
        /// Whether the current bundle still makes the actor eligible for the target.
        eligible: bool,
        /// The session.
        session: Box<Session>,
    },
}

/// A new request, after the bundle has ruled on it.
#[derive(Clone, Debug)]
pub struct Submission {
    /// A fresh random ID.
    pub id: RequestId,
    /// What is asked for, from the catalog.
    pub target: Target,
    /// How long, why, when.
    pub ask: Ask,
    /// The eligibility whose limits the ask meets.
    pub eligibility: PolicyName,
    /// What the bundle says.
    pub ruling: Ruling,
    /// Policies of the bundle that could not be evaluated, each of which counted as a denial.
    pub failed_policies: Vec<FailedPolicy>,
    /// External checks that let it pass; the levels that they add are in the ruling.
    pub checks: Vec<PassedCheck>,
}

/// Who acts, under which bundle.
#[derive(Clone, Copy, Debug)]
pub struct Acting<'a> {
    /// The person of the verified token.
    pub person: &'a Person,
    /// The bundle in force.
    pub bundle: &'a BundleDigest,
}
