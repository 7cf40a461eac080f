//! Bundles that are made to hurt: the real binary refuses them within 2 seconds of processor time
//! and 256 MiB of address space, with a message and not by a signal.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

const BROKER: &str = env!("CARGO_BIN_EXE_jit-broker");
const MIB: usize = 1024 * 1024;

const SETTINGS: &str = r#"
public_url = "https://jit.example.com"
[issuer]
url = "https://login.example.com"
client_id = "jit"
[aws]
region = "eu-west-1"
"#;

const CATALOG: &str = r#"
[[account]]
id = "111122223333"
name = "payments-prod"
[[permission_set]]
name = "ReadOnly"
role = "jit/ReadOnly"
"#;

const ELIGIBILITY: &str = r#"
[[eligibility]]
name = "staff"
who = { groups = ["staff"] }
accounts = { all = true }
permission_sets = ["ReadOnly"]
max_duration = "8h"
"#;

const GUARD: &str = "forbid (principal, action == Jit::Action::\"request\", resource) when";

/// A sound bundle with settings beside it.
struct Site(TempDir);

impl Site {
    fn new() -> Self {
        let site = Self(tempfile::tempdir().unwrap());
        fs::write(site.0.path().join("broker.toml"), SETTINGS).unwrap();
        site.with("catalog.toml", CATALOG)
            .with("eligibility/staff.toml", ELIGIBILITY)
    }

    fn path(&self, name: &str) -> PathBuf {
        let path = self.0.path().join("policy").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        path
    }

    fn with(self, name: &str, text: impl AsRef<[u8]>) -> Self {
        fs::write(self.path(name), text).unwrap();
        self
    }

    /// A file of so many bytes without any.
    fn with_size(self, name: &str, bytes: usize) -> Self {
        let file = File::create(self.path(name)).unwrap();
        file.set_len(bytes as u64).unwrap();
        self
    }

    /// How a check within the bounds ends, and what it says.
    fn check(&self) -> (Option<i32>, String) {
        let bounded =
            "ulimit -t 2 && ulimit -v 262144 && exec \"$0\" serve --config broker.toml --check";
        let output = Command::new("sh")
            .env_clear()
            .current_dir(self.0.path())
            .args(["-c", bounded, BROKER])
            .output()
            .unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        (output.status.code(), stderr.into_owned())
    }

    fn is_refused(&self, message: &str) {
        let (code, stderr) = self.check();
        assert_eq!(code, Some(1), "{message}: {stderr}");
        assert!(stderr.contains(message), "{message}: {stderr}");
    }
}

#[test]
fn a_sound_bundle_is_checked_within_the_bounds() {
    assert_eq!(Site::new().check().0, Some(0));
}

#[test]
fn a_hundred_mebibytes_are_refused() {
    let large = "catalog.toml: the file is larger than 4 MiB, or the bundle than 8 MiB";
    Site::new()
        .with_size("catalog.toml", 100 * MIB)
        .is_refused(large);
    let spread = (0..100).fold(Site::new(), |site, n| {
        site.with(&format!("approvals/{n}.toml"), "#".repeat(MIB))
    });
    spread.is_refused("the file is larger than 1 MiB, or the bundle than 8 MiB");
}

#[test]
fn patterns_that_explode_are_refused() {
    let entry = |n: usize, pattern: &str| {
        let named = ELIGIBILITY.replace("staff", &format!("staff-{n}"));
        format!("{named}ticket = {{ pattern = \"{pattern}\" }}\n")
    };
    Site::new()
        .with("eligibility/staff.toml", entry(0, "(a{1000}){1000}"))
        .is_refused("counted repetitions that stay in bounds");
    let many = (0..4000).map(|n| entry(n, &format!("INC{n}[0-9]{{1,50}}")));
    Site::new()
        .with("eligibility/staff.toml", many.collect::<String>())
        .is_refused("there are more than 256 different ticket patterns");
}

#[test]
fn deep_and_long_cedar_is_refused() {
    let long = format!("{GUARD} {{ {} }};", vec!["true"; MIB / 9].join(" && "));
    let table = [
        ("(".repeat(MIB), "a policy has at most 16 KiB"),
        (
            format!("{GUARD} {{ {} }};", "(".repeat(MIB - 100)),
            "a policy has at most 16 KiB",
        ),
        (
            format!("{GUARD} {{ {} }};", "(".repeat(15_000)),
            "the brackets of a policy nest at most 24 deep",
        ),
        (long, "a policy has at most 16 KiB"),
        (
            format!("{GUARD} {{ {} }};", vec!["true"; 1500].join(" && ")),
            "a policy has at most 1024 words and operators",
        ),
        ("forbid ".repeat(MIB / 7), "a policy has at most 16 KiB"),
        (";".repeat(MIB), "a file has at most 2000 policies"),
    ];
    for (text, message) in table {
        Site::new()
            .with("guardrails.cedar", text)
            .is_refused(message);
    }
}

#[test]
fn deep_and_wide_toml_is_refused() {
    let deep = (MIB - 100) / 4;
    let table = [
        ("[".repeat(deep * 3), "recursion"),
        ("[".repeat(deep) + &"]".repeat(deep), "recursion"),
        ("{a=".repeat(deep), "recursion"),
        (
            "{a=".repeat(deep / 2) + "1" + &"}".repeat(deep / 2),
            "recursion",
        ),
        (
            format!("[{}]", "[],".repeat(deep)),
            "is an array, not a table",
        ),
    ];
    for (value, message) in table {
        let people = format!("administrators = {value}");
        Site::new().with("people.toml", people).is_refused(message);
    }
    let path = vec!["a"; deep].join(".");
    Site::new()
        .with("people.toml", format!("{path} = 1"))
        .is_refused("recursion");
}

#[test]
fn a_catalog_of_nothing_but_marks_is_refused() {
    for marks in [".", "[],", "{},", "1,", "\n"] {
        let catalog = marks.repeat((4 * MIB - 100) / marks.len());
        Site::new()
            .with("catalog.toml", catalog)
            .is_refused("the file has more than a million words and marks");
    }
}
