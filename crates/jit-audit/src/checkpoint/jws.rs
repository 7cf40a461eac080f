use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jit_domain::{CanonicalJsonError, canonical_json};
use serde::{Deserialize, Serialize};

use super::key::{KeyId, SIGNATURE_BYTES};
use super::{Checkpoint, KeySet};

/// What the header of a checkpoint calls it, so that no other signed text passes for one.
const TYPE: &str = "jit-checkpoint";

/// The name of Ed25519 among the algorithms of JOSE.
///
/// Source: RFC 8037, section 3.1.
const ALGORITHM: &str = "EdDSA";

/// The longest text that is looked at as a checkpoint, in bytes; a real one has about 450.
const MAX_BYTES: usize = 4_096;

/// The text is no checkpoint that is trusted.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// It is no compact JWS.
    #[error("it is no compact JWS (RFC 7515)")]
    Shape,
    /// The header is not that of a checkpoint.
    #[error("its header is not that of a checkpoint")]
    Header,
    /// Signed by a key that is not in the set.
    #[error("it was signed by a key that is not trusted")]
    UnknownKey,
    /// The signature does not verify.
    #[error("its signature is wrong")]
    Signature,
    /// The key signed something else than a checkpoint.
    #[error("what was signed is no checkpoint")]
    Payload,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    alg: String,
    kid: KeyId,
    typ: String,
}

impl Checkpoint {
    /// The checkpoint in a compact JWS, if one of the keys signed it; with the name of that key.
    ///
    /// # Errors
    ///
    /// [`CheckpointError`]
    pub fn verified(jws: &str, keys: &KeySet) -> Result<(Self, KeyId), CheckpointError> {
        if jws.len() > MAX_BYTES {
            return Err(CheckpointError::Shape);
        }
        let (signed, signature) = jws.rsplit_once('.').ok_or(CheckpointError::Shape)?;
        let (header, payload) = signed.split_once('.').ok_or(CheckpointError::Shape)?;
        let bytes = |part: &str| {
            URL_SAFE_NO_PAD
                .decode(part)
                .map_err(|_| CheckpointError::Shape)
        };
        let (header, payload, signature) = (bytes(header)?, bytes(payload)?, bytes(signature)?);

        let header: Header =
            serde_json::from_slice(&header).map_err(|_| CheckpointError::Header)?;
        if header.alg != ALGORITHM || header.typ != TYPE {
            return Err(CheckpointError::Header);
        }
        let key = keys.get(&header.kid).ok_or(CheckpointError::UnknownKey)?;
        if !key.verifies(signed.as_bytes(), &signature) {
            return Err(CheckpointError::Signature);
        }
        let checkpoint = serde_json::from_slice(&payload).map_err(|_| CheckpointError::Payload)?;
        Ok((checkpoint, header.kid))
    }
}

/// A checkpoint that waits for its signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsignedCheckpoint {
    input: String,
}

impl UnsignedCheckpoint {
    /// What the key of this name is to sign.
    ///
    /// # Errors
    ///
    /// When it has no JSON form, which no checkpoint lacks.
    pub fn new(checkpoint: &Checkpoint, kid: KeyId) -> Result<Self, CanonicalJsonError> {
        let header = Header {
            alg: ALGORITHM.to_owned(),
            kid,
            typ: TYPE.to_owned(),
        };
        let mut input = URL_SAFE_NO_PAD.encode(canonical_json(&header)?);
        input.push('.');
        URL_SAFE_NO_PAD.encode_string(canonical_json(checkpoint)?, &mut input);
        Ok(Self { input })
    }

    /// The bytes to sign.
    #[must_use]
    pub fn to_sign(&self) -> &[u8] {
        self.input.as_bytes()
    }

    /// The compact JWS, of one line without its end.
    #[must_use]
    pub fn signed(self, signature: &[u8; SIGNATURE_BYTES]) -> String {
        let mut jws = self.input;
        jws.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut jws);
        jws
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
    use jit_domain::{EventHash, Sha256Hex, Timestamp};
    use serde_json::json;

    use super::*;
    use crate::PublicKey;

    struct Signer(Ed25519KeyPair);

    impl Signer {
        fn new(seed: u8) -> Self {
            Self(Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap())
        }

        fn key(&self) -> PublicKey {
            self.0.public_key().as_ref().try_into().unwrap()
        }

