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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// Source: RFC 8785, section 3.2.3: keys in the order of their UTF-16 code units.
    #[test]
    fn keys_are_sorted_by_utf_16_and_text_is_escaped_as_little_as_can_be() {
        let keys = [
            "\u{20ac}",
            "\r",
            "\u{fb33}",
            "1",
            "\u{1f600}",
            "\u{80}",
            "\u{f6}",
        ];
        let map: BTreeMap<_, _> = keys.iter().map(|k| (*k, 1)).collect();
        let json = String::from_utf8(canonical_json(&map).unwrap()).unwrap();
        let sorted = [
            r#""\r""#,
            "\"1\"",
            "\"\u{80}\"",
            "\"\u{f6}\"",
            "\"\u{20ac}\"",
            "\"\u{1f600}\"",
            "\"\u{fb33}\"",
        ];
        assert_eq!(
            json,
            format!("{{{}}}", sorted.map(|k| format!("{k}:1")).join(","))
        );
    }

    #[test]
    fn what_has_no_json_form_is_an_error() {
        assert!(canonical_json(&BTreeMap::from([((1, 2), 3)])).is_err());
    }
}
