use std::collections::BTreeMap;

use super::layers::Layer;
use super::{KEYS, Place, Problem};

const PREFIX: &str = "JIT_BROKER_";

/// The variables that concern the broker: those that begin with `JIT_BROKER_`.
#[derive(Clone, Debug, Default)]
pub struct Environment(BTreeMap<String, String>);

impl Environment {
    /// The variables of this process.
    #[must_use]
    pub fn of_process() -> Self {
        let all = std::env::vars_os().filter_map(|(name, value)| {
            Some((
                name.into_string().ok()?,
                value.to_string_lossy().into_owned(),
            ))
        });
        all.collect()
    }

    /// The file to read when no flag names one: `JIT_BROKER_CONFIG`.
    #[must_use]
    pub fn config_file(&self) -> Option<&str> {
        self.0.get("JIT_BROKER_CONFIG").map(String::as_str)
    }

    pub(super) fn layer(&self, problems: &mut Vec<Problem>) -> Layer {
        let mut layer = Layer::default();
        for (name, text) in &self.0 {
            let place = Place::Variable(name.clone());
            if let Some(key) = KEYS.iter().find(|key| key.variable() == *name) {
                layer.add_text(key, text, place, problems);
            } else if !is_foreign(name) {
                problems.push(Problem::at(
                    &place,
                    "this variable sets nothing; docs/broker-config.md has those that do",
                ));
            }
        }
        layer
    }
}

/// Whether a variable with our prefix is not for us: Kubernetes gives every container of a namespace
/// such variables for a service that is called `jit-broker`.
fn is_foreign(name: &str) -> bool {
    let rest = name.strip_prefix(PREFIX).unwrap_or(name);
    rest == "CONFIG" || rest == "PORT" || rest.starts_with("PORT_") || rest.starts_with("SERVICE_")
}

impl FromIterator<(String, String)> for Environment {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(variables: I) -> Self {
        Self(
            variables
                .into_iter()
                .filter(|(name, _)| name.starts_with(PREFIX))
                .collect(),
        )
    }
}
