use std::sync::Arc;
use std::time::Duration;

use jit_api::{API_VERSION, ClientConfig, Me};
use jit_domain::Clock;
use tokio::time::timeout;

use crate::broker::{Broker, BrokerError};
use crate::config::{BrokerUrl, Settings};
use crate::error::{CommandError, ErrorKind};
use crate::session::TokenSource;

use super::{Finding, clock};

const CHECK: &str = "broker";
const TOKEN: &str = "token";

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Whether the broker can be reached and understood, what time it is there, and whether it takes the
/// token. Without a network only the first can be told.
pub(super) async fn check(
    settings: &Settings,
    url: &BrokerUrl,
    has_token: bool,
    clock: &Arc<dyn Clock>,
) -> Vec<Finding> {
    // That there is no usable token is told where the sign-in is looked at.
    let Ok(tokens) = TokenSource::new(settings, url, Arc::clone(clock)) else {
        let message = format!("{url} was not asked, for want of a usable token");
        return vec![Finding::warning(CHECK, message)];
    };
    let broker = Broker::with_tokens(settings, url, tokens);
    let answer = match in_time(broker.config()).await {
        Ok(answer) => answer,
        Err(err) => {
            let mut findings = vec![Finding::of_error(CHECK, err)];
            if has_token {
                let unasked = "not looked at: the broker, which knows it, did not answer";
                findings.push(Finding::warning(TOKEN, unasked).fix("jit doctor"));
            }
            return findings;
        }
    };
    let mut findings = vec![
        of_config(url, &answer.value),
        clock::check(answer.date, clock.now()),
    ];
    if answer.value.sandbox {
        let message = "its credentials are of a sandbox: AWS refuses them";
        findings.push(Finding::warning(CHECK, message));
    }
    // That there is none is told where the sign-in is looked at.
    if has_token {
        findings.push(of_token(in_time(broker.me()).await));
    }
    findings
}

async fn in_time<T>(
    answer: impl Future<Output = Result<T, BrokerError>>,
) -> Result<T, CommandError> {
    let too_slow = |_| {
        let what = format!("no answer within {} s", PATIENCE.as_secs());
        CommandError::new(ErrorKind::Unreachable, what).hint("try again")
    };
    let answer = timeout(PATIENCE, answer).await.map_err(too_slow)?;
    answer.map_err(CommandError::from)
}

fn of_config(url: &BrokerUrl, config: &ClientConfig) -> Finding {
    let (theirs, version) = (&config.api_version, &config.broker_version);
    if theirs != API_VERSION {
        let message = format!("{url} speaks version {theirs} of the API, this jit {API_VERSION}");
        let fix = "install the `jit` that goes with the broker";
        return Finding::problem(CHECK, message).fix(fix);
    }
    let way = match url.as_secure_url().as_url().scheme() {
        "https" => "over TLS",
        _ => "on this machine, without TLS",
    };
    Finding::ok(
        CHECK,
        format_args!("{url} answers {way}: jit-broker {version}, API {theirs}"),
    )
}

fn of_token(me: Result<Me, CommandError>) -> Finding {
    match me {
        Ok(me) => {
            let (subject, name) = (me.subject.as_str(), me.name.as_str());
            let message = format!("the broker takes it: you are {subject} ({name})");
            Finding::ok(TOKEN, message)
        }
        Err(err) => Finding::of_error(TOKEN, err),
    }
}
