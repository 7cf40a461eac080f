use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

use async_trait::async_trait;
use jit_policy::Format;

use super::{DeliveryError, Parcel, Sink};

/// A file that notifications are appended to as plain text, for whoever tries things out.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) path: PathBuf,
}

#[async_trait]
impl Sink for File {
    async fn deliver(&self, parcel: &Parcel) -> Result<(), DeliveryError> {
        let (title, text) = (parcel.title(Format::Plain), parcel.text());
        let entry = format!("{title}\nID:             {}\n{text}\n", parcel.id());
        let path = self.path.clone();
        let append = move || {
            let mut options = std::fs::OpenOptions::new();
            options.create(true).append(true).mode(0o600);
            // Whole, so that two entries never mix.
            std::io::Write::write_all(&mut options.open(path)?, entry.as_bytes())
        };
        let done = tokio::task::spawn_blocking(append).await;
        let done = done.unwrap_or_else(|_| Err(std::io::ErrorKind::Other.into()));
        done.map_err(|error| DeliveryError::File(error.kind()))
    }
}
