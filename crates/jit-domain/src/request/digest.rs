use serde::Serialize;

use crate::{
    AccountId, BundleDigest, Issuer, PermissionSetName, Reason, RequestDigest, RequestId,
    Sha256Hex, Subject, Ticket, Timestamp, WindowDuration, canonical_json,
};

/// What a decision is bound to. Absent values are `null`, so that leaving one out cannot make two
/// asks look alike.
#[derive(Debug, Serialize)]
pub(super) struct Digested<'a> {
    pub(super) id: &'a RequestId,
    pub(super) issuer: &'a Issuer,
    pub(super) subject: &'a Subject,
    pub(super) account: &'a AccountId,
    pub(super) permission_set: &'a PermissionSetName,
    pub(super) duration_seconds: WindowDuration,
    pub(super) reason: &'a Reason,
    pub(super) ticket: Option<&'a Ticket>,
    pub(super) start: Option<Timestamp>,
    pub(super) extends: Option<&'a RequestId>,
    pub(super) bundle: &'a BundleDigest,
}

impl Digested<'_> {
    pub(super) fn digest(&self) -> RequestDigest {
        // Text, whole numbers and `null` always have a canonical form.
        let bytes = canonical_json(self).unwrap_or_default();
        Sha256Hex::of(&bytes).into()
    }
}
