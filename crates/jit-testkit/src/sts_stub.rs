//! An STS on loopback that records what it is asked and answers what a test tells it to: for what
//! the AWS emulator does not check (fence, tags, source identity, throttling, wrong answers).

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;
use std::net::TcpListener;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use axum::routing::post;
use jit_domain::{Clock, SystemClock};
use tokio::sync::oneshot;

/// How many calls are remembered; older ones are forgotten, so that a benchmark can run for long.
const REMEMBERED: usize = 10_000;

/// How the stub answers a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Credentials of the role that was asked, as STS gives them.
    Success,
    /// The same, after a while.
    Slow(Duration),
    /// The same, with this text in place of a value (see [`Part`]).
    With(Part, String),
    /// Credentials that expire so many seconds from now, whatever was asked.
    ExpiresIn(i64),
    /// An error document of STS.
    Error {
        /// The HTTP status.
        status: u16,
        /// The error code.
        code: &'static str,
        /// The message.
        message: &'static str,
    },
    /// This body with this status, whatever it is.
    Raw(u16, String),
}

/// A value of a successful answer that a test may replace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// `AssumedRoleUser.Arn`
    Arn,
    /// `Credentials.AccessKeyId`
    AccessKeyId,
    /// `Credentials.SecretAccessKey`
    SecretAccessKey,
    /// `Credentials.SessionToken`
    SessionToken,
    /// `SourceIdentity`
    SourceIdentity,
    /// `PackedPolicySize`
    PackedPolicySize,
}

impl Answer {
    /// What STS says to a broker whom the role does not trust.
    #[must_use]
    pub fn access_denied() -> Self {
        Self::Error {
            status: 403,
            code: "AccessDenied",
            message: "User: arn:aws:sts::999988887777:assumed-role/broker/i-0 is not authorized to perform: sts:TagSession on resource: arn:aws:iam::111122223333:role/jit/PowerUser",
        }
    }

    /// What STS says to a caller who is too fast.
    #[must_use]
    pub fn throttling() -> Self {
        Self::Error {
            status: 400,
            code: "Throttling",
            message: "Rate exceeded",
        }
    }

    /// What STS says when it is in trouble itself.
    #[must_use]
    pub fn unavailable() -> Self {
        Self::Error {
            status: 503,
            code: "ServiceUnavailable",
            message: "The service is unavailable",
        }
    }
}

/// One call as it came in.
#[derive(Clone, Debug)]
pub struct Call {
    /// The fields of the form, such as `RoleArn` and `Tags.member.1.Key`.
    pub form: BTreeMap<String, String>,
    /// The header `Authorization`; empty when there was none.
    pub authorization: String,
}

impl Call {
    /// One field; empty when it is missing.
    #[must_use]
    pub fn field(&self, name: &str) -> &str {
        self.form.get(name).map_or("", String::as_str)
    }

    /// The session tags, by their keys.
    #[must_use]
    pub fn tags(&self) -> BTreeMap<String, String> {
        let tag = |n: usize| {
            let key = self.form.get(&format!("Tags.member.{n}.Key"))?;
            let value = self.form.get(&format!("Tags.member.{n}.Value"))?;
            Some((key.clone(), value.clone()))
        };
        (1..=50).map_while(tag).collect()
    }

    /// Whether the call is signed with Signature Version 4 for STS. The signature is not verified.
    #[must_use]
    pub fn is_signed(&self) -> bool {
        self.authorization
            .starts_with("AWS4-HMAC-SHA256 Credential=")
            && self.authorization.contains("/sts/aws4_request")
            && self.authorization.contains("Signature=")
    }
}

#[derive(Debug)]
struct Inner {
    clock: Arc<dyn Clock>,
    memory: Mutex<Memory>,
}

#[derive(Debug)]
struct Memory {
    calls: VecDeque<Call>,
    count: u64,
    next: VecDeque<Answer>,
    default: Answer,
}

impl Inner {
    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The stub. It runs in a thread of its own and ends with this value.
#[derive(Debug)]
pub struct StsStub {
    url: String,
    inner: Arc<Inner>,
    stop: Option<oneshot::Sender<()>>,
}

impl StsStub {
    /// Starts it on a free port, on the machine's clock.
    #[must_use]
    pub fn start() -> Self {
        Self::start_at(Arc::new(SystemClock))
    }

