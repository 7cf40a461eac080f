//! Events as objects of the Open Cybersecurity Schema Framework.
//!
//! Source of classes, numbers and required attributes: OCSF schema 1.5.0, category Identity & Access
//! Management: `authentication`, `authorize_session`, `entity_management`; profile `cloud`.

use jit_domain::{
    AccountId, AccountName, Actor, AdministrativeRead, Approval, Comment, EventKind,
    PermissionSetName, RecordedEvent, RefusedAttempt, RequestId, ReviewVerdict, Session,
    SubmittedRequest, Timestamp,
};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// The version of the schema that the objects follow.
pub const OCSF_VERSION: &str = "1.5.0";

/// A class of events: its number, its name.
#[derive(Clone, Copy, Debug)]
struct Class(u64, &'static str);

const AUTHENTICATION: Class = Class(3002, "Authentication");
const AUTHORIZE_SESSION: Class = Class(3003, "Authorize Session");
const ENTITY_MANAGEMENT: Class = Class(3004, "Entity Management");

/// An activity of a class: its number there, its name.
#[derive(Clone, Copy, Debug)]
struct Activity(u64, &'static str);

const CREATE: Activity = Activity(1, "Create");
const READ: Activity = Activity(2, "Read");
const UPDATE: Activity = Activity(3, "Update");
const DELETE: Activity = Activity(4, "Delete");
const ACTIVATE: Activity = Activity(10, "Activate");
const DEACTIVATE: Activity = Activity(11, "Deactivate");
const OTHER: Activity = Activity(99, "Other");
const LOGON: Activity = Activity(1, "Logon");
const ASSIGN_PRIVILEGES: Activity = Activity(1, "Assign Privileges");

#[derive(Clone, Copy, Debug)]
enum Severity {
    Informational = 1,
    Medium = 3,
    High = 4,
}

/// Where the record stands in the log.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub(super) sequence: u64,
    pub(super) uid: &'a str,
    pub(super) code: &'a str,
    pub(super) at: Timestamp,
}

/// One object while it is made.
#[derive(Debug)]
struct Object(Map<String, Value>);

impl Object {
    fn new(class: Class, activity: Activity, place: Place<'_>, severity: Severity) -> Self {
        let mut object = Self(Map::new());
        object.set("category_uid", 3);
        object.set("category_name", "Identity & Access Management");
        object.set("class_uid", class.0);
        object.set("class_name", class.1);
        object.set("activity_id", activity.0);
        object.set("activity_name", activity.1);
        object.set("type_uid", class.0 * 100 + activity.0);
        object.set("type_name", format!("{}: {}", class.1, activity.1));
        object.set("time", place.at.millis());
        object.set("severity_id", severity as u8);
        object.set("severity", format!("{severity:?}"));
        object.status(None);
        object.set(
            "metadata",
            json!({
                "version": OCSF_VERSION,
                "product": {
                    "name": "jit",
                    "vendor_name": "jit",
                    "version": env!("CARGO_PKG_VERSION"),
                },
                "log_name": "audit",
                "log_provider": "jit-broker",
                "uid": place.uid,
                "sequence": place.sequence,
                "event_code": place.code,
                "original_time": place.at,
            }),
        );
        object
    }

    fn set(&mut self, name: &str, value: impl Serialize) {
        // What cannot be JSON would be missing; nothing of an event is that.
        let value = serde_json::to_value(value).unwrap_or_default();
        self.0.insert(name.to_owned(), value);
    }

    /// Succeeded, or failed with this code.
    fn status(&mut self, failure: Option<&str>) {
        let (id, word) = match failure {
            None => (1, "Success"),
            Some(_) => (2, "Failure"),
        };
        self.set("status_id", id);
        self.set("status", word);
        if let Some(code) = failure {
            self.set("status_code", code);
        }
    }

    fn entity(&mut self, request: Option<&RequestId>) {
        let kind = json!({ "name": "access request", "type": "Access Request", "type_id": 99 });
        let mut entity = kind;
        if let (Some(id), Some(members)) = (request, entity.as_object_mut()) {
            members.insert("uid".to_owned(), json!(id));
        }
        self.set("entity", entity);
    }

    fn cloud(&mut self, account: Option<&AccountId>, name: Option<&AccountName>) {
        let Some(account) = account else { return };
        let mut about = json!({ "uid": account, "type": "AWS Account", "type_id": 10 });
        if let (Some(name), Some(members)) = (name, about.as_object_mut()) {
            members.insert("name".to_owned(), json!(name));
        }
        self.set("cloud", json!({ "provider": "AWS", "account": about }));
        if let Some(Value::Object(metadata)) = self.0.get_mut("metadata") {
            metadata.insert("profiles".to_owned(), json!(["cloud"]));
        }
    }

    fn comment(&mut self, comment: Option<&Comment>) {
        if let Some(comment) = comment {
            self.set("comment", comment);
        }
    }
}

/// The object of an event.
pub(super) fn of(recorded: &RecordedEvent) -> Value {
    let event = &recorded.event;
    let place = Place {
        sequence: recorded.sequence,
        uid: recorded.hash.as_str(),
        code: event.kind.name(),
        at: event.at,
    };
    let mut object = match &event.kind {
        EventKind::Submitted(submitted) => submission(place, submitted),
        EventKind::Failed { submitted, .. } => {
            let mut object = submission(place, submitted);
            object.status(Some("policy_conflict"));
            object
        }
        EventKind::Approved {
            window, comment, ..
        } => {
            let activity = window.map_or(UPDATE, |_| ACTIVATE);
            change(place, activity, Severity::Informational, comment.as_ref())
        }
        EventKind::Rejected { comment, .. } => {
            change(place, UPDATE, Severity::Informational, comment.as_ref())
        }
        EventKind::Reviewed { verdict, comment } => {
            let severity = match verdict {
                ReviewVerdict::Ok => Severity::Informational,
                ReviewVerdict::Violation => Severity::High,
            };
            change(place, UPDATE, severity, comment.as_ref())
        }
        EventKind::Cancelled => change(place, DELETE, Severity::Informational, None),
        EventKind::Finished => change(place, DEACTIVATE, Severity::Informational, None),
        EventKind::Revoked { comment } => {
            change(place, DEACTIVATE, Severity::Medium, comment.as_ref())
        }
        EventKind::SessionOpened(session) => opened(place, session, event.actor.as_ref()),
        EventKind::Refused(refused) => attempt(place, refused, event.actor.as_ref()),
        EventKind::Read(what) => read(place, what),
        EventKind::BundleChanged(_) => bundle(place, event.bundle.as_str(), None),
        EventKind::BundleRefused(_) => bundle(place, event.bundle.as_str(), Some("faults")),
    };
    let is_entity = object.0.get("class_uid") == Some(&json!(ENTITY_MANAGEMENT.0));
    if is_entity && !object.0.contains_key("entity") {
        object.entity(event.request.as_ref());
    }
    if let Some(id) = &event.request
        && let Some(Value::Object(metadata)) = object.0.get_mut("metadata")
    {
        metadata.insert("correlation_uid".to_owned(), json!(id));
    }
    if let Some(actor) = &event.actor {
        object.set("actor", json!({ "user": user(actor) }));
    }
    object.set("message", message(event.request.as_ref(), place.code));
    object.set("unmapped", unmapped(recorded));
    Value::Object(object.0)
}

/// The object that ends an export: what the end of the chain is.
pub(super) fn end(place: Place<'_>) -> Value {
    let mut object = Object::new(ENTITY_MANAGEMENT, READ, place, Severity::Informational);
    let entity = json!({
        "name": "audit log", "type": "Audit Log", "type_id": 99,
        "uid": place.uid, "version": place.sequence.to_string(),
    });
    object.set("entity", entity);
    object.set("message", "the end of the export");
    Value::Object(object.0)
}

/// The object of an event that this version does not know, with its text.
pub(super) fn unknown(place: Place<'_>, text: &str) -> Value {
    let mut object = Object::new(ENTITY_MANAGEMENT, OTHER, place, Severity::Informational);
    object.entity(None);
    object.set("activity_name", place.code);
    object.set("message", message(None, place.code));
    object.set("raw_data", text);
    Value::Object(object.0)
}

/// What happened, without a word of the people in it.
fn message(request: Option<&RequestId>, code: &str) -> String {
    match request {
        Some(id) => format!("{id}: {code}"),
        None => code.to_owned(),
    }
}

/// Everything that has no place in the schema, so that nothing is lost.
fn unmapped(recorded: &RecordedEvent) -> Value {
    let data = match serde_json::to_value(&recorded.event.kind) {
        Ok(Value::Object(mut kind)) => kind.remove("data"),
        _ => None,
    };
    let mut unmapped = json!({
        "bundle": recorded.event.bundle,
        "previous_hash": recorded.previous_hash,
    });
    if let (Some(data), Some(members)) = (data, unmapped.as_object_mut()) {
        members.insert("data".to_owned(), data);
    }
    unmapped
}

fn user(actor: &Actor) -> Value {
    json!({
        "name": actor.name,
        "uid": actor.id.subject,
        "domain": actor.id.issuer,
        "type": "User",
        "type_id": 1,
    })
}

/// Who it was, where nobody could be identified.
fn user_or_unknown(actor: Option<&Actor>) -> Value {
    actor.map_or_else(
        || json!({ "name": "unknown", "type": "Unknown", "type_id": 0 }),
        user,
    )
}

fn submission(place: Place<'_>, submitted: &SubmittedRequest) -> Object {
    let is_emergency = matches!(submitted.approval, Some(Approval::BreakGlass { .. }));
    let severity = if is_emergency {
        Severity::High
    } else {
        Severity::Informational
    };
    let mut object = Object::new(ENTITY_MANAGEMENT, CREATE, place, severity);
    object.set("comment", &submitted.ask.reason);
    let target = &submitted.target;
    object.cloud(Some(&target.account), Some(&target.account_name));
    object
}

fn change(
    place: Place<'_>,
    activity: Activity,
    severity: Severity,
    comment: Option<&Comment>,
) -> Object {
    let mut object = Object::new(ENTITY_MANAGEMENT, activity, place, severity);
    object.comment(comment);
    object
}

fn opened(place: Place<'_>, session: &Session, actor: Option<&Actor>) -> Object {
    let severity = Severity::Informational;
    let mut object = Object::new(AUTHORIZE_SESSION, ASSIGN_PRIVILEGES, place, severity);
    let mut user = user_or_unknown(actor);
    if let Some(members) = user.as_object_mut() {
        members.insert("credential_uid".to_owned(), json!(session.access_key_id));
        members.insert("uid_alt".to_owned(), json!(session.source_identity));
    }
    object.set("user", user);
    object.set("privileges", [&session.role]);
    let until = session.fence.min(session.expiration);
    object.set(
        "session",
        json!({
            "uid": session.session_name,
            "credential_uid": session.access_key_id,
            "issuer": session.role,
            "created_time": place.at.millis(),
            "expiration_time": until.millis(),
            "is_remote": true,
        }),
    );
    object.cloud(session.role.account().as_ref(), None);
    object
}

/// Somebody read what is not theirs.
fn read(place: Place<'_>, what: &AdministrativeRead) -> Object {
    let mut object = Object::new(ENTITY_MANAGEMENT, READ, place, Severity::Informational);
    match what {
        AdministrativeRead::AuditLog { until, .. } => object.set(
            "entity",
            json!({
                "name": "audit log", "type": "Audit Log", "type_id": 99,
                "version": until.to_string(),
            }),
        ),
        AdministrativeRead::FollowedAuditLog => object.set(
            "entity",
            json!({ "name": "audit log", "type": "Audit Log", "type_id": 99 }),
        ),
        AdministrativeRead::Sessions { named } => object.set(
            "entity",
            json!({ "name": "sessions", "type": "Sessions", "type_id": 99, "uid": named }),
        ),
        AdministrativeRead::Requests { .. } => object.set(
            "entity",
            json!({ "name": "access requests", "type": "Access Requests", "type_id": 99 }),
        ),
        AdministrativeRead::Report { .. } => object.set(
            "entity",
            json!({ "name": "report on access requests", "type": "Report", "type_id": 99 }),
        ),
        AdministrativeRead::Request { id } => object.entity(Some(id)),
    }
    object
}

/// Policies came into force, or did not.
fn bundle(place: Place<'_>, digest: &str, failure: Option<&str>) -> Object {
    let severity = match failure {
        None => Severity::Informational,
        Some(_) => Severity::Medium,
    };
    let mut object = Object::new(ENTITY_MANAGEMENT, UPDATE, place, severity);
    object.status(failure);
    let entity = json!({
        "name": "policy bundle", "type": "Policy Bundle", "type_id": 99, "uid": digest,
    });
    object.set("entity", entity);
    object
}

fn attempt(place: Place<'_>, refused: &RefusedAttempt, actor: Option<&Actor>) -> Object {
    let (class, activity) = match refused.action.as_str() {
        "authenticate" => (AUTHENTICATION, LOGON),
        "vend" => (AUTHORIZE_SESSION, ASSIGN_PRIVILEGES),
        "submit" => (ENTITY_MANAGEMENT, CREATE),
        "read" => (ENTITY_MANAGEMENT, READ),
        _ => (ENTITY_MANAGEMENT, UPDATE),
    };
    let mut object = Object::new(class, activity, place, Severity::Medium);
    object.status(Some(&refused.code));
    object.set("status_detail", &refused.action);
    match class.0 {
        3002 => {
            object.set("user", user_or_unknown(actor));
            object.set("service", json!({ "name": "jit-broker" }));
            object.set("auth_protocol_id", 6);
            object.set("auth_protocol", "OAUTH 2.0");
        }
        3003 => {
            object.set("user", user_or_unknown(actor));
            let set = refused.permission_set.as_ref();
            let set = set.map_or("unknown", PermissionSetName::as_str);
            object.set("privileges", [set]);
        }
        _ => {
            if let Some(submission) = &refused.submission {
                object.set("comment", &submission.ask.reason);
            }
        }
    }
    object.cloud(refused.account.as_ref(), None);
    object
}
