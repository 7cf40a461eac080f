//! Break-glass eligibilities: who may open at once, for how long, who is skipped and told.

use jit_domain::{Approval, Person, Ruling};
use jit_policy::{ApprovalOutlook, Bundle, VendQuestion};

use crate::bundle_folder::{APPROVAL, BundleFolder, ELIGIBILITY};
use crate::question::{Question, in_words, now, offers, person, vend};

const SECURITY: &str = "security = { groups = [\"security\"] }\n";

const BREAK_GLASS: &str = r#"
[[eligibility]]
name = "emergency"
who = { groups = ["oncall"] }
accounts = { ou = ["prod"] }
permission_sets = ["PowerUser"]
break_glass = true
"#;

fn folder(break_glass: &str) -> BundleFolder {
    BundleFolder::new()
        .with("people.toml", SECURITY)
        .with("eligibility/emergency.toml", break_glass)
}

fn oncall() -> Person {
    person("someone", &["oncall"])
}

fn question(person: Person) -> Question {
    Question::new(person, "shop-prod", "PowerUser").breaking_glass()
}

fn approval(bundle: &Bundle) -> Approval {
    let answer = question(oncall()).put(bundle).unwrap();
    assert_eq!(answer.eligibility.as_str(), "emergency");
    match answer.ruling {
        Ruling::Approval { approval, .. } => approval,
        Ruling::Conflict { .. } => panic!("glass is broken whatever policies say"),
    }
}

/// Policy, approvers of each level skipped, security, and hours until the review is due.
fn shown(approval: &Approval) -> String {
    let Approval::BreakGlass {
        policy,
        skipped,
        security,
        review_within,
    } = approval
    else {
        panic!("{approval:?}");
    };
    let groups = |selector: &jit_domain::PersonSelector| {
        let groups: Vec<_> = selector
            .groups
            .iter()
            .map(|g| g.as_str().to_owned())
            .collect();
        groups.join(" ")
    };
    let skipped: Vec<_> = skipped
        .iter()
        .map(|level| groups(&level.approvers))
        .collect();
    format!(
        "{policy}: skips {}; tells {}; review within {review_within}",
        skipped.join(", "),
        groups(security)
    )
}

#[test]
fn whoever_may_break_glass_opens_at_once_and_everybody_skipped_is_named() {
    let bundle = folder(BREAK_GLASS).bundle();
    assert_eq!(
        shown(&approval(&bundle)),
        "emergency: skips leads; tells security; review within 72h"
    );
}

#[test]
fn every_level_of_every_policy_that_applies_is_skipped() {
    let second = "[[approval.level]]\napprovers = { groups = [\"owners\"] }\napprovals = 2\n";
    let two = format!("{APPROVAL}{second}");
    let bundle = folder(BREAK_GLASS)
        .with("approvals/everything.toml", &two)
        .bundle();
    assert!(shown(&approval(&bundle)).contains("skips leads, owners;"));

    let other = APPROVAL
        .replace("everything", "other")
        .replace("leads", "others");
    let bundle = folder(BREAK_GLASS)
        .with("approvals/other.toml", other)
        .bundle();
    assert!(shown(&approval(&bundle)).contains("skips leads, others;"));

    let bundle = folder(BREAK_GLASS)
        .without("approvals/everything.toml")
        .bundle();
    assert!(shown(&approval(&bundle)).contains("skips ; tells security"));
}

#[test]
fn breaking_glass_is_its_own_eligibility() {
    let bundle = folder(BREAK_GLASS).bundle();
    let nobody = "you are not eligible for this target";
    let ordinary = Question::new(oncall(), "shop-prod", "PowerUser");
    assert_eq!(in_words(&ordinary.put(&bundle)), nobody);
    assert_eq!(
        in_words(&question(person("x", &["staff"])).put(&bundle)),
        nobody
    );
    let elsewhere = Question::new(oncall(), "shop-dev", "PowerUser").breaking_glass();
    assert_eq!(in_words(&elsewhere.put(&bundle)), nobody);
}

#[test]
fn a_break_glass_window_is_one_hour_at_most_unless_more_is_said() {
    let by_default = folder(BREAK_GLASS).bundle();
    let longer = format!("{BREAK_GLASS}max_duration = \"4h\"\n");
    let longer = folder(&longer).bundle();
    for (seconds, default, more) in [
        (3600, "emergency", "emergency"),
        (3601, "`emergency` allows at most 1h", "emergency"),
        (
            4 * 3600 + 1,
            "`emergency` allows at most 1h",
            "`emergency` allows at most 4h",
        ),
    ] {
        let ask = question(oncall()).seconds(seconds);
        assert_eq!(in_words(&ask.put(&by_default)), default, "{seconds}");
        assert_eq!(in_words(&ask.put(&longer)), more, "{seconds}");
    }
}

#[test]
fn breaking_glass_takes_a_reason_that_is_long_enough() {
    let bundle = folder(BREAK_GLASS).bundle();
    let short = question(oncall()).reason("it burns!");
    assert_eq!(
        in_words(&short.put(&bundle)),
        "`emergency` wants a reason of at least 10 characters"
    );
    assert_eq!(
        in_words(&short.reason("it burns!!").put(&bundle)),
        "emergency"
    );
}

