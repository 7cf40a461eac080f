/// How results are written on stdout.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For eyes: columns, fitted to the terminal
    #[default]
    Table,
    /// One JSON document, as with `--json`
    Json,
    /// One JSON object a line
    Jsonl,
    /// Comma-separated values under a line of names
    Csv,
}

/// The flag of commands that print a list.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct FormatArgs {
    /// How to print the list: table, json (as `--json`), jsonl (one object a line) or csv
    #[arg(long, value_name = "FORMAT", value_enum, hide_possible_values = true)]
    pub format: Option<Format>,
}
