use std::time::Duration;

use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use jit_api::ErrorCode;
use serde::de::DeserializeOwned;

use crate::service::Failure;

/// The largest body that is taken.
pub(super) const MAX_BYTES: usize = 64 * 1024;

/// How long a body may take to arrive.
const PATIENCE: Duration = Duration::from_secs(10);

/// A body that has arrived but has not been read: the service reads it once it knows that the
/// caller may do this at all.
#[derive(Debug)]
pub(super) struct Unread {
    is_json: bool,
    bytes: Bytes,
}

impl<S: Sync> FromRequest<S> for Unread {
    type Rejection = Failure;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Failure> {
        let is_json = is_json(request.headers());
        if announces_too_much(request.headers()) {
            return Err(too_large());
        }
        let arriving = to_bytes(request.into_body(), MAX_BYTES);
        match tokio::time::timeout(PATIENCE, arriving).await {
            Ok(Ok(bytes)) => Ok(Self { is_json, bytes }),
            Ok(Err(error)) if is_too_large(&error) => Err(too_large()),
            Ok(Err(_)) | Err(_) => Err(Failure::new(
                ErrorCode::Malformed,
                "the body did not arrive",
            )),
        }
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).map(HeaderValue::to_str);
    let Some(Ok(content_type)) = content_type else {
        return false;
    };
    let (media_type, parameters) = match content_type.split_once(';') {
        Some((media_type, parameters)) => (media_type, parameters.trim()),
        None => (content_type, ""),
    };
    media_type.trim().eq_ignore_ascii_case("application/json")
        && (parameters.is_empty() || parameters.eq_ignore_ascii_case("charset=utf-8"))
        && !headers.contains_key(header::CONTENT_ENCODING)
}

fn announces_too_much(headers: &HeaderMap) -> bool {
    let length = headers.get(header::CONTENT_LENGTH);
    let length = length.and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    length.is_some_and(|length| length > MAX_BYTES as u64)
}

fn is_too_large(error: &axum::Error) -> bool {
    let mut source: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = source {
        if error.to_string() == "length limit exceeded" {
            return true;
        }
        source = error.source();
    }
    false
}

fn too_large() -> Failure {
    Failure::new(ErrorCode::TooLarge, "the body is larger than 64 KiB")
}

impl Unread {
    /// Reads the body: one JSON object of exactly the fields of `T`, each at most once.
    ///
    /// # Errors
    ///
    /// `malformed`, naming the field where there is one; 415 for another media type; `limit` for
    /// text that is no Unicode.
    pub(super) fn read<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        if !self.is_json {
            return Err(Failure::new(
                ErrorCode::Malformed,
                "the body has to be `application/json`",
            )
            .http_status(StatusCode::UNSUPPORTED_MEDIA_TYPE.as_u16()));
        }
        // A derived `Deserialize` takes a list for a structure; this API does not.
        if self.bytes.trim_ascii_start().first() != Some(&b'{') {
            return Err(not_an_object());
        }
        let mut json = serde_json::Deserializer::from_slice(&self.bytes);
        let value = serde_path_to_error::deserialize(&mut json).map_err(|error| explain(&error))?;
        json.end().map_err(|_| not_an_object())?;
        Ok(value)
    }
}

fn not_an_object() -> Failure {
    Failure::new(ErrorCode::Malformed, "the body is not one JSON object")
}

/// Says what is wrong in words of this API; the parser's own name Rust types and repeat the input.
fn explain(error: &serde_path_to_error::Error<serde_json::Error>) -> Failure {
    let path = error.path().to_string();
    let inner = error.inner();
    let text = inner.to_string();
    if text.starts_with("lone leading surrogate") || text.starts_with("unexpected end of hex") {
        let failure = Failure::new(ErrorCode::Limit, "the text has half of a surrogate pair");
        return at(failure, &path);
    }
    if !inner.is_data() {
        return not_an_object();
    }
    let named = |prefix: &str| quoted(text.strip_prefix(prefix)?);
    if let Some(name) = named("unknown field ") {
        return Failure::malformed(name.clone(), format!("there is no field `{name}` here"));
    }
    if let Some(name) = named("duplicate field ") {
        return Failure::malformed(name.clone(), format!("the field `{name}` is there twice"));
    }
    if let Some(name) = named("missing field ") {
        return Failure::malformed(name.clone(), format!("the field `{name}` is missing"));
    }
    let failure = Failure::new(ErrorCode::Malformed, "the value is of the wrong type");
    at(failure, &path)
}

fn at(failure: Failure, path: &str) -> Failure {
    if path == "." {
        failure
    } else {
        failure.field(path)
    }
}

/// The text between the first backticks, at most 64 characters of it, without controls.
fn quoted(text: &str) -> Option<String> {
    let (name, _) = text.strip_prefix('`')?.split_once('`')?;
    Some(name.chars().filter(|c| !c.is_control()).take(64).collect())
}
