use std::path::Path;
use std::sync::Arc;

use arc_swap::ArcSwap;
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Request};
use jit_api::{AudienceParameter, ClientConfig, SignInFlow, TokenKind};
use jit_broker::app::{App, SystemRandom};
use jit_broker::checks::ExternalChecks;
use jit_broker::service::{LimitSettings, Limits};
use jit_domain::{Clock as _, EventKind, RequestId, Timestamp};
use jit_policy::{Bundle, NoDirectory, Recheck};
use jit_store::sqlite::SqliteStore;
use jit_store::{RecordedEvent, Store as _};
use jit_testkit::ManualClock;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::watch;
use tower::ServiceExt as _;

use crate::issuer::{ISSUER, Issuer};
use crate::store::TestStore;
use crate::vendor::TestVendor;

/// Somebody with a token: subject and groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Who(pub(crate) &'static str, pub(crate) &'static [&'static str]);

pub(crate) const ENGINEER: Who = Who("engineer", &["engineers"]);
pub(crate) const OTHER_ENGINEER: Who = Who("other-engineer", &["engineers"]);
pub(crate) const LEAD: Who = Who("lead", &["leads"]);
pub(crate) const OTHER_LEAD: Who = Who("other-lead", &["leads"]);
pub(crate) const SECURITY: Who = Who("security", &["security"]);
pub(crate) const OTHER_SECURITY: Who = Who("other-security", &["security"]);
pub(crate) const ADMIN: Who = Who("admin", &["jit-admins"]);
pub(crate) const AUDITOR: Who = Who("auditor", &["audit"]);
pub(crate) const NOBODY: Who = Who("nobody", &[]);

/// Two levels: one lead, two of security.
pub(crate) const PROD: &str = "111122223333";
/// One level: one lead.
pub(crate) const DEV: &str = "222233334444";
/// Two policies apply alike.
pub(crate) const CONFLICT: &str = "333344445555";
/// No policy applies.
pub(crate) const UNCOVERED: &str = "444455556666";
/// Only the engineer could approve.
pub(crate) const LONELY: &str = "555566667777";

const CATALOG: &str = r#"
[[account]]
id = "111122223333"
name = "payments-prod"
ou = "prod"
[[account]]
id = "222233334444"
name = "payments-dev"
ou = "dev"
[[account]]
id = "333344445555"
name = "contested"
ou = "contested"
[[account]]
id = "444455556666"
name = "uncovered"
ou = "uncovered"
[[account]]
id = "555566667777"
name = "lonely"
ou = "lonely"
[[permission_set]]
name = "PowerUser"
role = "jit/PowerUser"
session_duration = "1h"
[[permission_set]]
name = "ReadOnly"
role = "jit/ReadOnly"
session_duration = "1h"
"#;

const PEOPLE: &str = r#"
administrators = { groups = ["jit-admins"] }
auditors = { groups = ["audit"] }
security = { groups = ["guards"] }
"#;

const ELIGIBILITY: &str = r#"
[[eligibility]]
name = "engineers"
who = { groups = ["engineers"] }
accounts = { all = true }
permission_sets = ["PowerUser", "ReadOnly"]
max_duration = "4h"
reason = { min_length = 5 }

[[eligibility]]
name = "emergency"
who = { groups = ["oncall"] }
accounts = { all = true }
permission_sets = ["PowerUser"]
break_glass = true
reason = { min_length = 12 }
review = { within = "72h", overdue_blocks = true }
"#;

const APPROVALS: &str = r#"
[[approval]]
name = "two-levels"
targets = { ou = ["prod"] }
max_duration = "8h"
pending_for = "8h"
[[approval.level]]
approvers = { groups = ["leads"] }
approvals = 1
[[approval.level]]
approvers = { groups = ["security"] }
approvals = 2

[[approval]]
name = "one-level"
targets = { ou = ["dev"] }
max_duration = "8h"
pending_for = "8h"
[[approval.level]]
approvers = { groups = ["leads"] }
approvals = 1

[[approval]]
name = "first-claim"
targets = { ou = ["contested"] }
max_duration = "8h"
pending_for = "8h"
[[approval.level]]
approvers = { groups = ["leads"] }
approvals = 1

[[approval]]
name = "second-claim"
targets = { ou = ["contested"] }
max_duration = "8h"
pending_for = "8h"
[[approval.level]]
approvers = { groups = ["security"] }
approvals = 1

[[approval]]
name = "lonely"
targets = { ou = ["lonely"] }
max_duration = "8h"
pending_for = "8h"
[[approval.level]]
approvers = { users = [{ issuer = "https://id.example.com", subject = "engineer" }] }
approvals = 1
"#;

