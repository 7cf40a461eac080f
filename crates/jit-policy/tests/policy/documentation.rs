//! The blocks of `docs/policies.md` are bundles that load, and decide what the text says.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use jit_policy::load_cases;

use crate::bundle_folder::{BundleFolder, load};
use crate::question::{Question, in_words, person};

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn text() -> String {
    std::fs::read_to_string(repository().join("docs/policies.md")).unwrap()
}

/// The blocks in this language, in order.
fn blocks(language: &str) -> Vec<String> {
    let text = text();
    let begins = format!("```{language}\n");
    let blocks = text.split(&begins).skip(1);
    blocks
        .map(|rest| rest.split("```").next().unwrap().to_owned())
        .collect()
}

/// The files of all blocks of policies; the first line of a block names its file, and blocks of one
/// file belong together.
fn files() -> BTreeMap<String, String> {
    let mut files = BTreeMap::<_, String>::new();
    for (language, comment) in [("toml", "# "), ("cedar", "// ")] {
        for block in blocks(language) {
            let path = block.lines().next().unwrap().strip_prefix(comment).unwrap();
            files.entry(path.to_owned()).or_default().push_str(&block);
        }
    }
    files
}

fn documented() -> BundleFolder {
    files()
        .into_iter()
        .fold(BundleFolder::empty(), |folder, (path, text)| {
            folder.with(&path, text)
        })
}

#[test]
fn all_blocks_together_are_a_sound_bundle() {
    let bundle = documented().bundle();
    let who = person("someone", &["staff", "sre"]);
    let ask = |account, set| {
        in_words(
            &Question::new(who.clone(), account, set)
                .ticket("INC123456")
                .put(&bundle),
        )
    };
    assert_eq!(ask("shop-dev", "ReadOnly"), "looking?");
    assert_eq!(ask("payments-prod", "ReadOnly"), "production?");
    assert_eq!(ask("shop-dev", "PowerUser"), "everything-else?");
    assert_eq!(bundle.warnings(), []);
    let owner = Question::new(person("00u7", &[]), "org-management", "ManagementBilling");
    assert_eq!(in_words(&owner.ticket("1").put(&bundle)), "management?");
}

#[test]
fn the_tests_in_the_text_pass() {
    let documented = documented();
    let cases = load_cases(&documented.path(), &documented.bundle()).unwrap();
    assert_eq!(cases.len(), 2);
    for case in cases {
        let report = case.run(&documented.bundle());
        assert!(report.passed, "{report:?}");
    }
}

#[test]
fn the_fault_in_the_text_is_the_one_that_the_broker_shows() {
    let eligibility = "[[eligibility]]\nname = \"a\"\nwho = { groups = [\"sre\"] }\naccounts = { all = true }\n\
                       permission_sets = [\"ReadOnly\"]\nmax_duration = \"8h\"\nmax_durations = \"8h\"\n";
    let faults = BundleFolder::new()
        .with("eligibility/sre.toml", eligibility)
        .faults();
    assert!(text().contains(&faults), "{faults}");
}

#[test]
fn the_digest_can_be_had_with_coreutils() {
    let [script] = blocks("sh").try_into().unwrap();
    let documented = documented();
    for folder in [documented.path(), repository().join("examples/policy")] {
        let script = script.replace("cd policy", &format!("cd '{}'", folder.display()));
        let output = Command::new("sh").args(["-c", &script]).output().unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        assert_eq!(
            printed.trim_end_matches("  -\n"),
            load(&folder).digest().as_str()
        );
    }
}
