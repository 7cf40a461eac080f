//! The wire types of the broker's API, `/v1`, shared by both ends.
//!
//! Bodies that a client sends carry plain text and numbers: the broker parses each field into its
//! domain type and names the one that is wrong. Answers are typed, so that a client parses a
//! broker's answer as strictly as a broker parses its clients.

mod audit_session;
mod config;
mod credentials;
mod error_code;
mod me;
mod plan;
mod problem;
mod report;
mod request;
pub mod routes;
mod secret;
mod submit;
mod target;

pub use audit_session::{AuditSession, AuditSessions};
pub use config::{AudienceParameter, ClientConfig, SignInFlow, TokenKind};
pub use credentials::{CredentialsAnswer, CredentialsRequest, SessionCredentials, Vended};
pub use error_code::ErrorCode;
pub use jit_domain::{ReviewVerdict, StatusName};
pub use me::{BrokerRole, Me};
pub use plan::{Plan, PlanStep};
pub use problem::Problem;
pub use report::{
    ApprovalTime, ApprovalTimes, AutomationCandidate, Figures, LeftOut, REPORT_PAGE_HEAD, Report,
    ReportRow, ReportSubject, ReportTerms, StandingCandidate, TimelineStep,
};
pub use request::{
    CheckView, DecisionView, LevelView, PersonView, Request, RequestPage, ReviewView,
    TimelineEntry, VerdictName,
};
pub use secret::Secret;
pub use submit::{ApproveBody, EmptyBody, RejectBody, ReviewBody, RevokeBody, SubmitBody};
pub use target::{ApprovalKind, TargetOffer, TargetPage};

/// The version of the API that these types describe.
pub const API_VERSION: &str = "1";
