use std::time::Duration;

use serde::Serialize;
use url::Url;

use crate::context::Context;
use crate::error::{CommandError, ErrorKind};
use crate::federation::{self, Destination, Federation, Region};
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
  jit console --account payments-prod --permission-set PowerUser --print")]
pub(crate) struct ConsoleArgs {
    #[command(flatten)]
    target: Target,
    /// Region to open the console in, such as `eu-central-1`
    #[arg(long)]
    region: Option<Region>,
    /// Page of the console to open
    #[arg(long, value_name = "URL")]
    destination: Option<Url>,
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
    let destination = Destination::new(&federation, args.destination.as_ref())?;
    ui.verbose(format_args!("signing in at {}", federation.host()));
    let endpoint = args.federation_endpoint.as_ref();
    let url = federation
        .sign_in(broker.clients(), endpoint, &credentials, &destination)
        .await?;
    if args.print {
        return ui.result(&SignInUrl { url });
    }
    open::that_detached(url.as_str()).map_err(cannot_open)?;
    ui.status("Opened the console in your browser");
    ui.result(&Opened {
        opened: true,
        destination: destination.to_string(),
    })
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

/// The message of the opener may quote the URL, which is a secret.
fn cannot_open(_: std::io::Error) -> CommandError {
    CommandError::new(ErrorKind::Failed, "cannot open a browser here").hint("add `--print`")
}

#[derive(Debug, Serialize)]
struct SignInUrl {
    url: Url,
}

impl Human for SignInUrl {
    fn human(&self, _: &Screen) -> String {
        self.url.to_string()
    }
}

#[derive(Debug, Serialize)]
struct Opened {
    opened: bool,
    destination: String,
}

impl Human for Opened {
    fn human(&self, _: &Screen) -> String {
        String::new()
    }
}