/// A broker, the time, AWS and a store to look into.
pub(crate) struct Stage {
    pub(crate) app: App,
    pub(crate) clock: ManualClock,
    pub(crate) vendor: Arc<TestVendor>,
    pub(crate) store: Arc<TestStore>,
    pub(crate) stop: watch::Sender<bool>,
    router: Router,
    issuer: Issuer,
    folder: TempDir,
}

/// What the broker answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Bytes,
    pub(crate) json: Value,
}

impl Answer {
    pub(crate) async fn of(response: axum::response::Response) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 16 << 20).await.unwrap();
        Self {
            status: parts.status.as_u16(),
            headers: parts.headers,
            json: serde_json::from_slice(&bytes).unwrap_or_default(),
            bytes,
        }
    }

    /// Status and code, such as `(409, "conflict")`; no code for what went well.
    pub(crate) fn outcome(&self) -> (u16, &str) {
        (self.status, self.json["code"].as_str().unwrap_or_default())
    }

    /// Status, code and field.
    pub(crate) fn fault(&self) -> (u16, &str, &str) {
        let field = self.json["field"].as_str().unwrap_or_default();
        (self.status, self.outcome().1, field)
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }

    /// The ID of the request that was answered.
    pub(crate) fn id(&self) -> String {
        self.json["id"].as_str().unwrap().to_owned()
    }
}

impl Stage {
    pub(crate) fn new() -> Self {
        Self::with_limits(&LimitSettings::UNLIMITED)
    }

    pub(crate) fn with_limits(limits: &LimitSettings) -> Self {
        let folder = TempDir::new().unwrap();
        let clock = ManualClock::at("2026-11-22T09:00:00Z".parse().unwrap());
        let issuer = Issuer::new();
        let vendor = Arc::new(TestVendor::new());
        let sqlite = Arc::new(SqliteStore::open(folder.path()).unwrap());
        let store = Arc::new(TestStore::around(sqlite));
        let (stop, stopping) = watch::channel(false);
        let app = App {
            bundle: Arc::new(ArcSwap::from_pointee(bundle(
                folder.path(),
                CATALOG,
                ELIGIBILITY,
            ))),
            directory: Arc::new(NoDirectory),
            store: store.clone(),
            vendor: vendor.clone(),
            verifier: Arc::new(issuer.verifier(Arc::new(clock.clone()))),
            clock: Arc::new(clock.clone()),
            random: Arc::new(SystemRandom),
            client_config: Arc::new(client_config()),
            recheck: Recheck::Normal,
            limits: Limits::new(limits),
            vend_turns: Arc::default(),
            recent_reads: Arc::default(),
            checkpoints: None,
            checks: Arc::new(ExternalChecks::none()),
            stopping,
        };
        Self {
            router: jit_broker::http::router(app.clone()),
            app,
            clock,
            vendor,
            store,
            stop,
            issuer,
            folder,
        }
    }

    /// Serves [`Self::app`] as it is now.
    pub(crate) fn rebuild(&mut self) {
        self.router = jit_broker::http::router(self.app.clone());
    }

    /// From now on nobody is eligible for anything.
    pub(crate) fn take_eligibility_away(&self) {
        let gone = ELIGIBILITY.replace("engineers\"]", "former-engineers\"]");
        let bundle = bundle(self.folder.path(), CATALOG, &gone);
        self.app.bundle.store(Arc::new(bundle));
    }

    /// From now on the bundle has this file too.
    pub(crate) fn add_policy(&self, path: &str, text: &str) {
        let path = self.folder.path().join("policy").join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        let bundle = bundle(self.folder.path(), CATALOG, ELIGIBILITY);
        self.app.bundle.store(Arc::new(bundle));
    }

    /// From now on there is no bundle.
    pub(crate) fn take_the_bundle_away(&self) {
        self.app.bundle.store(Arc::new(Bundle::empty()));
    }

    /// From now on glass may be broken whatever waits for a review.
    pub(crate) fn forgive_overdue_reviews(&self) {
        let forgiving = ELIGIBILITY.replace("overdue_blocks = true", "overdue_blocks = false");
        let bundle = bundle(self.folder.path(), CATALOG, &forgiving);
        self.app.bundle.store(Arc::new(bundle));
    }

    /// From now on `PowerUser` is another role than the one that was approved.
    pub(crate) fn change_the_role(&self) {
        self.change_the_catalog("jit/PowerUser", "jit/Administrator");
    }

