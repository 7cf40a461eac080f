use jit_api::{REPORT_PAGE_HEAD, Report};
use jit_report::page;

use crate::story::{Asks, DAY, HOUR, Route, Story};

/// A month with something of everything, among it text that wants to be more than text.
fn varied() -> Report {
    let mut story = Story::default();
    let accounts = [
        ("111122223333", "payments-prod"),
        ("222233334444", "shop-dev"),
        ("333344445555", "data-platform-production-eu-west"),
    ];
    for day in 0..30 {
        let begin = day * DAY + (day % 7) * HOUR;
        for n in 0..=day % 4 {
            let account = accounts[usize::try_from((day + n) % 3).unwrap()];
            let asks = Asks {
                account,
                who: ["engineer", "other", "<b>third</b>"][usize::try_from(n % 3).unwrap()],
                groups: &["engineers", "on\u{202e}call"],
                seconds: [HOUR, 4 * HOUR, 8 * HOUR][usize::try_from(day % 3).unwrap()],
                reason: [
                    "INC-4711: queue is stuck",
                    "<script>alert(1)</script>",
                    "release 2.14.3",
                ][usize::try_from(day % 3).unwrap()],
                ..Asks::default()
            };
            let number = story.asks(begin, asks);
            story.approve(number, begin + 90 + day * n * 300);
            story.session(number, begin + 90 + day * n * 300, (1 + n) * HOUR);
        }
        let automatic = Asks {
            route: Route::Automatic,
            set: "ReadOnly",
            account: accounts[1],
            ..Asks::default()
        };
        story.asks(begin + 60, automatic);
        if day % 5 == 0 {
            let broken = Asks {
                route: Route::BreakGlass,
                ..Asks::default()
            };
            let number = story.asks(begin, broken);
            story.session(number, begin, HOUR);
            story.is_refused(begin, Asks::default());
        }
        if day % 6 == 1 {
            let rejected = story.asks(begin, Asks::default());
            story.reject(rejected, begin + 600);
        }
    }
    story.report()
}

/// The names of the elements of a page.
fn elements(page: &str) -> std::collections::BTreeSet<&str> {
    let begin = page.split('<').skip(1);
    begin
        .map(|rest| rest.trim_start_matches('/'))
        .map(|rest| {
            rest.split(|c: char| !c.is_ascii_alphanumeric())
                .next()
                .unwrap()
        })
        .collect()
}

#[test]
fn a_page_runs_loads_and_sends_nothing() {
    let page = page(&varied());
    assert!(page.starts_with(REPORT_PAGE_HEAD));
    let known = [
        "", "b", "bdi", "body", "dd", "desc", "details", "div", "dl", "dt", "figure", "h1", "h2",
        "head", "header", "html", "i", "li", "line", "main", "meta", "p", "polyline", "rect",
        "section", "small", "style", "summary", "svg", "table", "tbody", "td", "text", "th",
        "thead", "time", "title", "tr", "ul",
    ];
    let unknown: Vec<_> = elements(&page)
        .into_iter()
        .filter(|name| !known.contains(name))
        .collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    for word in [
        "<script", "<b>third", "\u{202e}", "href", "src=", "url(", "@import", " on",
    ] {
        let inside_tags = page.split('<').filter_map(|tag| tag.split('>').next());
        let found = match word {
            " on" => inside_tags.clone().any(|tag| tag.contains(" on")),
            word => page.contains(word),
        };
        assert!(!found, "{word}");
    }
}

#[test]
fn each_plot_names_itself_says_what_it_shows_and_has_its_figures_beside_it() {
    let page = page(&varied());
    assert_eq!(page.matches("<svg ").count(), 3);
    for id in ["timeline", "approvals", "use"] {
        let named = format!("role=\"img\" aria-labelledby=\"{id}-title {id}-about\"");
        assert!(page.contains(&named), "{id}");
        assert!(page.contains(&format!("<title id=\"{id}-title\">")), "{id}");
        assert!(page.contains(&format!("<desc id=\"{id}-about\">")), "{id}");
    }
    assert_eq!(page.matches("The figures of this plot").count(), 3);
    assert!(page.contains("<th scope=\"row\"><bdi>2026-11-01</bdi></th>"));
}

#[test]
fn where_nothing_was_asked_the_page_says_so() {
    let page = page(&Story::default().report());
    assert_eq!(page.matches("<svg ").count(), 0);
    assert_eq!(page.matches("There was nothing of the kind").count(), 3);
    assert!(!page.contains("By person"));
}
