//! A bundle, and what is asked of it, as plain data.

use std::collections::{BTreeMap, BTreeSet};

pub(super) type Tags = BTreeMap<&'static str, &'static str>;
pub(super) type Names = BTreeSet<&'static str>;

/// The names of all accounts; the IDs are their places, counted from 1.
pub(super) const ACCOUNTS: [&str; 5] = ["shop", "play", "test", "data", MANAGEMENT];
/// The management account.
pub(super) const MANAGEMENT: &str = "org";
/// The permission sets; the last exists in the management account alone.
pub(super) const SETS: [&str; 4] = ["Admin", "ReadOnly", "Audit", "Billing"];
pub(super) const OUS: [&str; 6] = ["", "prod", "prod/shop", "prod/shop/eu", "dev", "production"];
pub(super) const TAGS: [(&str, [&str; 2]); 3] = [
    ("Environment", ["Production", "Development"]),
    ("Data", ["Personal", "None"]),
    ("Risk", ["high", "low"]),
];
pub(super) const GROUPS: [&str; 3] = ["a", "b", "c"];
pub(super) const DEPARTMENTS: [&str; 2] = ["platform", "sales"];
pub(super) const TICKETS: [&str; 3] = ["INC1", "CHG", "INC12"];

/// Everything that the files of a bundle say.
#[derive(Clone, Debug)]
pub(super) struct World {
    /// In the order of [`ACCOUNTS`].
    pub(super) accounts: Vec<Account>,
    /// In the order of [`SETS`].
    pub(super) sets: Vec<PermissionSet>,
    pub(super) eligibilities: Vec<Eligibility>,
    pub(super) approvals: Vec<Approval>,
    /// The files of `auto-approval/`, some of them without policies.
    pub(super) automatic: BTreeSet<Scope>,
    pub(super) cedar: Vec<CedarPolicy>,
}

#[derive(Clone, Debug)]
pub(super) struct Account {
    pub(super) name: &'static str,
    pub(super) ou: &'static str,
    pub(super) tags: Tags,
}

#[derive(Clone, Debug)]
pub(super) struct PermissionSet {
    pub(super) name: &'static str,
    pub(super) tags: Tags,
    /// Where it exists; none for every account but the management account.
    pub(super) accounts: Option<Selector>,
}

