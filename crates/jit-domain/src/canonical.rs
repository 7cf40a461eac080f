use serde::Serialize;

/// The value cannot be written as JSON.
#[derive(Debug, thiserror::Error)]
#[error("cannot write canonical JSON: {0}")]
pub struct CanonicalJsonError(#[from] serde_json::Error);

/// The canonical JSON of a value: what digests and the audit chain are computed over.
///
/// Source: RFC 8785, JSON Canonicalization Scheme.
///
/// # Errors
///
/// When the value has no JSON form, such as a map with keys that are not text.
pub fn canonical_json(value: &impl Serialize) -> Result<Vec<u8>, CanonicalJsonError> {
    Ok(serde_json_canonicalizer::to_vec(value)?)
}
