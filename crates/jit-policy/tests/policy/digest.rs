//! The digest names a bundle by all bytes of the files that count.

use std::collections::BTreeSet;

use jit_domain::Sha256Hex;

use crate::bundle_folder::{APPROVAL, BundleFolder, CATALOG, ELIGIBILITY};

fn digest(folder: &BundleFolder) -> String {
    folder.bundle().digest().to_string()
}

#[test]
fn the_digest_is_that_of_a_listing_of_the_files() {
    let line = |path: &str, text: &str| {
        format!("{} {} {path}\n", Sha256Hex::of(text.as_bytes()), text.len())
    };
    let listing = [
        line("approvals/everything.toml", APPROVAL),
        line("catalog.toml", CATALOG),
        line("eligibility/staff.toml", ELIGIBILITY),
    ];
    let wanted = Sha256Hex::of(listing.concat().as_bytes());
    assert_eq!(digest(&BundleFolder::new()), wanted.as_str());
}

#[test]
fn the_same_files_have_the_same_digest_in_any_folder() {
    assert_eq!(digest(&BundleFolder::new()), digest(&BundleFolder::new()));
}

#[test]
fn any_change_of_a_file_that_counts_changes_the_digest() {
    let moved = BundleFolder::new().without("eligibility/staff.toml");
    let variants = [
        BundleFolder::new(),
        BundleFolder::new().with("catalog.toml", format!("{CATALOG} ")),
        BundleFolder::new().with("catalog.toml", format!("{CATALOG}\n")),
        BundleFolder::new().with("catalog.toml", format!("# {CATALOG}")),
        BundleFolder::new().with("people.toml", ""),
        BundleFolder::new().with("approvals/more.toml", ""),
        BundleFolder::new().with("eligibility/more.toml", ""),
        BundleFolder::new().without("approvals/everything.toml"),
        moved.with("eligibility/team.toml", ELIGIBILITY),
    ];
    let digests: BTreeSet<_> = variants.iter().map(digest).collect();
    assert_eq!(digests.len(), variants.len());
}
