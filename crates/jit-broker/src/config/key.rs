/// One setting: what it is called, what it takes, and what it means. The reader, the environment
/// and the reference page all come from this.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// The name, with the table in front: `issuer.url`.
    pub name: &'static str,
    /// What values it takes.
    pub kind: Kind,
    /// The value when none is given, as a variable would spell it; none where there is no value.
    pub default: Option<&'static str>,
    /// What it means, for the reference page; sentences in Markdown.
    pub doc: &'static str,
}

/// What values a setting takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any text that is not empty.
    Text,
    /// A path; in the file relative to the folder of the file, elsewhere to the working directory.
    Path,
    /// A whole number within bounds.
    Number {
        /// The least.
        min: u32,
        /// The greatest.
        max: u32,
    },
    /// `true` or `false`.
    Switch,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// Texts; as a variable, separated by commas.
    List,
    /// Names with texts; as a variable, `name=text` separated by commas.
    Table,
}

impl Key {
    /// The variable that sets it: `JIT_BROKER_ISSUER_URL`.
    #[must_use]
    pub fn variable(&self) -> String {
        format!(
            "JIT_BROKER_{}",
            self.name.to_ascii_uppercase().replace('.', "_")
        )
    }
}
