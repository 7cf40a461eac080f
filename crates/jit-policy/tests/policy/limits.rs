//! The limits of an ask come from one eligibility, and from the approval policy.

use jit_policy::{Bundle, PolicyRefusal};

use crate::bundle_folder::{APPROVAL, BundleFolder};
use crate::question::{Question, person};

const TWO: &str = r#"
[[eligibility]]
name = "short"
who = { groups = ["staff"] }
accounts = { all = true }
permission_sets = ["ReadOnly"]
max_duration = "2h"
[[eligibility]]
name = "long"
who = { groups = ["staff", "on-call"] }
accounts = { all = true }
permission_sets = ["ReadOnly"]
max_duration = "8h"
reason = { min_length = 10 }
ticket = { required = true, pattern = "INC[0-9]{3}|CHG" }
"#;

fn bundle(eligibility: &str) -> Bundle {
    BundleFolder::new()
        .with("eligibility/staff.toml", eligibility)
        .bundle()
}

fn ask() -> Question {
    Question::new(person("someone", &["staff"]), "shop-prod", "ReadOnly")
}

/// The eligibility that lets the ask through, or `field: message (eligibility)`.
fn limits(bundle: &Bundle, question: &Question) -> String {
    match question.put(bundle) {
        Ok(answer) => answer.eligibility.to_string(),
        Err(PolicyRefusal::Limit {
            field,
            message,
            eligibility,
        }) => format!("{field}: {message} ({eligibility})"),
        Err(other) => other.to_string(),
    }
}

#[test]
fn the_first_eligibility_whose_limits_are_all_met_counts() {
    let bundle = bundle(TWO);
    let long = || {
        ask()
            .seconds(2 * 3600 + 1)
            .reason("ten chars!")
            .ticket("INC123")
    };
    assert_eq!(limits(&bundle, &ask()), "short");
    assert_eq!(limits(&bundle, &ask().ticket("INC123")), "short");
    assert_eq!(limits(&bundle, &ask().seconds(2 * 3600)), "short");
    assert_eq!(limits(&bundle, &long()), "long");
    assert_eq!(limits(&bundle, &long().seconds(8 * 3600)), "long");
    assert_eq!(limits(&bundle, &long().ticket("CHG")), "long");
}

#[test]
fn limits_of_several_eligibilities_are_never_mixed() {
    let three = format!(
        "{TWO}[[eligibility]]\nname = \"talk\"\nwho = {{ groups = [\"staff\"] }}\n\
         accounts = {{ all = true }}\npermission_sets = [\"ReadOnly\"]\nmax_duration = \"1h\"\n"
    );
    let question = ask().seconds(3 * 3600).reason("ten chars!");
    let refusal = limits(&bundle(&three), &question);
    assert_eq!(
        refusal,
        "duration_seconds: `short` allows at most 2h (short)"
    );
}

#[test]
fn the_nearest_miss_is_named() {
    let bundle = bundle(TWO);
    let long = || ask().seconds(3 * 3600).reason("ten chars!");
    let table = [
        // One miss each: those of different fields do not compare, so the first counts.
        (
            long().ticket("INC1234"),
            "duration_seconds: `short` allows at most 2h (short)",
        ),
        // `long` is missed by 1 h, `short` by 7 h.
        (
            long().ticket("CHG").seconds(9 * 3600),
            "duration_seconds: `long` allows at most 8h (long)",
        ),
        // Two misses of `long` against one of `short`.
        (
            long().reason("short"),
            "duration_seconds: `short` allows at most 2h (short)",
        ),
    ];
    for (question, wanted) in table {
        assert_eq!(limits(&bundle, &question), wanted);
    }
}

#[test]
fn fewer_misses_are_nearer_whatever_the_order() {
    let (short, long) = TWO.split_at(TWO.rfind("[[eligibility]]").unwrap());
    let question = ask().seconds(9 * 3600).reason("short");
    for order in [TWO.to_owned(), format!("{long}{short}")] {
        let wanted = "duration_seconds: `short` allows at most 2h (short)";
        assert_eq!(limits(&bundle(&order), &question), wanted);
    }
}

