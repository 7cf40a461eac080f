mod debian;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::slice;

use jit_domain::Sha256Hex;

use crate::cargo::{root, run};
use crate::error::TaskError;

/// Files that say what is installed.
const PINS: [&str; 5] = [
    "package.json",
    "package-lock.json",
    "requirements.txt",
    "debian-packages.txt",
    "caller-identity.go",
];

/// Installs the OpenID provider (from `npm`), the AWS emulator (from `PyPI`) and the AWS clients
/// (from both and from Debian) into `target/test-tools`, unless just these versions are there.
pub(crate) fn install() -> Result<(), TaskError> {
    let pins = root().join("tests/tools");
    let folder = root().join("target/test-tools");
    let files = PINS.map(|name| pins.join(name));
    anew(&folder, &files, || {
        install_npm(&pins, &folder.join("npm"))?;
        install_python(&pins.join("requirements.txt"), &folder.join("python"))?;
        debian::install(&pins, &folder.join("debian"))
    })
}

/// Installs other credential helpers (from `PyPI`) into `target/bench-tools`, unless just these
/// versions are there; answers with their Python environment.
pub(crate) fn install_peers() -> Result<PathBuf, TaskError> {
    let requirements = root().join("crates/xtask/peers.txt");
    let folder = root().join("target/bench-tools");
    let python = folder.join("python");
    anew(&folder, slice::from_ref(&requirements), || {
        install_python(&requirements, &python)
    })?;
    Ok(python)
}

/// Fills a folder, unless it was filled from just these pins.
fn anew(
    folder: &Path,
    pins: &[PathBuf],
    fill: impl FnOnce() -> Result<(), TaskError>,
) -> Result<(), TaskError> {
    let wanted = fingerprint(pins)?;
    let stamp = folder.join("installed");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(TaskError::file(folder))?;
    }
    fill()?;
    fs::write(&stamp, wanted).map_err(TaskError::file(&stamp))
}

fn fingerprint(pins: &[PathBuf]) -> Result<String, TaskError> {
    let mut all = Vec::new();
    for path in pins {
        all.extend(fs::read(path).map_err(TaskError::file(path))?);
    }
    Ok(Sha256Hex::of(&all).to_string())
}

fn install_npm(pins: &Path, folder: &Path) -> Result<(), TaskError> {
    fs::create_dir_all(folder).map_err(TaskError::file(folder))?;
    for name in ["package.json", "package-lock.json"] {
        fs::copy(pins.join(name), folder.join(name)).map_err(TaskError::file(pins.join(name)))?;
    }
    run(
        Command::new("npm")
            .args([
                "ci",
                "--no-audit",
                "--no-fund",
                "--ignore-scripts",
                "--prefix",
            ])
            .arg(folder),
        "install Node.js 20 or later with npm",
    )
}

fn install_python(requirements: &Path, folder: &Path) -> Result<(), TaskError> {
    let hint = "install Python 3.10 or later with its `venv` module";
    run(
        Command::new("python3").args(["-m", "venv"]).arg(folder),
        hint,
    )?;
    run(
        Command::new(folder.join("bin/pip"))
            .args(["install", "--quiet", "--disable-pip-version-check", "-r"])
            .arg(requirements),
        hint,
    )
}
