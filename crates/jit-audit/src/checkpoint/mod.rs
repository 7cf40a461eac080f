//! What a broker signs about its log, in a form that any JOSE library can check.

mod jws;
mod key;
mod key_set;
mod list;

use jit_domain::{EventHash, Timestamp};
use serde::{Deserialize, Serialize};

pub use jws::{CheckpointError, UnsignedCheckpoint};
pub use key::{InvalidKeyError, KeyId, PublicKey, SIGNATURE_BYTES};
pub use key_set::{KeySet, KeySetError};
pub use list::anchors;

/// What a broker has signed about its log: that it had this end at this time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Names the log: the hash of its first record.
    pub log: EventHash,
    /// The number of the last record.
    pub sequence: u64,
    /// The hash of the last record.
    pub hash: EventHash,
    /// When it was signed.
    pub at: Timestamp,
}
