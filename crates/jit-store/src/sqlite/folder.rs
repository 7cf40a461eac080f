use std::fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::OpenError;
use super::connection::Database;

/// The store's own folder, below the one that the operator names.
const FOLDER: &str = "store";
const DATABASE: &str = "jit.sqlite3";
const LOCK: &str = "lock";

/// Takes the folder for this process and prepares the file, readable by its owner alone.
///
/// The lock goes with the returned file: the system gives it up when the process ends, however it
/// ends.
pub(super) fn claim(parent: &Path) -> Result<(Database, File), OpenError> {
    let folder = own_folder(parent).map_err(|source| at(parent, source))?;
    let lock = lock(&folder)?;
    let file = folder.join(DATABASE);
    drop(private_file(&file).map_err(|source| at(&file, source))?);
    sync(&folder).map_err(|source| at(&folder, source))?;
    Ok((Database::at(file), lock))
}

/// The file of a store that is there. Nothing is made or taken.
pub(super) fn existing(parent: &Path) -> Result<Database, OpenError> {
    let file = parent.canonicalize().map_err(|source| at(parent, source))?;
    let file = file.join(FOLDER).join(DATABASE);
    match fs::symlink_metadata(&file) {
        Ok(found) if found.is_file() => Ok(Database::at(file)),
        Ok(_) => Err(at(&file, io::Error::other("it is not a file"))),
        Err(source) => Err(at(&file, source)),
    }
}

fn own_folder(parent: &Path) -> io::Result<PathBuf> {
    let mut private = DirBuilder::new();
    private.mode(0o700);
    private.recursive(true).create(parent)?;
    let parent = parent.canonicalize()?;
    let folder = parent.join(FOLDER);
    match private.recursive(false).create(&folder) {
        Ok(()) => sync(&parent)?,
        Err(err) if err.kind() == io::ErrorKind::AlreadyExists => {}
        Err(err) => return Err(err),
    }
    if !fs::symlink_metadata(&folder)?.is_dir() {
        return Err(io::ErrorKind::NotADirectory.into());
    }
    fs::set_permissions(&folder, Permissions::from_mode(0o700))?;
    Ok(folder)
}

fn lock(folder: &Path) -> Result<File, OpenError> {
    let path = folder.join(LOCK);
    let file = private_file(&path).map_err(|source| at(&path, source))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse {
            folder: folder.to_owned(),
        }),
        Err(TryLockError::Error(source)) => Err(at(&path, source)),
    }
}

/// Opens or makes a file that only its owner may read. A link in its place is refused.
fn private_file(path: &Path) -> io::Result<File> {
    if fs::symlink_metadata(path).is_ok_and(|found| !found.is_file()) {
        return Err(io::Error::other("it is not a file"));
    }
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    let file = options.mode(0o600).open(path)?;
    file.set_permissions(Permissions::from_mode(0o600))?;
    Ok(file)
}

/// Makes new names in a folder durable.
fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

fn at(path: &Path, source: io::Error) -> OpenError {
    OpenError::File {
        path: path.to_owned(),
        source,
    }
}
