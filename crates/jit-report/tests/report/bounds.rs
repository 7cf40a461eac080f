use jit_report::TooMany;

use crate::story::{Asks, Story, options};

#[test]
fn more_asks_than_the_bound_are_an_error_and_no_half_report() {
    let mut story = Story::default();
    story.asks(-1, Asks::default());
    for second in 0..3 {
        story.asks(second, Asks::default());
    }
    story.is_refused(9, Asks::default());
    let mut options = options();
    options.most_asks = 4;
    assert_eq!(story.report_by(&options).unwrap().totals.requests, 3);
    options.most_asks = 3;
    assert_eq!(story.report_by(&options), Err(TooMany { most: 3 }));
}

#[test]
fn an_empty_period_has_an_empty_report() {
    let report = Story::default().report();
    assert_eq!(report.totals, jit_api::Figures::default());
    assert!(report.by_target.is_empty() && report.automation.is_empty());
    assert_eq!(report.timeline.len(), 30);
}
