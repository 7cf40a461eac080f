//! One file for each use case. Who may do what is decided here, and nowhere before: a second way
//! in could not skip it.

mod approve;
mod audit;
mod authenticate;
mod cancel;
mod credentials;
mod dry_run;
mod failure;
mod finish;
mod limits;
mod list;
mod me;
mod poll;
mod ready;
mod record;
mod reject;
mod review;
mod revoke;
mod show;
mod submission;
mod submit;
mod targets;
mod transition;
mod vend_decision;
mod view;
mod visible;

pub use approve::approve;
pub use audit::{AuditLines, audit};
pub use authenticate::authenticate;
pub use cancel::cancel;
pub use credentials::credentials;
pub use dry_run::dry_run;
pub use failure::Failure;
pub use finish::finish;
pub use limits::{LimitSettings, Limits};
pub use list::{ListQuestion, View, list};
pub use me::me;
pub use poll::{KnownTags, Polled, Tag, Wait};
pub use ready::ready;
pub use reject::reject;
pub use review::review;
pub use revoke::revoke;
pub use show::show;
pub use submit::{Submitted, submit};
pub use targets::{TargetQuestion, targets};
