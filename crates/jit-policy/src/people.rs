use jit_domain::PersonSelector;

/// Who administers and who audits; nobody unless they are named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct People {
    /// May revoke anything, and see everything.
    pub(crate) administrators: PersonSelector,
    /// May read the audit log.
    pub(crate) auditors: PersonSelector,
    /// Are told of every break-glass window, may end it and look back at it.
    pub(crate) security: PersonSelector,
}
