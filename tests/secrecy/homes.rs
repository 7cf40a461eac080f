//! Where each secret belongs.

use crate::broker::{Stage, VENDED};

/// Says so for all places of the broker and its people.
pub(crate) fn expect(stage: &Stage) {
    for (place, canaries) in OF_OPERATORS.iter().chain(&OF_PEOPLE).chain(&OF_CREDENTIALS) {
        stage.places.is_home(place, canaries);
    }
}

/// Secrets of the broker: in the file or variable in which the operator wrote it, and at the one
/// receiver that it is for.
const OF_OPERATORS: [(&str, &[&str]); 14] = [
    ("`webhook-key` of the operator", &["webhook key"]),
    ("`check-key` of the operator", &["check key"]),
    ("`slack-url` of the operator", &["Slack URL"]),
    ("first line at slack", &["Slack URL"]),
    ("`teams-url` of the operator", &["Teams URL"]),
    ("first line at teams", &["Teams URL"]),
    ("`smtp-password` of the operator", &["SMTP password"]),
    ("`metrics-token` of the operator", &["metrics token"]),
    ("`key.pem` of the operator", &["TLS key"]),
    ("`checkpoint-key.pem` of the operator", &["checkpoint key"]),
    (
        "environment of the broker",
        &[
            "secret access key of the broker",
            "session token of the broker",
        ],
    ),
    // With each call that it signs. The secret access key only signs.
    ("headers at sns", &["session token of the broker"]),
    ("headers at s3", &["session token of the broker"]),
    ("headers at eventbridge", &["session token of the broker"]),
];

/// Codes and tokens of people: between them and the issuer, and in the file of whoever is signed in.
const OF_PEOPLE: [(&str, &[&str]); 11] = [
    (
        "what the issuer gets",
        &[
            "authorization code of engineer",
            "PKCE verifier of engineer",
            "refresh token 1 of engineer",
            "refresh token 2 of engineer",
            "device code of lead",
            "refresh token 1 of lead",
            "platform token of job",
        ],
    ),
    (
        "what the issuer gives",
        &[
            "access token 1 of engineer",
            "ID token 1 of engineer",
            "refresh token 1 of engineer",
            "access token 2 of engineer",
            "ID token 2 of engineer",
            "refresh token 2 of engineer",
            "access token 1 of lead",
            "ID token 1 of lead",
            "refresh token 1 of lead",
            "access token 1 of job",
        ],
    ),
    // Not the tokens that were renewed, and no ID token.
    (
        "sign-in of engineer",
        &["access token 2 of engineer", "refresh token 2 of engineer"],
    ),
    (
        "sign-in of lead",
        &["access token 1 of lead", "refresh token 1 of lead"],
    ),
    ("sign-in of job", &["access token 1 of job"]),
    ("sign-in of security", &["token of security"]),
    ("environment of job", &["platform token of job"]),
    ("environment of night", &["JIT_TOKEN of night"]),
    ("other files of clerk", &["JIT_TOKEN_FILE of clerk"]),
    ("other files of security", &["session token in a trail"]),
    (
        "what strangers bring",
        &[
            "token that is forged",
            "forged token",
            "expired token",
            "token that is none",
            "secret of a stranger",
        ],
    ),
];

/// Credentials: with whoever asked for them, in the form that was asked for.
const OF_CREDENTIALS: [(&str, &[&str]); 8] = [
    ("stdout of jit credential-process", &VENDED),
    ("stdout of jit env", &VENDED),
    ("environ of the program of jit exec", &VENDED),
    ("sessions of night", &VENDED),
    (
        "environ of the program of jit serve-credentials",
        &["token of served credentials"],
    ),
    ("what the sign-in of the console gets", &VENDED),
    ("stdout of jit console", &["sign-in token of the console"]),
    // Which `docs/security.md` tells, and which `--print` is for.
    (
        "argv of the browser of jit console",
        &["sign-in token of the console"],
    ),
];
