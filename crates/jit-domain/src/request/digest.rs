use serde::Serialize;

use crate::{
    AccountId, BundleDigest, Issuer, PermissionSetName, Reason, RequestDigest, RequestId,
    Sha256Hex, Subject, Ticket, Timestamp, WindowDuration, canonical_json,
};

/// What a decision is bound to: everything that a person asked for, and the bundle at that time.
/// Absent values are `null`, so that leaving one out cannot make two asks look alike.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Digested<'a> {
    /// The request.
    pub id: &'a RequestId,
    /// The issuer of the requester.
    pub issuer: &'a Issuer,
    /// The requester at that issuer.
    pub subject: &'a Subject,
    /// The account.
    pub account: &'a AccountId,
    /// The permission set.
    pub permission_set: &'a PermissionSetName,
    /// The duration that was asked for.
    pub duration_seconds: WindowDuration,
    /// The business justification.
    pub reason: &'a Reason,
    /// The ticket.
    pub ticket: Option<&'a Ticket>,
    /// The scheduled start.
    pub start: Option<Timestamp>,
    /// The request that this one asks more time for.
    pub extends: Option<&'a RequestId>,
    /// The policy bundle.
    pub bundle: &'a BundleDigest,
}

impl Digested<'_> {
    /// The digest that decisions name: SHA-256 over the canonical JSON of these fields. A client
    /// that shows a request computes it from what it shows.
    #[must_use]
    pub fn digest(&self) -> RequestDigest {
        // Text, whole numbers and `null` always have a canonical form.
        let bytes = canonical_json(self).unwrap_or_default();
        Sha256Hex::of(&bytes).into()
    }
}
