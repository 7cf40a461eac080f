//! Mail, by a real SMTP server.

use jit_testkit::{Certificate, SmtpServer, SmtpSetup};
use serde_json::Value;

use crate::stage::Stage;

struct Post {
    stage: Stage,
    server: SmtpServer,
}

impl Post {
    fn start(mode: &str, login: Option<(&str, &str)>) -> Self {
        let stage = Stage::with_routes(
            r#"
[addresses]
groups = { leads = ["leads@example.com"], engineers = ["refused@example.com"] }
"#,
        );
        let certificate = Certificate::make(&stage.path(""));
        let server = SmtpServer::start(SmtpSetup {
            mode,
            certificate: (&certificate.certificate, &certificate.key),
            login,
        });
        stage.write("password", "correct horse battery staple\n");
        Self { stage, server }
    }

    fn entry(&self, more: &str) -> String {
        let port = self.server.port();
        format!(
            "[[sink]]\nname = \"mail\"\ntype = \"smtp\"\nhost = \"127.0.0.1\"\nport = {port}\n\
             from = \"jit@example.com\"\n{more}"
        )
    }

    fn mail(&self) -> Value {
        serde_json::from_str(&self.server.mail()).unwrap()
    }
}

const LOGIN: &str = "username = \"jit\"\npassword_file = \"password\"\n";

#[tokio::test]
async fn a_mail_is_plain_text_and_html_and_says_what_it_is() {
    let post = Post::start("starttls", Some(("jit", "correct horse battery staple")));
    let more = format!("ca_file = \"certificate.pem\"\n{LOGIN}");
    let sinks = post.stage.sinks(&post.entry(&more)).await;
    let read = post.stage.submit(1, "stuck <b>queue</b>").await;
    post.stage.route(&sinks).await;

    assert_eq!(post.stage.deliver(&sinks[0]).await, 1);

    let mail = post.mail();
    assert_eq!(mail["tls"], true);
    assert_eq!(mail["user"], "jit");
    assert_eq!(mail["from"], "jit@example.com");
    assert_eq!(mail["to"], serde_json::json!(["leads@example.com"]));
    let data = mail["data"].as_str().unwrap();
    assert!(
        data.contains("Auto-Submitted: auto-generated\r\n"),
        "{data}"
    );
    assert!(data.contains("\r\nMessage-ID: <ntf-"), "{data}");
    assert!(
        data.contains("Subject: engineer asks for PowerUser in payments-prod\r\n"),
        "{data}"
    );
    assert!(data.contains("multipart/alternative"), "{data}");
    let (plain, html) = (
        mail["plain"].as_str().unwrap(),
        mail["html"].as_str().unwrap(),
    );
    assert!(
        plain.contains("Reason:         stuck <b>queue</b>\r\n"),
        "{plain}"
    );
    assert!(
        html.contains("<td>stuck &lt;b&gt;queue&lt;/b&gt;</td>"),
        "{html}"
    );
    let command = format!("jit approve {}", read.value.id);
    assert!(plain.contains(&command) && html.contains(&command));
    assert_eq!(post.stage.waiting().await, 0);
}

#[tokio::test]
async fn tls_from_the_first_byte_works_too() {
    let post = Post::start("implicit", None);
    let more = "tls = \"implicit\"\nca_file = \"certificate.pem\"\n";
    let sinks = post.stage.sinks(&post.entry(more)).await;
    post.stage.submit(1, "stuck").await;
    post.stage.route(&sinks).await;
    post.stage.deliver(&sinks[0]).await;
    assert_eq!(post.stage.waiting().await, 0);
}

/// Neither a certificate that nobody vouches for nor a server without TLS gets mail or password.
#[tokio::test]
async fn a_connection_that_is_not_protected_is_not_used() {
    for (mode, more) in [("starttls", LOGIN), ("starttls", ""), ("none", "")] {
        let post = Post::start(mode, None);
        let sinks = post.stage.sinks(&post.entry(more)).await;
        post.stage.submit(1, "stuck").await;
        post.stage.route(&sinks).await;
        post.stage.deliver(&sinks[0]).await;
        assert_eq!(post.stage.waiting().await, 1, "{mode}");
    }
}

#[tokio::test]
async fn a_mailbox_that_is_refused_holds_up_no_other() {
    let post = Post::start("none", None);
    post.stage.bundle.store(
        Stage::with_routes(
            "[addresses]\ngroups = { leads = [\"refused@example.com\", \"later@example.com\", \"chief@example.com\"] }\n",
        )
        .bundle
        .load_full(),
    );
    let sinks = post.stage.sinks(&post.entry("tls = \"none\"\n")).await;
    post.stage.submit(1, "stuck").await;
    post.stage.route(&sinks).await;

    assert_eq!(post.stage.deliver(&sinks[0]).await, 3);

    assert_eq!(post.mail()["to"], serde_json::json!(["chief@example.com"]));
    assert_eq!(post.stage.waiting().await, 2);
}
