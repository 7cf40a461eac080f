//! A server on loopback that answers what it was told to, well or badly: a broker, an issuer, or
//! something in front of one.

mod answer;
mod call;

use std::collections::HashMap;
use std::fmt;
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use jit_api::ErrorCode;

pub use answer::Answer;
pub use call::Call;

/// What decides about an answer when a call has come in.
type Rule = Arc<dyn Fn(&Call) -> Answer + Send + Sync>;

/// What is answered to one kind of call.
#[derive(Clone)]
enum Script {
    /// These in turn, the last of them for ever.
    InTurn(Vec<Answer>),
    /// What a rule says.
    By(Rule),
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InTurn(answers) => f.debug_tuple("InTurn").field(answers).finish(),
            Self::By(_) => f.write_str("By"),
        }
    }
}

#[derive(Debug, Default)]
struct State {
    /// By `METHOD /path`.
    scripts: HashMap<String, Script>,
    /// What is answered to every other call.
    otherwise: Option<Script>,
    calls: Vec<Call>,
    connections: usize,
    gone: bool,
}

/// The server. It answers until the test ends, or until it is told to go away.
#[derive(Clone, Debug)]
pub struct FakeBroker {
    url: String,
    state: Arc<Mutex<State>>,
}

impl FakeBroker {
    /// Starts it on a free port. It knows of nothing yet.
    ///
    /// # Panics
    ///
    /// When loopback has no free port.
    #[must_use]
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let broker = Self {
            url: format!("http://{address}"),
            state: Arc::default(),
        };
        broker.serve(listener);
        broker
    }

    fn serve(&self, listener: TcpListener) {
        let broker = self.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let gone = {
                    let mut state = broker.state();
                    state.connections += usize::from(!state.gone);
                    state.gone
                };
                if gone {
                    return;
                }
                let broker = broker.clone();
                thread::spawn(move || broker.answer(stream));
            }
        });
    }

    /// `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Answers calls of `METHOD /path` so; several answers are given in turn, the last for ever.
    pub fn on(&self, call: &str, answer: Answer) {
        let mut state = self.state();
        let script = state.scripts.get_mut(call);
        if let Some(Script::InTurn(answers)) = script {
            answers.push(answer);
        } else {
            let script = Script::InTurn(vec![answer]);
            state.scripts.insert(call.to_owned(), script);
        }
    }

    /// From now on answers calls of `METHOD /path` so, whatever was to come.
    pub fn from_now_on(&self, call: &str, answer: Answer) {
        let script = Script::InTurn(vec![answer]);
        self.state().scripts.insert(call.to_owned(), script);
    }

    /// Answers calls of `METHOD /path` as a rule says.
    pub fn by(&self, call: &str, rule: impl Fn(&Call) -> Answer + Send + Sync + 'static) {
        let script = Script::By(Arc::new(rule));
        self.state().scripts.insert(call.to_owned(), script);
    }

    /// Answers calls for which nothing was said as a rule says.
    pub fn otherwise(&self, rule: impl Fn(&Call) -> Answer + Send + Sync + 'static) {
        self.state().otherwise = Some(Script::By(Arc::new(rule)));
    }

    /// Goes away: from now on nobody listens on the port.
    pub fn go_away(&self) {
        self.state().gone = true;
        // The thread waits for a connection; this one lets it look.
        let _ = TcpStream::connect(self.address());
        while TcpStream::connect(self.address()).is_ok() {
            thread::yield_now();
        }
    }

    /// Comes back on the same port, and answers as before.
    ///
    /// # Panics
    ///
    /// When somebody else has taken the port.
    pub fn come_back(&self) {
        let listener = TcpListener::bind(self.address()).expect("the port is still free");
        self.state().gone = false;
        self.serve(listener);
    }

    fn address(&self) -> &str {
        self.url.trim_start_matches("http://")
    }

    /// All calls, the oldest first.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.state().calls.clone()
    }

    /// The request lines of all calls.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        self.calls().into_iter().map(|call| call.line).collect()
    }

    /// How many calls of `METHOD /path` came in.
    #[must_use]
    pub fn count(&self, call: &str) -> usize {
        let lines = self.lines();
        lines.iter().filter(|line| kind(line) == call).count()
    }

    /// How many connections were opened, whether or not a call came in on them.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.state().connections
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, mut stream: TcpStream) {
        if let Some(call) = Call::read(&mut stream) {
            self.pick(&call).send(&mut stream);
        }
    }

    /// Remembers a call and picks its answer.
    fn pick(&self, call: &Call) -> Answer {
        let mut state = self.state();
        state.calls.push(call.clone());
        let unknown = || Answer::refusal(ErrorCode::NotFound, "there is no such thing");
        let State {
            scripts, otherwise, ..
        } = &mut *state;
        let script = scripts.get_mut(kind(&call.line)).or(otherwise.as_mut());
        let rule = match script {
            None => return unknown(),
            Some(Script::InTurn(answers)) if answers.len() > 1 => return answers.remove(0),
            Some(Script::InTurn(answers)) => {
                return answers.first().cloned().unwrap_or_else(unknown);
            }
            Some(Script::By(rule)) => Arc::clone(rule),
        };
        drop(state);
        rule(call)
    }
}

/// `METHOD /path` of a request line.
fn kind(line: &str) -> &str {
    line.split('?').next().unwrap_or_default()
}
