//! Whatever AWS says: the outcome loads, and a second sync changes nothing.

use std::collections::BTreeMap;
use std::fs;

use jit_broker::catalog::{Member, MergeError, Merged, merge};
use jit_policy::Bundle;
use proptest::prelude::*;

use crate::stage::{ROOT_ENTRY, organization};

fn members() -> impl Strategy<Value = Vec<Member>> {
    let text = || prop_oneof!["[a-c]", "[ -~]{0,8}", "\\PC{0,6}", any::<String>()];
    let tags = prop::collection::btree_map(text(), text(), 0..4);
    let units = prop::collection::vec(text(), 0..4);
    let state = prop::option::weighted(0.1, Just("SUSPENDED".to_owned()));
    let member = (0..6_u64, text(), units, tags, state);
    prop::collection::vec(member, 0..6).prop_map(|members| {
        let members = members
            .into_iter()
            .map(|(id, name, units, tags, inactive)| {
                let id = format!("{:012}", 100 + id);
                let member = Member {
                    id: id.parse().unwrap(),
                    name,
                    units,
                    tags,
                    inactive,
                };
                (id, member)
            });
        let members: BTreeMap<_, _> = members.collect();
        members.into_values().collect()
    })
}

fn entries() -> impl Strategy<Value = String> {
    let tags = prop_oneof![
        Just(""),
        Just("tags = {}\n"),
        Just("tags = { a = \"b\", \"x y\" = 'z' } # c\n"),
        Just("tags.a = \"b\" # c\ntags.c = \"d\" # keep\n"),
        Just("management = false\n[account.tags] # c\na = \"b\"\n\n# d\nc = \"d\" # keep: e\n"),
    ];
    let ou = prop_oneof![
        Just(""),
        Just("ou = \"a\"\n"),
        Just("ou = \"a/b\" # keep\n")
    ];
    let header = prop_oneof![4 => Just("[[account]]"), 1 => Just("[[account]] # keep")];
    let entry = (header, 0..6_u64, ou, tags);
    prop::collection::vec(entry, 0..5).prop_map(|entries| {
        let mut text = ROOT_ENTRY.to_owned();
        let entries: BTreeMap<_, _> = entries
            .into_iter()
            .map(|(header, id, ou, tags)| (id, (header, ou, tags)))
            .collect();
        for (id, (header, ou, tags)) in entries {
            let id = 100 + id;
            let entry =
                format!("\n# n{id}\n{header}\nid = \"{id:012}\"\nname = \"n{id}\"\n{ou}{tags}");
            text.push_str(&entry);
        }
        text + "\n[[permission_set]]\nname = \"ReadOnly\"\nrole = \"jit/ReadOnly\""
    })
}

/// Whether a bundle of this catalog and one eligibility loads.
fn loads(text: &str) -> Result<(), String> {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("eligibility")).unwrap();
    let eligibility = r#"
        [[eligibility]]
        name = "all"
        who = { groups = ["engineers"] }
        accounts = { all = true }
        permission_sets = ["ReadOnly"]
        max_duration = "1h"
    "#;
    fs::write(folder.path().join("eligibility/all.toml"), eligibility).unwrap();
    fs::write(folder.path().join("catalog.toml"), text).unwrap();
    let bundle = Bundle::load(folder.path());
    bundle.map(|_| ()).map_err(|error| error.to_string())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_outcome_loads_and_is_final(
        text in entries(),
        before in members(),
        after in members(),
        prune in any::<bool>(),
    ) {
        let mut text = text;
        for members in [before, after] {
            let organization = organization(&members);
            match merge(Some(&text), &organization, prune) {
                Ok(Merged { text: new, .. }) => {
                    prop_assert_eq!(loads(&new), Ok(()), "{}", new);
                    let again = merge(Some(&new), &organization, prune);
                    prop_assert_eq!(&again.unwrap().text, &new);
                    text = new;
                }
                Err(error) => prop_assert!(matches!(error, MergeError::Entries(_)), "{error}"),
            }
        }
    }
}
