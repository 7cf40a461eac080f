use std::os::unix::fs::{PermissionsExt as _, symlink};

use super::*;

const PATIENCE: Duration = Duration::from_millis(50);

/// Writes through the file as a command does.
async fn write(path: &Path, content: &[u8]) -> Result<(), EditedFileError> {
    let file = EditedFile::read(path)?;
    let turn = file.turn(PATIENCE).await?;
    file.replace(&turn, content)
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_new_file_and_its_folder_are_for_their_owner_alone() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join(".aws/config");
    write(&path, b"new").await.unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"new");
    assert_eq!(mode(&path), 0o600);
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    assert_eq!(names(path.parent().unwrap()), ["config"]);
}

#[tokio::test]
async fn a_file_that_is_there_keeps_its_mode_and_is_backed_up_once() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("config");
    fs::write(&path, "first").unwrap();
    set_mode(&path, 0o640);
    set_mode(home.path(), 0o755);
    write(&path, b"second").await.unwrap();
    write(&path, b"third").await.unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"third");
    assert_eq!(mode(&path), 0o640);
    assert_eq!(mode(home.path()), 0o755);
    let backup = home.path().join("config.jit-backup");
    assert_eq!(fs::read(&backup).unwrap(), b"first");
    assert_eq!(mode(&backup), 0o600);
    assert_eq!(names(home.path()), ["config", "config.jit-backup"]);
}

#[tokio::test]
async fn links_are_followed_and_stay() {
    let home = tempfile::tempdir().unwrap();
    let dotfiles = home.path().join("dotfiles");
    fs::create_dir(&dotfiles).unwrap();
    let real = dotfiles.join("aws-config");
    fs::write(&real, "first").unwrap();
    let aws = home.path().join(".aws");
    fs::create_dir(&aws).unwrap();
    let path = aws.join("config");
    symlink("../dotfiles/aws-config", &path).unwrap();

    write(&path, b"second").await.unwrap();

    assert_eq!(fs::read(&real).unwrap(), b"second");
    let link = fs::read_link(&path).unwrap();
    assert_eq!(link, Path::new("../dotfiles/aws-config"));
    assert_eq!(names(&dotfiles), ["aws-config"]);
    assert_eq!(names(&aws), ["config", "config.jit-backup"]);
}

#[tokio::test]
async fn what_cannot_be_replaced_safely_is_left_alone() {
    let home = tempfile::tempdir().unwrap();
    let at = |name: &str| home.path().join(name);
    symlink("nowhere", at("link")).unwrap();
    fs::create_dir(at("folder")).unwrap();
    fs::write(at("large"), vec![b'#'; 4 << 20 | 1]).unwrap();
    fs::write(at("read-only"), "x").unwrap();
    set_mode(&at("read-only"), 0o444);
    for (name, rule) in [
        ("link", "is a link to a file that is not there"),
        ("folder", "is no file"),
        ("large", "is larger than 4 MiB"),
        ("read-only", "is read-only"),
    ] {
        let err = write(&at(name), b"new").await.unwrap_err();
        assert!(err.to_string().ends_with(rule), "{err}");
    }
    let err = write(&at("new"), &vec![b'#'; (4 << 20) + 1])
        .await
        .unwrap_err();
    assert!(
        err.to_string().ends_with("would be larger than 4 MiB"),
        "{err}"
    );
    assert_eq!(fs::read(at("read-only")).unwrap(), b"x");
    assert_eq!(names(home.path()), ["folder", "large", "link", "read-only"]);
}

#[tokio::test]
async fn what_somebody_else_wrote_meanwhile_is_not_lost() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("config");
    for before in [None, Some("first")] {
        if let Some(before) = before {
            fs::write(&path, before).unwrap();
        }
        let file = EditedFile::read(&path).unwrap();
        let turn = file.turn(PATIENCE).await.unwrap();
        fs::write(&path, "somebody's").unwrap();
        let err = file.replace(&turn, b"ours").unwrap_err();
        assert!(err.to_string().ends_with("was changed meanwhile"), "{err}");
        assert_eq!(fs::read(&path).unwrap(), b"somebody's");
        assert!(!names(home.path()).contains(&"config.jit-new".to_owned()));
    }
}

#[tokio::test]
async fn one_writes_at_a_time() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("config");
    let file = EditedFile::read(&path).unwrap();
    let turn = file.turn(PATIENCE).await.unwrap();
    let err = write(&path, b"second").await.unwrap_err();
    assert!(matches!(err, EditedFileError::Busy { .. }), "{err}");
    drop(turn);
    write(&path, b"second").await.unwrap();
}

#[tokio::test]
async fn what_a_killed_process_left_is_in_nobodys_way() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("config");
    fs::write(&path, "first").unwrap();
    symlink("elsewhere", home.path().join("config.jit-new")).unwrap();
    set_mode(&path, 0o600);
    let lock = home.path().join("config.jit-lock");
    fs::write(&lock, "4711\n").unwrap();
    set_mode(&lock, 0o600);
    write(&path, b"second").await.unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"second");
    assert_eq!(names(home.path()), ["config", "config.jit-backup"]);
}

#[test]
fn what_belongs_to_somebody_else_is_left_alone() {
    let home = tempfile::tempdir().unwrap();
    let own = home.path().join("config");
    fs::write(&own, "x").unwrap();
    let file = EditedFile::read(&own).unwrap();
    file.judge(&file.found.as_ref().unwrap().metadata).unwrap();
    // Who may give files away gives one away; the others find one that is not theirs.
    let given = std::os::unix::fs::chown(&own, Some(54321), None).is_ok();
    let path = if given {
        own.as_path()
    } else {
        Path::new("/etc/passwd")
    };
    let file = EditedFile::read(path).unwrap();
    let err = file.judge(&file.found.as_ref().unwrap().metadata);
    let err = err.unwrap_err().to_string();
    assert!(err.ends_with("belongs to somebody else"), "{err}");
}
