use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use async_trait::async_trait;

use super::place::{CheckpointPlace, PlaceError, SignedCheckpoint};

/// How much of the end of the file is looked at for the last checkpoint, in bytes.
const END: u64 = 16 * 1024;

/// A file with one checkpoint a line, which only grows. It should lie on another disk than the
/// database, or be shipped away.
#[derive(Debug)]
pub struct FilePlace {
    path: PathBuf,
}

impl FilePlace {
    /// The file; made, for its owner alone, with the first checkpoint.
    #[must_use]
    pub fn new(path: PathBuf) -> Self {
        Self { path }
    }

    async fn on_disk<T: Send + 'static>(
        &self,
        act: impl FnOnce(&Path) -> io::Result<T> + Send + 'static,
    ) -> Result<T, PlaceError> {
        let path = self.path.clone();
        let done = tokio::task::spawn_blocking(move || {
            act(&path).map_err(|error| PlaceError(format!("`{}`: {error}", path.display())))
        });
        done.await
            .map_err(|_| PlaceError("the writer has stopped".to_owned()))?
    }
}

#[async_trait]
impl CheckpointPlace for FilePlace {
    fn kind(&self) -> &'static str {
        "file"
    }

    async fn put(&self, signed: &SignedCheckpoint) -> Result<(), PlaceError> {
        let line = format!("{}\n", signed.jws);
        self.on_disk(move |path| append(path, &line)).await
    }

    async fn last(&self) -> Result<Option<String>, PlaceError> {
        self.on_disk(last_line).await
    }
}

fn append(path: &Path, line: &str) -> io::Result<()> {
    let is_new = !path.exists();
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    cut_torn_line(&mut file)?;
    file.write_all(line.as_bytes())?;
    file.sync_all()?;
    if is_new && let Some(folder) = path.parent().filter(|it| !it.as_os_str().is_empty()) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// A line without its end is what a crash has left of a checkpoint: it proves nothing.
fn cut_torn_line(file: &mut File) -> io::Result<()> {
    let length = file.metadata()?.len();
    let (begin, end) = end_of(file, length)?;
    if end.last().is_none_or(|last| *last == b'\n') {
        return Ok(());
    }
    let whole = end
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |at| at + 1);
    file.set_len(begin + whole as u64)
}

fn last_line(path: &Path) -> io::Result<Option<String>> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let length = file.metadata()?.len();
    let (_, end) = end_of(&mut file, length)?;
    let whole = end.iter().rposition(|byte| *byte == b'\n').unwrap_or(0);
    let mut lines = end
        .get(..whole)
        .unwrap_or_default()
        .rsplit(|byte| *byte == b'\n');
    let last = lines.next().unwrap_or_default();
    Ok(String::from_utf8(last.to_vec())
        .ok()
        .filter(|line| !line.is_empty()))
}

/// The last bytes of the file, and where they begin.
fn end_of(file: &mut File, length: u64) -> io::Result<(u64, Vec<u8>)> {
    let begin = length.saturating_sub(END);
    file.seek(SeekFrom::Start(begin))?;
    let mut end = Vec::new();
    file.take(END).read_to_end(&mut end)?;
    Ok((begin, end))
}
