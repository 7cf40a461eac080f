//! The certificate: read, checked, replaced.

use std::fs;
use std::path::Path;

use jit_broker::http::server::ServerOptions;
use jit_broker::http::tls::{TlsError, TlsFiles};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use reqwest::Certificate;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::connections::Stage;

fn write_pair(folder: &Path) -> (TlsFiles, Certificate) {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let files = TlsFiles {
        certificate: folder.join("cert.pem"),
        key: folder.join("key.pem"),
    };
    fs::write(&files.certificate, cert.pem()).unwrap();
    fs::write(&files.key, signing_key.serialize_pem()).unwrap();
    (files, Certificate::from_pem(cert.pem().as_bytes()).unwrap())
}

fn client(trusted: Certificate) -> reqwest::Client {
    reqwest::Client::builder()
        .no_proxy()
        .tls_certs_only([trusted])
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_new_certificate_is_shown_without_dropping_anybody() {
    let folder = tempfile::tempdir().unwrap();
    let (files, first) = write_pair(folder.path());
    let tls = files.load().unwrap();
    let options = ServerOptions {
        tls: Some(tls.clone()),
        ..ServerOptions::default()
    };
    let stage = Stage::with(options).await;
    let url = format!("https://{}/now", stage.address);
    let old = client(first.clone());
    let answer = old.get(&url).send().await.unwrap();
    assert_eq!(answer.version(), reqwest::Version::HTTP_2);
    assert_eq!(answer.text().await.unwrap(), "now");

    let (files, second) = write_pair(folder.path());
    files.reload(&tls).unwrap();

    assert!(
        old.get(&url).send().await.is_ok(),
        "the open connection goes on"
    );
    assert!(
        client(first).get(&url).send().await.is_err(),
        "new ones see the new certificate"
    );
    assert!(client(second).get(&url).send().await.is_ok());
}

#[tokio::test]
async fn plaintext_gets_nothing_from_a_tls_listener() {
    let folder = tempfile::tempdir().unwrap();
    let (files, _) = write_pair(folder.path());
    let tls = Some(files.load().unwrap());
    let stage = Stage::with(ServerOptions {
        tls,
        ..ServerOptions::default()
    })
    .await;
    let mut stream = tokio::net::TcpStream::connect(stage.address).await.unwrap();

    stream
        .write_all(b"GET /now HTTP/1.1\r\nhost: a\r\n\r\n")
        .await
        .unwrap();

    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    assert!(!answer.starts_with(b"HTTP"), "no answer in plaintext");
}

#[test]
fn files_that_cannot_be_used_are_refused_and_the_certificate_in_force_stays() {
    let folder = tempfile::tempdir().unwrap();
    let other = tempfile::tempdir().unwrap();
    let (files, _) = write_pair(folder.path());
    let (foreign, _) = write_pair(other.path());
    let in_force = files.load().unwrap();
    let before = in_force.get_inner();

    let missing = TlsFiles {
        certificate: folder.path().join("none"),
        key: files.key.clone(),
    };
    assert!(matches!(
        missing.reload(&in_force),
        Err(TlsError::File { .. })
    ));

    let swapped = TlsFiles {
        certificate: files.certificate.clone(),
        key: foreign.key,
    };
    assert!(matches!(
        swapped.reload(&in_force),
        Err(TlsError::Pair { .. })
    ));

    let empty = TlsFiles {
        certificate: files.key.clone(),
        key: files.key,
    };
    assert!(matches!(
        empty.reload(&in_force),
        Err(TlsError::NoCertificate(_))
    ));

    assert!(std::sync::Arc::ptr_eq(&before, &in_force.get_inner()));
}
