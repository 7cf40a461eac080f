use std::fs;
use std::io;
use std::path::Path;

use super::private_file::{make_folder, replace};

/// Files of the example bundle, each with its text.
macro_rules! example {
    ($($path:literal),* $(,)?) => {
        [$(($path, include_str!(concat!("../../../../examples/policy/", $path)))),*]
    };
}

/// The example bundle of the repository.
const EXAMPLE: [(&str, &str); 13] = example![
    "README.md",
    "catalog.toml",
    "people.toml",
    "eligibility/break-glass.toml",
    "eligibility/engineers.toml",
    "eligibility/sre.toml",
    "approvals/everything.toml",
    "approvals/production.toml",
    "auto-approval/ou.dev.cedar",
    "auto-approval/ou.sandbox.cedar",
    "deny-access.cedar",
    "guardrails.cedar",
    "tests/decisions.toml",
];

/// Writes the example bundle, for its owner to edit, unless the folder exists. It is written beside
/// its place first, so that half a bundle is never loaded.
pub(super) fn write_example(folder: &Path) -> io::Result<()> {
    if folder.exists() {
        return Ok(());
    }
    let beside = folder.with_extension("new");
    match fs::remove_dir_all(&beside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    for (name, text) in EXAMPLE {
        let path = beside.join(name);
        path.parent().map_or(Ok(()), make_folder)?;
        fs::write(&path, text)?;
    }
    fs::rename(&beside, folder)
}

/// Writes the example people, for their owner to edit, unless the file exists.
pub(super) fn write_people(path: &Path) -> io::Result<()> {
    if path.exists() {
        return Ok(());
    }
    replace(path, include_bytes!("people.toml"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;

    fn files(folder: &Path) -> BTreeSet<PathBuf> {
        let entries = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path());
        entries
            .flat_map(|path| {
                if path.is_dir() {
                    files(&path)
                } else {
                    BTreeSet::from([path])
                }
            })
            .collect()
    }

    #[test]
    fn the_example_bundle_is_embedded_whole() {
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/policy");
        let embedded = EXAMPLE.map(|(name, _)| example.join(name));
        assert_eq!(files(&example), BTreeSet::from(embedded));
    }

    #[test]
    fn the_example_bundle_loads_and_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let policy = folder.path().join("policy");

        write_example(&policy).unwrap();
        jit_policy::Bundle::load(&policy).unwrap();
        fs::write(policy.join("README.md"), "mine").unwrap();
        write_example(&policy).unwrap();

        assert_eq!(
            fs::read_to_string(policy.join("README.md")).unwrap(),
            "mine"
        );
    }
}
