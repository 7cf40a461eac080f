//! Policy bundles: a folder of reviewed text that says who may ask for what, and who must agree.
//!
//! [`Bundle::load`] reads a folder as a whole or not at all; every question after that is pure.

mod account;
mod approval;
mod automatic;
mod bundle;
mod bundle_diff;
mod cases;
mod catalog;
mod cedar;
mod checks;
mod conflicts;
mod digest;
mod directory;
mod eligibility;
mod fault;
pub mod in_words;
mod limits;
mod load;
mod notifications;
mod offer;
mod origin;
mod ou;
mod people;
mod permission_set;
mod possible_approvers;
mod quoted;
mod recheck;
mod refusal;
mod replay;
mod selector;
mod selector_index;
mod session_terms;
mod submit;
mod ticket_rule;
mod trace;
mod vend;
mod warnings;

/// The stack, in bytes, of a thread on which a bundle is asked without having to make room first.
pub const THREAD_STACK: usize = cedar::THREAD;

pub use account::Account;
pub use bundle::{Bundle, BundleSize};
pub use cases::{Case, CaseReport, load_cases};
pub use conflicts::{ConflictExample, ConflictingPolicy, Conflicts, PolicyConflict, Tag};
pub use directory::{Directory, NoDirectory};
pub use fault::{BundleError, Excerpt, Fault};
pub use load::FolderStamp;
pub use notifications::{
    AuditPosition, Format, Notification, Part, RequestFacts, Sinks, WordingError,
};
pub use offer::{ApprovalOutlook, Offer};
pub use origin::Origin;
pub use ou::{OuPath, ParseOuPathError};
pub use recheck::{ParseRecheckError, Recheck, RecheckTerms};
pub use refusal::PolicyRefusal;
pub use replay::{Change, Replay, Replayer};
pub use session_terms::{SessionDuration, SessionTerms};
pub use submit::{Explanation, SubmitQuestion, SubmitRuling};
pub use trace::{Rule, Step, StepOutcome};
pub use vend::VendQuestion;
pub use warnings::Warning;

/// The accounts that the text of a `catalog.toml` names, in its order. What only a whole bundle can
/// get wrong is not looked at.
///
/// # Errors
///
/// Everything that is wrong with the text, each with line and fix.
pub fn read_catalog(text: &str) -> Result<Vec<Account>, BundleError> {
    load::read_catalog(text)
}
