use std::ffi::OsString;
use std::io;
use std::sync::Arc;

use clap::ValueHint;
use jit_domain::{Issuer, Subject, Timestamp};
use serde::Serialize;

use crate::broker::Broker;
use crate::cache::{NameFile, SessionCache};
use crate::config::{BrokerName, BrokerUrl, FileKey, FileValue, Settings, Source, Sourced};
use crate::context::Context;
use crate::error::{CommandError, ErrorKind};
use crate::http_client::HttpClients;
use crate::session::{
    Desktop, GivenToken, Kept, KeyringError, SessionError, SignIn, SignInOptions, SignedIn,
    TokenSource, Workload,
};
use crate::ui::{Ui, neutral};

use super::login_talk::LoginTalk;
use super::own_file;

/// Sign in
///
/// Opens the issuer's page in the browser where there is a desktop. Over SSH, in a container or in
/// the Windows Subsystem for Linux it shows a code to enter on any device instead; `--verbose` says
/// why. The address is shown in any case.
///
/// The broker of `--broker URL` is kept as yours where no configuration file names one.
///
/// A program without a person, such as a CI job, signs in with `--workload`: its platform vouches for
/// it, and the issuer gives a token for the broker in exchange (RFC 8693). It is not renewed.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jit login --broker https://jit.example.com    # once
  jit login
  jit login --browser firefox
  jit login --device-code
  jit login --qr    # a code for the camera of a phone
  ssh -L 8400:127.0.0.1:8400 HOST    # then, there: jit login --no-browser --port 8400
  jit login --workload github-actions
  jit login --workload file=/var/run/secrets/jit/token
  jit login --with-token < token.txt")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct LoginArgs {
    /// Sign in with a code, on this or any other device
    #[arg(long)]
    device_code: bool,
    /// Print the address of the page and open no browser
    #[arg(long, conflicts_with = "device_code")]
    no_browser: bool,
    /// Port of 127.0.0.1 on which the browser brings the answer, for `ssh -L` [default: any]
    #[arg(long, conflicts_with = "device_code", value_parser = clap::value_parser!(u16).range(1..))]
    port: Option<u16>,
    /// Browser to sign in with: a program, which gets the address as its one argument
    #[arg(
        long,
        value_name = "PROGRAM",
        value_hint = ValueHint::CommandName,
        conflicts_with_all = ["device_code", "no_browser", "qr"]
    )]
    browser: Option<OsString>,
    /// Sign in with a code, whose page is also shown as a QR code for the camera of a phone
    #[arg(long, conflicts_with_all = ["no_browser", "port"])]
    qr: bool,
    /// Keep an access token that is read from standard input
    #[arg(long, conflicts_with_all = ["device_code", "no_browser", "port", "browser", "qr"])]
    with_token: bool,
    /// Sign in as a program without a person; its platform's token is had from `github-actions`,
    /// `file=PATH` or `env=NAME`
    #[arg(
        long,
        value_name = "SOURCE",
        conflicts_with_all = ["device_code", "no_browser", "port", "browser", "qr", "with_token"]
    )]
    workload: Option<Workload>,
    /// Audience of the platform's token: GitHub Actions is asked for it [default: the issuer]
    #[arg(long, value_name = "AUDIENCE", requires = "workload")]
    workload_audience: Option<String>,
}

/// Runs `jit login`.
///
/// # Errors
///
/// When the sign-in did not end in a token.
pub(crate) async fn run(ctx: &Context, ui: &mut Ui, args: &LoginArgs) -> Result<(), CommandError> {
    let broker = ctx.settings.broker()?.value;
    let sign_in = sign_in(ctx, &broker)?;
    let signed_in = if args.with_token {
        keep_token(ctx, &broker, &sign_in).await?
    } else if let Some(workload) = &args.workload {
        let audience = args.workload_audience.as_deref();
        sign_in
            .of_workload(workload, audience, &ctx.environment)
            .await?
    } else {
        let options = SignInOptions {
            // A phone could not come back to this machine with the answer of a browser.
            device_code: args.device_code || args.qr,
            open_browser: !args.no_browser,
            browser_is_named: args.browser.is_some(),
            port: args.port,
        };
        let mut talk = LoginTalk {
            ui,
            browser: args.browser.as_deref(),
            qr: args.qr,
        };
        sign_in.run(&options, &mut talk).await?
    };
    if signed_in.replaces_another {
        forget_sessions(ctx, &broker).await?;
    }
    tell(ctx, ui, &broker, &signed_in)?;
    if args.with_token || args.workload.is_some() {
        return Ok(());
    }
    keep_broker(ctx, ui, &broker).await
}

