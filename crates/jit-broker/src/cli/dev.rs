//! `jit-broker dev`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use url::Url;

use super::{output, stop};
use crate::config;
use crate::dev::{DevBroker, DevError, DevOptions, DevVending};
use crate::telemetry::{self, LogSettings};

/// Try everything out: a complete broker on this machine alone
///
/// It needs no issuer and no AWS account: it brings an issuer of its own, whose people come from a
/// file and sign in by saying who they are, and it vends credentials of a sandbox, which AWS
/// refuses. It listens on loopback only. The first line on stdout is
/// `listening on http://127.0.0.1:PORT`.
///
/// Whoever has an account on this machine can sign in as anybody: vend real credentials only on a
/// machine that you share with nobody.
///
/// Its state survives a restart. At the first start it writes an example policy bundle (`policy/`)
/// and example people (`people.toml`) into its folder, to be edited.
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "\
Examples:
  jit-broker dev
  jit-broker dev --policy examples/policy --listen 127.0.0.1:8443
  jit-broker dev --sts-endpoint http://127.0.0.1:5000     # credentials of an emulator of AWS
  AWS_PROFILE=sandbox jit-broker dev --aws                # credentials of AWS")]
pub(super) struct DevArgs {
    /// Folder of its state [default: $XDG_STATE_HOME/jit-broker/dev, else
    /// ~/.local/state/jit-broker/dev]
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Loopback address to listen on; port 0 means the port that the folder's last broker had
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Policy bundle, instead of `policy/` in the folder
    #[arg(long, value_name = "DIR")]
    policy: Option<PathBuf>,
    /// People, instead of `people.toml` in the folder
    #[arg(long, value_name = "FILE")]
    people: Option<PathBuf>,
    /// Where the external checks are that the bundle names; docs/policies.md shows the file
    #[arg(long, value_name = "FILE")]
    checks: Option<PathBuf>,
    /// Vend real credentials, from what speaks the protocol of STS at this address
    #[arg(long, value_name = "URL")]
    sts_endpoint: Option<Url>,
    /// Vend real credentials, from AWS, with the credentials that the AWS SDK finds
    #[arg(long, conflicts_with = "sts_endpoint")]
    aws: bool,
    /// How long clients may go without asking whether their credentials are still good, in seconds;
    /// 0 shows a revocation at once
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 60,
        value_parser = clap::value_parser!(u32).range(0..=300)
    )]
    recheck_seconds: u32,
}

pub(super) fn run(args: &DevArgs) -> ExitCode {
    telemetry::start(LogSettings::default());
    let Some(folder) = args.dir.clone().or_else(config::dev_folder) else {
        output::error("no home folder is known; name a folder with `--dir`");
        return ExitCode::FAILURE;
    };
    let options = DevOptions {
        folder,
        listen: args.listen,
        policy: args.policy.clone(),
        people: args.people.clone(),
        checks: args.checks.clone(),
        vending: match (&args.sts_endpoint, args.aws) {
            (Some(url), _) => DevVending::Endpoint(url.clone()),
            (None, true) => DevVending::Aws,
            (None, false) => DevVending::Sandbox,
        },
        recheck_seconds: args.recheck_seconds,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(jit_policy::THREAD_STACK)
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            output::error(format_args!("cannot start: {error}"));
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(serve(&options)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output::error(error);
            ExitCode::FAILURE
        }
    }
}

async fn serve(options: &DevOptions) -> Result<(), DevError> {
    let stopping = stop::on_signal();
    let broker = DevBroker::start(options, stopping.clone()).await?;
    introduce(&broker, options);
    broker.serve(stopping).await
}

fn introduce(broker: &DevBroker, options: &DevOptions) {
    let url = broker.url();
    let folder = options.folder.display();
    output::line(format_args!("listening on {url}"));
    output::line(format_args!("state, policy and people are in {folder}"));
    output::line(format_args!(
        "who is told what is written to {folder}/notifications.txt"
    ));
    output::line(match &options.vending {
        DevVending::Sandbox => "credentials are of the sandbox: AWS refuses them".to_owned(),
        DevVending::Endpoint(url) => format!("credentials come from {url}"),
        DevVending::Aws => "credentials come from AWS and are real".to_owned(),
    });
    if options.vending != DevVending::Sandbox {
        output::line("whoever has an account on this machine can sign in here as anybody");
    }
    output::line("people:");
    for (subject, name, groups) in broker.people() {
        output::line(format_args!("  {subject:<16} {name} ({groups})"));
    }
    output::line(format_args!(
        "sign in: `jit --broker {url} login` (say who you are in the browser)"
    ));
    output::line(format_args!(
        "in scripts: JIT_BROKER={url} JIT_TOKEN=$(jit-broker dev-token SUBJECT --dir {folder})"
    ));
}