#[test]
fn a_guardrail_stands_against_broken_glass_too() {
    let guard = "forbid (principal, action == Jit::Action::\"request\", resource)\nwhen { context.breakGlass };\n";
    let bundle = folder(BREAK_GLASS).with("guardrails.cedar", guard).bundle();
    assert_eq!(
        in_words(&question(oncall()).put(&bundle)),
        "the guardrail `guardrails-1` forbids this"
    );
    let ordinary = Question::new(person("x", &["staff"]), "shop-prod", "PowerUser");
    assert_eq!(in_words(&ordinary.put(&bundle)), "everything?");
}

#[test]
fn credentials_need_an_eligibility_of_the_kind_of_the_request() {
    let bundle = folder(BREAK_GLASS).bundle();
    let by_glass = |person: &Person| {
        bundle
            .rule_on_vend(&VendQuestion {
                person,
                account: &"111111111111".parse().unwrap(),
                permission_set: &"PowerUser".parse().unwrap(),
                duration: 3600.try_into().unwrap(),
                ticket: None,
                break_glass: true,
                now: now(),
            })
            .is_ok()
    };
    let staff = person("x", &["staff"]);
    assert!(by_glass(&oncall()));
    assert!(!by_glass(&staff));
    assert!(vend(&bundle, &oncall(), "111111111111", "PowerUser").is_err());
    assert!(vend(&bundle, &staff, "111111111111", "PowerUser").is_ok());
    let eligible = |person: &Person| {
        bundle.is_eligible(
            person,
            &"111111111111".parse().unwrap(),
            &"PowerUser".parse().unwrap(),
        )
    };
    assert!(eligible(&oncall()) && eligible(&staff));
    assert!(!eligible(&person("x", &[])));
}

#[test]
fn overdue_reviews_stand_against_the_next_one_only_where_that_is_set() {
    let review = |review: &str| {
        let bundle = folder(&format!("{BREAK_GLASS}{review}")).bundle();
        let answer = question(oncall()).put(&bundle).unwrap();
        let blocks = answer.overdue_review_blocks;
        let Ruling::Approval { approval, .. } = answer.ruling else {
            panic!("a conflict");
        };
        let within = shown(&approval).rsplit(' ').next().unwrap().to_owned();
        (within, blocks)
    };
    assert_eq!(review(""), ("72h".to_owned(), false));
    assert_eq!(
        review("review = { within = \"24h\" }"),
        ("24h".to_owned(), false)
    );
    assert_eq!(
        review("review = { overdue_blocks = true }"),
        ("72h".to_owned(), true)
    );
}

#[test]
fn an_offer_tells_for_how_long_glass_can_be_broken() {
    let bundle = folder(&format!("{BREAK_GLASS}max_duration = \"2h\"\n")).bundle();
    let shown = |groups: &[&str]| -> Vec<_> {
        offers(&bundle, &person("x", groups))
            .iter()
            .map(|offer| {
                let glass = offer.break_glass_up_to.map(|d| d.to_string());
                let only = offer.approval == ApprovalOutlook::BreakGlass;
                let (account, set) = (&offer.target.account_name, &offer.target.permission_set);
                format!("{account} {set} {} {glass:?} {only}", offer.max_duration)
            })
            .collect()
    };
    assert_eq!(
        shown(&["oncall"]),
        ["shop-prod PowerUser 2h Some(\"2h\") true"]
    );
    assert_eq!(
        shown(&["staff", "oncall"]),
        [
            "shop-dev PowerUser 8h None false",
            "shop-dev ReadOnly 8h None false",
            "shop-prod PowerUser 8h Some(\"2h\") false",
            "shop-prod ReadOnly 8h None false",
        ]
    );
}

#[test]
fn what_a_break_glass_eligibility_cannot_say_is_refused() {
    let faults = |more: &str| folder(&format!("{BREAK_GLASS}{more}\n")).faults();
    insta::assert_snapshot!(faults("max_duration = \"13h\""), @"
    eligibility/emergency.toml:8: `max_duration` cannot be `13h`
      fix: write a duration from 1s to 12h
    ");
    insta::assert_snapshot!(faults("reason = { min_length = 9 }"), @"
    eligibility/emergency.toml:8: whoever breaks glass says why: 9 characters are too few
      fix: ask for 10 at least
    ");
    insta::assert_snapshot!(faults("review = { within = \"30m\" }"), @"
    eligibility/emergency.toml:8: `within` cannot be `30m`
      fix: write a duration from 1h to 14d
    ");
    insta::assert_snapshot!(faults("review = { overdue = true }"), @"
    eligibility/emergency.toml:8: unknown key `overdue` in `review`
      fix: the keys here are `within`, `overdue_blocks`
    ");
    let unwatched = folder(BREAK_GLASS).without("people.toml");
    insta::assert_snapshot!(unwatched.faults(), @r#"
    eligibility/emergency.toml:2: `emergency` lets people break glass, and nobody is named to look back at it
      fix: add `security = { groups = ["…"] }` to `people.toml`
    "#);
    let ordinary = BundleFolder::new().with(
        "eligibility/staff.toml",
        format!("{ELIGIBILITY}review = {{ within = \"24h\" }}\n"),
    );
    insta::assert_snapshot!(ordinary.faults(), @"
    eligibility/staff.toml:8: only break-glass windows are reviewed
      fix: leave the key out, or write `break_glass = true`
    ");
}
