//! Getting credentials, and believing them only when they are what was asked for.

use std::time::Duration;

use jit_api::{
    CredentialsAnswer, CredentialsRequest, ErrorCode, Problem, Secret, SessionCredentials, Vended,
};
use jit_domain::{
    AccessKeyId, AccountId, AccountRef, PermissionSetName, RequestPrefix, RoleArn, Timestamp,
};

use super::type_this;
use crate::broker::{Broker, BrokerError};
use crate::error::{CommandError, ErrorKind};

/// Which credentials.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct TargetArgs {
    /// Account: its 12 digits, or its exact name
    #[arg(
        long,
        value_name = "ID|NAME",
        requires = "permission_set",
        required_unless_present = "request"
    )]
    account: Option<AccountRef>,
    /// Permission set, such as `PowerUser`
    #[arg(
        long,
        value_name = "NAME",
        requires = "account",
        required_unless_present = "request"
    )]
    permission_set: Option<PermissionSetName>,
    /// One request, instead of an account and a permission set
    #[arg(long, value_name = "ID", conflicts_with_all = ["account", "permission_set"])]
    request: Option<RequestPrefix>,
}

/// Credentials that are those that were asked for, of the account that was asked for, and that end
/// with the window.
#[derive(Debug)]
pub(crate) struct Credentials {
    pub(crate) account: AccountId,
    pub(crate) role: RoleArn,
    pub(crate) access_key_id: AccessKeyId,
    pub(crate) secret_access_key: Secret,
    pub(crate) session_token: Secret,
    /// The earlier of AWS's expiration and the end of the window, in whole seconds.
    pub(crate) expiration: Timestamp,
    /// Credentials of the sandbox, which AWS refuses.
    pub(crate) sandbox: bool,
}

/// How long credentials must last to be worth printing, in seconds.
const MIN_LIFE_SECONDS: i64 = 5;

impl TargetArgs {
    /// Asks the broker, and checks what it answers.
    ///
    /// # Errors
    ///
    /// The broker's refusal with the command that helps; or that its answer cannot be believed.
    pub(crate) async fn vend(
        &self,
        broker: &Broker,
        now: impl Fn() -> Timestamp,
        limit: Duration,
    ) -> Result<Credentials, CommandError> {
        let text = |value: &Option<PermissionSetName>| value.as_ref().map(ToString::to_string);
        let body = CredentialsRequest {
            account: self.account.as_ref().map(ToString::to_string),
            permission_set: text(&self.permission_set),
            request_id: self.request.as_ref().map(ToString::to_string),
            known_session: None,
        };
        let answer = broker.credentials(&body, limit).await;
        let answer = answer.map_err(|err| self.explain(err))?;
        self.believe(answer, now())
            .map_err(|why| broker.absurd(why).into())
    }

    fn believe(&self, answer: CredentialsAnswer, now: Timestamp) -> Result<Credentials, String> {
        self.is_what_was_asked(&answer)?;
        let Vended::New { credentials } = answer.vended else {
            return Err("it vends nothing and says to keep what there is not".to_owned());
        };
        plain(&credentials)?;
        let expiration = credentials
            .expiration
            .min(answer.window_end)
            .floor_to_second();
        if expiration <= now.plus_seconds(MIN_LIFE_SECONDS) {
            return Err(format!(
                "its credentials expire at {}, and it is {} here",
                expiration.to_whole_seconds_string(),
                now.to_whole_seconds_string()
            ));
        }
        Ok(Credentials {
            account: answer.account,
            role: answer.role_arn,
            access_key_id: credentials.access_key_id,
            secret_access_key: credentials.secret_access_key,
            session_token: credentials.session_token,
            expiration,
            sandbox: answer.sandbox,
        })
    }

    /// The answer is for this account, this permission set, this request; and the role is in it.
    fn is_what_was_asked(&self, answer: &CredentialsAnswer) -> Result<(), String> {
        let account = match &self.account {
            None => true,
            Some(AccountRef::Id(id)) => *id == answer.account,
            Some(AccountRef::Name(name)) => *name == answer.account_name,
        };
        let set = self.permission_set.as_ref();
        let id = self.request.as_ref();
        let same = account
            && set.is_none_or(|set| *set == answer.permission_set)
            && id.is_none_or(|id| answer.request_id.as_str().starts_with(id.as_str()));
        if !same {
            return Err("its credentials are not those that were asked for".to_owned());
        }
        let of_role = answer.role_arn.as_str().split(':').nth(4);
        if of_role != Some(answer.account.as_str()) {
            return Err("its role is in another account".to_owned());
        }
        Ok(())
    }

    /// What the refusal means for this target, and what to type.
    fn explain(&self, err: BrokerError) -> CommandError {
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
        let show = |id| type_this::show(id);
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
                let hint = problem.request_id.as_ref().map(show);
                (what, hint.unwrap_or_else(|| "jit list".to_owned()))
            }
            _ => return None,
        })
    }

    /// `PowerUser in payments-prod`, or the request.
    fn name(&self) -> String {
        match (&self.account, &self.permission_set, &self.request) {
            (Some(account), Some(set), _) => format!("{set} in {account}"),
            (_, _, Some(request)) => request.to_string(),
            _ => "this target".to_owned(),
        }
    }

    fn ask_again(&self) -> String {
        match (&self.account, &self.permission_set) {
            (Some(account), Some(set)) => type_this::request(account, set),
            _ => "jit list".to_owned(),
        }
    }
}

/// Neither value may need escaping in JSON: some SDKs take the escapes apart.
fn plain(credentials: &SessionCredentials) -> Result<(), String> {
    for secret in [&credentials.secret_access_key, &credentials.session_token] {
        let text = secret.expose();
        let plain = |b: u8| matches!(b, 0x21..=0x7e) && b != b'"' && b != b'\\';
        if text.is_empty() || !text.bytes().all(plain) {
            return Err("its credentials have characters that no credentials have".to_owned());
        }
    }
    Ok(())
}

/// Nothing came in time.
pub(crate) fn too_slow(deadline: Duration) -> CommandError {
    let what = format!("no credentials within {} s", deadline.as_secs_f32());
    CommandError::new(ErrorKind::Unreachable, what)
}