    /// Starts it on a free port, on this clock.
    ///
    /// # Panics
    ///
    /// When loopback has no free port.
    #[must_use]
    pub fn start_at(clock: Arc<dyn Clock>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("a socket");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let memory = Mutex::new(Memory {
            calls: VecDeque::new(),
            count: 0,
            next: VecDeque::new(),
            default: Answer::Success,
        });
        let inner = Arc::new(Inner { clock, memory });
        let (stop, stopped) = oneshot::channel();
        let shared = Arc::clone(&inner);
        thread::spawn(move || serve(listener, shared, stopped));
        Self {
            url,
            inner,
            stop: Some(stop),
        }
    }

    /// `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Answers the next calls of `AssumeRole` with these, in order, before anything else.
    pub fn next(&self, answers: impl IntoIterator<Item = Answer>) {
        self.inner.memory().next.extend(answers);
    }

    /// Answers every call of `AssumeRole` with this from now on.
    pub fn always(&self, answer: Answer) {
        self.inner.memory().default = answer;
    }

    /// The last calls, the oldest first.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.inner.memory().calls.iter().cloned().collect()
    }

    /// How many calls came in.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.inner.memory().count
    }
}

impl Drop for StsStub {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }
}

fn serve(listener: TcpListener, inner: Arc<Inner>, stopped: oneshot::Receiver<()>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener).expect("a socket");
        let router = Router::new().route("/", post(answer)).with_state(inner);
        tokio::select! {
            _ = stopped => {}
            _ = axum::serve(listener, router).into_future() => {}
        }
    });
}

async fn answer(State(inner): State<Arc<Inner>>, headers: HeaderMap, body: Bytes) -> Response {
    let form: BTreeMap<String, String> = url::form_urlencoded::parse(&body).into_owned().collect();
    let authorization = headers.get(header::AUTHORIZATION);
    let authorization = authorization.and_then(|v| v.to_str().ok());
    let call = Call {
        form,
        authorization: authorization.unwrap_or_default().to_owned(),
    };
    let (number, answer) = inner.take(&call);
    if call.field("Action") == "GetCallerIdentity" {
        return document(200, number, caller_identity(number));
    }
    if let Some(fault) = fault(&call) {
        return document(400, number, error("ValidationError", &fault, number));
    }
    match answer {
        Answer::Error {
            status,
            code,
            message,
        } => document(status, number, error(code, message, number)),
        Answer::Raw(status, body) => document(status, number, body),
        Answer::Slow(wait) => {
            tokio::time::sleep(wait).await;
            document(200, number, inner.success(&call, number, &Answer::Success))
        }
        answer => document(200, number, inner.success(&call, number, &answer)),
    }
}

impl Inner {
    /// Remembers the call and picks its answer.
    fn take(&self, call: &Call) -> (u64, Answer) {
        let mut memory = self.memory();
        memory.count += 1;
        if memory.calls.len() == REMEMBERED {
            memory.calls.pop_front();
        }
        memory.calls.push_back(call.clone());
        let next = match call.field("Action") {
            "AssumeRole" => memory.next.pop_front(),
            _ => None,
        };
        let answer = next.unwrap_or_else(|| memory.default.clone());
        (memory.count, answer)
    }

    fn success(&self, call: &Call, number: u64, answer: &Answer) -> String {
        let value = |part: Part, usual: String| match answer {
            Answer::With(replaced, value) if *replaced == part => escape(value),
            _ => escape(&usual),
        };
        let seconds = match answer {
            Answer::ExpiresIn(seconds) => *seconds,
            _ => call.field("DurationSeconds").parse().unwrap_or(3_600),
        };
        let expiration = self.clock.now().plus_seconds(seconds);
        format!(
            concat!(
                r#"<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">"#,
                "<AssumeRoleResult><AssumedRoleUser><AssumedRoleId>AROASTUB:{name}</AssumedRoleId>",
                "<Arn>{arn}</Arn></AssumedRoleUser><Credentials><AccessKeyId>{id}</AccessKeyId>",
                "<SecretAccessKey>{secret}</SecretAccessKey><SessionToken>{token}</SessionToken>",
                "<Expiration>{expiration}</Expiration></Credentials>",
                "<SourceIdentity>{source}</SourceIdentity>",
                "<PackedPolicySize>{packed}</PackedPolicySize></AssumeRoleResult>",
                "<ResponseMetadata><RequestId>stub-{number}</RequestId></ResponseMetadata>",
                "</AssumeRoleResponse>",
            ),
            name = escape(call.field("RoleSessionName")),
            arn = value(Part::Arn, assumed_role(call)),
            id = value(Part::AccessKeyId, format!("ASIASTUB{number:012}")),
            secret = value(Part::SecretAccessKey, format!("StubSecret/{number:029}")),
            token = value(Part::SessionToken, format!("StubToken/{number:0200}==")),
            expiration = expiration.to_whole_seconds_string(),
            source = value(
                Part::SourceIdentity,
                call.field("SourceIdentity").to_owned()
            ),
            packed = value(Part::PackedPolicySize, "12".to_owned()),
            number = number,
        )
    }
}

