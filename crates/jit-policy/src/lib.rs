//! Policy bundles: a folder of reviewed text that says who may ask for what, and who must agree.
//!
//! [`Bundle::load`] reads a folder as a whole or not at all; every question after that is pure.

mod account;
mod approval;
mod bundle;
mod catalog;
mod directory;
mod eligibility;
mod fault;
mod offer;
mod refusal;
mod session_terms;

pub use account::Account;
pub use bundle::{Bundle, SubmitQuestion, SubmitRuling};
pub use directory::{Directory, NoDirectory};
pub use fault::{BundleError, Fault};
pub use offer::{ApprovalOutlook, Offer};
pub use refusal::PolicyRefusal;
pub use session_terms::{SessionDuration, SessionTerms};
