use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// What the folder of a bundle looks like from outside, without reading a file. While two looks
/// are equal, a bundle that was loaded at the first need not be loaded again.
///
/// Links are followed as the loader follows them: a folder, or what a folder of Kubernetes calls
/// `..data`, that begins to lead somewhere else looks different. Hidden files count for nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderStamp {
    root: Result<PathBuf, io::ErrorKind>,
    entries: BTreeMap<PathBuf, Look>,
    too_many: bool,
}

/// What can be seen of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Look {
    /// A folder: its own times change with hidden files, what is in it has entries of its own.
    Folder,
    /// Anything else.
    File {
        length: u64,
        modified: Option<SystemTime>,
        identity: Identity,
    },
    /// Something that cannot be looked at.
    Unseen(io::ErrorKind),
}

/// The most entries that are looked at: as many as a bundle can have that the loader takes.
const MAX_ENTRIES: usize = 10_000;

impl FolderStamp {
    /// Looks at the folder now.
    #[must_use]
    pub fn of(path: &Path) -> Self {
        Self::within(path, MAX_ENTRIES)
    }

    /// Whether there was no such folder.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        self.root == Err(io::ErrorKind::NotFound)
    }

    fn within(path: &Path, max: usize) -> Self {
        let root = fs::canonicalize(path).map_err(|error| error.kind());
        let mut stamp = Self {
            root: root.clone(),
            entries: BTreeMap::new(),
            too_many: false,
        };
        if let Ok(root) = root {
            stamp.look_into(&root, Path::new(""), &mut { max });
        }
        // Which of too many were seen is chance.
        if stamp.too_many {
            stamp.entries.clear();
        }
        stamp
    }

    fn look_into(&mut self, root: &Path, folder: &Path, left: &mut usize) {
        let entries = match fs::read_dir(root.join(folder)) {
            Ok(entries) => entries,
            Err(error) => return self.unseen(folder, &error),
        };
        for entry in entries {
            let name = match entry {
                Ok(entry) => entry.file_name(),
                Err(error) => return self.unseen(folder, &error),
            };
            if *left == 0 {
                self.too_many = true;
                return;
            }
            *left -= 1;
            if !name.as_encoded_bytes().starts_with(b".") {
                self.look_at(root, folder.join(name), left);
            }
        }
    }

    fn look_at(&mut self, root: &Path, path: PathBuf, left: &mut usize) {
        let full = root.join(&path);
        let metadata = match fs::metadata(&full) {
            Ok(metadata) => metadata,
            Err(error) => return self.unseen(&path, &error),
        };
        // A bundle has one level of folders, and no link that leads out of it.
        let is_part = |real: PathBuf| real.starts_with(root);
        let opens = path.components().count() == 1
            && metadata.is_dir()
            && fs::canonicalize(&full).is_ok_and(is_part);
        if opens {
            self.look_into(root, &path, left);
        }
        self.entries
            .entry(path)
            .or_insert_with(|| Look::of(&metadata));
    }

    fn unseen(&mut self, path: &Path, error: &io::Error) {
        let look = Look::Unseen(error.kind());
        self.entries.insert(path.to_owned(), look);
    }
}

impl Look {
    fn of(metadata: &Metadata) -> Self {
        if metadata.is_dir() {
            return Self::Folder;
        }
        Self::File {
            length: metadata.len(),
            modified: metadata.modified().ok(),
            identity: identity(metadata),
        }
    }
}

/// Device, inode, and when that was last changed in any way: nobody sets this time back.
///
/// Source: inode(7), "Last status change timestamp (ctime)".
#[cfg(unix)]
type Identity = (u64, u64, i64, i64);

#[cfg(unix)]
fn identity(metadata: &Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt as _;
    (
        metadata.dev(),
        metadata.ino(),
        metadata.ctime(),
        metadata.ctime_nsec(),
    )
}

#[cfg(not(unix))]
type Identity = ();

