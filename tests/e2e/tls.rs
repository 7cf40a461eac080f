//! A broker that speaks TLS, and a command line that believes only certificates it can verify.

use jit_testkit::{Certificate, Jit, ServedBroker, StaticIssuer, sts_stub::StsStub};

#[test]
fn a_private_authority_has_to_be_named_before_a_token_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let certificate = Certificate::make(folder.path());
    let issuer = StaticIssuer::start(ServedBroker::AUDIENCE);
    let sts = StsStub::start();
    let broker = ServedBroker::start_with(issuer.issuer(), sts.url(), &certificate.settings());
    assert!(broker.url.starts_with("https://"), "{}", broker.url);
    let token = issuer.token("engineer", &["sre"]);
    let mut jit = Jit::with_token(&broker.url, &token);

    let unknown = jit.run(&["whoami"]);
    jit.set("JIT_CA_FILE", certificate.certificate.to_str().unwrap());
    let known = jit.json(&["whoami"]);

    assert_eq!(unknown.status, Some(5), "{unknown}");
    assert!(!unknown.stderr.contains(&token), "{unknown}");
    assert_eq!(known["subject"], "engineer");
}

#[test]
fn vending_over_tls_asks_sts_with_the_fence_and_the_name_of_the_request() {
    let folder = tempfile::tempdir().unwrap();
    let certificate = Certificate::make(folder.path());
    let issuer = StaticIssuer::start(ServedBroker::AUDIENCE);
    let sts = StsStub::start();
    let broker = ServedBroker::start_with(issuer.issuer(), sts.url(), &certificate.settings());
    let person = |subject: &str, group: &str| {
        let mut jit = Jit::with_token(&broker.url, &issuer.token(subject, &[group]));
        jit.set("JIT_CA_FILE", certificate.certificate.to_str().unwrap());
        jit
    };
    let (requester, approver) = (person("engineer", "sre"), person("lead", "payments-leads"));
    let target = [
        "--account",
        "payments-prod",
        "--permission-set",
        "PowerUser",
    ];
    let ask = ["--duration", "20m", "--reason", "INC-4711: stuck queue"];

    let request = requester.json(&[&["request"], &target[..], &ask].concat());
    let id = request["id"].as_str().unwrap();
    let yes = approver.run(&["approve", id, "--yes"]);
    let vended = requester.run(&[&["credential-process"], &target[..]].concat());

    assert_eq!(yes.status, Some(0), "{yes}");
    assert_eq!(vended.status, Some(0), "{vended}");
    let calls = sts.calls();
    let call = calls
        .iter()
        .find(|call| call.form.get("Action").is_some_and(|a| a == "AssumeRole"))
        .unwrap();
    let name = id.replacen("req-", "engineer+", 1);
    assert_eq!(call.field("RoleSessionName"), name);
    assert_eq!(call.field("SourceIdentity"), "engineer");
    let seconds: u32 = call.field("DurationSeconds").parse().unwrap();
    assert!((900..=1200).contains(&seconds), "{seconds}");
    let end = requester.json(&["show", id])["window_end"].clone();
    let end = end.as_str().unwrap().split('.').next().unwrap().to_owned();
    assert!(
        call.field("Policy").contains(&format!("\"{end}Z\"")),
        "{end}"
    );
}
