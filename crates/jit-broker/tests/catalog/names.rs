//! Names that AWS allows and a catalog does not.

use crate::stage::{ROOT_ENTRY, member, merged, refusal};

fn skipped(members: &[jit_broker::catalog::Member]) -> Vec<String> {
    let merged = merged(ROOT_ENTRY, members);
    assert_eq!(merged.text, ROOT_ENTRY);
    let skipped = merged.report.skipped.iter();
    skipped
        .map(|s| {
            format!(
                "{}: {}; {}",
                s.id,
                s.reason,
                s.fix.as_deref().unwrap_or("-")
            )
        })
        .collect()
}

#[test]
fn a_new_account_that_cannot_be_written_is_skipped_with_what_to_do() {
    let mut slash = member("100000000002", "b", "", &[]);
    slash.units = vec!["a/b".to_owned()];
    let members = [
        member("100000000001", "a", "prod.eu", &[]),
        slash,
        member("100000000003", "c", "1/2/3/4/5/6", &[]),
        member("100000000004", "d", &"u".repeat(129), &[]),
        member("100000000005", " outer", "", &[]),
        member("100000000006", "123456789012", "", &[]),
        member("100000000007", "control\u{7}", "", &[]),
        member("100000000008", "e", "", &["k=line\nbreak"]),
    ];
    insta::assert_debug_snapshot!(skipped(&members), @r#"
    [
        "100000000001: its organizational unit `prod.eu` cannot be part of a path: 1 to 128 characters, no `.`, no `/`, no outer spaces, no control characters; rename the unit in AWS, or write a path by hand: `ou = \"…\" # keep`",
        "100000000002: its organizational unit `a/b` cannot be part of a path: 1 to 128 characters, no `.`, no `/`, no outer spaces, no control characters; rename the unit in AWS, or write a path by hand: `ou = \"…\" # keep`",
        "100000000003: the path of an organizational unit is up to 5 names joined by `/`, without leading or trailing `/`, dots or control characters; rename the unit in AWS, or write a path by hand: `ou = \"…\" # keep`",
        "100000000004: its organizational unit `uuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuu…` cannot be part of a path: 1 to 128 characters, no `.`, no `/`, no outer spaces, no control characters; rename the unit in AWS, or write a path by hand: `ou = \"…\" # keep`",
        "100000000005: its name cannot be that of an account in a catalog: an account name is 1 to 50 printable ASCII characters without outer spaces and not 12 digits; rename it in AWS, or write a name by hand: `name = \"…\" # keep`",
        "100000000006: its name cannot be that of an account in a catalog: an account name is 1 to 50 printable ASCII characters without outer spaces and not 12 digits; rename it in AWS, or write a name by hand: `name = \"…\" # keep`",
        "100000000007: its name cannot be that of an account in a catalog: an account name is 1 to 50 printable ASCII characters without outer spaces and not 12 digits; rename it in AWS, or write a name by hand: `name = \"…\" # keep`",
        "100000000008: its tag `k` cannot be written in a catalog: control characters, or too long; correct the tag in AWS",
    ]
    "#);
}

#[test]
fn of_new_accounts_with_one_name_none_is_added() {
    let members = [
        member("100000000001", "twin", "a", &[]),
        member("100000000002", "twin", "b", &[]),
        member("100000000003", "org-management", "", &[]),
    ];
    insta::assert_debug_snapshot!(skipped(&members), @r#"
    [
        "100000000001: account 100000000002 has the same name; rename one of them in AWS, or write another name by hand: `name = \"…\" # keep`",
        "100000000002: account 100000000001 has the same name; rename one of them in AWS, or write another name by hand: `name = \"…\" # keep`",
        "100000000003: account 999988887777 has the same name; rename one of them in AWS, or write another name by hand: `name = \"…\" # keep`",
    ]
    "#);
}

#[test]
fn the_name_of_an_account_that_is_gone_is_taken_until_it_is_pruned() {
    let text = format!("{ROOT_ENTRY}\n[[account]]\nid = \"111122223333\"\nname = \"shop\"\n");
    let again = [member("222233334444", "shop", "", &[])];
    let skipped = merged(&text, &again).report.skipped;
    assert_eq!(skipped[0].reason, "account 111122223333 has the same name");
    assert!(
        skipped[0]
            .fix
            .as_ref()
            .unwrap()
            .starts_with("`--prune` takes out")
    );
    let organization = crate::stage::organization(&again);
    let pruned = jit_broker::catalog::merge(Some(&text), &organization, true).unwrap();
    assert_eq!(pruned.report.added[0].name, "shop");
}

#[test]
fn accounts_can_swap_their_names() {
    let text = format!(
        "{ROOT_ENTRY}\n[[account]]\nid = \"111122223333\"\nname = \"a\"\n\
         \n[[account]]\nid = \"222233334444\"\nname = \"b\"\n"
    );
    let members = [
        member("111122223333", "b", "", &[]),
        member("222233334444", "a", "", &[]),
    ];
    assert_eq!(merged(&text, &members).report.changed.len(), 2);
}

/// It would go on saying what is no longer true, so nothing is written at all.
#[test]
fn an_entry_that_cannot_say_what_aws_says_refuses_the_whole() {
    let text = format!(
        "{ROOT_ENTRY}\n[[account]]\nid = \"111122223333\"\nname = \"shop\"\nou = \"sandbox\"\n\
         \n[[account]]\nid = \"222233334444\"\nname = \"b\"\n"
    );
    let moved = [
        member("111122223333", "shop", "prod.eu", &[]),
        member("222233334444", "shop", "", &[]),
    ];
    insta::assert_snapshot!(refusal(&text, &moved), @r#"
    account 111122223333 `shop`: its organizational unit `prod.eu` cannot be part of a path: 1 to 128 characters, no `.`, no `/`, no outer spaces, no control characters
      fix: rename the unit in AWS, or write a path by hand: `ou = "…" # keep`
    account 222233334444 `b`: in AWS its name is `shop`, and that is the name of account 111122223333 too
      fix: rename one of them in AWS, or write another name by hand: `name = "…" # keep`
    "#);
    let kept = text
        .replace("\"sandbox\"", "\"prod-eu\" # keep")
        .replace("\"b\"", "\"b\" # keep");
    assert_eq!(merged(&kept, &moved).text, kept);
}
