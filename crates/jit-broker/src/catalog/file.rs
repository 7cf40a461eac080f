//! A file that people edit, replaced as a whole or not at all.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The catalog cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It is there and cannot be read.
    #[error("cannot read `{}`: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It cannot be written.
    #[error("cannot write `{}`: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Somebody else changed it meanwhile.
    #[error("`{}` was changed while AWS was asked; nothing was written", .0.display())]
    Changed(PathBuf),
}

/// The content of a file; none when there is none.
pub(super) fn read(path: &Path) -> Result<Option<String>, FileError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound && !is_link(path) => Ok(None),
        Err(source) => Err(FileError::Read {
            path: path.to_owned(),
            source,
        }),
    }
}

fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink())
}

/// Puts text in the place of a file, if the file still holds `before`. A reader sees the old text or
/// the new one. Symbolic links stay and lead to the new text, and so does the mode.
pub(super) fn replace(path: &Path, before: Option<&str>, text: &str) -> Result<(), FileError> {
    if read(path)?.as_deref() != before {
        return Err(FileError::Changed(path.to_owned()));
    }
    replace_now(path, before.is_some(), text).map_err(|source| FileError::Write {
        path: path.to_owned(),
        source,
    })
}

fn replace_now(path: &Path, exists: bool, text: &str) -> io::Result<()> {
    let (place, permissions) = if exists {
        let place = fs::canonicalize(path)?;
        let permissions = fs::metadata(&place)?.permissions();
        (place, Some(permissions))
    } else {
        (path.to_owned(), None)
    };
    let name = place.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    // Hidden: a broker that reads the folder at this moment does not look at it.
    let mut beside = OsString::from(".");
    beside.push(name);
    beside.push(format!(".{}.new", std::process::id()));
    let beside = place.with_file_name(beside);
    let written = write(&beside, permissions, text).and_then(|()| fs::rename(&beside, &place));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
        return written;
    }
    let folder = match place.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    File::open(folder)?.sync_all()
}

fn write(path: &Path, permissions: Option<Permissions>, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    if let Some(permissions) = permissions {
        file.set_permissions(permissions)?;
    }
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn a_link_and_the_mode_stay() {
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (
            folder.path().join("real.toml"),
            folder.path().join("link.toml"),
        );
        fs::write(&real, "old").unwrap();
        fs::set_permissions(&real, Permissions::from_mode(0o640)).unwrap();
        symlink("real.toml", &link).unwrap();

        replace(&link, Some("old"), "new").unwrap();

        assert!(is_link(&link));
        assert_eq!(fs::read_to_string(&real).unwrap(), "new");
        assert_eq!(
            fs::metadata(&real).unwrap().permissions().mode() & 0o777,
            0o640
        );
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_file_that_somebody_else_changed_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("catalog.toml");
        fs::write(&path, "theirs").unwrap();
        for before in [None, Some("old")] {
            let refused = replace(&path, before, "new").unwrap_err();
            assert!(matches!(refused, FileError::Changed(_)), "{refused}");
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), "theirs");
    }

    #[test]
    fn what_cannot_be_read_or_written_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("missing/catalog.toml");
        assert_eq!(read(&missing).unwrap(), None);
        let refused = replace(&missing, None, "new").unwrap_err().to_string();
        assert!(refused.starts_with("cannot write `") && refused.contains("missing/catalog.toml"));
        let dangling = folder.path().join("dangling");
        symlink("nowhere", &dangling).unwrap();
        assert!(read(&dangling).is_err());
    }
}
