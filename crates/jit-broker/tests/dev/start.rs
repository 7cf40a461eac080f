use crate::stage::{App, people_file, run};

#[test]
fn only_loopback_is_listened_on() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("state");
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:8080", "10.0.0.1:0"] {
        let output = run(&["dev", "--listen", address, "--dir", dir.to_str().unwrap()]);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{address}");
        assert!(errors.contains("loopback only"), "{errors}");
        assert!(output.stdout.is_empty());
        assert!(!dir.exists(), "nothing is made");
    }
}

#[test]
fn a_folder_has_one_broker() {
    let app = App::start();
    let folder = app.broker.folder();

    let output = run(&["dev", "--dir", folder.to_str().unwrap()]);

    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(errors.contains("another broker"), "{errors}");
}

#[test]
fn a_faulty_people_file_is_named_with_its_line() {
    let (_folder, file) = people_file("[[person]]\nsubject = \"engineer\"\nteam = \"x\"\n");
    let folder = tempfile::tempdir().unwrap();
    let arguments = [
        "dev",
        "--people",
        file.to_str().unwrap(),
        "--dir",
        folder.path().to_str().unwrap(),
    ];

    let output = run(&arguments);

    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        errors.contains("somebody.toml:3: unknown field `team`"),
        "{errors}"
    );
}

#[test]
fn real_credentials_need_one_clear_word() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().to_str().unwrap();

    let both = run(&[
        "dev",
        "--dir",
        dir,
        "--aws",
        "--sts-endpoint",
        "http://127.0.0.1:1",
    ]);
    let plain = run(&[
        "dev",
        "--dir",
        dir,
        "--sts-endpoint",
        "http://sts.example.com",
    ]);

    assert_eq!(both.status.code(), Some(2));
    assert_eq!(plain.status.code(), Some(1));
    let errors = String::from_utf8(plain.stderr).unwrap();
    assert!(errors.contains("must be https"), "{errors}");
}
