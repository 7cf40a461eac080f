//! Who may change a file besides its owner.

use std::path::Path;

use crate::commands::word;

use super::Finding;

/// Who.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Writers {
    /// The person and the administrator alone.
    OwnerAlone,
    /// A group too: often nobody but the person is in it, which cannot be told from here.
    Group,
    /// Everybody.
    Everybody,
    /// It is somebody else's.
    SomebodyElse,
}

/// What is wrong with who may change a file, or replace it in its folder.
pub(super) fn check(check: &'static str, file: &Path) -> Option<Finding> {
    let places = [Some(file), file.parent()];
    places.into_iter().flatten().find_map(|place| {
        let (shown, path) = (place.display(), word(&place.to_string_lossy()));
        let runs = "what stands there can run programs as you";
        Some(match writers(place)? {
            Writers::OwnerAlone => return None,
            Writers::Group => {
                let message = format!("{shown} can be changed by its group: {runs}");
                Finding::warning(check, message).fix(format_args!("chmod g-w {path}"))
            }
            Writers::Everybody => {
                let message = format!("{shown} can be changed by everybody: {runs}");
                Finding::problem(check, message).fix(format_args!("chmod go-w {path}"))
            }
            Writers::SomebodyElse => {
                let message = format!("{shown} belongs to somebody else: {runs}");
                Finding::problem(check, message).fix(format_args!("ls -ld {path}"))
            }
        })
    })
}

#[cfg(unix)]
fn writers(path: &Path) -> Option<Writers> {
    use std::os::unix::fs::MetadataExt as _;

    let metadata = std::fs::metadata(path).ok()?;
    let me = rustix::process::geteuid().as_raw();
    Some(of(metadata.uid(), metadata.mode(), me))
}

#[cfg(unix)]
fn of(owner: u32, mode: u32, me: u32) -> Writers {
    if owner != me && owner != 0 {
        Writers::SomebodyElse
    } else if mode & 0o002 != 0 {
        Writers::Everybody
    } else if mode & 0o020 != 0 {
        Writers::Group
    } else {
        Writers::OwnerAlone
    }
}

/// Elsewhere the access list of the person's profile folder protects what is below it.
#[cfg(not(unix))]
fn writers(_path: &Path) -> Option<Writers> {
    Some(Writers::OwnerAlone)
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::{Writers, of};

    #[test]
    fn a_file_is_the_persons_or_the_administrators_and_nobody_elses() {
        let table = [
            (1000, 0o600, Writers::OwnerAlone),
            (1000, 0o755, Writers::OwnerAlone),
            (0, 0o644, Writers::OwnerAlone),
            (1000, 0o664, Writers::Group),
            (1000, 0o666, Writers::Everybody),
            (1000, 0o602, Writers::Everybody),
            (1001, 0o600, Writers::SomebodyElse),
        ];
        for (owner, mode, writers) in table {
            assert_eq!(of(owner, mode, 1000), writers, "{owner} {mode:o}");
        }
    }
}
