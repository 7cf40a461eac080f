//! Cedar policies: what nobody gets, what is never automatic, and what is.
//!
//! Nothing else in the project speaks Cedar. Text of people only ever enters as data of an entity
//! or of the context, never as policy text.

mod action;
mod auto_approvals;
mod moments;
mod names;
mod policy;
mod rules;
mod scene;
mod schema;
mod scope;
mod stack;

pub(crate) use action::Action;
pub(crate) use auto_approvals::AutoApprovals;
pub(crate) use moments::Moments;
pub(crate) use names::{CedarType, id_of};
pub(crate) use policy::CedarPolicy;
pub(crate) use rules::{Outcome, Rules};
pub(crate) use scene::{Cast, Circumstances, Scene, Whereabouts};
pub(crate) use schema::validator;
pub(crate) use scope::Scope;
pub(crate) use stack::{MAX_DEPTH, THREAD, depth, with_room};
