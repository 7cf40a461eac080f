use std::fmt::Write;

use super::{KEYS, Key, Kind};

/// The reference page of all settings, in Markdown. It is checked in as `docs/broker-config.md`.
#[must_use]
pub fn reference() -> String {
    let mut page = INTRODUCTION.to_owned();
    let mut table = "";
    for key in KEYS {
        let (own, name) = key.name.split_once('.').unwrap_or(("", key.name));
        if own != table {
            table = own;
            let _ = write!(page, "\n## `[{table}]`\n");
        }
        let _ = write!(page, "\n{}", entry(key, name));
    }
    page
}

const INTRODUCTION: &str = "\
# Settings of the broker

`jit-broker serve --config broker.toml` reads its settings from four places; later ones win:
the defaults, the file, environment variables, and flags (`--set KEY=VALUE`, and short forms
for some). `--check` reads everything, prints every problem, and starts nothing. An unknown key
or variable is a problem.

In variables and flags, lists are separated by commas (`pkce,device_code`) and tables are
written `name=value,name=value`. Paths in the file are relative to the folder of the file.

## Top level
";

fn entry(key: &Key, name: &str) -> String {
    let default = match key.default {
        Some(default) => format!("default `{default}`"),
        None => "no default".to_owned(),
    };
    format!(
        "- **`{name}`**: {}; {default}; `{}`  \n  {}\n",
        takes(key.kind),
        key.variable(),
        key.doc
    )
}

fn takes(kind: Kind) -> String {
    match kind {
        Kind::Text => "text".to_owned(),
        Kind::Path => "path".to_owned(),
        Kind::Number { min, max } => format!("whole number, {min} to {max}"),
        Kind::Switch => "`true` or `false`".to_owned(),
        Kind::OneOf(words) => format!("`{}`", words.join("`, `")),
        Kind::List => "list of texts".to_owned(),
        Kind::Table => "table of texts".to_owned(),
    }
}
