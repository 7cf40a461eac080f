use jit_api::AuditSession;
use jit_audit::SessionKey;
use serde::Serialize;

use super::log_source::{LogArgs, THE_WHOLE_LOG};
use crate::commands::request_view::short_person;
use crate::context::Context;
use crate::error::{CommandError, ErrorKind};
use crate::ui::{Details, Human, Screen, Ui};

/// Find the request of a session
///
/// CloudTrail names a session by the ID of its access key (`ASIA…`), by its session name, and by its
/// source identity, which all sessions of one person have.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jit audit session ASIAIOSFODNN7EXAMPLE
  jit audit session engineer+0k3v9m2x7a
  jit audit session 00u1abcd --json
  jit audit session ASIAIOSFODNN7EXAMPLE --from audit.jsonl")]
pub(crate) struct SessionArgs {
    /// Access key ID, session name or source identity
    #[arg(value_name = "ACCESS_KEY_ID|SESSION_NAME")]
    session: SessionKey,
    #[command(flatten)]
    log: LogArgs,
}

/// Runs `jit audit session`.
///
/// # Errors
///
/// The broker's refusal, that it cannot be reached, or that there is no such session.
pub(crate) async fn run(
    ctx: &Context,
    ui: &mut Ui,
    args: &SessionArgs,
) -> Result<(), CommandError> {
    let (mut sessions, mut doubt) = (Vec::new(), None);
    if !args.log.is_file() {
        sessions = ctx.broker()?.audit_sessions(&args.session).await?;
    }
    // A broker finds an access key and a session name at once; for a source identity, the log has
    // to be read.
    let is_name = matches!(args.session, SessionKey::Name(_));
    if sessions.is_empty() && (is_name || args.log.is_file()) {
        let wanted = |session: &_| args.session.names(session);
        let again = format!("jit audit session {} --from -", args.session);
        let found = args.log.sessions(ctx, ui, None, &again, wanted).await?;
        doubt = found.doubt;
        let found = found.sessions.into_iter();
        sessions = found.map(AuditSession::from).collect();
    }
    if sessions.is_empty() {
        return Err(none(&args.session, doubt));
    }
    if let Some(doubt) = &doubt {
        ui.status(format_args!("warning: {doubt}; sessions may be missing"));
    }
    ui.result(&Sessions { sessions, doubt })
}

fn none(session: &SessionKey, doubt: Option<String>) -> CommandError {
    let what = format!("the log knows no session `{session}`");
    let err = CommandError::new(ErrorKind::Failed, what).code("no_session");
    match doubt {
        Some(doubt) => err.cause(doubt).hint(THE_WHOLE_LOG),
        None => err.hint("sessions that another broker, or nobody's broker, opened are not in it"),
    }
}

/// What was found.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub(crate) struct Sessions {
    /// In the order in which they were opened.
    sessions: Vec<AuditSession>,
    /// Why there may be more in the log than in the export that was read; none of a whole one.
    #[serde(skip_serializing_if = "Option::is_none")]
    doubt: Option<String>,
}

impl Human for Sessions {
    fn human(&self, screen: &Screen) -> String {
        let blocks: Vec<String> = (self.sessions.iter())
            .map(|session| details(session, screen))
            .collect();
        blocks.join("\n\n")
    }
}

fn details(session: &AuditSession, screen: &Screen) -> String {
    let mut details = Details::new(screen);
    details.add("request", &session.request);
    if let Some(requester) = &session.requester {
        details.add("requester", short_person(requester));
    }
    details.add("role", &session.role_arn);
    details.add("access key", &session.access_key_id);
    details.add("session name", &session.session_name);
    details.add("source identity", &session.source_identity);
    details.add("opened", screen.time(session.opened_at));
    details.add("window until", screen.time(session.window_end));
    if let Some(at) = session.ended_early_at {
        let how = match session.ended_early_by.as_deref() {
            Some("finished") => "given back",
            _ => "revoked",
        };
        details.add("ended early", format!("{} ({how})", screen.time(at)));
    }
    if session.sandbox {
        details.add("sandbox", "yes: AWS refuses these credentials");
    }
    details.lines()
}
