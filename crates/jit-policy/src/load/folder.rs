use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::source::{Source, SourceKind};
use crate::Fault;
use crate::quoted::Quoted;

/// The files of a bundle, in order of path, and what is wrong with the folder itself.
#[derive(Debug)]
pub(super) struct Folder {
    /// The files that count and could be read.
    pub(super) sources: Vec<Source>,
    /// What cannot be part of a bundle, or could not be read.
    pub(super) faults: Vec<Fault>,
    root: PathBuf,
    bytes_left: u64,
}

/// The largest catalog, in bytes: room for 10,000 accounts with several tags each.
const MAX_CATALOG: u64 = 4 * 1024 * 1024;
/// The largest of the other files, in bytes.
const MAX_FILE: u64 = 1024 * 1024;
/// The largest bundle, in bytes.
const MAX_BUNDLE: u64 = 8 * 1024 * 1024;
/// The most words, marks, blanks and line ends of a TOML file, of which only a catalog can have
/// more: while it is parsed, each takes more than a hundred bytes of memory. Ten thousand accounts
/// with nine tags each stay below.
const MAX_TOKENS: usize = 1024 * 1024;
/// The most files and folders in one folder.
const MAX_ENTRIES: usize = 2000;

/// Whether a bundle takes a catalog of this length.
pub(super) fn is_small_enough_for_a_catalog(text: &str) -> bool {
    u64::try_from(text.len()).is_ok_and(|length| length <= MAX_CATALOG)
}

impl Folder {
    /// Reads every file that counts, with bounds on number and size.
    pub(super) fn read(path: &Path) -> Self {
        let mut folder = Self {
            sources: Vec::new(),
            faults: Vec::new(),
            root: PathBuf::new(),
            bytes_left: MAX_BUNDLE,
        };
        match fs::canonicalize(path) {
            Ok(root) => {
                folder.root = root;
                folder.read_top();
            }
            Err(err) if err.kind() == io::ErrorKind::NotFound => folder.fault(
                "",
                "there is no such folder",
                "make it, or correct the path of the bundle",
            ),
            Err(err) => folder.unreadable("", &err),
        }
        folder.sources.sort_by(|a, b| a.path.cmp(&b.path));
        folder
    }

    /// Reads the files of `tests/` alone, which decide nothing.
    pub(super) fn read_tests(path: &Path) -> Self {
        let mut folder = Self {
            sources: Vec::new(),
            faults: Vec::new(),
            root: PathBuf::new(),
            bytes_left: MAX_BUNDLE,
        };
        if let Ok(root) = fs::canonicalize(path)
            && root.join("tests").exists()
        {
            folder.root = root;
            folder.read_folder("tests", SourceKind::Tests);
        }
        folder.sources.sort_by(|a, b| a.path.cmp(&b.path));
        folder
    }

    fn read_top(&mut self) {
        let names = self.names("");
        for name in &names {
            match name.as_str() {
                "catalog.toml" => self.read_file(name, SourceKind::Catalog),
                "people.toml" => self.read_file(name, SourceKind::People),
                "notifications.toml" => self.read_file(name, SourceKind::Notifications),
                "checks.toml" => self.read_file(name, SourceKind::Checks),
                "guardrails.cedar" => self.read_file(name, SourceKind::Guardrails),
                "deny-access.cedar" => self.read_file(name, SourceKind::DenyAccess),
                "eligibility" => self.read_folder(name, SourceKind::Eligibility),
                "approvals" => self.read_folder(name, SourceKind::Approvals),
                "auto-approval" => self.read_folder(name, SourceKind::AutoApproval),
                // What a bundle must decide decides nothing: `policy test` reads it.
                "tests" => {}
                _ if name.starts_with("deny-access") || name.starts_with("guardrails") => {
                    self.second_of_one(name);
                }
                _ => self.unexpected(name),
            }
        }
        if !names.iter().any(|name| name == "catalog.toml") {
            self.fault(
                "catalog.toml",
                "the file is missing",
                "list the accounts and permission sets",
            );
        }
        if !self
            .sources
            .iter()
            .any(|source| source.kind == SourceKind::Eligibility)
        {
            self.fault(
                "eligibility",
                "there is no eligibility",
                "say who may request what, in `eligibility/*.toml`",
            );
        }
    }

    fn read_folder(&mut self, folder: &str, kind: SourceKind) {
        match self.resolve(folder) {
            Some(real) if !real.is_dir() => {
                let fix = format!("make it a folder of `{}` files", kind.ending());
                self.fault(folder, "this is not a folder", &fix);
                return;
            }
            Some(_) => {}
            None => return,
        }
        for name in self.names(folder) {
            let path = format!("{folder}/{name}");
            if name.strip_suffix(kind.ending()).is_some_and(is_plain) {
                self.read_file(&path, kind);
            } else {
                self.unexpected(&path);
            }
        }
    }

