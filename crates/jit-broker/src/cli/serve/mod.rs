//! `jit-broker serve`.

use std::path::PathBuf;
use std::process::ExitCode;

use super::output;
use crate::config::{Environment, Sources, load};
use crate::telemetry;

mod figures;
mod prepared;
mod reload;
mod running;
mod signals;
mod started;

use prepared::Prepared;

/// Serve the API with a real issuer and real AWS
///
/// Settings come from the file, then `JIT_BROKER_*` variables, then flags; later ones win. The first
/// line on stdout says where it listens. Policies that change are read again; SIGHUP reads them and
/// the certificate at once. SIGTERM and SIGINT end it once requests under way are answered. Exit
/// status 1 means that something was wrong at the start; every problem is a line on stderr.
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "\
Examples:
  jit-broker serve --config broker.toml --check     # every problem at once; starts nothing
  jit-broker serve --config broker.toml
  jit-broker serve --config broker.toml --listen 127.0.0.1:8443 --set log.format=json")]
pub(super) struct ServeArgs {
    /// Settings file (TOML); `JIT_BROKER_CONFIG` if not given
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Print every problem of settings, policies and files, and start nothing
    #[arg(long)]
    check: bool,
    /// Address and port to listen on
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// Folder of the policy bundle
    #[arg(long, value_name = "DIR")]
    policy: Option<String>,
    /// Folder of the database
    #[arg(long, value_name = "DIR")]
    store: Option<String>,
    /// Any other setting, such as `issuer.url=https://login.example.com`; may be repeated
    #[arg(long, value_name = "KEY=VALUE", value_parser = parse_setting)]
    set: Vec<(String, String)>,
}

/// What everything is looked at for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// To say what is wrong.
    Check,
    /// To serve.
    Serve,
}

pub(super) fn run(args: &ServeArgs) -> ExitCode {
    let purpose = if args.check {
        Purpose::Check
    } else {
        Purpose::Serve
    };
    let prepared = Prepared::inspect(load(&args.sources()), purpose);
    let outcome = prepared.and_then(|prepared| match purpose {
        Purpose::Check => {
            output::line(prepared.summary());
            Ok(())
        }
        Purpose::Serve => {
            telemetry::start(prepared.settings.log);
            running::run(prepared)
        }
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problems) => {
            problems.iter().for_each(output::error);
            ExitCode::FAILURE
        }
    }
}

impl ServeArgs {
    fn sources(&self) -> Sources {
        let environment = Environment::of_process();
        let file = self
            .config
            .clone()
            .or_else(|| environment.config_file().map(PathBuf::from));
        let short = [
            ("listen", &self.listen),
            ("policy", &self.policy),
            ("store", &self.store),
        ];
        let short = short
            .into_iter()
            .filter_map(|(key, text)| Some((format!("--{key}"), key.to_owned(), text.clone()?)));
        let set = self.set.iter().cloned();
        let set = set.map(|(key, text)| (format!("--set {key}"), key, text));
        Sources {
            file,
            environment,
            flags: set.chain(short).collect(),
        }
    }
}

fn parse_setting(text: &str) -> Result<(String, String), &'static str> {
    let (key, value) = text.split_once('=').ok_or("write KEY=VALUE")?;
    Ok((key.trim().to_owned(), value.to_owned()))
}