        fn sign(&self, header: &str, payload: &str) -> String {
            let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
            let input = format!("{}.{}", encode(header), encode(payload));
            let signature = URL_SAFE_NO_PAD.encode(self.0.sign(input.as_bytes()));
            format!("{input}.{signature}")
        }

        fn header(&self) -> String {
            json!({"alg": "EdDSA", "kid": self.key().id(), "typ": "jit-checkpoint"}).to_string()
        }
    }

    fn checkpoint() -> Checkpoint {
        Checkpoint {
            log: EventHash::from(Sha256Hex::of(b"first")),
            sequence: 4_213,
            hash: EventHash::from(Sha256Hex::of(b"last")),
            at: Timestamp::from_millis(1_795_253_400_000),
        }
    }

    fn signed(signer: &Signer) -> String {
        let unsigned = UnsignedCheckpoint::new(&checkpoint(), signer.key().id()).unwrap();
        let signature = signer.0.sign(unsigned.to_sign());
        unsigned.signed(signature.as_ref().try_into().unwrap())
    }

    fn trusting(signers: &[&Signer]) -> KeySet {
        let mut set = KeySet::default();
        for signer in signers {
            set.insert(signer.key());
        }
        set
    }

    #[test]
    fn a_checkpoint_comes_back_with_the_key_that_signed_it() {
        let (old, new) = (Signer::new(1), Signer::new(2));
        let keys = trusting(&[&old, &new]);
        for signer in [&old, &new] {
            let found = Checkpoint::verified(&signed(signer), &keys);
            assert_eq!(found, Ok((checkpoint(), signer.key().id())));
        }
        let gone = Checkpoint::verified(&signed(&old), &trusting(&[&new]));
        assert_eq!(gone, Err(CheckpointError::UnknownKey));
    }

    #[test]
    fn every_changed_character_is_found() {
        let signer = Signer::new(1);
        let keys = trusting(&[&signer]);
        let good = signed(&signer);
        for at in 0..good.len() {
            let mut bytes = good.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let bad = String::from_utf8(bytes).unwrap();
            assert!(Checkpoint::verified(&bad, &keys).is_err(), "{at}");
        }
        for cut in 0..good.len() {
            assert!(
                Checkpoint::verified(good.get(..cut).unwrap(), &keys).is_err(),
                "{cut}"
            );
        }
    }

    #[test]
    fn only_what_was_signed_as_a_checkpoint_is_one() {
        let signer = Signer::new(1);
        let keys = trusting(&[&signer]);
        let payload = serde_json::to_string(&checkpoint()).unwrap();
        let kid = signer.key().id();
        assert!(Checkpoint::verified(&signer.sign(&signer.header(), &payload), &keys).is_ok());

        for header in [
            json!({"alg": "EdDSA", "kid": kid, "typ": "JWT"}),
            json!({"alg": "EdDSA", "kid": kid}),
            json!({"alg": "none", "kid": kid, "typ": "jit-checkpoint"}),
            json!({"alg": "HS256", "kid": kid, "typ": "jit-checkpoint"}),
            json!({"alg": "EdDSA", "kid": kid, "typ": "jit-checkpoint", "crit": ["b64"], "b64": false}),
            json!({"alg": "EdDSA", "kid": kid, "typ": "jit-checkpoint", "jwk": {}}),
        ] {
            let jws = signer.sign(&header.to_string(), &payload);
            assert_eq!(
                Checkpoint::verified(&jws, &keys),
                Err(CheckpointError::Header),
                "{header}"
            );
        }
        let other = json!({"alg": "EdDSA", "kid": "x", "typ": "jit-checkpoint"}).to_string();
        let unknown = Checkpoint::verified(&signer.sign(&other, &payload), &keys);
        assert_eq!(unknown, Err(CheckpointError::UnknownKey));
        for payload in [
            "",
            "{}",
            "[]",
            &payload.replace("4213", "-1"),
            &payload.replace("log", "Log"),
        ] {
            let jws = signer.sign(&signer.header(), payload);
            assert_eq!(
                Checkpoint::verified(&jws, &keys),
                Err(CheckpointError::Payload),
                "{payload}"
            );
        }
        for text in [
            "",
            ".",
            "...",
            "a.b",
            "a.b.c.d",
            "é.é.é",
            &"A".repeat(5_000),
        ] {
            assert_eq!(
                Checkpoint::verified(text, &keys),
                Err(CheckpointError::Shape),
                "{text}"
            );
        }
    }
}
