use std::ffi::OsString;
use std::pin::pin;
use std::process::{Command, ExitStatus};
use std::sync::Arc;

use clap::ValueHint;
use serde::Serialize;

use super::{program, served_end};
use crate::cache::CachedSession;
use crate::cli::GlobalArgs;
use crate::context::Context;
use crate::credentials_endpoint::{CredentialsEndpoint, EndpointToken, SessionSource};
use crate::error::{CommandError, ErrorKind};
use crate::helper::{self, ExportFormat, Limits, Target, check_clock};
use crate::session::TokenSource;
use crate::ui::Ui;

/// Serve AWS credentials on loopback, as to a container
///
/// For programs that cannot run `jit credential-process`: every AWS SDK takes credentials from
/// `AWS_CONTAINER_CREDENTIALS_FULL_URI`, and asks again before they end. Prints that variable and
/// `AWS_CONTAINER_AUTHORIZATION_TOKEN` for a shell, then answers until Ctrl-C; or runs a program
/// that has them, and ends as it does. Whoever has the token gets the credentials. A `[default]`
/// profile with credentials, or variables with credentials, would go first. Ten minutes before the
/// window ends it says so on stderr, with the command that asks for more time.
///
/// The exit status is the program's; 127 where there is no such program, 126 where it cannot be run.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jit serve-credentials --account shop --permission-set PowerUser -- ./gradlew test
  jit serve-credentials --account shop --permission-set PowerUser --format env-no-export > aws.env
  jit serve-credentials --request req-7k3m9p2x4q --port 4711")]
pub(crate) struct ServeCredentialsArgs {
    #[command(flatten)]
    target: Target,
    /// Port of loopback to listen on [default: any that is free]
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    port: Option<u16>,
    /// How to write the variables: env, env-no-export, powershell, windows-cmd, or fish
    #[arg(
        long,
        value_name = "FORMAT",
        value_enum,
        default_value_t,
        hide_possible_values = true,
        conflicts_with = "command"
    )]
    format: ExportFormat,
    /// A program to run with the variables, and its arguments
    #[arg(last = true, value_name = "COMMAND", value_hint = ValueHint::CommandName)]
    command: Vec<OsString>,
}

/// The variables by which SDKs find the endpoint: where it is, and what it wants in `Authorization`.
///
/// Source: AWS SDKs and Tools Reference Guide, "Container credential provider".
const VARIABLES: [&str; 2] = [
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
];

/// Runs `jit serve-credentials`. With a program it does not come back on success: the process ends
/// as the program does.
///
/// # Errors
///
/// No credentials, and why; that the port is taken; or that the program cannot be run.
pub(crate) fn run(
    global: &GlobalArgs,
    ui: &mut Ui,
    args: &ServeCredentialsArgs,
) -> Result<(), CommandError> {
    if args.format == ExportFormat::Process {
        let what = "the format `process` is for credentials, not for where they are";
        return Err(CommandError::new(ErrorKind::Usage, what).hint("jit serve-credentials --help"));
    }
    let ctx = Arc::new(Context::load(global)?);
    let ended = super::block_on_untouched(serve(ctx, ui, args))?;
    if let Some(status) = ended {
        TokenSource::wait_for_renewals();
        program::end_as(status);
    }
    Ok(())
}

/// Serves until the person interrupts it, or until the program has ended, which it then says how.
async fn serve(
    ctx: Arc<Context>,
    ui: &mut Ui,
    args: &ServeCredentialsArgs,
) -> Result<Option<ExitStatus>, CommandError> {
    // One wait for all of it: an interrupt between two waits would be lost.
    let mut interrupt = pin!(tokio::signal::ctrl_c());
    let (endpoint, session) = tokio::select! {
        biased;
        _ = &mut interrupt => return Err(super::interrupted()),
        started = start(&ctx, ui, args) => started?,
    };
    let source = SessionSource::new(Arc::clone(&ctx), args.target.clone());
    if args.command.is_empty() {
        print(ui, &endpoint, args.format)?;
    }
    let serving = async {
        tokio::select! {
            never = endpoint.serve(source) => never,
            never = served_end::tell(&ctx, ui, &args.target, session) => never,
        }
    };
    let Some((name, arguments)) = args.command.split_first() else {
        return tokio::select! {
            never = serving => match never {},
            _ = interrupt => Ok(None),
        };
    };
    let mut command = Command::new(name);
    command.args(arguments);
    program::clean(&mut command);
    command.envs(variables(&endpoint.url(), endpoint.token()));
    let running = program::run(command);
    let status = tokio::select! {
        never = serving => match never {},
        status = running => status,
    };
    let cannot_run = |err| program::cannot_run(name, &err).hint("jit serve-credentials --help");
    status.map(Some).map_err(cannot_run)
}

/// Listens, and has a session before anybody relies on it.
async fn start(
    ctx: &Context,
    ui: &Ui,
    args: &ServeCredentialsArgs,
) -> Result<(CredentialsEndpoint, CachedSession), CommandError> {
    let no_token =
        |err| CommandError::new(ErrorKind::Failed, "the system has no randomness").cause(err);
    let token = EndpointToken::fresh().map_err(no_token)?;
    let cannot_listen = |err| {
        let what = match args.port {
            Some(port) => format!("cannot listen on port {port} of loopback"),
            None => "cannot listen on loopback".to_owned(),
        };
        CommandError::new(ErrorKind::Failed, what)
            .code("port_taken")
            .cause(err)
            .hint("choose another `--port`")
    };
    let endpoint = CredentialsEndpoint::bind(args.port.unwrap_or(0), token).await;
    let endpoint = endpoint.map_err(cannot_listen)?;
    let session = helper::obtain(ctx, &args.target, Limits::OF_A_PERSON).await?;
    check_clock(&session, ctx.clock.now())?;
    if args.command.is_empty() {
        let end = session.credentials.expiration.to_whole_seconds_string();
        let name = args.target.name();
        ui.status(format_args!(
            "Serving credentials for {name} until {end}; Ctrl-C ends it"
        ));
    }
    Ok((endpoint, session))
}

fn variables<'a>(url: &'a str, token: &'a EndpointToken) -> [(&'static str, &'a str); 2] {
    let [uri, authorization] = VARIABLES;
    [(uri, url), (authorization, token.expose())]
}

fn print(
    ui: &mut Ui,
    endpoint: &CredentialsEndpoint,
    format: ExportFormat,
) -> Result<(), CommandError> {
    let (url, token) = (endpoint.url(), endpoint.token());
    if ui.is_json() {
        return ui.json(&Served {
            url: &url,
            authorization_token: token.expose(),
        });
    }
    let text = format.lines(&variables(&url, token));
    let cannot = || {
        let what = "this format cannot quote an address of IPv6";
        CommandError::new(ErrorKind::Failed, what).hint("choose another `--format`")
    };
    ui.data(text.ok_or_else(cannot)?.as_bytes())
}

/// Where the endpoint is, and what opens it.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub(super) struct Served<'a> {
    url: &'a str,
    authorization_token: &'a str,
}
