use std::fmt::Display;
use std::str::FromStr;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;

use crate::service::Failure;

/// The `{id}` of the path: a [`RequestId`](jit_domain::RequestId), or a prefix of one.
#[derive(Debug)]
pub(in crate::http) struct PathId<T>(pub(super) T);

impl<S, T> FromRequestParts<S> for PathId<T>
where
    S: Send + Sync,
    T: FromStr<Err: Display>,
{
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        let Path(text) =
            path.map_err(|_| Failure::malformed("id", "the ID in the path cannot be read"))?;
        text.parse()
            .map(Self)
            .map_err(|e| Failure::malformed("id", e))
    }
}
