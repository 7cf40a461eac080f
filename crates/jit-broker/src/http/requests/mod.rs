//! One file for each thing that can be done to requests.

pub(super) mod approve;
pub(super) mod cancel;
pub(super) mod finish;
pub(super) mod list;
mod path_id;
pub(super) mod reject;
pub(super) mod review;
pub(super) mod revoke;
pub(super) mod show;
pub(super) mod submit;