#[test]
fn each_limit_is_refused_by_its_field() {
    let bundle = bundle(TWO);
    let on_call = || {
        let question = Question::new(person("someone", &["on-call"]), "shop-prod", "ReadOnly");
        question.reason("ten chars!").ticket("INC123")
    };
    let table = [
        (on_call(), "long"),
        (on_call().seconds(8 * 3600), "long"),
        (
            on_call().seconds(8 * 3600 + 1),
            "duration_seconds: `long` allows at most 8h (long)",
        ),
        (
            on_call().reason("nine char"),
            "reason: `long` wants a reason of at least 10 characters (long)",
        ),
        (
            on_call().reason("  nine char \n"),
            "reason: `long` wants a reason of at least 10 characters (long)",
        ),
        (on_call().reason("zehn Zeiche"), "long"),
        (on_call().reason("üüüüüüüüüü"), "long"),
        (
            on_call().reason("üüüüüüüüü"),
            "reason: `long` wants a reason of at least 10 characters (long)",
        ),
    ];
    for (question, wanted) in table {
        assert_eq!(limits(&bundle, &question), wanted);
    }
}

#[test]
fn a_ticket_matches_its_pattern_as_a_whole() {
    let bundle = bundle(TWO);
    let on_call = Question::new(person("someone", &["on-call"]), "shop-prod", "ReadOnly");
    let wrong = "ticket: `long` wants a ticket that matches `INC[0-9]{3}|CHG` as a whole (long)";
    assert_eq!(
        limits(&bundle, &on_call),
        "ticket: `long` wants a ticket (long)"
    );
    for ticket in ["INC123", "CHG"] {
        assert_eq!(
            limits(&bundle, &on_call.clone().ticket(ticket)),
            "long",
            "{ticket}"
        );
    }
    for ticket in [
        "INC1234", "xINC123", "INC123 ", "CHG1", "xCHG", "inc123", "INC 123",
    ] {
        assert_eq!(
            limits(&bundle, &on_call.clone().ticket(ticket)),
            wrong,
            "{ticket}"
        );
    }
}

#[test]
fn a_ticket_that_need_not_be_named_still_has_to_match() {
    let optional = TWO.replace("required = true, ", "");
    let bundle = bundle(&optional);
    let on_call = Question::new(person("someone", &["on-call"]), "shop-prod", "ReadOnly");
    assert_eq!(limits(&bundle, &on_call), "long");
    assert_eq!(limits(&bundle, &on_call.clone().ticket("CHG")), "long");
    assert!(limits(&bundle, &on_call.ticket("other")).starts_with("ticket: "));
}

#[test]
fn a_required_ticket_without_a_pattern_may_be_any() {
    let any = TWO.replace(r#", pattern = "INC[0-9]{3}|CHG""#, "");
    let bundle = bundle(&any);
    let on_call = Question::new(person("someone", &["on-call"]), "shop-prod", "ReadOnly");
    assert_eq!(
        limits(&bundle, &on_call),
        "ticket: `long` wants a ticket (long)"
    );
    assert_eq!(limits(&bundle, &on_call.ticket("any")), "long");
}

#[test]
fn the_approval_policy_bounds_the_window_too() {
    let bundle = BundleFolder::new()
        .with("approvals/everything.toml", APPROVAL.replace("12h", "3h"))
        .bundle();
    assert_eq!(limits(&bundle, &ask().seconds(3 * 3600)), "staff");
    let refusal = limits(&bundle, &ask().seconds(3 * 3600 + 1));
    assert_eq!(
        refusal,
        "duration_seconds: `everything` allows at most 3h (staff)"
    );
}

#[test]
fn limits_are_told_only_to_those_who_are_eligible() {
    let stranger = Question::new(person("someone", &[]), "shop-prod", "ReadOnly");
    let refusal = limits(&bundle(TWO), &stranger.seconds(300 * 3600));
    assert_eq!(refusal, "you are not eligible for this target");
}

#[test]
fn of_two_that_are_too_short_the_longer_is_nearer() {
    let two = TWO.replace("max_duration = \"8h\"\nreason = { min_length = 10 }\nticket = { required = true, pattern = \"INC[0-9]{3}|CHG\" }", "max_duration = \"3h\"");
    let long = ask().seconds(4 * 3600);
    assert_eq!(
        limits(&bundle(&two), &long),
        "duration_seconds: `long` allows at most 3h (long)"
    );
}
