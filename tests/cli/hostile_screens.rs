//! Text of people on a screen: whatever is in it, everything that is not theirs stays where it is
//! when they write plain letters, and nothing but cells is written.

use jit::ui::neutral;
use jit_api::{Report, ReportSubject, Request, ReviewVerdict, VerdictName};
use jit_domain::{GroupName, StatusName, Subject};
use serde_json::json;

use crate::answers::{broken_glass, in_state, page, pending, reviewed, sealed};
use crate::emulated::{Until, shows};
use crate::fake_broker::{Answer, FakeBroker};
use crate::hostile_files::with_names;
use crate::working::{self, ID};

/// Stand for letters of other people that take so many bytes, and for such as are two columns wide.
/// Nobody else writes them.
const NARROW: [char; 3] = ['~', 'ж', 'ⴰ'];
const WIDE: [char; 2] = ['漢', '𠀀'];

fn is_mark(c: char) -> bool {
    NARROW.contains(&c) || WIDE.contains(&c)
}

/// What somebody may try. Each is short enough not to be cut, but the last.
fn attempts() -> Vec<(&'static str, String)> {
    let texts = [
        ("clears and colours", "\u{1b}[2J\u{1b}[H\u{1b}[31mA"),
        ("titles", "\u{1b}]0;owned\u{7}\u{9d}2;x\u{9c}"),
        ("links", "\u{1b}]8;;http://e.x\u{1b}\\go"),
        ("modes", "\u{1b}[?1049h\u{1b}[?25l\u{1b}c"),
        ("moves", "\u{1b}[1A\u{1b}[80C\u{9b}2K\u{1b}M"),
        ("directions", "\u{202e}dorp\u{202c}\u{2066}x\u{2069}"),
        ("nothing to see", "a\u{200b}b\u{feff}c\u{2060}d\u{ad}"),
        ("lines", "a\nactive\r\u{b}\u{85}\u{2028}x"),
        ("backspaces and tabs", "\u{8}\u{8}\u{7f}\tok"),
        ("marks", "e\u{301}o\u{301}\u{301}\u{301}\u{301}x"),
        ("wide letters", "東京 🚀 東京 東京"),
    ];
    let long = "long ".repeat(20) + &"x".repeat(120);
    let texts = texts.map(|(name, text)| (name, text.to_owned()));
    texts.into_iter().chain([("long", long)]).collect()
}

/// Plain letters that take the same columns and bytes, if the text is made visible.
fn plain(text: &str) -> String {
    let letter = |c| match c {
        ' ' | '\u{301}' => c,
        '東' | '京' => WIDE[0],
        '🚀' => WIDE[1],
        c => NARROW[c.len_utf8() - 1],
    };
    neutral(text).chars().map(letter).collect()
}

/// What people write in each place, which each take what they take.
pub struct Texts {
    /// A name of a person, or what a broker calls something.
    pub any: String,
    /// A subject, or a group.
    pub name: String,
    /// A reason, or a comment.
    prose: String,
}

impl Texts {
    fn hostile(text: &str) -> Self {
        let without = |taken: &str| -> String {
            let keep = |c: &char| !c.is_control() || taken.contains(*c);
            text.chars().filter(keep).collect()
        };
        Self {
            any: text.to_owned(),
            name: without("") + "n",
            prose: without("\n\t") + "p",
        }
    }

    fn plain(&self) -> Self {
        Self {
            any: plain(&self.any),
            name: plain(&self.name),
            prose: plain(&self.prose),
        }
    }

    fn subject(&self) -> Subject {
        self.name.parse().unwrap()
    }

    fn group(&self) -> GroupName {
        self.name.parse().unwrap()
    }

    /// The request as somebody wrote it whom the broker let in.
    fn on(&self, mut request: Request) -> Request {
        request.requester.name = self.any.as_str().into();
        request.requester.subject = self.subject();
        request.reason = self.prose.parse().unwrap();
        let by = request.requester.clone();
        let levels = [&mut request.levels, &mut request.skipped];
        for level in levels.into_iter().flatten() {
            level.approvers.groups = [self.group()].into();
        }
        request.decisions.push(jit_api::DecisionView {
            by: by.clone(),
            at: "2026-11-22T09:05:00Z".parse().unwrap(),
            verdict: match request.status {
                StatusName::Revoked => VerdictName::Revoke,
                _ => VerdictName::Approve,
            },
            level: Some(1),
            duration_seconds: None,
            comment: Some(self.prose.parse().unwrap()),
        });
        request.timeline[0].event.clone_from(&self.any);
        request.timeline[0].by = Some(by.clone());
        request.timeline[0].access_key_id = Some(self.any.clone());
        if let Some(review) = &mut request.review {
            review.by = by;
            review.comment = Some(self.prose.parse().unwrap());
        }
        sealed(request)
    }

