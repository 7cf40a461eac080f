use insta::assert_snapshot;
use jit_api::{Request, ReviewVerdict, ReviewView};
use jit_domain::{StatusName, Timestamp};

use super::{Fit, RequestTable};
use crate::ui::{Rows as _, Screen};

fn pending() -> Request {
    serde_json::from_str(include_str!("../../tests/cli/data/pending.json")).unwrap()
}

fn noon() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

fn in_state(status: StatusName) -> Request {
    let mut request = pending();
    request.status = status;
    request.window_start = Some("2026-11-22T10:30:00Z".parse().unwrap());
    request.window_end = Some("2026-11-22T13:45:00Z".parse().unwrap());
    request
}

fn broken_glass(due: i64, found: Option<ReviewVerdict>) -> Request {
    let mut request = in_state(StatusName::Ended);
    request.break_glass = true;
    request.review_due = found.is_none().then(|| noon().plus_seconds(due));
    request.review = found.map(|verdict| ReviewView {
        verdict,
        by: request.requester.clone(),
        at: noon(),
        comment: None,
    });
    request
}

/// What people have in their lists.
fn usual() -> Vec<Request> {
    let mut active = in_state(StatusName::Active);
    active.duration_seconds = 11_700.try_into().unwrap();
    let mut scheduled = in_state(StatusName::Scheduled);
    scheduled.window_start = Some(noon().plus_seconds(7500));
    vec![pending(), active, scheduled, in_state(StatusName::Expired)]
}

fn glass() -> Vec<Request> {
    vec![
        broken_glass(90_000, None),
        broken_glass(-90_000, None),
        broken_glass(0, Some(ReviewVerdict::Ok)),
        broken_glass(0, Some(ReviewVerdict::Violation)),
    ]
}

fn shown(requests: &[Request], with_requester: bool, width: u16) -> (Fit, String) {
    let mut table = RequestTable::new(with_requester);
    let text = table.page(requests, &Screen::at(Some(width), noon()));
    (table.layout.unwrap().fit, text)
}

#[test]
fn eighty_columns_are_enough_for_what_people_have_in_their_lists() {
    let (fit, own) = shown(&usual(), false, 80);
    assert!(fit <= Fit::ReasonBelow, "{fit:?}");
    assert_snapshot!("own", own);

    let to_decide = vec![pending(), pending()];
    let (fit, others) = shown(&to_decide, true, 80);
    assert!(fit <= Fit::ReasonBelow, "{fit:?}");
    assert_snapshot!("to_decide", others);

    let (fit, reviews) = shown(&glass(), true, 80);
    assert_eq!(fit, Fit::Wrapped);
    assert_snapshot!("to_review", reviews);
}

#[test]
fn each_width_has_the_first_form_that_fits_and_hides_nothing_that_decides() {
    let mut long = pending();
    long.account_name = "payments-production-eu-central-1".parse().unwrap();
    long.requester.subject = "engineer@department.example.com".parse().unwrap();
    let requests: Vec<Request> = usual().into_iter().chain(glass()).chain([long]).collect();
    let mut last = Fit::Whole;
    for width in (10..220).rev() {
        let (fit, text) = shown(&requests, true, width);
        assert!(fit >= last, "{width}: {fit:?} after {last:?}");
        last = fit;
        let joined: String = text.split_whitespace().collect();
        if fit == Fit::Paragraphs {
            assert!(joined.contains("violation"), "{width}: {text}");
            continue;
        }
        let widest = text.lines().map(|line| line.chars().count()).max();
        assert!(widest <= Some(usize::from(width)), "{width}: {text}");
        let ids = text.matches("7k3m9p2x4q").count();
        assert_eq!(ids, requests.len(), "{width}: {text}");
        for word in ["overdue", "violation", "unreviewed"] {
            assert!(text.contains(word), "{width}: no {word} in {text}");
        }
    }
    assert_eq!(last, Fit::Paragraphs);
}

#[test]
fn columns_stand_where_the_first_page_put_them() {
    let mut long = broken_glass(-90_000, None);
    long.account_name = "payments-production-eu-central-1".parse().unwrap();
    long.requester.name = "somebody whose name is very long".into();
    for width in [None, Some(200), Some(100), Some(80)] {
        let screen = Screen::at(width, noon());
        let mut table = RequestTable::new(true);
        let first = table.page(&[pending()], &screen);
        let second = table.page(&[long.clone()], &screen);

        let line = first.lines().nth(1).unwrap();
        let again = second.lines().next().unwrap();
        for word in ["PowerUser", "1h", "engineer"] {
            assert_eq!(line.find(word), again.find(word), "{width:?}: {second}");
        }
        assert!(second.contains("overdue"), "{second}");
        assert!(!second.contains("STATUS"), "{second}");
    }
}

#[test]
fn each_fit_says_when_in_its_words() {
    let (_, text) = shown(&usual(), false, 80);
    for when in ["asked 3h ago", "ends in 1h 45m", "opens in 2h 5m"] {
        assert!(text.contains(when), "{text}");
    }
    let (_, text) = shown(&glass(), false, 100);
    for when in ["review in 1d 1h", "due 1d 1h ago"] {
        assert!(text.contains(when), "{text}");
    }
}
