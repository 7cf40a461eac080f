use std::path::Path;
use std::sync::LazyLock;

use super::*;

#[path = "plan_properties.rs"]
mod properties;

const BROKER: &str = "https://jit.example.com";

fn caller(broker: &str) -> Caller {
    Caller::new(Path::new("/usr/bin/jit"), &broker.parse().unwrap()).unwrap()
}

fn target(account: &str, name: &str, set: &str) -> Target {
    Target {
        account: account.parse().unwrap(),
        account_name: name.parse().unwrap(),
        permission_set: set.parse().unwrap(),
    }
}

fn payments() -> Target {
    target("111122223333", "payments-prod", "PowerUser")
}

fn shop() -> Target {
    target("444455556666", "shop", "ReadOnly")
}

static CALLER: LazyLock<Caller> = LazyLock::new(|| caller(BROKER));

static NO_KEYS: BTreeSet<String> = BTreeSet::new();

/// A run with these targets, changed as the test likes.
fn sync_with<'a>(
    text: &str,
    targets: &'a [Target],
    change: impl FnOnce(&mut Wishes<'a>),
) -> Result<Plan, Doubt> {
    let mut wishes = Wishes {
        caller: &CALLER,
        targets,
        template: None,
        region: None,
        output: None,
        strict: None,
        prune: false,
        in_credentials: &NO_KEYS,
    };
    change(&mut wishes);
    plan(text, &wishes)
}

fn sync(text: &str, targets: &[Target]) -> Plan {
    sync_with(text, targets, |_| {}).unwrap()
}

fn doubt(text: &str) -> String {
    let err = sync_with(text, &[payments()], |_| {}).unwrap_err();
    err.to_string()
}