#[derive(Clone, Debug)]
pub(super) struct Selector {
    pub(super) entries: Vec<Entry>,
    pub(super) except: Vec<Entry>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    Account(&'static str),
    Ou(&'static str),
    Tag(&'static str, &'static str),
    All,
}

/// Whom a policy names; `users` by their place in the cast.
#[derive(Clone, Debug)]
pub(super) struct Who {
    pub(super) groups: Names,
    pub(super) users: BTreeSet<usize>,
    pub(super) departments: Names,
}

#[derive(Clone, Debug)]
pub(super) struct Eligibility {
    pub(super) name: String,
    pub(super) who: Who,
    pub(super) accounts: Selector,
    pub(super) sets: Names,
    pub(super) minutes: u32,
    pub(super) reason: u32,
    pub(super) ticket: TicketRule,
    pub(super) break_glass: bool,
    pub(super) file: u32,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct TicketRule {
    pub(super) required: bool,
    pub(super) pattern: Option<Pattern>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Pattern {
    /// `INC[0-9]`
    Incident,
    /// `INC1|CHG`
    Either,
}

#[derive(Clone, Debug)]
pub(super) struct Approval {
    pub(super) name: String,
    pub(super) targets: Selector,
    /// Empty for all.
    pub(super) sets: Names,
    pub(super) hours: u32,
    pub(super) pending_hours: u32,
    pub(super) levels: Vec<Level>,
    pub(super) file: u32,
}

#[derive(Clone, Debug)]
pub(super) struct Level {
    pub(super) who: Who,
    pub(super) approvals: usize,
}

#[derive(Clone, Debug)]
pub(super) struct CedarPolicy {
    pub(super) name: String,
    pub(super) file: CedarFile,
    pub(super) principal: Principal,
    pub(super) resource: Resource,
    pub(super) clauses: Vec<Clause>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CedarFile {
    Guardrails { request: bool, vend: bool },
    DenyAccess,
    AutoApproval(Scope),
}

/// Where a file of `auto-approval/` applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Scope {
    All,
    Ou(&'static str),
    Account(&'static str),
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Principal {
    Any,
    Group(&'static str),
    User(usize),
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Resource {
    Any,
    Account(&'static str),
    Ou(&'static str),
    Set(&'static str),
    Target(&'static str, &'static str),
}

/// `when { … }`, or `unless { … }` where the condition is not to hold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clause {
    pub(super) condition: Condition,
    pub(super) holds: bool,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Condition {
    Member(&'static str),
    Set(&'static str),
    /// A tag of the target.
    Tag(&'static str, &'static str),
    Within(&'static str),
    Department(&'static str),
    AtMostMinutes(u32),
    BreakGlass,
    BeforeHour(u32),
    Ticket(&'static str),
    /// Cannot be evaluated.
    Overflow,
}

/// Somebody who asks or approves.
#[derive(Clone, Debug)]
pub(super) struct Actor {
    pub(super) issuer: &'static str,
    pub(super) subject: &'static str,
    pub(super) groups: Names,
    pub(super) department: Option<&'static str>,
}

/// Everybody there is. Two of them share a subject, not an issuer.
pub(super) fn cast() -> Vec<Actor> {
    const HERE: &str = "https://id.example.com";
    const THERE: &str = "https://id.example.org";
    let actor = |issuer, subject, groups: &[&'static str], department| Actor {
        issuer,
        subject,
        groups: groups.iter().copied().collect(),
        department,
    };
    vec![
        actor(HERE, "ann", &["a"], Some("platform")),
        actor(HERE, "bob", &["a", "b"], None),
        actor(HERE, "cat", &["b"], Some("sales")),
        actor(HERE, "dan", &["a", "b", "c"], None),
        actor(HERE, "eve", &[], Some("platform")),
        actor(THERE, "ann", &["c"], None),
        actor(HERE, "fay", &[], None),
    ]
}

/// What is asked of a bundle.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Case {
    /// By the place in the cast.
    pub(super) person: usize,
    /// The name; one that the catalog does not have is asked for too.
    pub(super) account: &'static str,
    pub(super) by_id: bool,
    pub(super) set: &'static str,
    pub(super) seconds: u32,
    /// The length of the reason.
    pub(super) reason: usize,
    pub(super) ticket: Option<&'static str>,
    pub(super) break_glass: bool,
    /// Of the day.
    pub(super) hour: u32,
    /// Whether a directory knows the whole cast.
    pub(super) directory: bool,
}

/// What is decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Decision {
    /// The eligibility that is recorded.
    pub(super) eligibility: Option<String>,
    pub(super) verdict: Verdict,
    /// The policies that could not be evaluated, in order of name.
    pub(super) failed: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    NotEligible,
    /// The fields that may be named.
    Limit(Names),
    Guardrail(String),
    NoPolicy,
    NoApprover {
        policy: String,
        level: usize,
    },
    Conflict(BTreeSet<String>),
    Automatic(String),
    Manual {
        policy: String,
        levels: Vec<String>,
        pending_hours: u32,
        unverified: bool,
    },
    /// The levels that are skipped, in order of their text.
    BreakGlass(Vec<String>),
}

impl Verdict {
    /// How many kinds there are.
    pub(super) const KINDS: usize = 9;

    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::NotEligible => "not eligible",
            Self::Limit(_) => "limit",
            Self::Guardrail(_) => "guardrail",
            Self::NoPolicy => "no policy",
            Self::NoApprover { .. } => "no approver",
            Self::Conflict(_) => "conflict",
            Self::Automatic(_) => "automatic",
            Self::Manual { .. } => "manual",
            Self::BreakGlass(_) => "break glass",
        }
    }
}

impl From<Verdict> for Decision {
    fn from(verdict: Verdict) -> Self {
        Self {
            eligibility: None,
            verdict,
            failed: Vec::new(),
        }
    }
}

impl Decision {
    /// Whether it is the other one, or one of those that the other leaves open.
    pub(super) fn is_within(&self, other: &Self) -> bool {
        match (&self.verdict, &other.verdict) {
            (Verdict::Limit(named), Verdict::Limit(open)) => {
                !named.is_empty() && named.is_subset(open)
            }
            _ => self == other,
        }
    }

    /// Without the one thing that the order of files and entries decides.
    pub(super) fn in_any_order(mut self) -> Self {
        self.eligibility = None;
        self
    }
}
