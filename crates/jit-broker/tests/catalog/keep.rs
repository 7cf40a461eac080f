//! `# keep`: what people decide against AWS.

use jit_broker::catalog::merge;

use crate::stage::{ROOT_ENTRY, difference, member, merged, organization};

#[test]
fn a_line_that_ends_with_keep_stays() {
    let text = format!(
        r#"{ROOT_ENTRY}
[[account]]
id = "111122223333"
name = "by-hand" # keep: the name in AWS is historic
ou = "by/hand" #keep
tags.Environment = "Sandbox"
tags.Tier = "1" # keep
management = true # keeper of the keys
"#
    );
    let aws = member(
        "111122223333",
        "aws",
        "aws/unit",
        &["Environment=Production"],
    );
    insta::assert_snapshot!(difference(&text, &[aws]), @r#"
    --- catalog.toml
    +++ catalog.toml
    @@ -7,6 +7,6 @@
     id = "111122223333"
     name = "by-hand" # keep: the name in AWS is historic
     ou = "by/hand" #keep
    -tags.Environment = "Sandbox"
    +tags.Environment = "Production"
     tags.Tier = "1" # keep
    -management = true # keeper of the keys
    +management = false # keeper of the keys
    "#);
}

#[test]
fn an_entry_or_all_of_its_tags_can_be_kept() {
    let text = format!(
        r#"{ROOT_ENTRY}
[[account]] # keep
id = "111122223333"
name = "by-hand"

[[account]]
id = "222233334444"
name = "half"
tags = {{ Tier = "1" }} # keep
"#
    );
    let members = [
        member(
            "111122223333",
            "aws",
            "aws/unit",
            &["Environment=Production"],
        ),
        member("222233334444", "half", "", &["Environment=Production"]),
    ];
    assert_eq!(merged(&text, &members).text, text);
    let pruned = merge(Some(&text), &organization(&[]), true).unwrap();
    let removed: Vec<_> = pruned
        .report
        .removed
        .iter()
        .map(|n| n.name.as_str())
        .collect();
    assert_eq!(removed, ["half"]);
}

#[test]
fn other_comments_keep_nothing() {
    for comment in [
        "# keeper",
        "# keep this in mind",
        "# do not keep",
        "# Keep",
        "",
    ] {
        let text =
            format!("{ROOT_ENTRY}\n[[account]]\nid = \"111122223333\"\nname = \"old\" {comment}\n");
        let new = merged(&text, &[member("111122223333", "new", "", &[])]).text;
        assert!(new.contains(&format!("name = \"new\" {comment}")), "{new}");
    }
}