fn assumed_role(call: &Call) -> String {
    let role = call.field("RoleArn");
    let mut parts = role.split(':');
    let partition = parts.nth(1).unwrap_or_default();
    let account = parts.nth(2).unwrap_or_default();
    let name = role.rsplit('/').next().unwrap_or_default();
    let session = call.field("RoleSessionName");
    format!("arn:{partition}:sts::{account}:assumed-role/{name}/{session}")
}

fn caller_identity(number: u64) -> String {
    format!(
        concat!(
            r#"<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">"#,
            "<GetCallerIdentityResult><Arn>arn:aws:sts::999988887777:assumed-role/broker/i-0</Arn>",
            "<UserId>AROASTUB:i-0</UserId><Account>999988887777</Account>",
            "</GetCallerIdentityResult>",
            "<ResponseMetadata><RequestId>stub-{}</RequestId></ResponseMetadata>",
            "</GetCallerIdentityResponse>",
        ),
        number
    )
}

fn error(code: &str, message: &str, number: u64) -> String {
    let message = escape(message);
    format!(
        r#"<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>stub-{number}</RequestId></ErrorResponse>"#
    )
}

fn document(status: u16, number: u64, body: String) -> Response {
    let status = StatusCode::from_u16(status).expect("a status");
    let headers = [
        ("content-type", "text/xml".to_owned()),
        ("x-amzn-requestid", format!("stub-{number}")),
    ];
    let headers = headers.map(|(name, value)| (HeaderName::from_static(name), value));
    (status, AppendHeaders(headers), body).into_response()
}

/// What STS would find wrong with the parameters.
///
/// Source: AWS STS API Reference, `AssumeRole`.
fn fault(call: &Call) -> Option<String> {
    let name = call.field("RoleSessionName");
    let source = call.field("SourceIdentity");
    let seconds: u32 = call.field("DurationSeconds").parse().unwrap_or(0);
    let policy = call.field("Policy");
    let mut fault = String::new();
    let mut check = |ok: bool, what: &str| {
        if !ok {
            let _ = write!(fault, "{what}; ");
        }
    };
    check(call.field("Action") == "AssumeRole", "Action");
    check(call.is_signed(), "signature");
    check(
        (20..=2_048).contains(&call.field("RoleArn").len()),
        "RoleArn",
    );
    check(is_name(name), "RoleSessionName");
    check(source.is_empty() || is_name(source), "SourceIdentity");
    check((900..=43_200).contains(&seconds), "DurationSeconds");
    check(policy.chars().count() <= 2_048, "Policy is too long");
    let parsed = serde_json::from_str::<serde_json::Value>(policy);
    check(policy.is_empty() || parsed.is_ok(), "Policy is no JSON");
    check(call.tags().iter().all(is_tag), "Tags");
    (!fault.is_empty()).then_some(fault)
}

fn is_name(text: &str) -> bool {
    let safe = |c: char| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c);
    (2..=64).contains(&text.len()) && text.chars().all(safe)
}

fn is_tag((key, value): (&String, &String)) -> bool {
    let safe = |c: char| c.is_alphanumeric() || c.is_whitespace() || "_.:/=+-@".contains(c);
    (1..=128).contains(&key.chars().count())
        && value.chars().count() <= 256
        && !key.to_lowercase().starts_with("aws:")
        && key.chars().chain(value.chars()).all(safe)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
