use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use jit_api::Secret;

use super::file::LoadedFile;
use super::{
    BrokerName, BrokerUrl, ConfigError, Environment, FileKey, Folders, Overrides, Source, Sourced,
    StoreChoice,
};

/// Every setting with its source, after all layers.
pub struct Settings {
    /// The brokers of the configuration files.
    pub brokers: BTreeMap<BrokerName, Sourced<BrokerUrl>>,
    /// The broker that the configuration files choose.
    pub default_broker: Option<Sourced<BrokerName>>,
    /// Where tokens are kept.
    pub store: Sourced<StoreChoice>,
    /// More certificate authorities to trust, PEM; for brokers and issuers with a private one.
    pub ca_file: Option<Sourced<PathBuf>>,
    /// An access token that replaces any sign-in and is never stored.
    pub token: Option<Sourced<Secret>>,
    /// A file with such a token.
    pub token_file: Option<Sourced<PathBuf>>,
    /// The folders of `jit`.
    pub folders: Folders,
    broker: Option<Sourced<BrokerChoice>>,
}

/// A broker as a person names it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum BrokerChoice {
    Name(BrokerName),
    Url(BrokerUrl),
}

impl Settings {
    /// Puts all layers together.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] names the file and line, the variable or the flag that is wrong. A broker
    /// that is missing is no error before [`Settings::broker`] asks for it.
    pub fn load(environment: &Environment, flags: &Overrides) -> Result<Self, ConfigError> {
        let folders = Folders::of(environment);
        let mut settings = Self::defaults(folders);
        for path in Self::files(environment) {
            if let Some(file) = LoadedFile::read(&path)? {
                settings.apply_file(&file)?;
            }
        }
        settings.apply_variables(environment)?;
        if let Some(text) = &flags.broker {
            settings.broker = Some(broker_choice(text, Source::Flag("--broker"))?);
        }
        Ok(settings)
    }

    /// The files that are read where they exist; a later one wins.
    #[must_use]
    pub fn files(environment: &Environment) -> Vec<PathBuf> {
        let system = environment.system_config().cloned();
        let own = Self::own_file(environment);
        [system, own].into_iter().flatten().collect()
    }

    /// The file of the person; none where neither a variable nor a home folder tells.
    #[must_use]
    pub fn own_file(environment: &Environment) -> Option<PathBuf> {
        let folder = Folders::of(environment).config;
        folder.map(|folder| folder.join("config.toml"))
    }

    /// Reads a value as one of a file is read, and answers with it as a file should have it.
    pub(super) fn check_value(
        key: &FileKey,
        text: &str,
        from: &Source,
    ) -> Result<String, ConfigError> {
        let from = from.clone();
        match key {
            FileKey::DefaultBroker => match text.parse::<BrokerName>() {
                Ok(name) => Ok(name.to_string()),
                Err(cause) => Err(ConfigError::BrokerName { from, cause }),
            },
            FileKey::BrokerUrl(_) => parse_url(text, &from).map(|it| it.to_string()),
            FileKey::Store => parse_store(text, from).map(|it| it.value.to_string()),
            FileKey::CaFile => {
                absolute(Sourced::new(PathBuf::from(text), from)).map(|_| text.to_owned())
            }
        }
    }

    /// Reads all values of a file.
    pub(super) fn check_file(file: &LoadedFile) -> Result<(), ConfigError> {
        Self::defaults(Folders::default()).apply_file(file)
    }

    fn defaults(folders: Folders) -> Self {
        Self {
            brokers: BTreeMap::new(),
            default_broker: None,
            store: Sourced::new(StoreChoice::default(), Source::Default),
            ca_file: None,
            token: None,
            token_file: None,
            folders,
            broker: None,
        }
    }

    fn apply_file(&mut self, file: &LoadedFile) -> Result<(), ConfigError> {
        for (name, section) in &file.content.brokers {
            let from = file.source(&section.url);
            let url = parse_url(section.url.get_ref(), &from)?;
            self.brokers.insert(name.clone(), Sourced::new(url, from));
        }
        if let Some(name) = &file.content.default_broker {
            let name = file.sourced(name);
            let choice = BrokerChoice::Name(name.value.clone());
            self.broker = Some(Sourced::new(choice, name.source.clone()));
            self.default_broker = Some(name);
        }
        if let Some(store) = &file.content.store {
            self.store = parse_store(store.get_ref(), file.source(store))?;
        }
        if let Some(path) = &file.content.ca_file {
            self.ca_file = Some(absolute(file.sourced(path))?);
        }
        Ok(())
    }

