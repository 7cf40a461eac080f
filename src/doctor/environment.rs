use crate::config::{Environment, WITHIN_HELPER};

use super::Finding;

const CHECK: &str = "environment";

/// What SDKs prefer to any profile.
///
/// Source: AWS SDKs and Tools Reference Guide, "Credential provider chain".
const STATIC_KEYS: [&str; 3] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
];

/// What the default chain of some SDKs goes on to when a profile fails.
const FALL_BACKS: [&str; 3] = [
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
];

/// Variables that lead to other credentials than the person thinks. Only their names are told.
pub(super) fn check(environment: &Environment) -> Vec<Finding> {
    let set = |names: &[&'static str]| -> Vec<&'static str> {
        let mut names = names.to_vec();
        names.retain(|name| environment.get(name).is_some());
        names
    };
    let mut findings = Vec::new();
    let keys = set(&STATIC_KEYS);
    if !keys.is_empty() {
        let message = format!("{} set: AWS SDKs prefer that to every profile", are(&keys));
        findings.push(Finding::warning(CHECK, message).fix(unset(&keys)));
    }
    let fall_backs = set(&FALL_BACKS);
    if !fall_backs.is_empty() {
        let message = format!(
            "{} set: some AWS SDKs go on to those credentials when a window is closed",
            are(&fall_backs)
        );
        findings.push(Finding::warning(CHECK, message).fix(unset(&fall_backs)));
    }
    let tokens = set(&["JIT_TOKEN", "JIT_TOKEN_FILE"]);
    if !tokens.is_empty() {
        let message = format!("{} set: it stands in for any sign-in", are(&tokens));
        findings.push(Finding::warning(CHECK, message).fix(unset(&tokens)));
    }
    if environment.get(WITHIN_HELPER).is_some() {
        let message = format!("`{WITHIN_HELPER}` is set: the credential helper refuses to run");
        findings.push(Finding::problem(CHECK, message).fix(unset(&[WITHIN_HELPER])));
    }
    if findings.is_empty() {
        let message = "no variable leads past the profiles";
        findings.push(Finding::ok(CHECK, message));
    }
    findings
}

/// `A is`, `A and B are`.
fn are(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let verb = if names.len() == 1 { "is" } else { "are" };
    format!("{} {verb}", quoted.join(" and "))
}

fn unset(names: &[&str]) -> String {
    if cfg!(windows) {
        let each: Vec<String> = names.iter().map(|name| format!("Env:{name}")).collect();
        format!("Remove-Item {}", each.join(","))
    } else {
        format!("unset {}", names.join(" "))
    }
}