#[test]
fn a_block_goes_to_the_end_and_says_what_it_is() {
    let old = "[default]\nregion = eu-west-1\n";
    let region = "eu-central-1".parse().unwrap();
    let plan = sync_with(old, &[payments(), shop()], |wishes| {
        wishes.region = Some(&region);
        wishes.output = Some(OutputFormat::YamlStream);
        wishes.strict = Some(true);
    });
    insta::assert_snapshot!(plan.unwrap().text, @r"
    [default]
    region = eu-west-1

    # >>> jit profiles https://jit.example.com >>>
    # Written by jit profiles sync, which replaces what is in here.

    [profile payments-prod.PowerUser]
    # managed by jit
    credential_process = /usr/bin/jit credential-process --broker https://jit.example.com --account 111122223333 --permission-set PowerUser --recheck strict
    region = eu-central-1
    output = yaml-stream

    [profile shop.ReadOnly]
    # managed by jit
    credential_process = /usr/bin/jit credential-process --broker https://jit.example.com --account 444455556666 --permission-set ReadOnly --recheck strict
    region = eu-central-1
    output = yaml-stream
    # <<< jit profiles https://jit.example.com <<<
    ");
}

#[test]
fn what_is_not_said_stays_as_a_profile_has_it() {
    let region = "eu-central-1".parse().unwrap();
    let first = sync_with("", &[payments()], |wishes| {
        wishes.region = Some(&region);
        wishes.output = Some(OutputFormat::Text);
        wishes.strict = Some(true);
    });
    let first = first.unwrap().text;
    let again = sync(&first, &[payments(), shop()]);
    assert_eq!(again.unchanged, ["payments-prod.PowerUser"]);
    assert_eq!(again.added, ["shop.ReadOnly"]);

    let other = "us-east-1".parse().unwrap();
    let changed = sync_with(&first, &[payments()], |wishes| {
        wishes.region = Some(&other);
        wishes.output = Some(OutputFormat::Json);
        wishes.strict = Some(false);
    });
    let changed = changed.unwrap();
    assert_eq!(changed.changed, ["payments-prod.PowerUser"]);
    assert!(
        changed
            .text
            .contains("\nregion = us-east-1\noutput = json\n")
    );
    assert!(!changed.text.contains("strict"));
}

#[test]
fn a_name_that_goes_to_another_target_brings_no_setting_of_the_old_one() {
    let region = "eu-central-1".parse().unwrap();
    let template = "x".parse().unwrap();
    let first = sync_with("", &[payments()], |wishes| {
        wishes.template = Some(&template);
        wishes.region = Some(&region);
        wishes.output = Some(OutputFormat::Text);
        wishes.strict = Some(true);
    });
    let second = sync_with(&first.unwrap().text, &[shop()], |wishes| {
        wishes.template = Some(&template);
        wishes.prune = true;
    });
    let fresh = sync_with("", &[shop()], |wishes| wishes.template = Some(&template));
    assert_eq!(second.unwrap().text, fresh.unwrap().text);
}

#[test]
fn what_somebody_wrote_into_a_profile_of_the_block_goes() {
    let first = sync("", &[payments()]).text;
    let edited = first.replace(
        "# managed",
        "role_arn = x\naws_access_key_id = y\n# managed",
    );
    let plan = sync(&edited, &[payments()]);
    assert_eq!(plan.changed, ["payments-prod.PowerUser"]);
    assert_eq!(plan.text, first);
}

#[test]
fn profiles_of_nothing_that_is_wanted_stay_unless_they_are_pruned() {
    let first = sync("[a]\n", &[payments(), shop()]).text;
    let kept = sync(&first, &[shop()]);
    assert_eq!(kept.kept, ["payments-prod.PowerUser"]);
    assert_eq!(kept.text, first);

    let pruned = sync_with(&first, &[shop()], |wishes| wishes.prune = true).unwrap();
    assert_eq!(pruned.removed, ["payments-prod.PowerUser"]);
    assert_eq!(pruned.text, sync("[a]\n", &[shop()]).text);

    let none = sync_with(&first, &[], |wishes| wishes.prune = true).unwrap();
    assert_eq!(none.text, "[a]\n", "no empty block is left");
}

#[test]
fn a_name_that_is_taken_elsewhere_is_not_written() {
    let name = "payments-prod.PowerUser";
    for header in [
        "[profile payments-prod.PowerUser]",
        "  [ profile   \"payments-prod.PowerUser\" ] # x",
        "[profile 'payments-prod.PowerUser']",
    ] {
        let old = format!("# mine\n{header}\nregion = x\n");
        let plan = sync(&old, &[payments(), shop()]);
        assert_eq!(plan.added, ["shop.ReadOnly"], "{header}");
        let skipped = &plan.skipped[0];
        assert_eq!(skipped.name, name);
        assert_eq!(
            skipped.because,
            "a profile of this name is at line 2 already"
        );
    }
    let keys = BTreeSet::from([name.to_owned()]);
    let plan = sync_with("", &[payments()], |wishes| wishes.in_credentials = &keys).unwrap();
    assert_eq!(plan.text, "");
    assert_eq!(
        plan.skipped[0].because,
        "a profile of this name is in the credentials file"
    );
}

#[test]
fn a_profile_of_the_block_yields_to_one_of_its_name_elsewhere() {
    let first = sync("", &[payments(), shop()]).text;
    for targets in [&[payments(), shop()][..], &[shop()]] {
        let doubled = format!("[profile payments-prod.PowerUser]\n\n{first}");
        let plan = sync(&doubled, targets);
        assert_eq!(plan.removed, ["payments-prod.PowerUser"]);
        assert_eq!(plan.skipped[0].name, "payments-prod.PowerUser");
        assert_eq!(plan.text.matches("payments-prod.PowerUser").count(), 1);
    }
}

#[test]
fn the_default_profile_is_never_written() {
    let template = "default".parse().unwrap();
    let plan = sync_with("", &[payments()], |wishes| {
        wishes.template = Some(&template);
    });
    let plan = plan.unwrap();
    assert_eq!(plan.text, "");
    assert_eq!(plan.skipped[0].name, "default");
}

#[test]
fn blocks_of_several_brokers_stand_side_by_side() {
    let first = sync("[x]\n", &[payments()]).text;
    let other = caller("https://other.example.com");
    let both = sync_with(&first, &[payments(), shop()], |wishes| {
        wishes.caller = &other;
    });
    let both = both.unwrap();
    assert_eq!(both.added, ["shop.ReadOnly"]);
    assert_eq!(
        both.skipped[0].because,
        format!("the block of {BROKER} has it, at line 6")
    );
    assert!(both.text.starts_with(&first));

    let without_first = sync_with(&both.text, &[], |wishes| wishes.prune = true).unwrap();
    let only_second = sync_with("[x]\n", &[shop()], |wishes| wishes.caller = &other).unwrap();
    assert_eq!(without_first.text, only_second.text);
}

#[test]
fn targets_that_would_have_one_name_get_their_account_behind_it_and_keep_that() {
    let one = target("111111111111", "a b", "x");
    let two = target("222222222222", "a-b", "x");
    let three = target("222222222222", "a-b", "x=y");
    let four = target("222222222222", "a-b", "x,y");
    let all = [one.clone(), two.clone(), three, four];
    let plan = sync("", &all);
    insta::assert_snapshot!(plan.added.join("\n"), @r"
    a-b.x-y.222222222222.14bf50d8
    a-b.x-y.222222222222.968e772c
    a-b.x.111111111111
    a-b.x.222222222222
    ");
    assert_eq!(plan.lengthened.len(), 4);
    let mut backwards = all.clone();
    backwards.reverse();
    assert_eq!(sync("", &backwards).text, plan.text);
    assert_eq!(sync(&plan.text, &all).text, plan.text);

    // One more target takes nobody's name away, and one less gives none to somebody else.
    let first = sync("", std::slice::from_ref(&two));
    assert_eq!(first.added, ["a-b.x"]);
    let second = sync(&first.text, &[one.clone(), two.clone()]);
    assert_eq!(second.unchanged, ["a-b.x"]);
    assert_eq!(second.added, ["a-b.x.111111111111"]);
    let third = sync(&second.text, std::slice::from_ref(&one));
    assert_eq!(third.unchanged, ["a-b.x.111111111111"]);
    let alone = sync(&first.text, &[one]);
    assert_eq!(
        alone.added,
        ["a-b.x.111111111111"],
        "the name of one that is kept"
    );
}

#[test]
fn a_profile_keeps_its_name_until_a_template_says_another() {
    let template = "x/{account-id}".parse().unwrap();
    let named = sync_with("", &[payments()], |wishes| {
        wishes.template = Some(&template);
    });
    let named = named.unwrap().text;
    assert_eq!(sync(&named, &[payments()]).text, named);

    let template = "y/{account-id}".parse().unwrap();
    let renamed = sync_with(&named, &[payments()], |wishes| {
        wishes.template = Some(&template);
        wishes.prune = true;
    });
    let renamed = renamed.unwrap();
    assert_eq!(renamed.added, ["y/111122223333"]);
    assert_eq!(renamed.removed, ["x/111122223333"]);
}

#[test]
fn a_file_that_may_mean_something_else_is_left_alone() {
    let begin = begin_marker(BROKER);
    let end = end_marker(BROKER);
    let table = [
        (
            format!("{begin}\n"),
            "line 1 begins a block of `jit` that does not end",
        ),
        (
            format!("\n{end}\n"),
            "line 2 ends a block of `jit` that does not begin",
        ),
        (
            format!("{begin}\n{begin}\n{end}\n"),
            "line 1 begins a block",
        ),
        (
            format!("{begin}\n{}\n", end_marker("https://o")),
            "line 1 begins a block",
        ),
        (
            format!("{begin}\n{end}\n\n{begin}\n{end}\n"),
            "line 4 begins a second block",
        ),
        (
            "# >>> jit profiles\n".to_owned(),
            "line 1 is a damaged marker",
        ),
        (
            "# <<< jit profiles https://a b <<<\n".to_owned(),
            "line 1 is a damaged marker",
        ),
        (format!("{begin} x\n{end}\n"), "line 1 is a damaged marker"),
        (
            format!("{begin}\nregion = x\n{end}\n"),
            "line 2, in the block",
        ),
        (
            format!("{begin}\n [profile a]\n{end}\n"),
            "line 2, in the block",
        ),
        (
            format!("{begin}\n[sso-session x]\n{end}\n"),
            "line 2, in the block",
        ),
        (
            format!("{begin}\n[profile a]\n[profile b]\n[profile \"a\"]\n{end}\n"),
            "line 4 begins a second profile `a`",
        ),
        (
            format!("{begin}\n[profile a]\n{end}\n# x\nregion = y\n"),
            "line 5, below the block",
        ),
        (
            format!("{begin}\n[profile a]\n{end}\n [x]\n"),
            "line 4, below the block",
        ),
        ("\u{feff}[default]\n".to_owned(), "byte order mark"),
        (
            "[default]\na = b\rc\n".to_owned(),
            "line 2 has a carriage return",
        ),
        ("[default]\nx\r".to_owned(), "line 2 has a carriage return"),
    ];
    for (text, said) in table {
        let told = doubt(&text);
        assert!(told.contains(said), "{text:?}: {told}");
    }
    let text = super::super::check_encoding(b"a\nb\xff\n");
    assert_eq!(text, Err(Doubt::NotText { line: 2 }));
}

#[test]
fn settings_may_stand_below_a_header_below_the_block() {
    let text = sync("", &[payments()]).text + "\n; x\n[profile mine]\nregion = x\n";
    assert_eq!(sync(&text, &[payments()]).text, text);
}

#[test]
fn a_block_that_was_moved_stays_there_and_leaves_whole_lines() {
    let block = sync("", &[payments()]).text;
    for (before, behind) in [
        ("[a]\n", "[b]\n"),
        ("[a]\r\n\r\n", "\r\n[b]"),
        ("", "[b]\n"),
    ] {
        let text = format!("{before}{block}{behind}");
        let synced = sync(&text, &[payments(), shop()]);
        assert!(synced.text.starts_with(before) && synced.text.ends_with(behind));
        let gone = sync_with(&text, &[], |wishes| wishes.prune = true).unwrap();
        let lines = |text: &str| -> Vec<String> {
            let lines = text.lines().filter(|line| !line.is_empty());
            lines.map(str::to_owned).collect()
        };
        assert_eq!(lines(&gone.text), lines(&format!("{before}{behind}")));
    }
}

#[test]
fn a_file_keeps_its_line_endings() {
    let old = "[default]\r\nregion = x\r\n";
    let text = sync(old, &[payments()]).text;
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    assert_eq!(sync(&text, &[payments()]).text, text);
}
