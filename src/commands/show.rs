use jit_domain::RequestPrefix;

use super::request_view::FullRequest;
use crate::context::Context;
use crate::error::CommandError;
use crate::ui::Ui;

/// Show a request
///
/// What was asked for, who has to agree, who decided what and why, and everything that happened to
/// it, with the access key of each session.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jit show req-7k3m9p2x4q
  jit show 7k3m
  jit show 7k3m --json")]
pub(crate) struct ShowArgs {
    /// Request, as `jit list` prints it; any unique beginning of at least 4 characters will do
    #[arg(value_name = "ID")]
    request: RequestPrefix,
}

/// Runs `jit show`.
///
/// # Errors
///
/// When there is none that the person may see.
pub(crate) async fn run(ctx: &Context, ui: &mut Ui, args: &ShowArgs) -> Result<(), CommandError> {
    let request = ctx.broker()?.request(&args.request).await?;
    ui.result(&FullRequest(request))
}
