//! The ways in which people write tags and files.

use jit_policy::read_catalog;

use crate::stage::{ROOT_ENTRY, difference, member, merged, refusal};

fn with_tags(tags: &str) -> String {
    format!(
        "{ROOT_ENTRY}\n[[account]]\n  id = \"111122223333\"\n  name = \"shop\"\n{tags}\n# End.\n"
    )
}

const FORMS: [&str; 7] = [
    "  tags = {Stay='here',Change = \"old\", \"Go\" = \"away\"} # of them",
    "  tags = {}",
    "  tags = { Stay = \"here\",\n    Change = \"old\" }",
    "  tags.Change = \"old\" # c\n  tags.Go = \"away\" # g\n  tags.Stay = 'here' # s",
    "  [account.tags] # t\n  # above\n  Go = \"away\" # g\n  Stay = 'here' # s",
    "  [account.tags]",
    "",
];

#[test]
fn tags_are_edited_in_the_form_that_they_are_written_in() {
    let tags = ["Change=new", "Stay=here", "a key=ä"];
    let aws = [member("111122223333", "shop", "", &tags)];
    let differences = FORMS.map(|tags| difference(&with_tags(tags), &aws));
    let shown = differences.concat();
    insta::assert_snapshot!(shown, @r#"
    --- catalog.toml
    +++ catalog.toml
    @@ -6,5 +6,5 @@
     [[account]]
       id = "111122223333"
       name = "shop"
    -  tags = {Stay='here',Change = "old", "Go" = "away"} # of them
    +  tags = { Stay='here', Change = "new", "a key" = "ä" } # of them
     # End.
    --- catalog.toml
    +++ catalog.toml
    @@ -6,5 +6,5 @@
     [[account]]
       id = "111122223333"
       name = "shop"
    -  tags = {}
    +  tags = { Change = "new", Stay = "here", "a key" = "ä" }
     # End.
    --- catalog.toml
    +++ catalog.toml
    @@ -6,6 +6,5 @@
     [[account]]
       id = "111122223333"
       name = "shop"
    -  tags = { Stay = "here",
    -    Change = "old" }
    +  tags = { Stay = "here", Change = "new", "a key" = "ä" }
     # End.
    --- catalog.toml
    +++ catalog.toml
    @@ -6,7 +6,7 @@
     [[account]]
       id = "111122223333"
       name = "shop"
    -  tags.Change = "old" # c
    -  tags.Go = "away" # g
    +  tags.Change = "new" # c
       tags.Stay = 'here' # s
    +  tags."a key" = "ä"
     # End.
    --- catalog.toml
    +++ catalog.toml
    @@ -8,6 +8,7 @@
       name = "shop"
       [account.tags] # t
       # above
    -  Go = "away" # g
       Stay = 'here' # s
    +  Change = "new"
    +  "a key" = "ä"
     # End.
    --- catalog.toml
    +++ catalog.toml
    @@ -7,4 +7,7 @@
       id = "111122223333"
       name = "shop"
       [account.tags]
    +  Change = "new"
    +  Stay = "here"
    +  "a key" = "ä"
     # End.
    --- catalog.toml
    +++ catalog.toml
    @@ -6,5 +6,6 @@
     [[account]]
       id = "111122223333"
       name = "shop"
    +  tags = { Change = "new", Stay = "here", "a key" = "ä" }
     
     # End.
    "#);
}

#[test]
fn tags_between_comments_are_left_to_people_when_keys_change() {
    let text = with_tags("  tags = { # c\n    Change = \"old\", # keep: why\n    Go = \"away\" }");
    let refused = refusal(
        &text,
        &[member("111122223333", "shop", "", &["Change=new"])],
    );
    insta::assert_snapshot!(refused, @"
    account 111122223333 `shop`: its tags change, and there are comments inside of `tags = { … }`
      fix: write the comments elsewhere, or the tags below `[account.tags]`
    ");
    // Values alone are no difficulty.
    let aws = member("111122223333", "shop", "", &["Change=new", "Go=home"]);
    insta::assert_snapshot!(difference(&text, &[aws]), @r#"
    --- catalog.toml
    +++ catalog.toml
    @@ -8,5 +8,5 @@
       name = "shop"
       tags = { # c
         Change = "old", # keep: why
    -    Go = "away" }
    +    Go = "home" }
     # End.
    "#);
}

#[test]
fn a_tag_that_is_gone_from_aws_is_gone_from_the_catalog() {
    let text = with_tags("  tags = { Environment = \"Sandbox\" }");
    let new = merged(&text, &[member("111122223333", "shop", "", &[])]).text;
    let accounts = read_catalog(&new).unwrap();
    assert!(
        accounts.iter().all(|account| account.tags.is_empty()),
        "{new}"
    );
}

#[test]
fn line_ends_of_windows_and_a_missing_last_one_stay() {
    let text = ROOT_ENTRY.trim_end().replace('\n', "\r\n");
    let aws = [member("111122223333", "shop", "dev", &["Team=shop"])];
    let new = merged(&text, &aws).text;
    assert!(new.starts_with(&text), "{new}");
    assert_eq!(new.matches('\n').count(), new.matches("\r\n").count());
    assert_eq!(merged(&text, &[]).text, text, "nothing changes");
}

#[test]
fn a_byte_order_mark_shifts_nothing() {
    let text = format!("\u{feff}{}", with_tags("  tags = { Team = \"a\" }"));
    let Ok(_) = read_catalog(&text) else {
        return;
    };
    let new = merged(&text, &[member("111122223333", "shop", "", &["Team=b"])]).text;
    assert_eq!(new, text.replace("\"a\"", "\"b\""));
}

#[test]
fn a_file_that_cannot_be_worked_on_is_refused_with_its_line() {
    let table = [
        ("a = \n", "line 1: not TOML"),
        (
            "account = [{ id = \"111122223333\" }]\n",
            "line 1: begin each account",
        ),
        ("\n[[account]]\nname = \"x\"\n", "line 2: `id` is missing"),
        (
            "[[account]]\nid = \"1\"\n",
            "line 2: an AWS account ID is 12 digits",
        ),
        (
            "[[account]]\nid = \"111122223333\"\nname = 1\n",
            "line 3: `name` must be a string",
        ),
        (
            "[[account]]\nid = \"111122223333\"\ntags = 1\n",
            "line 3: `tags` must be a table",
        ),
        (
            "[[account]]\nid = \"111122223333\"\n[[permission_set]]\nname = \"x\"\n[account.tags]\n",
            "line 3: this stands between the lines of one account",
        ),
    ];
    for (text, said) in table {
        let refused = refusal(text, &[]);
        assert!(refused.starts_with(said), "{text}\n{refused}");
    }
}
