//! Reading and proving the audit log of `jit` from an exported file, without a broker.
//!
//! A log is JSON lines: one recorded event a line, each linked to the one before it, and a last
//! line that names the end of the chain. Everything here is pure but for reading lines: no clock,
//! no files, no network. What was written is verified, not what this version knows of: the hash of
//! a record covers every member of its line, also those that a newer version added.

mod canonical;
mod checkpoint;
pub mod cloudtrail;
mod entry;
mod export;
mod line;
mod on_the_wire;
mod record;
mod scan;
mod sessions;
mod verify;

pub use checkpoint::{
    Checkpoint, CheckpointError, InvalidKeyError, KeyId, KeySet, KeySetError, PublicKey,
    SIGNATURE_BYTES, UnsignedCheckpoint, anchors,
};
pub use entry::{Entry, LineParser, LogReader, Unreadable};
pub use export::{
    Completeness, End, ExportLine, Exporter, Format, Incomplete, Links, OCSF_VERSION,
    UnknownFormatError,
};
pub use line::MAX_LINE_BYTES;
pub use record::Record;
pub use sessions::{
    EndedBy, EndedEarly, OpenedSession, ParseSessionKeyError, SessionKey, Sessions,
};
pub use verify::{Anchor, Finding, FindingKind, HeadLine, Report, Verifier, verify};
