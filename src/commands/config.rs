use serde::{Serialize, Serializer};

use super::block_on;
use super::config_set::{self, SetArgs};
use crate::cli::GlobalArgs;
use crate::config::{InForce, Source, nearest};
use crate::context::Context;
use crate::error::{CommandError, ErrorKind};
use crate::ui::{Human, Screen, Table, Ui, neutral};

/// Show and change settings, and where each comes from
///
/// Defaults are overridden by `/etc/jit/config.toml`, that by your own file, that by `JIT_*`
/// variables, and those by flags. Tokens are never shown.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jit config list
  jit config get broker
  jit config set brokers.company.url https://jit.example.com
  jit config set default_broker company")]
pub(crate) struct ConfigArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Clone, Debug, clap::Subcommand)]
enum Action {
    /// Show every setting with its value and where that comes from
    #[command(after_help = "Example:\n  jit config list")]
    List,
    /// Print the value of one setting
    #[command(after_help = "Examples:\n  jit config get broker\n  jit config get store --json")]
    Get {
        /// Setting, as `jit config list` names it
        #[arg(value_name = "KEY")]
        key: String,
    },
    Set(SetArgs),
}

/// Runs `jit config`.
///
/// # Errors
///
/// When there is no such setting, it is not set, or it is never shown; and those of
/// [`config_set`].
pub(crate) fn run(global: &GlobalArgs, ui: &mut Ui, args: &ConfigArgs) -> Result<(), CommandError> {
    if let Action::Set(args) = &args.action {
        return block_on(config_set::run(global, ui, args));
    }
    let ctx = Context::load(global)?;
    let settings: Vec<_> = ctx.settings.in_force().into_iter().map(Shown).collect();
    match &args.action {
        Action::Get { key } => ui.result(one(&ctx, &settings, key)?),
        Action::List | Action::Set(_) => ui.result(&All { settings }),
    }
}

fn one<'a>(ctx: &Context, all: &'a [Shown], key: &str) -> Result<&'a Shown, CommandError> {
    let Some(found) = all.iter().find(|it| it.0.key == key) else {
        let what = format!("there is no setting `{key}`");
        let near = nearest(key, all.iter().map(|it| it.0.key.as_str()));
        let hint = near.map_or("jit config list".to_owned(), |near| {
            format!("jit config get {near}")
        });
        return Err(CommandError::new(ErrorKind::Usage, what).hint(hint));
    };
    if found.0.is_secret {
        let what = format!("`{key}` is set and never shown");
        return Err(CommandError::new(ErrorKind::Failed, what).code("secret"));
    }
    if found.0.value.is_none() {
        // Why there is none, where that is known.
        if key == "broker" {
            ctx.settings.broker()?;
        }
        let what = format!("`{key}` is not set");
        return Err(CommandError::new(ErrorKind::Failed, what).code("not_set"));
    }
    Ok(found)
}

/// All settings: `{"settings":[…]}` in JSON.
#[derive(Debug, Serialize)]
struct All {
    settings: Vec<Shown>,
}

/// One setting: `{"key","value","source"}` in JSON, where a secret has a source and no value.
#[derive(Debug)]
struct Shown(InForce);

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct as _;
        let mut fields = serializer.serialize_struct("setting", 3)?;
        fields.serialize_field("key", &self.0.key)?;
        fields.serialize_field("value", &self.0.value)?;
        fields.serialize_field("source", &self.0.source.as_ref().map(Source::to_string))?;
        fields.end()
    }
}

impl Human for All {
    fn human(&self, screen: &Screen) -> String {
        let mut table = Table::new(screen, &["SETTING", "VALUE", "FROM"]);
        for Shown(setting) in &self.settings {
            let value = match (&setting.value, setting.is_secret) {
                (Some(value), _) => neutral(value),
                (None, true) => "(set, not shown)".to_owned(),
                (None, false) => "(not set)".to_owned(),
            };
            let source = setting.source.as_ref().map(Source::to_string);
            let source = source.unwrap_or_default();
            table.row([neutral(&setting.key), value, neutral(&source)]);
        }
        table.lines(2)
    }
}

impl Human for Shown {
    fn human(&self, _screen: &Screen) -> String {
        neutral(self.0.value.as_deref().unwrap_or_default())
    }
}
