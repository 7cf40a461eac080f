mod debian;

use std::fs;
use std::path::Path;
use std::process::Command;

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
    let wanted = fingerprint(&pins)?;
    let stamp = folder.join("installed");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(TaskError::file(&folder))?;
    }
    install_npm(&pins, &folder.join("npm"))?;
    install_python(&pins, &folder.join("python"))?;
    debian::install(&pins, &folder.join("debian"))?;
    fs::write(&stamp, wanted).map_err(TaskError::file(&stamp))
}

fn fingerprint(pins: &Path) -> Result<String, TaskError> {
    let mut all = Vec::new();
    for name in PINS {
        let path = pins.join(name);
        all.extend(fs::read(&path).map_err(TaskError::file(&path))?);
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

fn install_python(pins: &Path, folder: &Path) -> Result<(), TaskError> {
    let hint = "install Python 3.10 or later with its `venv` module";
    run(
        Command::new("python3").args(["-m", "venv"]).arg(folder),
        hint,
    )?;
    run(
        Command::new(folder.join("bin/pip"))
            .args(["install", "--quiet", "--disable-pip-version-check", "-r"])
            .arg(pins.join("requirements.txt")),
        hint,
    )
}
