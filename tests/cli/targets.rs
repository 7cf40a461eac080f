use insta::assert_snapshot;
use jit_api::{ApprovalKind, LevelView, TargetOffer, TargetPage};
use jit_domain::{PersonSelector, WindowDuration};

use crate::fake_broker::Answer;
use crate::stage::{Stage, stderr, stdout};

const TARGETS: &str = "GET /v1/targets";

fn seconds(seconds: i64) -> WindowDuration {
    seconds.try_into().unwrap()
}

fn level(number: u32, group: &str, approvals: u32) -> LevelView {
    LevelView {
        number,
        approvers: PersonSelector {
            groups: [group.parse().unwrap()].into(),
            ..PersonSelector::default()
        },
        approvals,
        approved: 0,
    }
}

/// A target that one lead has to agree to.
fn target(account: &str, name: &str, set: &str) -> TargetOffer {
    TargetOffer {
        account: account.parse().unwrap(),
        account_name: name.parse().unwrap(),
        permission_set: set.parse().unwrap(),
        role_arn: format!("arn:aws:iam::{account}:role/jit/{set}")
            .parse()
            .unwrap(),
        max_duration_seconds: seconds(4 * 3600),
        approval: ApprovalKind::Manual,
        policy: Some("prod-needs-a-lead".parse().unwrap()),
        levels: vec![level(1, "leads", 1)],
        reason_min_length: 1,
        ticket_required: false,
        automatic_up_to_seconds: None,
        break_glass_up_to_seconds: None,
        forbidden_by: None,
    }
}

fn without_levels(name: &str, set: &str, approval: ApprovalKind) -> TargetOffer {
    TargetOffer {
        approval,
        policy: None,
        levels: Vec::new(),
        ..target("222222222222", name, set)
    }
}

fn page(targets: Vec<TargetOffer>, next_cursor: Option<&str>) -> Answer {
    Answer::json(&TargetPage {
        targets,
        next_cursor: next_cursor.map(str::to_owned),
    })
}

/// One of each kind.
fn all_kinds() -> Vec<TargetOffer> {
    let mut mixed = target("111111111111", "payments-prod", "PowerUser");
    mixed.levels.push(level(2, "security", 2));
    mixed.automatic_up_to_seconds = Some(seconds(1800));
    mixed.break_glass_up_to_seconds = Some(seconds(3600));
    let mut forbidden = target("111111111111", "payments-prod", "ReadOnly");
    forbidden.forbidden_by = Some("change-freeze".parse().unwrap());
    let mut automatic = without_levels("dev", "PowerUser", ApprovalKind::Automatic);
    automatic.automatic_up_to_seconds = Some(seconds(3600));
    let mut glass = without_levels("vault", "Admin", ApprovalKind::BreakGlass);
    glass.break_glass_up_to_seconds = Some(seconds(1800));
    let mut alone = without_levels("lab", "PowerUser", ApprovalKind::None);
    alone.automatic_up_to_seconds = Some(seconds(900));
    alone.max_duration_seconds = seconds(900);
    vec![
        mixed,
        forbidden,
        target("333333333333", "the shop", "PowerUser"),
        automatic,
        glass,
        alone,
        without_levels("twice", "Admin", ApprovalKind::Conflict),
        without_levels("nobody", "Admin", ApprovalKind::None),
    ]
}

#[test]
fn the_list_says_what_approval_each_target_takes() {
    let stage = Stage::new();
    stage.broker.on(TARGETS, page(all_kinds(), None));
    assert_snapshot!(stage.jit(&["targets"]));
    assert_eq!(stage.broker.lines(), [TARGETS]);
}

#[test]
fn one_target_is_shown_in_full_with_the_command_that_asks_for_it() {
    let stage = Stage::new();
    let mut one = all_kinds().swap_remove(0);
    one.ticket_required = true;
    one.reason_min_length = 20;
    stage.broker.on(TARGETS, page(vec![one], None));
    assert_snapshot!(stage.jit(&["targets", "--account", "payments"]));
}

#[test]
fn one_that_would_be_refused_is_shown_with_the_command_that_explains_it() {
    let stage = Stage::new();
    let forbidden = all_kinds().swap_remove(1);
    stage.broker.on(TARGETS, page(vec![forbidden], None));
    assert_snapshot!(stage.jit(&["targets", "--account", "payments"]));
}

