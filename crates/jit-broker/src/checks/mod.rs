//! External checks: services and programs that are asked about a request before it is taken down.
//!
//! A check can refuse, or let pass and add to what is needed; it can never make anything easier. What
//! does not answer well and in time refuses. It is told what is asked and by whom, and never gets a
//! token, a credential or a key.

mod answer;
mod command;
mod question;
mod settings;
mod webhook;

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use jit_domain::{Comment, PassedCheck, PolicyName};
use tokio::sync::Semaphore;
use tokio::time::timeout;

pub use question::{CheckQuestion, Requester};
pub use settings::{CheckKind, CheckSettings, read};

use answer::Answer;
use command::Command;
use webhook::Webhook;

/// How many checks are asked at a time; further ones wait, within their time.
const AT_A_TIME: usize = 32;

/// The checks that the settings know, by name.
#[derive(Debug)]
pub struct ExternalChecks {
    checks: BTreeMap<PolicyName, Check>,
    turns: Semaphore,
}

#[derive(Debug)]
struct Check {
    patience: Duration,
    way: Way,
}

#[derive(Debug)]
enum Way {
    Webhook(Box<Webhook>),
    Command(Command),
}

/// Why a check does not let an ask pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckFailure {
    /// It said no.
    Refused {
        /// Which.
        check: PolicyName,
        /// Why, in its own words. Text of another service: renderers neutralise it.
        said: Option<Comment>,
    },
    /// It could not be asked, did not answer in time, or answered what no check answers.
    Unavailable {
        /// Which.
        check: PolicyName,
        /// What happened, for the operator: no text of the answer, no URL, no argument.
        why: CheckError,
    },
}

/// What went wrong while a check was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckError {
    /// The settings have no check of this name.
    #[error("the settings have no such check")]
    Unknown,
    /// No answer within the time that the settings give it.
    #[error("no answer in time")]
    Late,
    /// It leads to an address that the broker does not connect to.
    #[error("its address is not one to connect to")]
    OutOfReach,
    /// The exchange did not come about, or the program did not run to its end.
    #[error("{0}")]
    Failed(String),
    /// The answer is none.
    #[error("its answer is none: {0}")]
    Answer(&'static str),
}

impl ExternalChecks {
    /// The checks of the settings.
    ///
    /// # Errors
    ///
    /// When an HTTP client cannot be set up, in one line.
    pub fn new(settings: Vec<CheckSettings>) -> Result<Self, String> {
        let checks = settings.into_iter().map(|settings| {
            let way = match settings.kind {
                CheckKind::Webhook(webhook) => Way::Webhook(Box::new(Webhook::new(webhook)?)),
                CheckKind::Command { argv } => Way::Command(Command { argv }),
            };
            let patience = settings.patience;
            Ok((settings.name, Check { patience, way }))
        });
        Ok(Self {
            checks: checks.collect::<Result<_, String>>()?,
            turns: Semaphore::new(AT_A_TIME),
        })
    }

    /// No check at all.
    #[must_use]
    pub fn none() -> Self {
        Self {
            checks: BTreeMap::new(),
            turns: Semaphore::new(AT_A_TIME),
        }
    }

    /// Whether the settings have a check of this name.
    #[must_use]
    pub fn has(&self, name: &PolicyName) -> bool {
        self.checks.contains_key(name)
    }

    /// Asks a check.
    ///
    /// # Errors
    ///
    /// [`CheckFailure`]: whatever is not a good answer that lets the ask pass.
    pub async fn ask(&self, question: &CheckQuestion) -> Result<PassedCheck, CheckFailure> {
        let name = &question.check;
        let unavailable = |why| CheckFailure::Unavailable {
            check: name.clone(),
            why,
        };
        let check = self.checks.get(name);
        let check = check.ok_or_else(|| unavailable(CheckError::Unknown))?;
        let asked = timeout(check.patience, self.exchange(check, question)).await;
        match asked.unwrap_or(Err(CheckError::Late)) {
            Ok(Answer::Pass { note, adds_level }) => Ok(PassedCheck {
                check: name.clone(),
                note,
                adds_level,
            }),
            Ok(Answer::Refuse { reason }) => Err(CheckFailure::Refused {
                check: name.clone(),
                said: reason,
            }),
            Err(why) => Err(unavailable(why)),
        }
    }

    async fn exchange(
        &self,
        check: &Check,
        question: &CheckQuestion,
    ) -> Result<Answer, CheckError> {
        let turn = self.turns.acquire().await;
        let _turn = turn.map_err(|_| CheckError::Failed("the broker stops".to_owned()))?;
        let body = question.json()?;
        let answer = match &check.way {
            Way::Webhook(webhook) => webhook.ask(&question.id, question.at, &body).await?,
            Way::Command(command) => command.ask(&body).await?,
        };
        Answer::parse(&question.id, &answer)
    }
}

/// What a check may answer at most, in bytes.
const MAX_ANSWER: usize = 16 * 1024;

impl fmt::Display for CheckFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { check, .. } => write!(f, "the check `{check}` refuses it"),
            Self::Unavailable { check, .. } => {
                write!(f, "the check `{check}` could not be asked")
            }
        }
    }
}
