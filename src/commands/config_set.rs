use std::path::{Path, PathBuf};

use serde::Serialize;

use super::{own_file, word};
use crate::cli::GlobalArgs;
use crate::config::{
    BrokerUrl, ConfigError, Environment, FileKey, FileValue, InForce, ParseFileKeyError, Settings,
    Source,
};
use crate::error::{CommandError, ErrorKind};
use crate::ui::{Human, Screen, Ui, neutral};

/// Write a setting to your own file
///
/// Settings are `default_broker`, `brokers.NAME.url`, `store` (where tokens are kept: `auto`,
/// `keyring` or `file`) and `ca_file`. Comments and order of the file stay as they are. A value that
/// could not be used is not written. Where a variable or a flag wins over the file, that is said.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jit config set brokers.company.url https://jit.example.com
  jit config set default_broker company
  jit config set ca_file /etc/ssl/certs/company.pem
  jit config set store --unset")]
pub(super) struct SetArgs {
    /// Setting, such as `default_broker`
    #[arg(value_name = "KEY")]
    key: String,
    /// Its value
    #[arg(value_name = "VALUE", required_unless_present = "unset")]
    value: Option<String>,
    /// Take the setting out of your file; for a broker, all of it
    #[arg(long, conflicts_with = "value")]
    unset: bool,
}

/// Runs `jit config set`.
///
/// # Errors
///
/// When there is no such setting, its value cannot be used, or the file is not written; it is as
/// before then.
pub(super) async fn run(
    global: &GlobalArgs,
    ui: &mut Ui,
    args: &SetArgs,
) -> Result<(), CommandError> {
    let value = args.value.as_deref();
    if let Some(err) = url_for_a_name(&args.key, value) {
        return Err(err);
    }
    let key: FileKey = args.key.parse().map_err(no_such_key)?;
    let value = value.map(|text| FileValue::parse(key.clone(), text));
    let value = value.transpose()?;
    let environment = Environment::of_process();
    let path = Settings::own_file(&environment).ok_or_else(|| {
        CommandError::new(ErrorKind::Failed, "no home folder is known").code("config")
    })?;
    let changed = own_file::write(&path, &key, value.as_ref()).await?;
    tell(ui, &path, &key, value.as_ref(), changed);
    let settings = Settings::load(&environment, &global.overrides())?;
    let written = Written::new(path, key, value.as_ref(), changed, &settings);
    for line in written.talk(&settings) {
        ui.status(line);
    }
    ui.result(&written)
}

/// A URL where the name of a broker belongs.
fn url_for_a_name(key: &str, value: Option<&str>) -> Option<CommandError> {
    if !matches!(key, "broker" | "default_broker") {
        return None;
    }
    let url: BrokerUrl = value?.parse().ok()?;
    let error = CommandError::new(ErrorKind::Usage, "the URL of a broker goes with its name");
    Some(error.hint(format!("jit config set brokers.default.url {url}")))
}

fn tell(ui: &Ui, path: &Path, key: &FileKey, value: Option<&FileValue>, changed: bool) {
    let path = neutral(&path.display().to_string());
    match (value, changed) {
        (Some(value), true) => {
            let value = neutral(value.as_str());
            ui.status(format_args!("Set `{key}` to `{value}` in {path}"));
        }
        (Some(_), false) => ui.status(format_args!("`{key}` is already so in {path}")),
        (None, true) => ui.status(format_args!("Took `{key}` out of {path}")),
        (None, false) => ui.status(format_args!("`{key}` is not set in {path}")),
    }
}

fn no_such_key(err: ParseFileKeyError) -> CommandError {
    let error = CommandError::new(ErrorKind::Usage, &err);
    match err {
        ParseFileKeyError::Unknown { nearest, .. } => error.hint(nearest.map_or_else(
            || "jit config set --help".to_owned(),
            |nearest| format!("the nearest is `{nearest}`; `jit config set --help` names all"),
        )),
        ParseFileKeyError::Token(_) => {
            error.hint("set `JIT_TOKEN` or `JIT_TOKEN_FILE`, or `jit login --with-token`")
        }
        ParseFileKeyError::BrokerName(_) => error,
    }
}

/// What became of it, in JSON: whether the file changed, and what is in force now.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub(super) struct Written {
    key: String,
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    file: PathBuf,
    changed: bool,
    /// The value that counts; for `default_broker`, the URL of the broker that it leads to.
    value: Option<String>,
    source: Option<String>,
    #[serde(skip)]
    asked_for: FileKey,
    #[serde(skip)]
    in_force: Option<InForce>,
    #[serde(skip)]
    set: bool,
}

impl Written {
    fn new(
        file: PathBuf,
        key: FileKey,
        value: Option<&FileValue>,
        changed: bool,
        settings: &Settings,
    ) -> Self {
        let name = key.in_force();
        let in_force = settings.in_force().into_iter().find(|it| it.key == name);
        let source = in_force.as_ref().and_then(|it| it.source.as_ref());
        Self {
            key: key.to_string(),
            file,
            changed,
            value: in_force.as_ref().and_then(|it| it.value.clone()),
            source: source.map(Source::to_string),
            asked_for: key,
            in_force,
            set: value.is_some(),
        }
    }

    /// What a person should know beside the change: what wins over the file, and what is missing for
    /// it to be of use.
    fn talk(&self, settings: &Settings) -> Vec<String> {
        let mut lines = Vec::new();
        let source = self.in_force.as_ref().and_then(|it| it.source.as_ref());
        let value = neutral(self.value.as_deref().unwrap_or_default());
        match source {
            Some(Source::File { path, .. }) if *path == self.file => {}
            Some(source @ (Source::Variable(_) | Source::Flag(_))) => {
                lines.push(format!(
                    "But {source} wins over the file: it says `{value}`"
                ));
            }
            Some(Source::Default) if !self.set => {
                lines.push(format!("It is `{value}` now, which is the default"));
            }
            Some(source) if !self.set => {
                let source = neutral(&source.to_string());
                lines.push(format!("It is `{value}` now, from {source}"));
            }
            _ => {}
        }
        if self.asked_for == FileKey::DefaultBroker
            && let Err(ConfigError::UnknownBroker { name, .. }) = settings.broker()
        {
            let name = word(name.as_str());
            lines.push(format!(
                "No file says where it answers: `jit config set brokers.{name}.url https://…`"
            ));
        }
        lines
    }
}

/// What happened has been told on stderr: there is no data.
impl Human for Written {
    fn human(&self, _screen: &Screen) -> String {
        String::new()
    }
}