#[test]
fn a_target_that_is_named_exactly_is_shown_although_others_have_its_name_as_a_part() {
    let stage = Stage::new();
    let shown = target("111111111111", "payments", "PowerUser");
    let other = target("222222222222", "payments-prod", "PowerUser");
    stage.broker.on(TARGETS, page(vec![shown, other], None));
    let named = [
        "targets",
        "--account",
        "PAYMENTS",
        "--permission-set",
        "poweruser",
    ];

    let told = stage.jit(&named);

    assert!(told.contains("payments (111111111111)"), "{told}");
    assert!(!told.contains("payments-prod"), "{told}");
    let json = stage.run(&[&named[..], &["--json"]].concat());
    let json: TargetPage = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json.targets.len(), 1);
    let by_id = [
        "targets",
        "--account",
        "222222222222",
        "--permission-set",
        "PowerUser",
    ];
    assert!(stage.jit(&by_id).contains("payments-prod (222222222222)"));
    // A part of a name alone still means all that have it.
    let part = stage.run(&["targets", "--account", "payments", "--json"]);
    let part: TargetPage = serde_json::from_slice(&part.stdout).unwrap();
    assert_eq!(part.targets.len(), 2);
}

#[test]
fn all_pages_are_followed_and_filters_are_the_brokers() {
    let stage = Stage::new();
    let one = || target("111111111111", "payments-prod", "PowerUser");
    stage.broker.on(TARGETS, page(vec![one()], Some("a/b c")));
    let other = target("222222222222", "payments-test", "PowerUser");
    stage.broker.on(TARGETS, page(vec![other.clone()], None));

    let output = stage.run(&[
        "targets",
        "--account",
        "p&q",
        "--permission-set",
        "r",
        "--json",
    ]);

    let told: TargetPage = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told.targets, [one(), other]);
    assert_eq!(told.next_cursor, None);
    assert_eq!(
        stage.broker.lines(),
        [
            "GET /v1/targets?account=p%26q&permission_set=r",
            "GET /v1/targets?account=p%26q&permission_set=r&cursor=a%2Fb+c",
        ]
    );
}

#[test]
fn a_list_without_an_end_is_an_error() {
    let stage = Stage::new();
    let one = target("111111111111", "payments-prod", "PowerUser");
    stage.broker.on(TARGETS, page(vec![one], Some("a")));
    let output = stage.run(&["targets"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stdout(&output), "");
    assert!(stderr(&output).contains("does not come to an end"));
}

#[test]
fn the_commands_are_those_that_would_not_be_refused() {
    let stage = Stage::new();
    stage.broker.on(TARGETS, page(all_kinds(), None));
    assert_snapshot!(stage.jit(&["targets", "--commands"]));
}

#[test]
fn each_command_is_one_that_jit_takes() {
    let stage = Stage::new().without("JIT_BROKER");
    let broker = stage.broker.url().to_owned();
    stage.broker.on(TARGETS, page(all_kinds(), None));
    let output = stage.run(&["targets", "--commands", "--broker", &broker]);
    let commands = stdout(&output);
    assert_eq!(commands.lines().count(), 5, "{}", stderr(&output));
    for command in commands.lines() {
        let words = shlex::split(command).unwrap();
        assert!(words.ends_with(&["--broker".to_owned(), broker.clone()]));
        let parsed = jit::command().try_get_matches_from(&words);
        assert!(parsed.is_ok(), "{command}: {}", parsed.unwrap_err());
    }
}

#[test]
fn who_may_request_nothing_is_told_where_to_look() {
    let stage = Stage::new();
    stage.broker.on(TARGETS, page(vec![], None));
    assert_snapshot!("nothing", stage.jit(&["targets"]));
    assert_snapshot!("no_such", stage.jit(&["targets", "--account", "x"]));
    let json = stage.run(&["targets", "--json"]);
    assert_eq!(stdout(&json), "{\n  \"targets\": []\n}\n");
    let both = stage.run(&["targets", "--json", "--commands"]);
    assert_eq!(both.status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn a_terminal_is_told_how_to_see_one_in_full() {
    use crate::terminal::run_on_terminal;

    let stage = Stage::new();
    stage.broker.on(TARGETS, page(all_kinds(), None));
    let (shown, told) = run_on_terminal(&mut stage.command(&["targets"]));
    assert!(shown.contains("payments-prod"), "{shown}");
    let next = "Next: jit targets --account payments-prod --permission-set PowerUser\n";
    assert_eq!(told, next);
    assert_eq!(stderr(&stage.run(&["targets"])), "");
}

#[test]
fn each_format_has_all_targets() {
    let stage = Stage::new();
    stage.broker.on(TARGETS, page(all_kinds(), None));
    let csv = stage.jit(&["targets", "--format", "csv"]);
    assert_snapshot!("csv", csv);
    let jsonl = stdout(&stage.run(&["targets", "--format", "jsonl"]));
    let read = |line| serde_json::from_str::<TargetOffer>(line).unwrap();
    let targets: Vec<TargetOffer> = jsonl.lines().map(read).collect();
    assert_eq!(targets, all_kinds());
    // One alone is a list too, for programs.
    let one = page(vec![target("111111111111", "payments", "PowerUser")], None);
    stage.broker.from_now_on(TARGETS, one);
    for (format, lines) in [("csv", 2), ("jsonl", 1)] {
        let args = ["targets", "--account", "payments", "--format", format];
        assert_eq!(stdout(&stage.run(&args)).lines().count(), lines);
    }
}
