use jit_domain::{AccountId, RequestId, RoleArn};
use serde::Serialize;
use zeroize::Zeroizing;

use crate::cache::CachedSession;
use crate::context::Context;
use crate::error::{CommandError, ErrorKind};
use crate::federation::Region;
use crate::helper::{
    self, ExportFormat, Limits, REGION, Target, check_clock, process_json, reported_end, variables,
};
use crate::ui::Ui;

/// Print AWS credentials as variables for a shell
///
/// Prints commands that set `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN` and
/// `AWS_CREDENTIAL_EXPIRATION`, and nothing else. The credentials end with the window, and nothing
/// renews them in the shell: a profile with `jit credential-process`, or `jit exec` for one
/// program, is often better. Some SDKs prefer `AWS_PROFILE` to them: unset it.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples, for bash and zsh, for fish, for PowerShell and for cmd:
  eval \"$(jit env --account shop --permission-set PowerUser)\"
  jit env --format fish --account shop --permission-set PowerUser | source
  jit env --format powershell --request req-7k3m9p2x4q | Invoke-Expression
  for /f \"delims=\" %i in ('jit env --format windows-cmd --request 7k3m9p2x4q') do @%i")]
pub(crate) struct EnvArgs {
    #[command(flatten)]
    target: Target,
    /// How to write them: env, env-no-export, powershell, windows-cmd, fish, or process, the JSON
    /// that `jit credential-process` prints
    #[arg(
        long,
        value_name = "FORMAT",
        value_enum,
        default_value_t,
        hide_possible_values = true
    )]
    format: ExportFormat,
    /// Also set `AWS_REGION` and `AWS_DEFAULT_REGION`, such as to `eu-central-1`
    #[arg(long)]
    region: Option<Region>,
}

/// Runs `jit env`.
///
/// # Errors
///
/// No credentials, and why; nothing has been printed then.
pub(crate) async fn run(ctx: &Context, ui: &mut Ui, args: &EnvArgs) -> Result<(), CommandError> {
    if args.format == ExportFormat::Process && args.region.is_some() && !ui.is_json() {
        let what = "the format `process` has no place for a region";
        return Err(CommandError::new(ErrorKind::Usage, what).hint("jit env --help"));
    }
    let session = helper::obtain(ctx, &args.target, Limits::OF_A_PERSON).await?;
    check_clock(&session, ctx.clock.now())?;
    if ui.is_json() {
        warn(ui, None);
        return ui.json(&Exported::of(&session, args.region.as_ref()));
    }
    let text = text(ctx, &session, args)?;
    warn(ui, args.format.loaded_by());
    ui.data(text.as_bytes())
}

/// Says what is on the screen, and what would have kept it from there.
fn warn(ui: &Ui, instead: Option<&str>) {
    if !ui.shows_results() {
        return;
    }
    match instead {
        Some(command) => ui.status(format_args!(
            "Secrets are on your screen; instead: {command}"
        )),
        None => ui.status("Secrets are on your screen"),
    }
}

fn text(
    ctx: &Context,
    session: &CachedSession,
    args: &EnvArgs,
) -> Result<Zeroizing<String>, CommandError> {
    let credentials = &session.credentials;
    if args.format == ExportFormat::Process {
        // Whoever reads this may ask again.
        let end = reported_end(session, false, ctx.clock.now());
        let too_large = || unfit("the credentials are larger than SDKs read");
        return process_json(credentials, end).ok_or_else(too_large);
    }
    let end = credentials.expiration.to_whole_seconds_string();
    let region = args.region.as_ref().map(ToString::to_string);
    let mut all = variables(credentials, &end).to_vec();
    all.extend(
        region
            .iter()
            .flat_map(|region| REGION.map(|name| (name, region.as_str()))),
    );
    let cannot = || unfit("the credentials have characters that this format cannot quote");
    args.format.lines(&all).ok_or_else(cannot)
}

/// The broker's credentials cannot be written so.
fn unfit(what: &str) -> CommandError {
    CommandError::new(ErrorKind::Failed, what)
        .code("bad_answer")
        .hint("choose another `--format`")
}

/// The credentials, and whose they are.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub(super) struct Exported<'a> {
    access_key_id: &'a str,
    secret_access_key: &'a str,
    session_token: &'a str,
    #[cfg_attr(feature = "schema", schema(format = DateTime))]
    expiration: String,
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    account: &'a AccountId,
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    role_arn: &'a RoleArn,
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    request_id: &'a RequestId,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<String>,
    sandbox: bool,
}

impl<'a> Exported<'a> {
    fn of(session: &'a CachedSession, region: Option<&Region>) -> Self {
        let credentials = &session.credentials;
        Self {
            access_key_id: credentials.access_key_id.as_str(),
            secret_access_key: credentials.secret_access_key.expose(),
            session_token: credentials.session_token.expose(),
            expiration: credentials.expiration.to_whole_seconds_string(),
            account: &credentials.account,
            role_arn: &credentials.role,
            request_id: &credentials.request,
            region: region.map(ToString::to_string),
            sandbox: credentials.sandbox,
        }
    }
}
