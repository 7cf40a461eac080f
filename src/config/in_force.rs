use super::{Settings, Source, Sourced};

/// A setting as it is in force after all layers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InForce {
    /// Its name: as in a configuration file, where it can be in one.
    pub key: String,
    /// Its value; none when it is not set, and for a secret.
    pub value: Option<String>,
    /// Where the value comes from; none when it is not set.
    pub source: Option<Source>,
    /// True for a value that is set and never shown.
    pub is_secret: bool,
}

impl InForce {
    fn of<T>(key: &str, setting: Option<&Sourced<T>>, show: impl Fn(&T) -> String) -> Self {
        Self {
            key: key.to_owned(),
            value: setting.map(|it| show(&it.value)),
            source: setting.map(|it| it.source.clone()),
            is_secret: false,
        }
    }
}

impl Settings {
    /// Every setting in force. `broker` is the one that is talked to; none where none is chosen.
    #[must_use]
    pub fn in_force(&self) -> Vec<InForce> {
        let broker = self.broker().ok();
        let mut all = vec![InForce::of("broker", broker.as_ref(), ToString::to_string)];
        all.push(InForce::of(
            "default_broker",
            self.default_broker.as_ref(),
            ToString::to_string,
        ));
        all.extend(self.brokers.iter().map(|(name, url)| {
            InForce::of(
                &format!("brokers.{name}.url"),
                Some(url),
                ToString::to_string,
            )
        }));
        let path = |path: &std::path::PathBuf| path.display().to_string();
        all.extend([
            InForce::of("store", Some(&self.store), ToString::to_string),
            InForce::of("ca_file", self.ca_file.as_ref(), path),
            InForce {
                value: None,
                is_secret: self.token.is_some(),
                ..InForce::of("token", self.token.as_ref(), |_| String::new())
            },
            InForce::of("token_file", self.token_file.as_ref(), path),
        ]);
        all
    }
}
