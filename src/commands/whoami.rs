use jit_api::{BrokerRole, Me};

use crate::context::Context;
use crate::error::CommandError;
use crate::ui::{Details, Foreign, Human, Screen, Ui, neutral};

/// Show who the broker sees
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jit whoami
  jit whoami --json")]
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
    let broker = ctx.broker()?;
    let me = broker.me().await?;
    ui.verbose(format_args!("broker: {}", broker.url()));
    ui.result(&me)
}

impl Human for Me {
    fn human(&self, screen: &Screen) -> String {
        let groups: Vec<_> = self.groups.iter().map(|it| neutral(it.as_str())).collect();
        let roles: Vec<_> = self.roles.iter().copied().map(role).collect();
        let mut details = Details::new(screen);
        details.add("name", Foreign(self.name.as_str()));
        details.add("subject", Foreign(self.subject.as_str()));
        details.add("issuer", Foreign(self.issuer.as_str()));
        details.add("groups", groups.join(", "));
        details.add("roles", roles.join(", "));
        if let Some(methods) = &self.sign_in_methods {
            let methods: Vec<_> = methods.iter().map(|it| neutral(it)).collect();
            details.add("signed in by", methods.join(", "));
        }
        if let Some(at) = self.signed_in_at {
            details.add("signed in", screen.time_and_distance(at));
        }
        details.add(
            "token until",
            screen.time_and_distance(self.token_expires_at),
        );
        details.lines()
    }
}

fn role(role: BrokerRole) -> &'static str {
    match role {
        BrokerRole::Requester => "requester",
        BrokerRole::Approver => "approver",
        BrokerRole::Security => "security",
        BrokerRole::Auditor => "auditor",
        BrokerRole::Administrator => "administrator",
    }
}