    fn report(&self) -> Report {
        let mut report: Report = serde_json::from_str(include_str!("data/report.json")).unwrap();
        let lists = [
            &mut report.by_person,
            &mut report.by_group,
            &mut report.by_reason,
        ];
        for row in lists.into_iter().flatten() {
            match &mut row.subject {
                ReportSubject::Person { subject, name, .. } => {
                    *subject = self.subject();
                    *name = self.any.as_str().into();
                }
                ReportSubject::Group { group } => *group = self.group(),
                ReportSubject::Reason { pattern } => pattern.clone_from(&self.any),
                ReportSubject::Target { .. } => {}
            }
        }
        for candidate in &mut report.automation {
            candidate.group = self.group();
        }
        for candidate in &mut report.standing {
            candidate.group = self.group();
        }
        report
    }

    /// They have written everywhere.
    fn write_to(&self, broker: &FakeBroker, request: Request) {
        let request = self.on(request);
        let get = format!("GET /v1/requests/{ID}");
        broker.from_now_on(&get, Answer::json(&request));
        let mut other = request.clone();
        other.id = "req-0000000000".parse().unwrap();
        let list = page(vec![request.clone(), sealed(other)], None);
        broker.from_now_on("GET /v1/requests", Answer::json(&list));
        broker.from_now_on("GET /v1/report", Answer::json(&self.report()));
        let me = json!({
            "issuer": "https://id.example.com", "subject": self.name, "name": self.any,
            "groups": [self.name], "roles": ["requester"], "sign_in_methods": ["mfa"],
            "signed_in_at": "2026-11-22T09:00:00Z", "token_expires_at": "2099-01-01T00:00:00Z",
        });
        broker.from_now_on("GET /v1/me", Answer::json(&me));
        let offer = |set: &str| {
            json!({
                "account": "111111111111", "account_name": "payments-prod", "permission_set": set,
                "role_arn": request.role_arn, "max_duration_seconds": 3600, "approval": "manual",
                "policy": "prod", "reason_min_length": 1, "ticket_required": true,
                "levels": [{
                    "number": 1, "approvers": { "groups": [self.name] },
                    "approvals": 1, "approved": 0,
                }],
            })
        };
        let offers = json!({ "targets": [offer("PowerUser"), offer("ReadOnly")] });
        broker.from_now_on("GET /v1/targets", Answer::json(&offers));
    }
}

/// One screen that people's text is on.
struct Case {
    args: &'static [&'static str],
    request: fn() -> Request,
    until: Until,
}

impl Case {
    fn differs(&self, texts: &Texts, columns: u16) -> Option<String> {
        let stage = working::stage(&pending());
        let run = |texts: &Texts| {
            texts.write_to(&stage.broker, (self.request)());
            texts.write_files(&stage);
            let args = with_names(self.args, texts);
            let args: Vec<&str> = args.iter().map(String::as_str).collect();
            shows(&mut stage.command(&args), columns, self.until)
        };
        let (harmless, hostile) = (run(&texts.plain()), run(texts));
        for (mine, theirs) in hostile.iter().zip(&harmless) {
            let differs = mine.differs_from(theirs, is_mark);
            if let Some(differs) = differs {
                let (mine, theirs) = (mine.text(), theirs.text());
                return Some(format!("{differs}\n{mine}\n--- harmless ---\n{theirs}"));
            }
        }
        let theirs = harmless.iter().any(|it| it.text().contains(is_mark));
        (!theirs).then(|| "there is no text of people".to_owned())
    }