    fn apply_variables(&mut self, environment: &Environment) -> Result<(), ConfigError> {
        if let Some(text) = environment.text("JIT_BROKER")? {
            self.broker = Some(broker_choice(text, Source::Variable("JIT_BROKER"))?);
        }
        if let Some(text) = environment.text("JIT_STORE")? {
            self.store = parse_store(text, Source::Variable("JIT_STORE"))?;
        }
        if let Some(path) = environment.get("JIT_CA_FILE") {
            let path = Sourced::new(PathBuf::from(path), Source::Variable("JIT_CA_FILE"));
            self.ca_file = Some(absolute(path)?);
        }
        let token = environment.text("JIT_TOKEN")?;
        self.token =
            token.map(|it| Sourced::new(Secret::new(it.to_owned()), Source::Variable("JIT_TOKEN")));
        let file = environment.get("JIT_TOKEN_FILE").map(PathBuf::from);
        self.token_file = file.map(|it| Sourced::new(it, Source::Variable("JIT_TOKEN_FILE")));
        if self.token.is_some() && self.token_file.is_some() {
            return Err(ConfigError::TwoTokens);
        }
        Ok(())
    }

    /// The broker to talk to: `--broker`, else `JIT_BROKER`, else `default_broker`, else the only
    /// one that is configured.
    ///
    /// # Errors
    ///
    /// [`ConfigError::NoBroker`], [`ConfigError::AmbiguousBroker`], or
    /// [`ConfigError::UnknownBroker`] when a name is not configured.
    pub fn broker(&self) -> Result<Sourced<BrokerUrl>, ConfigError> {
        match &self.broker {
            Some(Sourced {
                value: BrokerChoice::Url(url),
                source,
            }) => Ok(Sourced::new(url.clone(), source.clone())),
            Some(Sourced {
                value: BrokerChoice::Name(name),
                source,
            }) => {
                let url = self
                    .brokers
                    .get(name)
                    .ok_or_else(|| ConfigError::UnknownBroker {
                        from: source.clone(),
                        name: name.clone(),
                    })?;
                Ok(Sourced::new(url.value.clone(), source.clone()))
            }
            None => self.only_broker(),
        }
    }

    fn only_broker(&self) -> Result<Sourced<BrokerUrl>, ConfigError> {
        let mut urls = self.brokers.values();
        match (urls.next(), urls.next()) {
            (None, _) => Err(ConfigError::NoBroker),
            (Some(only), None) => Ok(only.clone()),
            (Some(_), Some(_)) => {
                let names: Vec<_> = self.brokers.keys().map(BrokerName::as_str).collect();
                Err(ConfigError::AmbiguousBroker(names.join(", ")))
            }
        }
    }
}

/// Without the token.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("broker", &self.broker)
            .field("brokers", &self.brokers)
            .field("default_broker", &self.default_broker)
            .field("store", &self.store)
            .field("ca_file", &self.ca_file)
            .field("token", &self.token)
            .field("token_file", &self.token_file)
            .field("folders", &self.folders)
            .finish()
    }
}

/// What has `:` or `/` is meant as a URL; a name has neither.
fn broker_choice(text: &str, source: Source) -> Result<Sourced<BrokerChoice>, ConfigError> {
    let choice = if text.contains([':', '/']) {
        BrokerChoice::Url(parse_url(text, &source)?)
    } else {
        let name = text.parse().map_err(|cause| {
            let from = source.clone();
            ConfigError::BrokerName { from, cause }
        })?;
        BrokerChoice::Name(name)
    };
    Ok(Sourced::new(choice, source))
}

fn parse_url(text: &str, from: &Source) -> Result<BrokerUrl, ConfigError> {
    text.parse().map_err(|cause| ConfigError::BrokerUrl {
        from: from.clone(),
        cause,
    })
}

fn parse_store(text: &str, source: Source) -> Result<Sourced<StoreChoice>, ConfigError> {
    match text.parse() {
        Ok(store) => Ok(Sourced::new(store, source)),
        Err(cause) => Err(ConfigError::Store {
            from: source,
            cause,
        }),
    }
}

/// Refuses a path that would depend on the working directory.
fn absolute(path: Sourced<PathBuf>) -> Result<Sourced<PathBuf>, ConfigError> {
    if path.value.is_absolute() {
        Ok(path)
    } else {
        let Sourced {
            value: path,
            source: from,
        } = path;
        Err(ConfigError::RelativePath { from, path })
    }
}

#[cfg(test)]
#[path = "settings_tests.rs"]
mod tests;
