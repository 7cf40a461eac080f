/// What the flags of the command line say about settings; they win over everything else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// `--broker`: the name of a configured broker, or a URL.
    pub broker: Option<String>,
}
