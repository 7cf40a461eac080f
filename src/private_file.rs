//! Files and folders that only their owner can use.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// Why a private file or folder is not used.
#[derive(Debug, thiserror::Error)]
pub enum PrivateFileError {
    /// The system refuses.
    #[error("cannot {verb} `{}`", path.display())]
    Io {
        /// What was tried.
        verb: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        cause: io::Error,
    },
    /// Other people can read or replace it, or it is something else than it should be.
    #[error("`{}` {rule}", path.display())]
    Unsafe {
        /// The file.
        path: PathBuf,
        /// Which rule it breaks.
        rule: &'static str,
    },
}

impl PrivateFileError {
    fn io(verb: &'static str, path: &Path, cause: io::Error) -> Self {
        let path = path.to_owned();
        Self::Io { verb, path, cause }
    }
}

/// Makes sure that a folder is there which only its owner can enter (0700), as those above it that
/// were missing.
///
/// # Errors
///
/// [`PrivateFileError::Unsafe`] when it is there and is not like that: it is never repaired
/// silently, because somebody may already have put something into it.
pub(crate) fn ensure_folder(path: &Path) -> Result<(), PrivateFileError> {
    create_folder(path)?;
    check_folder(path)
}

/// Looks whether a folder is there which only its owner can enter.
///
/// # Errors
///
/// [`PrivateFileError::Unsafe`] when it is there and is not like that; [`PrivateFileError::Io`] when
/// there is none.
pub(crate) fn check_folder(path: &Path) -> Result<(), PrivateFileError> {
    let metadata = fs::symlink_metadata(path);
    let metadata = metadata.map_err(|cause| PrivateFileError::io("inspect", path, cause))?;
    judge(path, &metadata, Kind::Folder)
}

/// Makes a folder which only its owner can enter (0700), as those above it that were missing. One
/// that is there stays as it is.
///
/// # Errors
///
/// [`PrivateFileError::Io`].
pub(crate) fn create_folder(path: &Path) -> Result<(), PrivateFileError> {
    let created = private_folder().recursive(true).create(path);
    created.map_err(|cause| PrivateFileError::io("create", path, cause))
}

/// Reads a private file; none when there is none.
///
/// # Errors
///
/// [`PrivateFileError::Unsafe`] when it is a link, is larger than `limit` bytes, or is open to
/// others.
pub(crate) fn read(path: &Path, limit: u64) -> Result<Option<Vec<u8>>, PrivateFileError> {
    let file = match options().read(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(cause) => return Err(cannot_open(path, cause)),
    };
    let metadata = file.metadata();
    let metadata = metadata.map_err(|cause| PrivateFileError::io("inspect", path, cause))?;
    judge(path, &metadata, Kind::File)?;
    // Room for all of it from the start: growing would leave copies of secrets behind.
    let length = usize::try_from(metadata.len().min(limit)).unwrap_or_default();
    let mut content = Vec::with_capacity(length + 1);
    let read = file.take(limit + 1).read_to_end(&mut content);
    read.map_err(|cause| PrivateFileError::io("read", path, cause))?;
    if content.len() as u64 > limit {
        return Err(broken(path, "is too large"));
    }
    Ok(Some(content))
}

/// Replaces a private file (0600) so that a reader finds the old or the new content and never a
/// part, also after a crash: temporary file in the same folder, fsync, rename, fsync of the folder.
///
/// # Errors
///
/// [`PrivateFileError::Io`]; the old content is then still there.
pub(crate) fn write(path: &Path, content: &[u8]) -> Result<(), PrivateFileError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    put(path, content, File::sync_all)?;
    sync_folder(folder).map_err(|cause| PrivateFileError::io("write", path, cause))
}

/// As [`write`], but does not wait for the disk: after a power cut the file may be the old one, or
/// hold anything. For what can be had again and is recognised when it is damaged.
///
/// # Errors
///
/// [`PrivateFileError::Io`]; the old content is then still there.
pub(crate) fn replace(path: &Path, content: &[u8]) -> Result<(), PrivateFileError> {
    put(path, content, |_| Ok(()))
}

/// Whoever writes a file holds its lock: what stands where the temporary file goes was left behind
/// by a process that was killed.
fn put(
    path: &Path,
    content: &[u8],
    sync: impl Fn(&File) -> io::Result<()>,
) -> Result<(), PrivateFileError> {
    let mut temporary = path.as_os_str().to_owned();
    temporary.push(".new");
    let temporary = PathBuf::from(temporary);
    let written = write_new(&temporary, content, sync).and_then(|()| fs::rename(&temporary, path));
    written.map_err(|cause| {
        // The error that matters is the first one.
        let _ = fs::remove_file(&temporary);
        PrivateFileError::io("write", path, cause)
    })
}

/// Makes a new private file (0600) in the place of whatever stands there.
///
/// # Errors
///
/// [`PrivateFileError::Io`].
pub(crate) fn create(path: &Path) -> Result<File, PrivateFileError> {
    remove(path)?;
    let file = options().write(true).create_new(true).open(path);
    file.map_err(|cause| PrivateFileError::io("create", path, cause))
}

fn write_new(
    path: &Path,
    content: &[u8],
    sync: impl Fn(&File) -> io::Result<()>,
) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = options().write(true).create_new(true).open(path)?;
    file.write_all(content)?;
    sync(&file)
}

