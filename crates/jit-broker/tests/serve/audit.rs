//! The audit log of a real broker: its checkpoints, and what becomes of one that was tampered with.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use jit_testkit::{StaticIssuer, tools};
use serde_json::Value;

use crate::stage::{AUDIENCE, Site, get};

const BROKER: &str = env!("CARGO_BIN_EXE_jit-broker");

/// A broker that makes checkpoints.
fn site(issuer: &str) -> Site {
    let site = Site::of(issuer);
    let made = audit(&site, &["keygen", "key.pem", "--keys", "keys.json"]);
    assert!(made.status.success(), "{made:?}");
    let settings = fs::read_to_string(site.path("broker.toml")).unwrap();
    let audit = "[audit]\nsigning_key_file = \"key.pem\"\ncheckpoint_file = \"checkpoints.jws\"\n";
    fs::write(site.path("broker.toml"), format!("{settings}\n{audit}")).unwrap();
    site
}

fn audit(site: &Site, arguments: &[&str]) -> Output {
    let mut command = Command::new(BROKER);
    command.env_clear().current_dir(site.path(".")).arg("audit");
    command.args(arguments).output().unwrap()
}

fn verify(site: &Site, anchored: bool) -> (bool, Value) {
    let mut arguments = vec!["verify", "--database", "data", "--json"];
    if anchored {
        arguments.extend(["--checkpoint", "checkpoints.jws", "--keys", "keys.json"]);
    }
    let output = audit(site, &arguments);
    let report = serde_json::from_slice(&output.stdout).expect("the report is JSON");
    (output.status.success(), report)
}