#[cfg(not(unix))]
fn identity(_: &Metadata) -> Identity {}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::os::unix::fs::symlink;
    use std::time::Duration;

    use tempfile::TempDir;

    use super::*;

    /// Writes a file whose time of change is always the same.
    fn write(path: impl AsRef<Path>, text: &str) {
        fs::create_dir_all(path.as_ref().parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        set_time(path, 1);
    }

    fn set_time(path: impl AsRef<Path>, seconds: u64) {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        let file = File::options().append(true).open(path).unwrap();
        file.set_modified(time).unwrap();
    }

    fn bundle() -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path().join("catalog.toml"), "a");
        write(folder.path().join("eligibility/staff.toml"), "b");
        folder
    }

    #[test]
    fn a_folder_that_nobody_touches_looks_the_same() {
        let folder = bundle();
        assert_eq!(
            FolderStamp::of(folder.path()),
            FolderStamp::of(folder.path())
        );
    }

    #[test]
    fn every_change_of_what_counts_is_seen() {
        type Change = fn(&Path);
        let changes: [(&str, Change); 10] = [
            ("longer", |at| {
                fs::write(at.join("catalog.toml"), "aa").unwrap();
            }),
            ("touched", |at| set_time(at.join("catalog.toml"), 2)),
            ("in a folder", |at| {
                set_time(at.join("eligibility/staff.toml"), 2);
            }),
            ("replaced, of the same length and time", |at| {
                write(at.join("catalog.new"), "c");
                fs::rename(at.join("catalog.new"), at.join("catalog.toml")).unwrap();
            }),
            ("one more", |at| write(at.join("people.toml"), "")),
            ("one more in a folder", |at| {
                write(at.join("eligibility/all.toml"), "");
            }),
            ("one less", |at| {
                fs::remove_file(at.join("eligibility/staff.toml")).unwrap();
            }),
            ("another name", |at| {
                fs::rename(
                    at.join("eligibility/staff.toml"),
                    at.join("eligibility/all.toml"),
                )
                .unwrap();
            }),
            ("an empty folder", |at| {
                fs::create_dir(at.join("approvals")).unwrap();
            }),
            ("a link to nowhere", |at| {
                symlink("nowhere", at.join("people.toml")).unwrap();
            }),
        ];
        for (what, change) in changes {
            let folder = bundle();
            let before = FolderStamp::of(folder.path());
            change(folder.path());
            assert_ne!(before, FolderStamp::of(folder.path()), "{what}");
        }
    }

    #[test]
    fn a_file_whose_time_is_set_back_is_seen() {
        let folder = bundle();
        let before = FolderStamp::of(folder.path());
        let changed = || {
            write(folder.path().join("catalog.toml"), "x");
            FolderStamp::of(folder.path()) != before
        };
        // The file system counts time in ticks of some milliseconds; this takes many of them.
        assert!((0..2_000).any(|_| changed()));
    }

    #[test]
    fn data_of_kubernetes_that_are_swapped_are_seen() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for version in ["..first", "..second"] {
            write(at(version).join("catalog.toml"), "a");
            write(at(version).join("eligibility/staff.toml"), "b");
        }
        symlink("..first", at("..data")).unwrap();
        symlink("..data/catalog.toml", at("catalog.toml")).unwrap();
        symlink("..data/eligibility", at("eligibility")).unwrap();
        let before = FolderStamp::of(folder.path());

        symlink("..second", at("..new")).unwrap();
        fs::rename(at("..new"), at("..data")).unwrap();

        let after = FolderStamp::of(folder.path());
        assert_eq!(before.entries.len(), 3);
        assert!(before.entries.keys().eq(after.entries.keys()));
        for (path, look) in before.entries {
            let folder = look == Look::Folder;
            assert_eq!(after.entries[&path] == look, folder, "{}", path.display());
        }
    }

    #[test]
    fn a_folder_that_is_swapped_by_a_link_is_seen() {
        let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("policy");
        symlink(first.path(), &link).unwrap();
        let before = FolderStamp::of(&link);

        fs::remove_file(&link).unwrap();
        symlink(second.path(), &link).unwrap();

        assert_ne!(before, FolderStamp::of(&link), "both are empty");
    }

    #[test]
    fn hidden_files_count_for_nothing() {
        let folder = bundle();
        let before = FolderStamp::of(folder.path());
        write(folder.path().join(".catalog.toml.swp"), "");
        write(folder.path().join("eligibility/.staff.toml.swp"), "");
        assert_eq!(before, FolderStamp::of(folder.path()));
    }

    #[test]
    fn nothing_outside_of_the_folder_or_deep_inside_is_looked_into() {
        let (folder, outside) = (bundle(), bundle());
        symlink(outside.path(), folder.path().join("approvals")).unwrap();
        write(folder.path().join("tests/deep/staff.toml"), "");
        let before = FolderStamp::of(folder.path());

        write(outside.path().join("people.toml"), "");
        write(folder.path().join("tests/deep/people.toml"), "");

        assert_eq!(before, FolderStamp::of(folder.path()));
    }

    #[test]
    fn a_folder_that_is_missing_looks_like_nothing_else() {
        let folder = bundle();
        let nowhere = FolderStamp::of(&folder.path().join("nowhere"));
        let file = FolderStamp::of(&folder.path().join("catalog.toml"));

        assert!(nowhere.is_missing());
        assert!(!file.is_missing() && !FolderStamp::of(folder.path()).is_missing());
        assert_ne!(nowhere, file);
    }

    #[test]
    fn more_than_a_bundle_can_have_is_not_looked_at() {
        let folder = bundle();

        let enough = FolderStamp::within(folder.path(), 3);
        let crowded = FolderStamp::within(folder.path(), 2);

        assert_eq!((enough.too_many, enough.entries.len()), (false, 3));
        assert_eq!((crowded.too_many, crowded.entries.len()), (true, 0));
    }
}
