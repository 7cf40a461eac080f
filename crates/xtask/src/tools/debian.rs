use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cargo::run;
use crate::error::TaskError;

const HINT: &str = "the Go SDK, the clock, the keyring and the shells of the tests come from Debian 12: install `apt` and `dpkg`";

/// Programs that the tests run.
const PROGRAMS: [&str; 2] = ["dbus-daemon", "gnome-keyring-daemon"];

/// Builds the client on the AWS SDK for Go, and fetches the library that moves the clock of a
/// program, a keyring with its bus, the shells that completions are for, and a judge of man pages.
/// The packages are unpacked, not installed: that takes no root.
///
/// The toolchain is not pinned to a version: Debian removes one when it mends it.
pub(super) fn install(pins: &Path, folder: &Path) -> Result<(), TaskError> {
    let work = folder.join("work");
    let root = folder.join("root");
    download(pins, &work)?;
    for package in packages_in(&work)? {
        let mut unpack = Command::new("dpkg");
        run(unpack.arg("-x").arg(package).arg(&root), HINT)?;
    }
    build_go(&pins.join("caller-identity.go"), folder, &work)?;
    let library = find(&root.join("usr/lib"), "faketime")?.join("libfaketime.so.1");
    fs::copy(&library, folder.join("libfaketime.so.1")).map_err(TaskError::file(library))?;
    keep_programs(&root, folder)?;
    // fish takes a place for its own when its settings are beside its data.
    let settings = root.join("usr/etc");
    symlink("../etc", &settings).map_err(TaskError::file(settings))?;
    // The compiler and its sources are large.
    for of_go in ["usr/lib/go-1.19", "usr/share/go-1.19", "usr/share/gocode"] {
        let of_go = root.join(of_go);
        fs::remove_dir_all(&of_go).map_err(TaskError::file(of_go))?;
    }
    fs::remove_dir_all(&work).map_err(TaskError::file(work))
}

/// Downloads the packages, with lists of its own: those of the machine may be missing or old.
fn download(pins: &Path, work: &Path) -> Result<(), TaskError> {
    for name in ["lists/partial", "cache/archives/partial"] {
        let path = work.join(name);
        fs::create_dir_all(&path).map_err(TaskError::file(path))?;
    }
    let list = pins.join("debian-packages.txt");
    let packages = fs::read_to_string(&list).map_err(TaskError::file(list))?;
    let apt = |arguments: &[&str]| {
        let mut apt = Command::new("apt-get");
        apt.arg("-qq")
            .arg("-o")
            .arg(format!("Dir::State::lists={}/lists", work.display()))
            .arg("-o")
            .arg(format!("Dir::Cache={}/cache", work.display()))
            // For root: the user of apt may not write here.
            .args(["-o", "APT::Sandbox::User=root"])
            .args(["-o", "Acquire::Languages=none"])
            .args(arguments)
            .current_dir(work);
        run(&mut apt, HINT)
    };
    apt(&["update"])?;
    let packages: Vec<_> = packages.lines().collect();
    apt(&[&["download"], &packages[..]].concat())
}

fn packages_in(work: &Path) -> Result<Vec<PathBuf>, TaskError> {
    let mut packages = entries(work)?;
    packages.retain(|path| path.extension() == Some(OsStr::new("deb")));
    Ok(packages)
}

fn build_go(program: &Path, folder: &Path, work: &Path) -> Result<(), TaskError> {
    let root = folder.join("root");
    let goroot = root.join("usr/lib/go-1.19");
    run(
        Command::new(goroot.join("bin/go"))
            .args(["build", "-o"])
            .arg(folder.join("caller-identity"))
            .arg(program)
            .env("GOROOT", &goroot)
            .env("GOPATH", root.join("usr/share/gocode"))
            .env("GOCACHE", work.join("go-cache"))
            .env("GO111MODULE", "off")
            .env("GOFLAGS", "")
            .env("CGO_ENABLED", "0"),
        HINT,
    )
}

/// Keeps the programs, and the libraries of all packages, which lie in folders of their architecture.
fn keep_programs(root: &Path, folder: &Path) -> Result<(), TaskError> {
    let (programs, libraries) = (folder.join("bin"), folder.join("lib"));
    for kept in [&programs, &libraries] {
        fs::create_dir_all(kept).map_err(TaskError::file(kept))?;
    }
    for name in PROGRAMS {
        let program = root.join("usr/bin").join(name);
        fs::copy(&program, programs.join(name)).map_err(TaskError::file(program))?;
    }
    let architectures = [root.join("usr/lib"), root.join("lib")];
    let architectures = architectures.iter().filter(|it| it.is_dir());
    for architecture in architectures
        .map(|it| entries(it))
        .collect::<Result<Vec<_>, _>>()?
        .concat()
    {
        let files = if architecture.is_dir() {
            entries(&architecture)?
        } else {
            Vec::new()
        };
        for library in files.iter().filter(|it| it.is_file() && is_library(it)) {
            let name = library.file_name().unwrap_or_default();
            fs::copy(library, libraries.join(name)).map_err(TaskError::file(library))?;
        }
    }
    Ok(())
}

/// True for `libNAME.so` and `libNAME.so.VERSION`.
fn is_library(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with("lib") && name.contains(".so")
}

/// The folder of this name one level below, where each architecture has its own.
fn find(folder: &Path, name: &str) -> Result<PathBuf, TaskError> {
    let candidates = entries(folder)?.into_iter().map(|path| path.join(name));
    let found = candidates.into_iter().find(|path| path.is_dir());
    found.ok_or_else(|| TaskError::Failed(format!("find {} -name {name}", folder.display())))
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, TaskError> {
    let entries = fs::read_dir(folder).map_err(TaskError::file(folder))?;
    let paths = entries.map(|entry| entry.map(|it| it.path()));
    paths
        .collect::<Result<_, _>>()
        .map_err(TaskError::file(folder))
}
