use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jit_domain::unique_object;
use jsonwebtoken::DecodingKey;
use serde_json::{Map, Value};

use super::{Flaw, SignatureAlgorithm};

/// A token taken apart, nothing of it believed yet.
///
/// Source: RFC 7515, section 7.1 (compact serialization).
pub(super) struct CompactToken<'a> {
    signed: &'a str,
    header: &'a str,
    payload: &'a str,
    signature: &'a str,
}

impl<'a> CompactToken<'a> {
    /// Finds the three parts.
    pub(super) fn split(token: &'a str) -> Result<Self, Flaw> {
        let (signed, signature) = token.rsplit_once('.').ok_or(Flaw::Shape)?;
        let (header, payload) = signed.split_once('.').ok_or(Flaw::Shape)?;
        if payload.contains('.') || [header, payload, signature].contains(&"") {
            return Err(Flaw::Shape);
        }
        Ok(Self {
            signed,
            header,
            payload,
            signature,
        })
    }

    /// The members of the header.
    pub(super) fn unverified_header(&self) -> Result<Map<String, Value>, Flaw> {
        let bytes = URL_SAFE_NO_PAD
            .decode(self.header)
            .map_err(|_| Flaw::Shape)?;
        unique_object(&bytes).ok_or(Flaw::Header)
    }

    /// The claims, once the signature over them fits.
    ///
    /// Only the signature check comes from the JWT library. Its claim checks read the wall clock
    /// and skip what they cannot parse; ours take the injected clock and refuse it.
    pub(super) fn verified_claims(
        &self,
        key: &DecodingKey,
        algorithm: SignatureAlgorithm,
    ) -> Result<Map<String, Value>, Flaw> {
        let fits = jsonwebtoken::crypto::verify(
            self.signature,
            self.signed.as_bytes(),
            key,
            algorithm.to_jsonwebtoken(),
        );
        if !matches!(fits, Ok(true)) {
            return Err(Flaw::Signature);
        }
        let bytes = URL_SAFE_NO_PAD
            .decode(self.payload)
            .map_err(|_| Flaw::Claims)?;
        unique_object(&bytes).ok_or(Flaw::Claims)
    }
}
