use jit_api::{CredentialsRequest, ErrorCode, Problem};
use jit_domain::{AccessKeyId, AccountRef, PermissionSetName, RequestPrefix};

use crate::broker::BrokerError;
use crate::commands::type_this;
use crate::error::{CommandError, ErrorKind};

/// Which credentials.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Target {
    /// Account: its 12 digits, or its exact name
    #[arg(
        long,
        value_name = "ID|NAME",
        requires = "permission_set",
        required_unless_present = "request"
    )]
    pub(super) account: Option<AccountRef>,
    /// Permission set, such as `PowerUser`
    #[arg(
        long,
        value_name = "NAME",
        requires = "account",
        required_unless_present = "request"
    )]
    pub(super) permission_set: Option<PermissionSetName>,
    /// One request, instead of an account and a permission set
    #[arg(long, value_name = "ID", conflicts_with_all = ["account", "permission_set"])]
    pub(super) request: Option<RequestPrefix>,
}

impl Target {
    /// Account, permission set and request as they were typed; empty where they were not.
    pub(crate) fn as_typed(&self) -> [String; 3] {
        let text = |value: Option<String>| value.unwrap_or_default();
        [
            text(self.account.as_ref().map(ToString::to_string)),
            text(self.permission_set.as_ref().map(ToString::to_string)),
            text(self.request.as_ref().map(ToString::to_string)),
        ]
    }

    /// What to ask the broker for.
    pub(super) fn question(&self, known: Option<&AccessKeyId>) -> CredentialsRequest {
        let typed = |value: String| Some(value).filter(|value| !value.is_empty());
        let [account, permission_set, request_id] = self.as_typed().map(typed);
        CredentialsRequest {
            account,
            permission_set,
            request_id,
            known_session: known.map(ToString::to_string),
        }
    }

    /// `PowerUser in payments-prod`, or the request.
    pub(crate) fn name(&self) -> String {
        match (&self.account, &self.permission_set, &self.request) {
            (Some(account), Some(set), _) => format!("{set} in {account}"),
            (_, _, Some(request)) => request.to_string(),
            _ => "this target".to_owned(),
        }
    }

    /// What the broker's refusal means for this target, and what to type.
    pub(super) fn explain(&self, err: BrokerError) -> CommandError {
        let BrokerError::Refused { problem, .. } = &err else {
            return err.into();
        };
        let Some((what, hint)) = self.words(problem) else {
            return err.into();
        };
        let mut told = CommandError::from(err);
        told.what = what;
        told.cause = None;
        told.hint = Some(hint);
        told
    }

    fn words(&self, problem: &Problem) -> Option<(String, String)> {
        let name = self.name();
        let ask = self.ask_again();
        Some(match problem.code {
            ErrorCode::NoRequest => (format!("no open window for {name}"), ask),
            ErrorCode::WindowClosed => {
                let how = problem
                    .current_status
                    .map_or("closed", |status| status.as_str());
                (format!("the window for {name} is over ({how})"), ask)
            }
            ErrorCode::NotEligible => {
                let what = format!("you are not eligible for {name}");
                (what, "jit whoami".to_owned())
            }
            ErrorCode::WindowNotOpen => {
                let what = match (problem.opens_at, problem.open_level) {
                    (Some(at), _) => format!(
                        "the window for {name} opens at {}",
                        at.to_whole_seconds_string()
                    ),
                    (None, Some(level)) => {
                        format!("the request for {name} waits for approval at level {level}")
                    }
                    (None, None) => format!("the window for {name} is not open yet"),
                };
                let id = problem.request_id.as_ref();
                let hint = match problem.opens_at {
                    Some(_) => id.map(type_this::show),
                    None => id.map(type_this::wait),
                };
                (what, hint.unwrap_or_else(|| "jit list".to_owned()))
            }
            _ => return None,
        })
    }

    /// Credentials would be of no use any more.
    pub(super) fn ends_in(&self, seconds: i64) -> CommandError {
        let what = format!("the window for {} ends in {seconds} s", self.name());
        CommandError::new(ErrorKind::Refused, what)
            .code(ErrorCode::WindowClosed.as_str())
            .hint(self.ask_again())
    }

    fn ask_again(&self) -> String {
        match (&self.account, &self.permission_set) {
            (Some(account), Some(set)) => type_this::request(account, set),
            _ => "jit list".to_owned(),
        }
    }
}

#[cfg(test)]
impl Target {
    /// A target as it is typed: account, permission set, request; empty where they are not.
    pub(crate) fn typed([account, set, request]: [&str; 3]) -> Self {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Self {
            account: given(account).map(|it| it.parse().unwrap()),
            permission_set: given(set).map(|it| it.parse().unwrap()),
            request: given(request).map(|it| it.parse().unwrap()),
        }
    }
}
