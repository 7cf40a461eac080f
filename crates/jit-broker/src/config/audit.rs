use url::Url;

use super::reader::Reader;
use crate::checkpoints::{CheckpointSettings, Rhythm, S3Settings};
use crate::vend::is_loopback;

/// What makes checkpoints, which is nothing unless a key is set.
pub(super) fn checkpoints(reader: &mut Reader) -> Option<CheckpointSettings> {
    let rhythm = Rhythm {
        events: reader.number("audit.checkpoint_every_events"),
        minutes: reader.number("audit.checkpoint_every_minutes"),
    };
    let file = reader.path("audit.checkpoint_file");
    let s3 = s3(reader);
    let Some(key_file) = reader.path("audit.signing_key_file") else {
        for place in ["audit.checkpoint_file", "audit.checkpoint_s3"] {
            if reader.is_set(place) {
                reader.fault(place, "must come with `audit.signing_key_file`");
            }
        }
        return None;
    };
    if file.is_none() && !reader.is_set("audit.checkpoint_s3") {
        reader.fault(
            "audit.signing_key_file",
            "must come with a place for checkpoints: `audit.checkpoint_file` or `audit.checkpoint_s3`",
        );
    }
    Some(CheckpointSettings {
        rhythm,
        key_file,
        file,
        s3,
    })
}

fn s3(reader: &mut Reader) -> Option<S3Settings> {
    let name = "audit.checkpoint_s3";
    if !reader.is_set(name) {
        return None;
    }
    let (mut bucket, mut prefix, mut region, mut endpoint) = (None, String::new(), None, None);
    for (key, value) in reader.table(name) {
        match key.as_str() {
            "bucket" if is_bucket(&value) => bucket = Some(value),
            "bucket" => reader.fault(name, "`bucket` must be the name of a bucket"),
            "prefix" if is_prefix(&value) => prefix = value,
            "prefix" => reader.fault(
                name,
                "`prefix` must be at most 512 letters, digits or `!-_.*'()/`",
            ),
            "region" => region = Some(value),
            "endpoint" => endpoint = endpoint_of(reader, name, &value),
            _ => reader.fault(
                name,
                format_args!(
                    "unknown key `{key}`; there are `bucket`, `prefix`, `region`, `endpoint`"
                ),
            ),
        }
    }
    if bucket.is_none() && !reader.table(name).iter().any(|(key, _)| key == "bucket") {
        reader.fault(name, "`bucket` is missing");
    }
    Some(S3Settings {
        bucket: bucket?,
        prefix,
        region,
        endpoint,
    })
}

/// Source: Amazon S3 User Guide, "General purpose bucket naming rules": 3 to 63 lower-case letters,
/// digits, full stops and hyphens.
fn is_bucket(text: &str) -> bool {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.' || b == b'-';
    (3..=63).contains(&text.len()) && text.bytes().all(fits)
}

/// Source: Amazon S3 User Guide, "Naming Amazon S3 objects", safe characters; an object name has at
/// most 1,024 bytes.
fn is_prefix(text: &str) -> bool {
    text.len() <= 512
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"!-_.*'()/".contains(&b))
}

fn endpoint_of(reader: &mut Reader, name: &str, text: &str) -> Option<Url> {
    let url: Option<Url> = text.parse().ok();
    let fits = |url: &Url| match url.scheme() {
        "https" => true,
        "http" => is_loopback(url),
        _ => false,
    };
    let url = url.filter(fits);
    if url.is_none() {
        reader.fault(
            name,
            "`endpoint` must be https, or http with a loopback address",
        );
    }
    url
}
