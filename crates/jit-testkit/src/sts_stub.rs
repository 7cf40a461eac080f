//! An STS on loopback that records what it is asked and answers what a test tells it to: for what
//! the AWS emulator does not check (fence, tags, source identity, throttling, wrong answers).

mod answer;
mod call;
mod document;

use std::collections::{BTreeMap, VecDeque};
use std::net::TcpListener;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use axum::routing::post;
use jit_domain::{Clock, SystemClock};
use tokio::sync::oneshot;

use call::fault;
use document::{caller_identity, error, escape};

pub use answer::{Answer, Part};
pub use call::Call;

/// How many calls are remembered; older ones are forgotten, so that a benchmark can run for long.
const REMEMBERED: usize = 10_000;

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
            Answer::Keys {
                secret_access_key, ..
            } if part == Part::SecretAccessKey => escape(secret_access_key),
            Answer::Keys { session_token, .. } if part == Part::SessionToken => {
                escape(session_token)
            }
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

fn document(status: u16, number: u64, body: String) -> Response {
    let status = StatusCode::from_u16(status).expect("a status");
    let headers = [
        ("content-type", "text/xml".to_owned()),
        ("x-amzn-requestid", format!("stub-{number}")),
    ];
    let headers = headers.map(|(name, value)| (HeaderName::from_static(name), value));
    (status, AppendHeaders(headers), body).into_response()
}
