//! A broker that does whatever it is asked to, and a run of each command that works with it.

use std::collections::BTreeSet;
use std::fs;

use jit_api::{ErrorCode, Report, Request, ReviewVerdict};
use jit_domain::StatusName;
use serde_json::json;

use crate::answers::{broken_glass, credentials, in_state, page, pending, reviewed, sealed};
use crate::audit;
use crate::fake_broker::Answer;
use crate::stage::Stage;

pub const ID: &str = "req-7k3m9p2x4q";
pub const TARGET: [&str; 4] = [
    "--account",
    "payments-prod",
    "--permission-set",
    "PowerUser",
];

/// The commands that do something, such as `config-get`.
pub fn commands() -> BTreeSet<String> {
    fn below(command: &clap::Command, name: &str, found: &mut BTreeSet<String>) {
        for sub in command
            .get_subcommands()
            .filter(|it| it.get_name() != "help")
        {
            let name = format!("{name}{}", sub.get_name());
            if sub.has_subcommands() {
                below(sub, &format!("{name}-"), found);
            } else {
                found.insert(name);
            }
        }
    }
    let mut found = BTreeSet::new();
    below(&jit::command(), "", &mut found);
    found
}

/// A command as it is typed: `config get` for `config-get`.
pub fn words(command: &str) -> Vec<&str> {
    let groups = ["audit", "config", "profiles"];
    match command.split_once('-') {
        Some((group, rest)) if groups.contains(&group) => vec![group, rest],
        _ => vec![command],
    }
}

/// A broker with this request, that does whatever it is asked to.
pub fn stage(request: &Request) -> Stage {
    let stage = Stage::new().with("JIT_STORE", "file");
    let broker = &stage.broker;
    let me = json!({
        "issuer": "https://id.example.com", "subject": "engineer", "name": "Engineer",
        "groups": ["engineers"], "roles": ["requester", "auditor"], "sign_in_methods": ["mfa"],
        "signed_in_at": "2026-11-22T09:00:00Z", "token_expires_at": "2099-01-01T00:00:00Z",
    });
    broker.on("GET /v1/me", Answer::json(&me));
    broker.on(&format!("GET /v1/requests/{ID}"), Answer::json(request));
    let all = StatusName::ALL.map(in_state).to_vec();
    let glass = [
        broken_glass(StatusName::Active),
        reviewed(ReviewVerdict::Violation, Some("INC-4711 was none")),
    ];
    let list = [&all[..], &glass, &[pending()]].concat();
    broker.on("GET /v1/requests", Answer::json(&page(list, None)));
    let mut offer = json!({
        "account": "111111111111", "account_name": "payments-prod", "permission_set": "PowerUser",
        "role_arn": request.role_arn, "max_duration_seconds": 3600, "approval": "manual",
        "policy": "prod", "levels": request.levels, "reason_min_length": 1, "ticket_required": true,
        "automatic_up_to_seconds": 900, "break_glass_up_to_seconds": 900,
    });
    let first = offer.clone();
    offer["forbidden_by"] = "freeze".into();
    let targets = json!({ "targets": [first, offer] });
    broker.on("GET /v1/targets", Answer::json(&targets));
    let plan = json!({
        "dry_run": true, "account": request.account, "account_name": request.account_name,
        "permission_set": request.permission_set, "role_arn": request.role_arn,
        "duration_seconds": 3600, "approval": "manual", "eligibility": "engineers",
        "policies": ["prod"], "levels": request.levels, "skipped": request.levels,
        "security": { "groups": ["guards"] }, "pending_until": request.pending_until,
        "steps": [{ "rule": "catalog", "outcome": "passes", "text": "x", "origin": "a.toml:1" }],
    });
    let submitted = Answer::json(&pending());
    broker.by("POST /v1/requests", move |call| {
        let other = call.body.contains("222222222222");
        match call.line.contains("dry_run=true") {
            true if other => {
                let mut plan = plan.clone();
                plan["account"] = "222222222222".into();
                plan["account_name"] = "other".into();
                Answer::json(&plan)
            }
            true => Answer::json(&plan),
            false if other => Answer::refusal(ErrorCode::NotEligible, "no"),
            false => submitted.clone(),
        }
    });
    for verb in ["approve", "reject", "revoke", "review", "cancel", "finish"] {
        let done = match verb {
            "review" => reviewed(ReviewVerdict::Ok, Some("it was real")),
            "approve" => in_state(StatusName::Active),
            _ => in_state(StatusName::Ended),
        };
        broker.on(
            &format!("POST /v1/requests/{ID}/{verb}"),
            Answer::json(&done),
        );
    }
    let report: Report = serde_json::from_str(include_str!("data/report.json")).unwrap();
    broker.on("GET /v1/report", Answer::json(&report));
    broker.on("POST /v1/credentials", Answer::json(&credentials()));
    audit::serve(broker);
    fs::write(stage.home().join("audit.jsonl"), audit::LOG).unwrap();
    fs::write(stage.home().join("trail.json"), audit::inside()).unwrap();
    stage
}

/// Runs of each command, which work.
pub fn runs() -> Vec<(&'static str, Request, Vec<&'static str>)> {
    let ask = ["--duration", "1h", "--reason", "INC-4711: stuck queue"];
    let asks = |more: &[&'static str]| [&["request"], &TARGET[..], &ask, more].concat();
    let with = |command, more: &[&'static str]| [&[command], &TARGET[..], more].concat();
    let open = || sealed(in_state(StatusName::Active));
    let mut over = broken_glass(StatusName::Ended);
    over.window_end = Some("2026-11-22T09:30:00Z".parse().unwrap());
    vec![
        ("whoami", pending(), vec!["whoami"]),
        ("status", pending(), vec!["status"]),
        ("targets", pending(), vec!["targets"]),
        ("report", pending(), vec!["report"]),
        ("request", pending(), asks(&[])),
        ("request", pending(), asks(&["--dry-run"])),
        (
            "request",
            pending(),
            asks(&["--account", "222222222222", "--dry-run"]),
        ),
        ("list", pending(), vec!["list", "--all"]),
        ("show", over.clone(), vec!["show", ID]),
        ("wait", open(), vec!["wait", ID]),
        ("cancel", pending(), vec!["cancel", ID]),
        ("done", open(), vec!["done", ID]),
        ("approve", pending(), vec!["approve", ID, "--yes"]),
        (
            "reject",
            pending(),
            vec!["reject", ID, "--yes", "--comment", "no"],
        ),
        ("revoke", open(), vec!["revoke", ID, "--yes"]),
        ("review", sealed(over), vec!["review", ID, "--ok", "--yes"]),
        (
            "credential-process",
            open(),
            with("credential-process", &[]),
        ),
        ("env", open(), with("env", &["--region", "eu-central-1"])),
        (
            "audit-export",
            pending(),
            vec!["audit", "export", "--out", "a.jsonl"],
        ),
        (
            "audit-verify",
            pending(),
            vec!["audit", "verify", "audit.jsonl"],
        ),
        (
            "audit-session",
            pending(),
            vec!["audit", "session", "engineer", "--quiet"],
        ),
        (
            "audit-cloudtrail",
            pending(),
            vec!["audit", "cloudtrail", "trail.json", "--quiet"],
        ),
        ("profiles-sync", open(), vec!["profiles", "sync"]),
        ("config-get", open(), vec!["config", "get", "broker"]),
        ("config-list", open(), vec!["config", "list"]),
        ("config-set", open(), vec!["config", "set", "store", "file"]),
        ("completions", open(), vec!["completions", "bash"]),
    ]
}
