//! Words of AWS that would deceive a reader.

use jit_broker::catalog::{diff, visible_json};

use crate::stage::{ROOT_ENTRY, member, merged, refusal};

#[test]
fn nothing_that_a_terminal_obeys_gets_into_the_file_or_the_report() {
    let members = [
        member(
            "100000000001",
            "a",
            "pröd\u{202e}",
            &["\u{200b}=\u{2066}\"\\"],
        ),
        member("100000000002", "\u{1b}[2J\u{202e}", "", &[]),
        member("100000000003", "c", "\u{202e}.", &[]),
    ];
    let merged = merged(ROOT_ENTRY, &members);
    let shown = [
        merged.text.clone(),
        diff("catalog.toml", ROOT_ENTRY, &merged.text),
        visible_json(&serde_json::to_string_pretty(&merged.report).unwrap()),
        merged
            .report
            .skipped
            .iter()
            .map(|s| s.reason.as_str())
            .collect(),
    ]
    .concat();
    let harmful = |c: char| "\u{202e}\u{200b}\u{2066}\u{1b}".contains(c);
    assert!(!shown.contains(harmful), "{shown}");
    insta::assert_snapshot!(merged.text, @r#"
    [[account]]
    id = "999988887777"
    name = "org-management"
    management = true

    [[account]]
    id = "100000000001"
    name = "a"
    ou = "pröd\U0000202E"
    tags = { "\U0000200B" = "\U00002066\"\\" }
    "#);
}

#[test]
fn neither_does_it_get_into_a_refusal() {
    let text = format!("{ROOT_ENTRY}\n[[account]]\nid = \"111122223333\"\nname = \"shop\"\n");
    let refused = refusal(
        &text,
        &[member("111122223333", "shop", "\u{202e}\u{1b}.", &[])],
    );
    assert!(refused.contains(r"`\u{202e}\u{1b}.`"), "{refused}");
}
