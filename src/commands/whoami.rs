use crate::context::Context;
use crate::error::CommandError;
use crate::ui::{Details, Foreign, Human, Screen, Ui};

/// Show who the broker sees
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct WhoamiArgs {}

/// Runs `jit whoami`.
///
/// # Errors
///
/// When the broker does not know who it is.
pub(crate) async fn run(
    ctx: &Context,
    ui: &mut Ui,
    _args: &WhoamiArgs,
) -> Result<(), CommandError> {
    let me = ctx.broker()?.me().await?;
    ui.result(&me)
}

impl Human for jit_api::Me {
    fn human(&self, screen: &Screen) -> String {
        let mut details = Details::new(screen);
        details.add("name", Foreign(self.name.as_str()));
        details.add("subject", Foreign(self.subject.as_str()));
        details.add("issuer", Foreign(self.issuer.as_str()));
        details.lines()
    }
}
