//! Everything that is wrong with a bundle is reported, with file, line and fix.

mod approvals;
mod catalog;
mod cedar;
mod eligibility;
mod notifications;
mod people;
mod whole;
