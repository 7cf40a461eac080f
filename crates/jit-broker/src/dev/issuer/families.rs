use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jit_domain::{Sha256Hex, Subject, Timestamp};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;

use super::super::DevError;
use super::super::private_file::{read, replace};

/// How long a family lives without being used, in seconds.
const LIFETIME: i64 = 30 * 24 * 3_600;

/// How many families there may be; the one that ends first makes room.
const CAPACITY: usize = 1_000;

/// The refresh tokens that are good: one per family, the last of its chain. Whoever comes with an
/// older one, or with one that never was, ends the family: somebody else has a copy.
///
/// Every change is on disk before anybody learns of it. The file holds digests of tokens, never
/// tokens.
#[derive(Clone)]
pub(in crate::dev) struct Families {
    path: PathBuf,
    known: Arc<Mutex<Document>>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    families: BTreeMap<String, Family>,
}

/// A chain of refresh tokens that began with one sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Family {
    pub(super) subject: Subject,
    pub(super) scope: String,
    pub(super) signed_in: Timestamp,
    digest: Sha256Hex,
    until: Timestamp,
}

/// Why a refresh token gives nothing.
#[derive(Debug)]
pub(super) enum FamilyError {
    /// It is not, or no longer, good.
    Refused,
    /// The change cannot be written.
    NotWritten,
}

impl fmt::Debug for Families {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Families")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl Families {
    pub(in crate::dev) fn open(path: &Path) -> Result<Self, DevError> {
        let known = match read(path).map_err(DevError::file(path))? {
            None => Document::default(),
            Some(bytes) => serde_json::from_slice(&bytes).map_err(|_| {
                DevError::damaged(path, "delete it; everybody then has to sign in again")
            })?,
        };
        Ok(Self {
            path: path.to_owned(),
            known: Arc::new(Mutex::new(known)),
        })
    }

    /// Begins a family; its first token is made of `id` and `secret`.
    pub(super) async fn begin(
        &self,
        id: &str,
        secret: &str,
        (subject, scope, signed_in): (Subject, String, Timestamp),
        now: Timestamp,
    ) -> Result<String, FamilyError> {
        let family = Family {
            subject,
            scope,
            signed_in,
            digest: Sha256Hex::of(secret.as_bytes()),
            until: now.plus_seconds(LIFETIME),
        };
        let token = format!("{id}.{secret}");
        let id = id.to_owned();
        self.change(move |families| {
            families.retain(|_, family| family.until > now);
            if families.len() >= CAPACITY {
                let first = families.iter().min_by_key(|(_, family)| family.until);
                if let Some(id) = first.map(|(id, _)| id.clone()) {
                    families.remove(&id);
                }
            }
            families.insert(id, family);
        })
        .await?;
        Ok(token)
    }

    /// Takes the last token of a family and puts the next one, with `secret`, in its place.
    pub(super) async fn rotate(
        &self,
        token: &str,
        secret: &str,
        now: Timestamp,
    ) -> Result<(Family, String), FamilyError> {
        let (id, old) = token.split_once('.').ok_or(FamilyError::Refused)?;
        let family = self.known().families.get(id).cloned();
        let family = family.filter(|family| family.until > now);
        let mut family = family.ok_or(FamilyError::Refused)?;
        let given = Sha256Hex::of(old.as_bytes());
        if !bool::from(
            given
                .as_str()
                .as_bytes()
                .ct_eq(family.digest.as_str().as_bytes()),
        ) {
            tracing::warn!("a refresh token was used twice; its whole family is revoked");
            self.revoke(id).await?;
            return Err(FamilyError::Refused);
        }
        family.digest = Sha256Hex::of(secret.as_bytes());
        family.until = now.plus_seconds(LIFETIME);
        let next = format!("{id}.{secret}");
        let (id, changed) = (id.to_owned(), family.clone());
        self.change(move |families| drop(families.insert(id, changed)))
            .await?;
        Ok((family, next))
    }

    /// Ends a family, by its ID or by any of its tokens.
    pub(super) async fn revoke(&self, token: &str) -> Result<(), FamilyError> {
        let id = token.split('.').next().unwrap_or_default().to_owned();
        if !self.known().families.contains_key(&id) {
            return Ok(());
        }
        self.change(move |families| drop(families.remove(&id)))
            .await
    }

    async fn change(
        &self,
        change: impl FnOnce(&mut BTreeMap<String, Family>) + Send + 'static,
    ) -> Result<(), FamilyError> {
        let this = self.clone();
        let write = move || {
            let mut known = this.known();
            let mut next = known.clone();
            change(&mut next.families);
            let bytes = serde_json::to_vec(&next).map_err(std::io::Error::from)?;
            replace(&this.path, &bytes)?;
            *known = next;
            Ok::<(), std::io::Error>(())
        };
        match tokio::task::spawn_blocking(write).await {
            Ok(Ok(())) => Ok(()),
            outcome => {
                tracing::error!("cannot write `{}`: {outcome:?}", self.path.display());
                Err(FamilyError::NotWritten)
            }
        }
    }

    fn known(&self) -> MutexGuard<'_, Document> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
