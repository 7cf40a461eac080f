//! What may depend on what: the laws of the layout, read from Cargo's own graph.
#![expect(clippy::unwrap_used, reason = "a test says no by panicking")]

use std::collections::BTreeSet;
use std::process::Command;

/// The packages of this workspace.
const OURS: [&str; 10] = [
    "jit",
    "jit-api",
    "jit-audit",
    "jit-broker",
    "jit-domain",
    "jit-policy",
    "jit-report",
    "jit-store",
    "jit-testkit",
    "xtask",
];

/// The names that `cargo tree` prints for a package: without dependencies of tests and build
/// scripts, with the features that are really on.
fn tree(package: &str, more: &[&str]) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--edges", "normal", "--prefix", "none"])
        .args(["--format", "{p}", "--package", package])
        .args(more)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    let names = text.lines().filter_map(|line| line.split(' ').next());
    names
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Everything that is linked into a package.
fn linked(package: &str) -> BTreeSet<String> {
    tree(package, &[])
}

/// What a package names in its manifest.
fn direct(package: &str) -> BTreeSet<String> {
    let mut names = tree(package, &["--depth", "1"]);
    names.remove(package);
    names
}

#[test]
fn the_command_line_links_no_part_of_the_broker() {
    let linked = linked("jit");
    let of_the_broker = |name: &&String| {
        matches!(
            name.as_str(),
            "jit-policy"
                | "jit-report"
                | "jit-store"
                | "jit-broker"
                | "rusqlite"
                | "cedar-policy"
                | "axum"
                | "plotters"
        ) || (name.starts_with("aws-sdk-") && *name != "aws-sdk-sts")
    };
    let found: Vec<_> = linked.iter().filter(of_the_broker).collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn the_domain_and_its_reports_do_no_io() {
    for package in ["jit-domain", "jit-report"] {
        let linked = linked(package);
        let found: Vec<_> = [
            "tokio",
            "reqwest",
            "rusqlite",
            "rand",
            "tracing",
            "async-trait",
        ]
        .into_iter()
        .filter(|name| linked.contains(*name))
        .collect();
        assert!(found.is_empty(), "{package}: {found:?}");
    }
}

#[test]
fn the_audit_log_is_proven_without_network_files_or_clock() {
    let linked = linked("jit-audit");
    let found: Vec<_> = ["tokio", "reqwest", "rusqlite", "rand", "tracing"]
        .into_iter()
        .filter(|name| linked.contains(*name))
        .collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn each_kind_of_work_is_done_in_few_places() {
    for (library, places) in [
        ("rusqlite", &["jit-store"][..]),
        ("cedar-policy", &["jit-policy"]),
        ("aws-sdk-sts", &["jit-broker"]),
        ("aws-config", &["jit-broker"]),
        ("aws-sdk-organizations", &["jit-broker"]),
        ("aws-sdk-eventbridge", &["jit-broker"]),
        ("aws-sdk-s3", &["jit-broker"]),
        ("aws-sdk-sns", &["jit-broker"]),
        ("lettre", &["jit-broker"]),
        ("minijinja", &["jit-policy"]),
        ("plotters", &["jit-report"]),
        ("toml_edit", &["jit", "jit-broker"]),
        ("keyring", &["jit"]),
        ("console", &["jit"]),
    ] {
        let users: Vec<_> = OURS
            .into_iter()
            .filter(|package| direct(package).contains(library))
            .collect();
        assert_eq!(users, places, "{library}");
    }
}

#[test]
fn our_packages_depend_on_each_other_as_the_layout_says() {
    let ours: BTreeSet<String> = OURS.map(str::to_owned).into();
    for (package, may_use) in [
        ("jit-domain", &[][..]),
        ("jit-api", &["jit-domain"]),
        ("jit-audit", &["jit-api", "jit-domain"]),
        ("jit-policy", &["jit-domain"]),
        ("jit-report", &["jit-api", "jit-domain"]),
        ("jit-store", &["jit-domain"]),
        ("jit", &["jit-api", "jit-audit", "jit-domain"]),
        (
            "jit-broker",
            &[
                "jit-api",
                "jit-audit",
                "jit-domain",
                "jit-policy",
                "jit-report",
                "jit-store",
            ],
        ),
    ] {
        let direct = direct(package);
        let used: Vec<_> = direct.intersection(&ours).collect();
        assert!(
            used.iter().all(|name| may_use.contains(&name.as_str())),
            "{package} uses {used:?}"
        );
    }
}

#[test]
fn there_is_one_crypto_library() {
    for package in ["jit", "jit-broker"] {
        let linked = linked(package);
        let found: Vec<_> = ["ring", "openssl-sys", "native-tls", "rsa", "sqlx"]
            .into_iter()
            .filter(|name| linked.contains(*name))
            .collect();
        assert!(found.is_empty(), "{package}: {found:?}");
    }
}
