use jit_domain::{BundleDigest, Sha256Hex};

/// Names a bundle by the files that count: the SHA-256 of a listing with one line a file, sorted by
/// path, each `SHA-256 of the bytes`, space, `number of bytes`, space, `path`, newline. The paths
/// have no white space, so no two bundles share a listing.
pub(crate) fn bundle_digest<'a>(
    files: impl IntoIterator<Item = (&'a str, &'a [u8])>,
) -> BundleDigest {
    let mut files: Vec<_> = files.into_iter().collect();
    files.sort_unstable();
    let lines = files
        .into_iter()
        .map(|(path, bytes)| format!("{} {} {path}\n", Sha256Hex::of(bytes), bytes.len()));
    Sha256Hex::of(lines.collect::<String>().as_bytes()).into()
}
