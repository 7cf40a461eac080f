mod completions;
mod man;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::cargo::root;
use crate::error::TaskError;

/// Write the files that are made from the code: man pages, completions, references
#[derive(Debug, clap::Args)]
pub(crate) struct GenerateArgs {
    /// Write nothing; fail when a checked-in file is not what the code says
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(arguments: &GenerateArgs) -> Result<(), TaskError> {
    if arguments.check { check() } else { write() }
}

fn write() -> Result<(), TaskError> {
    for (path, content) in files() {
        let path = root().join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(TaskError::file(folder))?;
        }
        fs::write(&path, content).map_err(TaskError::file(&path))?;
    }
    for stale in left_over()? {
        fs::remove_file(&stale).map_err(TaskError::file(&stale))?;
    }
    Ok(())
}

/// Fails when a checked-in file is not what the code says.
pub(crate) fn check() -> Result<(), TaskError> {
    let differs = |(path, content): &(PathBuf, Vec<u8>)| {
        fs::read(root().join(path)).ok().as_ref() != Some(content)
    };
    let made: Vec<_> = files().into_iter().collect();
    let mut stale: Vec<_> = made
        .iter()
        .filter(|f| differs(f))
        .map(|(path, _)| path.display().to_string())
        .collect();
    stale.extend(left_over()?.iter().map(|p| p.display().to_string()));
    if stale.is_empty() {
        Ok(())
    } else {
        Err(TaskError::Stale(stale))
    }
}

/// Every generated file with its content.
fn files() -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    files.extend(man::pages());
    files.extend(completions::scripts());
    files.extend(references());
    files.extend(schemas());
    files
}

/// Files in the generated folders that the code no longer makes.
fn left_over() -> Result<Vec<PathBuf>, TaskError> {
    let made = files();
    let mut found = Vec::new();
    for folder in ["man", "completions", "docs/json"] {
        let folder = root().join(folder);
        for entry in fs::read_dir(&folder).map_err(TaskError::file(&folder))? {
            let path = entry.map_err(TaskError::file(&folder))?.path();
            let name = path.strip_prefix(root()).unwrap_or(&path);
            if !made.contains_key(name) {
                found.push(path);
            }
        }
    }
    Ok(found)
}

/// What each command prints with `--json`.
fn schemas() -> BTreeMap<PathBuf, Vec<u8>> {
    let file = |(command, schema): (&str, serde_json::Value)| {
        let path = Path::new("docs/json").join(format!("{command}.schema.json"));
        (path, format!("{schema:#}\n").into_bytes())
    };
    jit::json_schemas().into_iter().map(file).collect()
}

/// The API document and the reference of the broker's settings.
fn references() -> BTreeMap<PathBuf, Vec<u8>> {
    let docs = Path::new("docs");
    // A document of text, numbers and maps with text keys always has a JSON form.
    let openapi = jit_broker::http::openapi().to_pretty_json();
    let openapi = openapi.unwrap_or_default() + "\n";
    BTreeMap::from([
        (docs.join("openapi.json"), openapi.into_bytes()),
        (
            docs.join("broker-config.md"),
            jit_broker::config::reference().into_bytes(),
        ),
    ])
}
