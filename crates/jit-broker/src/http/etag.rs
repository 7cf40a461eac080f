use axum::Json;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::service::{KnownTags, Polled, Tag};

/// What the client says it knows.
///
/// Source: RFC 9110, section 13.1.2.
pub(super) fn known(headers: &HeaderMap) -> Option<KnownTags> {
    let mut values = headers.get_all(header::IF_NONE_MATCH).iter().peekable();
    values.peek()?;
    let mut tags = Vec::new();
    for value in values.filter_map(|value| value.to_str().ok()) {
        for tag in value.split(',').map(str::trim) {
            if tag == "*" {
                return Some(KnownTags::Any);
            }
            let tag = tag.strip_prefix("W/").unwrap_or(tag);
            tags.push(tag.trim_matches('"').to_owned());
        }
    }
    Some(KnownTags::These(tags))
}

/// 200 with the state, or 304.
pub(super) fn answer<T: Serialize>(polled: Polled<T>) -> Response {
    let (mut response, tag) = match polled {
        Polled::Fresh { value, tag } => (Json(value).into_response(), tag),
        Polled::Unchanged { tag } => (StatusCode::NOT_MODIFIED.into_response(), tag),
    };
    if let Some(tag) = header_value(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

fn header_value(tag: &Tag) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("\"{tag}\"")).ok()
}