    /// The names of what is in a folder and may count: neither hidden nor a README.
    fn names(&mut self, folder: &str) -> Vec<String> {
        let entries = match fs::read_dir(self.root.join(folder)) {
            Ok(entries) => entries,
            Err(err) => {
                self.unreadable(folder, &err);
                return Vec::new();
            }
        };
        let mut names = Vec::new();
        for entry in entries.take(MAX_ENTRIES + 1) {
            match entry {
                Ok(entry) => names.push(entry.file_name().to_string_lossy().into_owned()),
                Err(err) => self.unreadable(folder, &err),
            }
        }
        if names.len() > MAX_ENTRIES {
            let what = format!("more than {MAX_ENTRIES} files and folders");
            self.fault(folder, what, "put several entries into one file");
            return Vec::new();
        }
        names.retain(|name| !is_aside(name));
        names.sort_unstable();
        names
    }

    fn read_file(&mut self, path: &str, kind: SourceKind) {
        let Some(real) = self.resolve(path) else {
            return;
        };
        if !real.is_file() {
            self.fault(path, "this is not a file", "put a file there");
            return;
        }
        let max = match kind {
            SourceKind::Catalog => MAX_CATALOG,
            _ => MAX_FILE,
        };
        match read_bounded(&real, max.min(self.bytes_left)) {
            Ok(Some(bytes)) => self.add(path, kind, bytes),
            Ok(None) => self.too_large(path, max),
            Err(err) => self.unreadable(path, &err),
        }
    }

    fn too_large(&mut self, path: &str, max: u64) {
        const MIB: u64 = 1024 * 1024;
        let (max, bundle) = (max / MIB, MAX_BUNDLE / MIB);
        let what = format!("the file is larger than {max} MiB, or the bundle than {bundle} MiB");
        self.fault(path, what, "split the file, or leave out what nobody needs");
    }

    fn add(&mut self, path: &str, kind: SourceKind, bytes: Vec<u8>) {
        self.bytes_left = self.bytes_left.saturating_sub(bytes.len() as u64);
        match String::from_utf8(bytes) {
            Ok(text) if kind.ending() == ".toml" && tokens(&text) > MAX_TOKENS => self.fault(
                path,
                "the file has more than a million words and marks",
                "leave out what nobody needs",
            ),
            Ok(text) => self.sources.push(Source::new(path.to_owned(), kind, text)),
            Err(_) => self.fault(path, "the file is not UTF-8", "save it as UTF-8"),
        }
    }

    /// Where a path of the folder really is; a fault when that is outside of the folder.
    fn resolve(&mut self, path: &str) -> Option<PathBuf> {
        match fs::canonicalize(self.root.join(path)) {
            Ok(real) if real.starts_with(&self.root) => Some(real),
            Ok(_) => {
                let what = "this is a symbolic link that leads out of the folder of the bundle";
                self.fault(path, what, "put the file itself there");
                None
            }
            Err(err) => {
                self.unreadable(path, &err);
                None
            }
        }
    }

    /// A part of a bundle of which there is one file, and no second.
    fn second_of_one(&mut self, name: &str) {
        let one = if name.starts_with("deny") {
            "deny-access.cedar"
        } else {
            "guardrails.cedar"
        };
        let what = format!(
            "{} is not part of a bundle: there is one `{one}`",
            Quoted(name)
        );
        self.fault(name, what, &format!("put its policies into `{one}`"));
    }

    fn unexpected(&mut self, path: &str) {
        let what = format!("{} is not part of a bundle", Quoted(path));
        self.fault(
            path,
            what,
            "take it out of the folder; `README*` and hidden files may stay",
        );
    }

    fn unreadable(&mut self, path: &str, err: &io::Error) {
        let what = format!("cannot be read: {}", err.kind());
        self.fault(path, what, "make it readable for the broker");
    }

    fn fault(&mut self, path: &str, what: impl Into<String>, fix: &str) {
        let file = if path.is_empty() { "." } else { path };
        self.faults.push(Fault {
            file: PathBuf::from(file),
            line: None,
            what: what.into(),
            fix: Some(fix.to_owned()),
            excerpt: None,
        });
    }
}

/// Whether a file is there for people or tools and says nothing to the broker.
fn is_aside(name: &str) -> bool {
    let readme = name.starts_with("README") && name.strip_suffix(".toml").is_none();
    readme || name.starts_with('.')
}

/// Whether a name can stand in the listing that the digest is made of.
fn is_plain(stem: &str) -> bool {
    !stem.is_empty()
        && stem
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
}

/// How many words, marks, blanks and line ends a TOML file has, or more: what is in quotes counts
/// as if it were not.
fn tokens(text: &str) -> usize {
    let mut last = 0;
    let mut begins = |byte: &u8| {
        let this = match byte {
            b' ' | b'\t' | b'\r' => 1,
            b'.' | b'=' | b',' | b'[' | b']' | b'{' | b'}' | b'"' | b'\'' | b'\n' => 2,
            _ => 3,
        };
        let begins = this == 2 || this != last;
        last = this;
        begins
    };
    text.as_bytes().iter().filter(|byte| begins(byte)).count()
}

/// The bytes of a file; none when there are more than `max`.
fn read_bounded(path: &Path, max: u64) -> io::Result<Option<Vec<u8>>> {
    if fs::metadata(path)?.len() > max {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(max + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= max).then_some(bytes))
}
