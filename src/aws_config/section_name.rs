use std::collections::BTreeSet;

use super::line::header;

/// The name of the profile that a header of the configuration file begins, without quotes and
/// escapes, which AWS tools read differently; none for other sections.
pub(crate) fn profile_of(header: &str) -> Option<String> {
    let mut words = header.split_whitespace();
    let first = bare(words.next()?);
    let rest: Vec<String> = words.map(bare).collect();
    match (first.as_str(), rest.is_empty()) {
        ("default", true) => Some("default".to_owned()),
        ("profile", false) => Some(rest.join(" ")),
        _ => None,
    }
}

fn bare(word: &str) -> String {
    word.replace(['"', '\'', '\\'], "")
}

/// The names of the profiles in a credentials file. Nothing else of it is kept.
pub(crate) fn names_in_credentials(bytes: &[u8]) -> BTreeSet<String> {
    let lines = bytes.split(|b| matches!(b, b'\n' | b'\r'));
    lines
        .map(<[u8]>::trim_ascii)
        .filter(|line| line.starts_with(b"["))
        .map(|line| bare(header(&String::from_utf8_lossy(line)).trim()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{names_in_credentials, profile_of};

    #[test]
    fn a_profile_is_found_under_every_spelling_that_some_aws_tool_reads() {
        let table = [
            ("default", Some("default")),
            ("profile default", Some("default")),
            ("profile a.B", Some("a.B")),
            (" profile\t a.B ", Some("a.B")),
            ("profile \"a.B\"", Some("a.B")),
            ("profile 'a.B'", Some("a.B")),
            ("profile a\\.B", Some("a.B")),
            ("profile \"a b\"", Some("a b")),
            ("profile", None),
            ("a.B", None),
            ("sso-session a.B", None),
            ("", None),
        ];
        for (header, name) in table {
            assert_eq!(profile_of(header).as_deref(), name, "{header}");
        }
    }

    #[test]
    fn of_a_credentials_file_only_names_are_kept() {
        let file = b"[default]\r\naws_secret_access_key = a\xff\r[ b.C ]\n  [\"d\"]\nx = [y]\n";
        let names: Vec<String> = names_in_credentials(file).into_iter().collect();
        assert_eq!(names, ["b.C", "d", "default"]);
    }
}
