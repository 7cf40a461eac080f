//! The request life cycle of `jit`: its words, its rules, its events.
//!
//! Everything here is pure: no I/O, no async, no clock and no randomness of its own. A caller
//! passes the time in and gets events or a [`Refusal`] back: [`decide`] says what a command does to
//! a request, [`apply`] folds the events into the next state, and [`Request::status`] reads the
//! state at an instant. The events are the audit log.

mod account;
mod administrative_read;
mod apply;
mod ask;
mod authentication;
mod batch_id;
mod bundle_change;
mod canonical;
mod chain;
mod clock;
mod command;
mod decide;
mod decision;
mod digest;
mod email_address;
mod event;
mod event_name;
mod failed_policy;
mod glyph;
mod level;
mod moment;
mod newtype;
mod notice;
mod passed_check;
mod permission_set;
mod person;
mod person_selector;
mod policy_name;
mod prose;
mod refusal;
pub mod request;
mod request_id;
mod review;
mod role_arn;
mod ruling;
mod session;
mod sink_name;
mod source_identity;
mod status;
mod status_name;
mod target;
mod ticket;
mod timestamp;
mod unique_json;
mod verified_claims;
mod window;
mod window_duration;

pub use account::{AccountId, AccountName, AccountRef, ParseAccountIdError, ParseAccountNameError};
pub use administrative_read::AdministrativeRead;
pub use apply::{ApplyError, apply};
pub use ask::Ask;
pub use authentication::Authentication;
pub use batch_id::{BatchId, ParseBatchIdError};
pub use bundle_change::{BundleChange, BundleRefusal, Entries, PartChange};
pub use canonical::{CanonicalJsonError, canonical_json};
pub use chain::{ChainHead, EventPosition, RecordedEvent, link};
pub use clock::{Clock, SystemClock};
pub use command::{Acting, Command, Submission};
pub use decide::decide;
pub use decision::{Decision, Verdict};
pub use digest::{BundleDigest, EventHash, ParseDigestError, RequestDigest, Sha256Hex};
pub use email_address::{EmailAddress, ParseEmailAddressError};
pub use event::{Actor, Event, EventKind, RefusedAttempt, RefusedSubmission, SubmittedRequest};
pub use event_name::{EventName, UnknownEventError};
pub use failed_policy::FailedPolicy;
pub use glyph::{Glyph, Glyphs, glyphs, is_hidden};
pub use level::{Level, LevelNumber};
pub use moment::{Moment, WARNING_SECONDS};
pub use notice::{Audience, Notice, NoticeKind, UnknownNoticeKindError, notices};
pub use passed_check::PassedCheck;
pub use permission_set::{ParsePermissionSetNameError, PermissionSetName};
pub use person::{DisplayName, GroupName, Issuer, ParseNameError, Person, PersonId, Subject};
pub use person_selector::PersonSelector;
pub use policy_name::{ParsePolicyNameError, PolicyName};
pub use prose::{Comment, ParseProseError, Reason};
pub use refusal::Refusal;
pub use request::{Phase, Request};
pub use request_id::{ParseRequestIdError, RequestId, RequestPrefix};
pub use review::{Review, ReviewState, ReviewVerdict, UnknownVerdictError};
pub use role_arn::{IsoPartition, ParseRoleArnError, Partition, RoleArn};
pub use ruling::{Approval, Ruling};
pub use session::{
    AccessKeyId, ParseAccessKeyIdError, ParseSessionNameError, Session, SessionName,
};
pub use sink_name::{ParseSinkNameError, SinkName};
pub use source_identity::SourceIdentity;
pub use status::Status;
pub use status_name::{StatusName, UnknownStatusError};
pub use target::Target;
pub use ticket::{ParseTicketError, Ticket};
pub use timestamp::{ParseTimestampError, Timestamp};
pub use unique_json::unique_object;
pub use verified_claims::VerifiedClaims;
pub use window::Window;
pub use window_duration::{WindowDuration, WindowDurationError};
