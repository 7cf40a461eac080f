//! What bundles are refused, and what the others decide.
#![expect(
    clippy::format_collect,
    reason = "bundles are put together from text, and speed does not matter"
)]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on says so"
)]

mod approvers;
mod authors;
mod aws_semantics;
mod break_glass;
mod bundle_folder;
mod cedar;
mod changes;
mod checks;
mod choice_of_policy;
mod crowd;
mod digest;
mod documentation;
mod eligibility;
mod example;
mod explain;
mod faults;
mod files;
mod identity;
mod limits;
mod management;
mod naive;
mod notifications;
mod offers;
mod people;
mod question;
mod selectors;
mod vend;