    /// From now on the catalog has other words for these.
    pub(crate) fn change_the_catalog(&self, from: &str, to: &str) {
        let catalog = CATALOG.replace(from, to);
        let bundle = bundle(self.folder.path(), &catalog, ELIGIBILITY);
        self.app.bundle.store(Arc::new(bundle));
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn token(&self, who: Who) -> String {
        self.token_of(who.0, who.1)
    }

    pub(crate) fn token_of(&self, subject: &str, groups: &[&str]) -> String {
        self.issuer.token(subject, groups, self.now())
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        Answer::of(self.router.clone().oneshot(request).await.unwrap()).await
    }

    /// A request of somebody, for what [`Self::get`] and [`Self::post`] cannot say.
    pub(crate) fn request(
        &self,
        who: Who,
        method: &str,
        path: &str,
    ) -> axum::http::request::Builder {
        Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Bearer {}", self.token(who)))
    }

    pub(crate) async fn get(&self, who: Who, path: &str) -> Answer {
        let request = self.request(who, "GET", path);
        self.send(request.body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn post(&self, who: Who, path: &str, body: &Value) -> Answer {
        let request = self.request(who, "POST", path);
        let request = request.header("content-type", "application/json");
        self.send(request.body(body.to_string().into()).unwrap())
            .await
    }

    /// Asks for `PowerUser` for an hour, and expects to be let.
    pub(crate) async fn submit(&self, who: Who, account: &str) -> String {
        let answer = self.post(who, "/v1/requests", &ask(account)).await;
        assert_eq!(answer.status, 201, "{}", answer.json);
        answer.id()
    }

    /// Approves, with the digest that the store has.
    pub(crate) async fn approve(&self, who: Who, id: &str) -> Answer {
        self.decide(who, id, "approve").await
    }

    /// Does something to a request, with a body that is right for it.
    pub(crate) async fn decide(&self, who: Who, id: &str, verb: &str) -> Answer {
        let body = match verb {
            "approve" | "reject" => json!({ "digest": self.digest(id).await }),
            "review" => json!({ "verdict": "ok" }),
            _ => json!({}),
        };
        self.post(who, &format!("/v1/requests/{id}/{verb}"), &body)
            .await
    }

    pub(crate) async fn credentials(&self, who: Who, account: &str) -> Answer {
        let body = json!({ "account": account, "permission_set": "PowerUser" });
        self.post(who, "/v1/credentials", &body).await
    }

    /// An open window of the engineer in the dev account.
    pub(crate) async fn active(&self) -> String {
        let id = self.submit(ENGINEER, DEV).await;
        assert_eq!(self.approve(LEAD, &id).await.status, 200);
        id
    }

    pub(crate) async fn stored(&self, id: &str) -> jit_store::Versioned<jit_domain::Request> {
        let id: RequestId = id.parse().unwrap();
        self.store.request(&id).await.unwrap().unwrap()
    }

    pub(crate) async fn digest(&self, id: &str) -> String {
        self.stored(id).await.value.digest.to_string()
    }

    pub(crate) async fn log(&self) -> Vec<RecordedEvent> {
        self.store.log(0, 10_000).await.unwrap()
    }

    /// Action and code of each refusal in the log.
    pub(crate) async fn refusals(&self) -> Vec<(String, String)> {
        let refused = |event: RecordedEvent| match event.event.kind {
            EventKind::Refused(attempt) => Some((attempt.action, attempt.code)),
            _ => None,
        };
        self.log().await.into_iter().filter_map(refused).collect()
    }
}

/// A body that asks for `PowerUser` for an hour.
pub(crate) fn ask(account: &str) -> Value {
    json!({
        "account": account, "permission_set": "PowerUser",
        "duration_seconds": 3600, "reason": "INC-4711: stuck queue",
    })
}

fn bundle(folder: &Path, catalog: &str, eligibility: &str) -> Bundle {
    let folder = folder.join("policy");
    for part in ["eligibility", "approvals"] {
        std::fs::create_dir_all(folder.join(part)).unwrap();
    }
    std::fs::write(folder.join("catalog.toml"), catalog).unwrap();
    std::fs::write(folder.join("people.toml"), PEOPLE).unwrap();
    std::fs::write(folder.join("eligibility/engineers.toml"), eligibility).unwrap();
    std::fs::write(folder.join("approvals/all.toml"), APPROVALS).unwrap();
    Bundle::load(&folder).unwrap()
}

fn client_config() -> ClientConfig {
    ClientConfig {
        api_version: jit_api::API_VERSION.to_owned(),
        broker_version: "0.0.0".to_owned(),
        issuer: ISSUER.to_owned(),
        client_id: "jit".to_owned(),
        scopes: vec!["openid".to_owned()],
        audience: "https://broker.example.com".to_owned(),
        audience_parameter: AudienceParameter::Resource,
        flows: vec![SignInFlow::Pkce],
        token: TokenKind::AccessToken,
        recheck_seconds: 60,
        offline_grace_seconds: 300,
        sandbox: false,
    }
}