/// Keeps the broker that a person named on the command line as theirs, where no file names any: the
/// next command has to find it.
async fn keep_broker(ctx: &Context, ui: &Ui, broker: &BrokerUrl) -> Result<(), CommandError> {
    let is_on_the_command_line = matches!(ctx.settings.broker()?.source, Source::Flag(_));
    let own_file = Settings::own_file(&ctx.environment);
    let Some(path) = own_file.filter(|_| is_on_the_command_line) else {
        return Ok(());
    };
    if !ctx.settings.brokers.is_empty() {
        return Ok(());
    }
    let key = FileKey::BrokerUrl(BrokerName::default());
    let value = FileValue::parse(key.clone(), &broker.to_string())?;
    let shown = neutral(&path.display().to_string());
    match own_file::write(&path, &key, Some(&value)).await {
        Ok(_) => ui.status(format_args!(
            "It is your broker from now on: `{key}` in {shown}"
        )),
        Err(err) => ui.status(format_args!(
            "warning: the next command needs `--broker` again: {err}"
        )),
    }
    Ok(())
}

/// Removes the credentials and names that were kept at a broker: they are of whoever was signed in
/// before.
///
/// # Errors
///
/// When some may be left.
pub(crate) async fn forget_sessions(ctx: &Context, broker: &BrokerUrl) -> Result<(), CommandError> {
    if let Some(cache) = SessionCache::of(&ctx.settings.folders) {
        cache.wipe(broker).await.map_err(SessionError::from)?;
    }
    if let Some(names) = NameFile::of(&ctx.settings.folders, broker) {
        names.wipe().await.map_err(SessionError::from)?;
    }
    Ok(())
}

/// Signing in and out of a broker.
///
/// # Errors
///
/// When there is no folder for tokens.
pub(crate) fn sign_in(ctx: &Context, broker: &BrokerUrl) -> Result<SignIn, CommandError> {
    let clients = HttpClients::of(&ctx.settings);
    let desktop = Desktop::of(&ctx.environment);
    let clock = Arc::clone(&ctx.clock);
    Ok(SignIn::new(&ctx.settings, broker, clients, clock, desktop)?)
}

/// Keeps the token of standard input, once the broker has accepted it.
async fn keep_token(
    ctx: &Context,
    broker: &BrokerUrl,
    sign_in: &SignIn,
) -> Result<SignedIn, CommandError> {
    if let Some(Sourced { source, .. }) = &ctx.settings.token {
        let what = format!("{source} is set and wins over any other token");
        return Err(CommandError::new(ErrorKind::Usage, what).hint(format!("unset {source}")));
    }
    let given = GivenToken::read(io::stdin().lock())?;
    let tokens = TokenSource::of_given(broker, given.clone(), Arc::clone(&ctx.clock));
    let checked = Broker::with_tokens(&ctx.settings, broker, tokens);
    checked.me().await?;
    Ok(sign_in.keep_given(&given).await?)
}

/// Says what has become of it.
fn tell(
    ctx: &Context,
    ui: &mut Ui,
    broker: &BrokerUrl,
    signed_in: &SignedIn,
) -> Result<(), CommandError> {
    let record = &signed_in.record;
    match &record.subject {
        Some(subject) => ui.status(format_args!(
            "Signed in to {broker} as {}",
            neutral(subject.as_str())
        )),
        None => ui.status(format_args!("Signed in to {broker}")),
    }
    let store = match &signed_in.kept {
        Kept::InKeyring => "keyring",
        Kept::InFile { path, because } => {
            if let Some(because) = because {
                ui.status(format_args!(
                    "Kept in {}, readable by you alone",
                    path.display()
                ));
                ui.status(format_args!("{}", instead_of_the_keyring(because)));
            }
            "file"
        }
    };
    if let (false, Some(end)) = (record.is_renewable(), record.expires_at) {
        let end = ui.screen().time_and_distance(end);
        ui.status(format_args!("It is not renewed, and ends at {end}"));
    }
    if let Some(Sourced { source, .. }) = &ctx.settings.token {
        ui.status(format_args!("{source} is set and wins over this sign-in"));
    }
    if !ui.is_json() {
        return Ok(());
    }
    ui.json(&LoginView {
        broker,
        issuer: record.issuer.as_ref(),
        subject: record.subject.as_ref(),
        token_expires_at: record.expires_at,
        store,
    })
}

/// Why tokens are in a file, and what to do about it.
fn instead_of_the_keyring(because: &KeyringError) -> String {
    let why = because.to_string();
    let why = neutral(&why);
    match because {
        KeyringError::Locked(_) | KeyringError::Silent => {
            format!("The keyring would be safer, but {why}; unlock it, then `jit login` again")
        }
        _ => format!("The keyring would be safer, but {why}"),
    }
}

/// What `jit login --json` says.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub(super) struct LoginView<'a> {
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    broker: &'a BrokerUrl,
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>))]
    issuer: Option<&'a Issuer>,
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>))]
    subject: Option<&'a Subject>,
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>, format = DateTime))]
    token_expires_at: Option<Timestamp>,
    /// `keyring` or `file`.
    store: &'static str,
}