    /// Distances in time are told to the minute at most: of two runs that differ, one may have been
    /// before and one after it.
    fn everything_else_stays_where_it_is(&self) {
        for (name, text) in attempts() {
            let texts = Texts::hostile(&text);
            for columns in [80, 120] {
                let differs = self.differs(&texts, columns);
                let differs = differs.and_then(|_| self.differs(&texts, columns));
                let differs = differs.unwrap_or_default();
                assert!(differs.is_empty(), "{name}, {columns} columns: {differs}");
            }
        }
    }
}

macro_rules! screens {
    ($($name:ident: $args:expr, $request:expr, $until:expr;)*) => {
        $(
            #[test]
            fn $name() {
                let case = Case { args: &$args, request: || $request, until: $until };
                case.everything_else_stays_where_it_is();
            }
        )*
    };
}

use Until::{Asks, Ended};

fn over() -> Request {
    let mut request = broken_glass(StatusName::Ended);
    request.window_end = Some("2026-11-22T09:30:00Z".parse().unwrap());
    request
}

screens! {
    list: ["list"], pending(), Ended;
    list_of_others: ["list", "--to-review"], pending(), Ended;
    list_of_reviews: ["list", "--all"], over(), Ended;
    show: ["show", ID], pending(), Ended;
    show_of_a_review: ["show", ID], reviewed(ReviewVerdict::Violation, Some("x")), Ended;
    status: ["status"], pending(), Ended;
    whoami: ["whoami"], pending(), Ended;
    targets: ["targets"], pending(), Ended;
    target: ["targets", "--account", "payments-prod", "--permission-set", "PowerUser"],
        pending(), Ended;
    wait: ["wait", ID, "--until-end"], in_state(StatusName::Revoked), Ended;
    approve: ["approve", ID], pending(), Asks("[y/N] ", "n\n");
    reject: ["reject", ID], pending(), Asks("[y/N] ", "n\n");
    revoke: ["revoke", ID], in_state(StatusName::Active), Asks("[y/N] ", "n\n");
    review: ["review", ID, "--ok"], over(), Asks("[y/N] ", "n\n");
    already_reviewed: ["review", ID, "--ok", "--yes"],
        reviewed(ReviewVerdict::Violation, Some("x")), Ended;
    picker_of_approve: ["approve"], pending(), Asks("req-0000000000", "\u{1b}");
    picker_of_revoke: ["revoke"], in_state(StatusName::Active), Asks("req-0000000000", "\u{1b}");
    picker_of_review: ["review", "--ok"], over(), Asks("req-0000000000", "\u{1b}");
    picker_of_request: ["request"], pending(), Asks("ReadOnly", "\u{1b}");
    report_of_persons: ["report", "--by", "person"], pending(), Ended;
    report_of_groups: ["report", "--by", "group"], pending(), Ended;
    report_of_reasons: ["report", "--by", "reason"], pending(), Ended;
    session_of_the_log: ["audit", "session", "engineer", "--from", "log.jsonl"], pending(), Ended;
    calls: ["audit", "cloudtrail", "trail.json", "--from", "audit.jsonl"], pending(), Ended;
    calls_of_somebody: ["audit", "cloudtrail", "trail.json", "--from", "log.jsonl"],
        pending(), Ended;
    damaged_trails: ["audit", "cloudtrail", "named", "--from", "log.jsonl"], pending(), Ended;
    no_such_trail: ["audit", "cloudtrail", "NAMED.gz", "--from", "log.jsonl"], pending(), Ended;
    no_such_log: ["audit", "verify", "NAMED.jsonl"], pending(), Ended;
    no_such_keys: ["audit", "verify", "log.jsonl", "--checkpoint", "NAMED", "--keys", "NAMED"],
        pending(), Ended;
    profiles: ["profiles", "sync", "--dry-run", "--prune"], pending(), Ended;
}

/// What is found in a log is told by numbers, and by nothing that somebody wrote into it.
#[test]
fn findings_in_a_log_have_no_text_of_people() {
    let stage = working::stage(&pending());
    for (name, text) in attempts() {
        let texts = Texts::hostile(&text);
        let verify = |texts: &Texts| {
            texts.write_files(&stage);
            stage.jit(&["audit", "verify", "log.jsonl"])
        };
        let (harmless, hostile) = (verify(&texts.plain()), verify(&texts));
        assert!(
            harmless.contains("wrong: record 1 was edited"),
            "{harmless}"
        );
        assert_eq!(hostile, harmless, "{name}");
    }
}
