//! Policy bundles: a folder of reviewed text that says who may ask for what, and who must agree.
//!
//! [`Bundle::load`] reads a folder as a whole or not at all; every question after that is pure.

mod account;
mod approval;
mod automatic;
mod bundle;
mod catalog;
mod cedar;
mod digest;
mod directory;
mod eligibility;
mod fault;
mod limits;
mod load;
mod offer;
mod origin;
mod ou;
mod people;
mod permission_set;
mod possible_approvers;
mod quoted;
mod refusal;
mod selector;
mod selector_index;
mod session_terms;
mod submit;
mod ticket_rule;
mod trace;
mod vend;

pub use account::Account;
pub use bundle::Bundle;
pub use directory::{Directory, NoDirectory};
pub use fault::{BundleError, Fault};
pub use offer::{ApprovalOutlook, Offer};
pub use origin::Origin;
pub use refusal::PolicyRefusal;
pub use session_terms::{SessionDuration, SessionTerms};
pub use submit::{Explanation, SubmitQuestion, SubmitRuling};
pub use trace::{Rule, Step, StepOutcome};
pub use vend::VendQuestion;