/// Opens a private file to lock it, creating it when it is missing.
///
/// # Errors
///
/// As [`read`].
pub(crate) fn open_for_lock(path: &Path) -> Result<File, PrivateFileError> {
    let file = options().read(true).write(true).create(true).open(path);
    let file = file.map_err(|cause| cannot_open(path, cause))?;
    let metadata = file.metadata();
    let metadata = metadata.map_err(|cause| PrivateFileError::io("inspect", path, cause))?;
    judge(path, &metadata, Kind::File)?;
    if has_other_names(&metadata) {
        return Err(broken(
            path,
            "is the file of something else too (a hard link)",
        ));
    }
    Ok(file)
}

/// True while a file is what stands at the path: it was neither removed nor replaced.
pub(crate) fn is_at(file: &File, path: &Path) -> bool {
    match (file.metadata(), fs::symlink_metadata(path)) {
        (Ok(open), Ok(there)) => same(&open, &there),
        _ => false,
    }
}

/// Removes a file; that there was none is fine.
///
/// # Errors
///
/// [`PrivateFileError::Io`] when it is still there.
pub(crate) fn remove(path: &Path) -> Result<(), PrivateFileError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(cause) => Err(PrivateFileError::io("remove", path, cause)),
        Ok(()) => Ok(()),
    }
}

/// Empties a file where it stands, for when it cannot be removed: that takes no right on its folder.
///
/// # Errors
///
/// [`PrivateFileError`] when it is still as it was.
pub(crate) fn empty(path: &Path) -> Result<(), PrivateFileError> {
    let emptied = options().write(true).truncate(true).open(path);
    emptied.map_err(|cause| cannot_open(path, cause))?;
    Ok(())
}

fn broken(path: &Path, rule: &'static str) -> PrivateFileError {
    let path = path.to_owned();
    PrivateFileError::Unsafe { path, rule }
}

/// What is expected at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    File,
    Folder,
}

#[cfg(unix)]
use unix::{cannot_open, has_other_names, judge, options, private_folder, same, sync_folder};

#[cfg(unix)]
mod unix {
    use std::fs::{DirBuilder, File, Metadata, OpenOptions};
    use std::io;
    use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _};
    use std::path::Path;

    use rustix::fs::OFlags;

    use super::{Kind, PrivateFileError, broken};

    pub(super) fn private_folder() -> DirBuilder {
        let mut builder = DirBuilder::new();
        builder.mode(0o700);
        builder
    }

    /// Never through a symbolic link, never waiting for the other end of a pipe.
    pub(super) fn options() -> OpenOptions {
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let mut options = OpenOptions::new();
        options.mode(0o600).custom_flags(flags.bits().cast_signed());
        options
    }

    pub(super) fn cannot_open(path: &Path, cause: io::Error) -> PrivateFileError {
        if cause.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error()) {
            broken(path, "is a symbolic link")
        } else {
            PrivateFileError::io("open", path, cause)
        }
    }

    pub(super) fn judge(
        path: &Path,
        metadata: &Metadata,
        kind: Kind,
    ) -> Result<(), PrivateFileError> {
        let right_kind = match kind {
            Kind::File => metadata.is_file(),
            Kind::Folder => metadata.is_dir(),
        };
        let me = rustix::process::geteuid().as_raw();
        match broken_rule(right_kind, metadata.uid(), metadata.mode(), me) {
            Some(rule) => Err(broken(path, rule)),
            None => Ok(()),
        }
    }

    /// The rule that a file breaks.
    pub(super) fn broken_rule(
        right_kind: bool,
        owner: u32,
        mode: u32,
        me: u32,
    ) -> Option<&'static str> {
        if !right_kind {
            Some("is not of the right kind (a link, a pipe or a folder in place of a file?)")
        } else if owner != me {
            Some("belongs to somebody else")
        } else if mode & 0o077 != 0 {
            Some("can be used by others; take their permissions away (`chmod go=`)")
        } else {
            None
        }
    }

    /// What is written to it would be written elsewhere too.
    pub(super) fn has_other_names(metadata: &Metadata) -> bool {
        metadata.nlink() > 1
    }

    pub(super) fn same(one: &Metadata, other: &Metadata) -> bool {
        one.dev() == other.dev() && one.ino() == other.ino()
    }

    pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
        File::open(folder)?.sync_all()
    }
}

#[cfg(not(unix))]
use other::{cannot_open, has_other_names, judge, options, private_folder, same, sync_folder};

/// Elsewhere the access list of the person's profile folder protects what is below it.
#[cfg(not(unix))]
mod other {
    use std::fs::{DirBuilder, Metadata, OpenOptions};
    use std::io;
    use std::path::Path;

    use super::{Kind, PrivateFileError, broken};

    pub(super) fn private_folder() -> DirBuilder {
        DirBuilder::new()
    }

    pub(super) fn options() -> OpenOptions {
        OpenOptions::new()
    }

    pub(super) fn cannot_open(path: &Path, cause: io::Error) -> PrivateFileError {
        PrivateFileError::io("open", path, cause)
    }

    pub(super) fn judge(
        path: &Path,
        metadata: &Metadata,
        kind: Kind,
    ) -> Result<(), PrivateFileError> {
        let right_kind = match kind {
            Kind::File => metadata.is_file(),
            Kind::Folder => metadata.is_dir(),
        };
        right_kind
            .then_some(())
            .ok_or_else(|| broken(path, "is not of the right kind"))
    }

    pub(super) fn has_other_names(_metadata: &Metadata) -> bool {
        false
    }

    /// Files that are open cannot be removed there.
    pub(super) fn same(_one: &Metadata, _other: &Metadata) -> bool {
        true
    }

    pub(super) fn sync_folder(_folder: &Path) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(unix)]
#[cfg(test)]
#[path = "private_file_tests.rs"]
mod tests;