fn export(site: &Site) -> Vec<Value> {
    let output = audit(site, &["export", "--database", "data"]);
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn types(export: &[Value]) -> Vec<&str> {
    export
        .iter()
        .filter_map(|line| line["type"].as_str())
        .collect()
}

fn stop(running: crate::stage::Running) {
    running.signal("-TERM");
    let (code, log) = running.exit();
    assert_eq!(code, Some(0), "{log}");
}

fn database(site: &Site) -> std::path::PathBuf {
    site.path("data/store/jit.sqlite3")
}

/// What somebody does who can write to the database file.
fn replace_bytes(file: &Path, from: &[u8], to: &[u8]) {
    assert_eq!(from.len(), to.len());
    let mut bytes = fs::read(file).unwrap();
    let at = bytes
        .windows(from.len())
        .position(|window| window == from)
        .unwrap();
    bytes[at..at + to.len()].copy_from_slice(to);
    fs::write(file, bytes).unwrap();
}

#[tokio::test]
async fn a_changed_byte_in_the_database_is_found() {
    let issuer = StaticIssuer::start(AUDIENCE);
    let site = site(issuer.issuer());
    let running = site.start();
    let me = format!("{}/v1/me", running.url);
    assert_eq!(get(me, Some("no.token.at-all")).await.0, 401);
    stop(running);

    assert_eq!(types(&export(&site)), ["bundle_changed", "refused"]);
    let (intact, report) = verify(&site, true);
    assert!(intact, "{report}");
    assert_eq!(
        report["anchor"]["sequence"], 2,
        "the last checkpoint is made at the end"
    );
    assert_eq!(verify(&site, false).1["anchored"], false);

    replace_bytes(&database(&site), b"authenticate", b"authenticatd");
    let (intact, report) = verify(&site, false);
    assert!(!intact);
    assert_eq!(report["first_bad"], 2);
    assert_eq!(report["findings"][0]["kind"], "edited");
}

/// What somebody without any program of ours does: with the JOSE library of the OpenID provider.
#[tokio::test]
async fn any_jose_library_verifies_a_checkpoint() {
    let issuer = StaticIssuer::start(AUDIENCE);
    let site = site(issuer.issuer());
    stop(site.start());
    let script = r#"
        import { readFileSync } from "node:fs";
        import { compactVerify, createLocalJWKSet } from "jose";
        const [keys, checkpoints] = process.argv.slice(1).map((f) => readFileSync(f, "utf8"));
        const jws = checkpoints.trim().split("\n").at(-1);
        const trusted = createLocalJWKSet(JSON.parse(keys));
        const { payload, protectedHeader } = await compactVerify(jws, trusted);
        console.log(JSON.stringify({ ...protectedHeader, ...JSON.parse(new TextDecoder().decode(payload)) }));
        const [header, , signature] = jws.split(".");
        const forged = [header, Buffer.from('{"sequence":9}').toString("base64url"), signature].join(".");
        await compactVerify(forged, trusted).then(() => process.exit(1), () => process.exit(0));
    "#;
    let output = Command::new("node")
        .args(["--input-type=module", "-e", script])
        .arg(site.path("keys.json"))
        .arg(site.path("checkpoints.jws"))
        .current_dir(tools().join("npm"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let seen: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (&seen["typ"], &seen["alg"]),
        (&"jit-checkpoint".into(), &"EdDSA".into())
    );
    assert_eq!(seen["sequence"], 1);
    assert_eq!(seen["hash"], export(&site)[0]["hash"]);
    assert_eq!(seen["log"], seen["hash"], "the first record names the log");
}

#[tokio::test]
async fn a_database_that_was_rolled_back_is_found_and_never_vouched_for() {
    let issuer = StaticIssuer::start(AUDIENCE);
    let site = site(issuer.issuer());
    stop(site.start());
    let earlier = fs::read(database(&site)).unwrap();
    let running = site.start();
    let me = format!("{}/v1/me", running.url);
    assert_eq!(get(me.clone(), Some("no.token.at-all")).await.0, 401);
    stop(running);

    fs::write(database(&site), earlier).unwrap();
    let (intact, report) = verify(&site, true);
    assert!(!intact);
    assert_eq!(report["findings"][0]["kind"], "rolled_back");
    assert_eq!(report["first_bad"], 2);
    assert!(verify(&site, false).0, "the chain alone does not show it");

    let checkpoints = fs::read(site.path("checkpoints.jws")).unwrap();
    let running = site.start();
    for _ in 0..3 {
        let me = format!("{}/v1/me", running.url);
        assert_eq!(get(me, Some("no.token.at-all")).await.0, 401);
    }
    running.signal("-TERM");
    let (_, log) = running.exit();
    assert!(log.contains("does not agree with checkpoint 2"), "{log}");
    assert_eq!(fs::read(site.path("checkpoints.jws")).unwrap(), checkpoints);
    let (intact, report) = verify(&site, true);
    assert!(!intact);
    assert_eq!(report["findings"][0]["kind"], "rewritten");
}

#[tokio::test]
async fn what_happens_to_the_policies_is_in_the_log() {
    let issuer = StaticIssuer::start(AUDIENCE);
    let site = site(issuer.issuer());
    let running = site.start();
    let catalog = site.path("policy/catalog.toml");
    let good = fs::read_to_string(&catalog).unwrap();
    fs::write(&catalog, "not = \"a catalog\"").unwrap();
    running.signal("-HUP");
    running.await_log("the policies in force stay: ", 1);
    fs::write(&catalog, good).unwrap();
    fs::write(
        site.path("policy/eligibility/night.toml"),
        "[[eligibility]]\nname = \"night-shift\"\nwho = { groups = [\"night\"] }\n\
         accounts = { all = true }\npermission_sets = [\"ReadOnly\"]\nmax_duration = \"1h\"\n",
    )
    .unwrap();
    running.signal("-HUP");
    running.await_log("is in force", 1);
    stop(running);

    let events = export(&site);
    assert_eq!(
        types(&events),
        ["bundle_changed", "bundle_refused", "bundle_changed"]
    );
    assert!(events[0]["data"]["before"].is_null());
    assert!(events[1]["data"]["faults"].as_u64().unwrap() > 0);
    assert_eq!(events[2]["data"]["before"], events[0]["bundle"]);
    assert_ne!(events[2]["bundle"], events[0]["bundle"]);
    let changes = &events[2]["data"]["changes"];
    assert_eq!(
        changes["eligibilities"]["added"]["names"],
        serde_json::json!(["night-shift"])
    );
    assert_eq!(changes.as_object().unwrap().len(), 1, "{changes}");

    // The same bundle at the next start is no news, another one is.
    stop(site.start());
    assert_eq!(export(&site).len(), events.len());
    fs::remove_file(site.path("policy/eligibility/night.toml")).unwrap();
    stop(site.start());
    let events = export(&site);
    let last = &events[events.len() - 2];
    assert_eq!(last["data"]["before"], events[2]["bundle"]);
    assert_eq!(last["bundle"], events[0]["bundle"]);
}

#[tokio::test]
async fn readiness_tells_how_the_checkpoints_are() {
    let site = site("http://127.0.0.1:9");
    let missing = site.path("missing/checkpoints.jws");
    let settings = fs::read_to_string(site.path("broker.toml")).unwrap();
    let elsewhere = settings.replace("checkpoints.jws", missing.to_str().unwrap());
    let often = format!("{elsewhere}checkpoint_every_events = 1\n");
    fs::write(site.path("broker.toml"), often).unwrap();
    let running = site.start();
    running.await_log("a checkpoint of the audit log failed", 1);

    fs::create_dir(missing.parent().unwrap()).unwrap();
    running.await_log("checkpoints of the audit log work again", 1);
    assert!(missing.exists());
    stop(running);
}

#[test]
fn a_key_that_others_can_read_keeps_the_broker_from_starting() {
    use std::os::unix::fs::PermissionsExt as _;
    let site = site("http://127.0.0.1:9");
    let key = site.path("key.pem");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let checked = site.output(&["--check"]);
    assert!(!checked.status.success());
    let told = String::from_utf8_lossy(&checked.stderr);
    assert!(told.contains("others can read this key"), "{told}");
}

#[test]
fn a_key_is_never_written_over_and_old_keys_stay_in_the_set() {
    let site = site("http://127.0.0.1:9");
    let key = fs::read(site.path("key.pem")).unwrap();
    let again = audit(&site, &["keygen", "key.pem", "--keys", "keys.json"]);
    assert!(!again.status.success());
    assert_eq!(fs::read(site.path("key.pem")).unwrap(), key);

    let second = audit(&site, &["keygen", "key-2.pem", "--keys", "keys.json"]);
    assert!(second.status.success(), "{second:?}");
    let keys: Value = serde_json::from_slice(&fs::read(site.path("keys.json")).unwrap()).unwrap();
    assert_eq!(keys["keys"].as_array().unwrap().len(), 2);
    let printed = audit(&site, &["keygen", "key-3.pem"]);
    let printed: Value = serde_json::from_slice(&printed.stdout).unwrap();
    assert_eq!(printed["keys"].as_array().unwrap().len(), 1);
    assert!(printed["keys"][0].get("d").is_none());
}

#[test]
fn what_is_no_store_is_named() {
    let site = Site::of("http://127.0.0.1:9");
    for command in ["verify", "export"] {
        let output = audit(&site, &[command, "--database", "nowhere"]);
        assert!(!output.status.success());
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(told.contains("nowhere"), "{told}");
    }
    assert!(!site.path("nowhere").exists());
}
