//! Approval policies: which one applies to a target.
