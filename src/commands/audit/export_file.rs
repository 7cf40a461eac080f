use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::error::{CommandError, ErrorKind};
use crate::private_file::{self, PrivateFileError};
use crate::ui::Ui;

/// Where an export goes: to stdout piece by piece, or to a private file that is there only when it
/// is complete.
pub(super) enum Output {
    Stdout(Box<dyn Write>),
    File(PartFile),
}

/// `FILE.part`, which becomes `FILE`.
pub(super) struct PartFile {
    file: BufWriter<File>,
    part: PathBuf,
    path: PathBuf,
    is_complete: bool,
}

impl Output {
    /// Begins it.
    pub(super) fn open(ui: &Ui, path: Option<&Path>) -> Result<Self, CommandError> {
        let Some(path) = path else {
            return Ok(Self::Stdout(Box::new(ui.output())));
        };
        let mut part = path.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        let file = private_file::create(&part).map_err(|err| cannot_create(&err))?;
        Ok(Self::File(PartFile {
            file: BufWriter::with_capacity(64 * 1024, file),
            part,
            path: path.to_owned(),
            is_complete: false,
        }))
    }

    /// Gives the file its name, once all of it is on the disk.
    pub(super) fn complete(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(output) => output.flush(),
            Self::File(part) => {
                part.file.flush()?;
                part.file.get_ref().sync_all()?;
                fs::rename(&part.part, &part.path)?;
                part.is_complete = true;
                Ok(())
            }
        }
    }
}

/// A part is of no use to anybody: it looks like a log and is none.
impl Drop for PartFile {
    fn drop(&mut self) {
        if !self.is_complete {
            // Nobody is left to tell.
            let _ = fs::remove_file(&self.part);
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(output) => output.write(bytes),
            Self::File(part) => part.file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(output) => output.flush(),
            Self::File(part) => part.file.flush(),
        }
    }
}

fn cannot_create(err: &PrivateFileError) -> CommandError {
    CommandError::new(ErrorKind::Failed, err).with_source(err)
}
