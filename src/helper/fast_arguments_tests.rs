use clap::FromArgMatches as _;
use proptest::prelude::{Strategy as _, prop_assert, proptest};
use proptest::sample::select;

use super::*;

fn fast(args: &[&str]) -> Option<FastArguments> {
    let args: Vec<OsString> = args.iter().map(OsString::from).collect();
    FastArguments::of(&args)
}

/// What the whole command line makes of the same words.
fn whole(args: &[&str]) -> Option<(Option<String>, [String; 3], bool)> {
    let words = [&["jit"], args].concat();
    let matches = crate::cli::command().try_get_matches_from(words).ok()?;
    let (name, args) = matches.subcommand()?;
    if name != "credential-process" {
        return None;
    }
    let target = Target::from_arg_matches(args).unwrap().as_typed();
    let broker = args.get_one::<String>("broker").cloned();
    let mut recheck = args.get_raw("recheck").into_iter().flatten();
    Some((
        broker,
        target,
        recheck.next().is_some_and(|it| it == "strict"),
    ))
}

const PLAIN: [&str; 5] = [
    "credential-process",
    "--account",
    "shop",
    "--permission-set",
    "PowerUser",
];

#[test]
fn a_plain_command_line_is_read() {
    let read = fast(&PLAIN).unwrap();
    assert_eq!(read.target.as_typed(), ["shop", "PowerUser", ""]);
    assert!(read.broker.is_none() && !read.strict);
    let more = [
        "--broker=https://jit.example.com",
        "--recheck",
        "strict",
        "--auto-login=30s",
        "--auto-request",
        "--reason=on-call+work",
        "--duration",
        "1h",
        "--json",
    ];
    let read = fast(&[&PLAIN[..], &more].concat()).unwrap();
    assert_eq!(read.broker.as_deref(), Some("https://jit.example.com"));
    assert!(read.strict);
    let read = fast(&["credential-process", "--request", "7k3m"]).unwrap();
    assert_eq!(read.target.as_typed(), ["", "", "req-7k3m"]);
}

#[test]
fn whatever_is_not_plain_is_left_to_the_whole_command_line() {
    let more: [&[&str]; 19] = [
        &["--help"],
        &["--account", "shop"],
        &["--request", "7k3m"],
        &["--colour", "never"],
        &["extra"],
        &["--broker"],
        &["--broker", ""],
        &["--broker", "--json"],
        &["--recheck", "often"],
        &["--acc", "shop"],
        &["--"],
        &["--auto-request"],
        &["--auto-request", "--duration", "1h", "--reason", "@x"],
        &[
            "--auto-request",
            "--duration",
            "long",
            "--reason",
            "on-call+work",
        ],
        &["--reason", "on-call+work"],
        &["--auto-login=soon"],
        &["--auto-login=11m"],
        &["--json", "--json"],
        &["-q", "--verbose"],
    ];
    for more in more {
        assert!(fast(&[&PLAIN[..], more].concat()).is_none(), "{more:?}");
    }
    for args in [
        &[][..],
        &["credential-process"],
        &["credential-process", "--account", "shop"],
        &[
            "credential-process",
            "--account",
            "shop",
            "--permission-set",
            "no such",
        ],
        &["whoami"],
        &["--json", "credential-process", "--request", "7k3m"],
    ] {
        assert!(fast(args).is_none(), "{args:?}");
    }
}

proptest! {
    /// Where the short way reads something, the long way reads the same.
    #[test]
    fn both_ways_read_alike(words in proptest::collection::vec(select(vec![
        "--account", "--account=shop", "shop", "111122223333", "--permission-set", "PowerUser",
        "--permission-set=Read", "--request", "--request=7k3m", "7k3m", "--broker", "one",
        "--broker=https://jit.example.com", "--recheck", "strict", "normal", "--recheck=strict",
        "--json", "-q", "--no-input", "--", "", "-", "=", "--account=", "-v", "--quiet",
        "--auto-request", "--reason=on-call+work", "--reason", "--duration=1h", "--auto-login",
        "--auto-login=45s", "--auto-login=soon",
    ]), 0..9).prop_map(|words| [&["credential-process"][..], &words].concat())) {
        if let Some(read) = fast(&words) {
            let read = (read.broker, read.target.as_typed(), read.strict);
            prop_assert!(whole(&words).as_ref() == Some(&read), "{words:?}: {:?}", whole(&words));
        }
    }
}
