use std::ffi::{OsStr, OsString};
use std::time::Duration;

use clap::ValueHint;
use serde::Serialize;
use url::Url;

use super::browser;
use crate::context::Context;
use crate::error::{CommandError, ErrorKind};
use crate::federation::{self, Destination, Federation, FirefoxContainer, Region, Service};
use crate::helper::{self, Credentials, Limits, Target};
use crate::ui::{Human, Screen, Ui};

/// Open the AWS console in an account
///
/// Signs you in to the console with credentials of an open window. The console session ends with
/// the window. The sign-in URL is a secret for 15 minutes: whoever has it is you.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jit console --account payments-prod --permission-set PowerUser
  jit console --account payments-prod --permission-set PowerUser --region eu-central-1
  jit console --account payments-prod --permission-set PowerUser --service logs
  jit console --account payments-prod --permission-set PowerUser --firefox-container
  jit console --account payments-prod --permission-set PowerUser --print")]
pub(crate) struct ConsoleArgs {
    #[command(flatten)]
    target: Target,
    /// Region to open the console in, such as `eu-central-1`
    #[arg(long)]
    region: Option<Region>,
    /// Service to open, by a name such as `ec2`, `logs` or `secretsmanager`
    #[arg(
        long,
        value_name = "NAME",
        value_parser = Service::parser(),
        hide_possible_values = true,
        conflicts_with = "destination"
    )]
    service: Option<&'static Service>,
    /// Page of the console to open
    #[arg(long, value_name = "URL")]
    destination: Option<Url>,
    /// Browser to open it with: a program, which gets the URL as its one argument
    #[arg(long, value_name = "PROGRAM", value_hint = ValueHint::CommandName, conflicts_with = "print")]
    browser: Option<OsString>,
    /// Open it in a container of Firefox, beside other accounts; `@target` in its name is filled in
    ///
    /// Firefox needs the extension "Open external links in a container" for that.
    #[arg(
        long,
        value_name = "NAME",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "@target"
    )]
    firefox_container: Option<FirefoxContainer>,
    /// Print the sign-in URL instead of opening it
    #[arg(long)]
    print: bool,
    /// Where to exchange credentials for a sign-in token; loopback only, for tests
    #[arg(long, hide = true, env = "JIT_FEDERATION_ENDPOINT", value_parser = federation::loopback)]
    federation_endpoint: Option<Url>,
}

/// How long getting credentials may take.
const LIMITS: Limits<'_> = Limits {
    total: Duration::from_secs(30),
    lock: Duration::ZERO,
    auto_request: None,
};

/// A sign-in that has less than this left is not worth it, in seconds.
const MIN_LIFE_SECONDS: i64 = 60;

/// Runs `jit console`.
///
/// # Errors
///
/// No credentials, or AWS does not sign in with them.
pub(crate) async fn run(
    ctx: &Context,
    ui: &mut Ui,
    args: &ConsoleArgs,
) -> Result<(), CommandError> {
    let broker = ctx.broker()?;
    // Never those that are kept: the session of the console lasts as long as its credentials.
    let session = helper::obtain_new(ctx, &args.target, LIMITS).await?;
    let credentials = session.credentials;
    let left = credentials.expiration.since(ctx.clock.now()).num_seconds();
    worth_it(&credentials, left)?;
    let partition = credentials.role.partition();
    let federation = Federation::of(partition, args.region.as_ref(), broker.url())?;
    let destination = match args.service {
        Some(service) => Destination::of_service(&federation, service),
        None => Destination::new(&federation, args.destination.as_ref()),
    }?;
    ui.verbose(format_args!("signing in at {}", federation.host()));
    let endpoint = args.federation_endpoint.as_ref();
    let url = federation
        .sign_in(broker.clients(), endpoint, &credentials, &destination)
        .await?;
    let url = match &args.firefox_container {
        Some(container) => container.address_of(url.as_str(), &args.target.name()),
        None => url.to_string(),
    };
    if args.print {
        return ui.result(&SignInUrl { url });
    }
    match args.program() {
        Some(program) => browser::open(program, &url).map_err(|err| cannot_run(program, err))?,
        None => open::that_detached(&url).map_err(cannot_open)?,
    }
    ui.status("Opened the console in your browser");
    ui.result(&Opened {
        opened: true,
        destination: destination.to_string(),
    })
}

impl ConsoleArgs {
    /// The program to open the page with; none for the one that the system names. Only Firefox knows
    /// what its containers are.
    fn program(&self) -> Option<&OsStr> {
        let firefox = || {
            self.firefox_container
                .as_ref()
                .map(|_| browser::FIREFOX.as_ref())
        };
        self.browser.as_deref().or_else(firefox)
    }
}

fn worth_it(credentials: &Credentials, left: i64) -> Result<(), CommandError> {
    if credentials.sandbox {
        let what = "AWS refuses these credentials: the broker is a sandbox";
        let hint = "sign in at a broker that vends real credentials: --broker NAME|URL";
        return Err(CommandError::new(ErrorKind::Failed, what)
            .code("sandbox")
            .hint(hint));
    }
    if left < MIN_LIFE_SECONDS {
        let what = format!("the window closes in {} s", left.max(0));
        return Err(CommandError::new(ErrorKind::Refused, what)
            .code("window_closed")
            .hint("jit request --help"));
    }
    Ok(())
}

fn cannot_run(program: &OsStr, err: std::io::Error) -> CommandError {
    let what = format!("cannot run `{}`", program.display());
    CommandError::new(ErrorKind::Failed, what)
        .cause(err)
        .hint("choose another `--browser`, or add `--print`")
}

/// The message of the opener may quote the URL, which is a secret.
fn cannot_open(_: std::io::Error) -> CommandError {
    CommandError::new(ErrorKind::Failed, "cannot open a browser here").hint("add `--print`")
}

/// Where to sign in; whoever has it is signed in.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub(super) struct SignInUrl {
    url: String,
}

impl Human for SignInUrl {
    fn human(&self, _: &Screen) -> String {
        self.url.clone()
    }
}

/// A browser has the URL.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub(super) struct Opened {
    opened: bool,
    destination: String,
}

impl Human for Opened {
    fn human(&self, _: &Screen) -> String {
        String::new()
    }
}
