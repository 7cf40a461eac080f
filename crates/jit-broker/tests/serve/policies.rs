//! The policy bundle of a running broker: replaced, spoilt, missing.

use std::fs;

use jit_testkit::StaticIssuer;

use crate::stage::{AUDIENCE, Site, get};

#[tokio::test]
async fn a_bad_bundle_never_replaces_a_good_one() {
    let issuer = StaticIssuer::start(AUDIENCE);
    let site = Site::of(issuer.issuer());
    let running = site.start();
    let catalog = site.path("policy/catalog.toml");
    let good = fs::read_to_string(&catalog).unwrap();

    fs::write(&catalog, "not = \"a catalog\"").unwrap();
    running.signal("-HUP");
    running.await_log("the policies in force stay: ", 1);
    let targets = format!("{}/v1/targets", running.url);
    let token = issuer.token("engineer", &["sre"]);
    assert_eq!(get(targets, Some(&token)).await.0, 200);

    fs::write(&catalog, good).unwrap();
    running.signal("-HUP");
    running.await_log("is in force", 1);
}
