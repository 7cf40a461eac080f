//! Changes of a person's own configuration file.

use std::path::Path;
use std::time::Duration;

use crate::config::{FileKey, FileValue, with_value, without};
use crate::edited_file::{EditedFile, EditedFileError};
use crate::error::{CommandError, ErrorKind};

/// How long to wait for another process that is writing the file.
const PATIENCE: Duration = Duration::from_secs(5);

/// Gives a setting this value, or takes it out where there is none; false when the file said so
/// before.
///
/// # Errors
///
/// When the file is not written; it is as before then.
pub(super) async fn write(
    path: &Path,
    key: &FileKey,
    value: Option<&FileValue>,
) -> Result<bool, CommandError> {
    let new_text = |file: &EditedFile| -> Result<Option<String>, CommandError> {
        let text = std::str::from_utf8(file.bytes()).map_err(|_| not_text(path))?;
        let new = match value {
            Some(value) => Some(with_value(path, text, value)?),
            None => without(path, text, key)?,
        };
        Ok(new.filter(|new| new != text))
    };
    let file = EditedFile::read(path).map_err(|err| not_written(&err))?;
    if new_text(&file)?.is_none() {
        return Ok(false);
    }
    let turn = file.turn(PATIENCE).await.map_err(|err| not_written(&err))?;
    // Somebody else may have written it while we waited.
    let file = EditedFile::read(path).map_err(|err| not_written(&err))?;
    if let Some(text) = new_text(&file)? {
        file.replace(&turn, text.as_bytes())
            .map_err(|err| not_written(&err))?;
    }
    Ok(true)
}

fn not_text(path: &Path) -> CommandError {
    let what = format!("`{}` is not valid UTF-8", path.display());
    CommandError::new(ErrorKind::Failed, what).code("config")
}

fn not_written(err: &EditedFileError) -> CommandError {
    CommandError::new(ErrorKind::Failed, err)
        .code("config")
        .with_source(err)
}
