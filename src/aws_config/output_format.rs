/// How the AWS CLI shows what it answers with.
///
/// Source: AWS CLI User Guide, "Setting the output format".
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum OutputFormat {
    /// JSON
    Json,
    /// YAML
    Yaml,
    /// YAML, as it comes
    YamlStream,
    /// Lines of fields with tabs between them
    Text,
    /// A table
    Table,
}

impl OutputFormat {
    /// As a profile has it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Yaml => "yaml",
            Self::YamlStream => "yaml-stream",
            Self::Text => "text",
            Self::Table => "table",
        }
    }

    /// Reads what a profile has.
    pub(super) fn read(text: &str) -> Option<Self> {
        let all = <Self as clap::ValueEnum>::value_variants();
        all.iter().copied().find(|it| it.as_str() == text)
    }
}
