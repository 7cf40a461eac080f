use std::fs;
use std::io;
use std::path::Path;

use crate::commands::word;
use crate::config::Folders;
use crate::private_file::{self, PrivateFileError};

use super::Finding;

const CHECK: &str = "folders";

/// Whether tokens and sessions have places that are the person's alone and can be written. One that
/// is missing is not made: whoever needs it does that.
pub(super) fn check(folders: &Folders) -> Vec<Finding> {
    let places = [
        ("tokens", &folders.state, "XDG_STATE_HOME"),
        ("sessions", &folders.cache, "XDG_CACHE_HOME"),
    ];
    let of_place = |(what, folder, variable): (&str, &Option<_>, &str)| match folder {
        None => {
            let message =
                format!("there is no folder for {what}: neither `{variable}` nor `HOME` is set");
            Finding::problem(CHECK, message).fix("set `HOME`")
        }
        Some(folder) => of_folder(what, &Path::new(folder).join("sessions")),
    };
    places.into_iter().map(of_place).collect()
}

fn of_folder(what: &str, folder: &Path) -> Finding {
    if let Err(err) = fs::symlink_metadata(folder)
        && err.kind() == io::ErrorKind::NotFound
    {
        return of_missing(what, folder);
    }
    let probe = folder.join("doctor.probe");
    let tried = private_file::ensure_folder(folder)
        .and_then(|()| private_file::write(&probe, b"written by jit doctor"))
        .and_then(|()| private_file::remove(&probe));
    let shown = folder.display();
    match tried {
        Ok(()) => Finding::ok(CHECK, format_args!("{what} in {shown}, yours alone")),
        Err(err) => {
            let path = word(&folder.to_string_lossy());
            let open_to_others = matches!(
                &err,
                PrivateFileError::Unsafe { rule, .. } if rule.contains("by others")
            );
            let fix = if open_to_others {
                format!("chmod go= {path}")
            } else {
                format!("ls -ld {path}")
            };
            let mut finding = Finding::of_error(CHECK, crate::session::SessionError::from(err));
            finding.message = format!("{what}: {}", finding.message);
            finding.fix(fix)
        }
    }
}

/// Whether it could be made: the folder above it that is there can be written.
fn of_missing(what: &str, folder: &Path) -> Finding {
    let shown = folder.display();
    let above = folder.ancestors().find(|it| fs::metadata(it).is_ok());
    match above.map(|above| (above, can_write(above))) {
        Some((_, true)) => Finding::ok(
            CHECK,
            format_args!("{what} in {shown}, made when there are some"),
        ),
        Some((above, false)) => {
            let message = format!("{what}: {shown} cannot be made");
            let fix = format!("ls -ld {}", word(&above.to_string_lossy()));
            Finding::problem(CHECK, message).fix(fix)
        }
        None => Finding::problem(CHECK, format_args!("{what}: {shown} cannot be made")),
    }
}

#[cfg(unix)]
fn can_write(folder: &Path) -> bool {
    use rustix::fs::{Access, access};

    folder.is_dir() && access(folder, Access::WRITE_OK | Access::EXEC_OK).is_ok()
}

#[cfg(not(unix))]
fn can_write(folder: &Path) -> bool {
    fs::metadata(folder).is_ok_and(|it| it.is_dir() && !it.permissions().readonly())
}
