//! The files of the AWS SDKs, as far as profiles and their keys go.
//!
//! Source: AWS SDKs and Tools Reference Guide, "Shared config and credentials files".

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use crate::aws_config::profile_of;

/// The largest file that is read, in bytes.
const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// Sections in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct AwsFile {
    /// It begins with a byte order mark, which some SDKs do not read.
    pub(super) has_mark: bool,
    pub(super) sections: Vec<Section>,
}

/// A section with the keys of its own; nested ones are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Section {
    /// Counted from 1.
    pub(super) line: usize,
    /// What stands between the brackets: `profile NAME`, `default`, `sso-session NAME`.
    pub(super) title: String,
    pub(super) keys: Vec<Key>,
}

/// `name = value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key {
    /// Counted from 1.
    pub(super) line: usize,
    /// As it is written.
    pub(super) name: String,
    pub(super) value: String,
}

impl AwsFile {
    /// Reads a file; none when there is none.
    pub(super) fn read(path: &Path) -> io::Result<Option<Self>> {
        let mut text = Vec::new();
        match File::open(path) {
            Ok(file) => file.take(MAX_BYTES + 1).read_to_end(&mut text)?,
            Err(err) if err.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(err) => return Err(err),
        };
        if text.len() as u64 > MAX_BYTES {
            return Err(io::Error::other("it is larger than 4 MiB"));
        }
        let text = String::from_utf8(text).map_err(|_| io::Error::other("it is not UTF-8"))?;
        Ok(Some(Self::parse(&text)))
    }

    pub(super) fn parse(text: &str) -> Self {
        let stripped = text.strip_prefix('\u{feff}');
        let mut sections: Vec<Section> = Vec::new();
        for (line, content) in (1..).zip(stripped.unwrap_or(text).lines()) {
            let is_nested = content.starts_with([' ', '\t']);
            let content = content.trim();
            if is_nested || content.is_empty() || content.starts_with(['#', ';']) {
                continue;
            }
            if let Some(title) = content.strip_prefix('[') {
                let title = title.split(']').next().unwrap_or_default().trim();
                let title = title.to_owned();
                let keys = Vec::new();
                sections.push(Section { line, title, keys });
            } else if let (Some(section), Some((name, value))) =
                (sections.last_mut(), content.split_once('='))
            {
                let [name, value] = [name, value].map(|it| it.trim().to_owned());
                section.keys.push(Key { line, name, value });
            }
        }
        Self {
            has_mark: stripped.is_some(),
            sections,
        }
    }
}

impl Section {
    /// The profile that this is in a configuration file.
    pub(super) fn profile(&self) -> Option<String> {
        profile_of(&self.title)
    }

    /// The key of this name in any letter case: the last one, where there are several.
    pub(super) fn key(&self, name: &str) -> Option<&Key> {
        let mut keys = self.keys.iter().rev();
        keys.find(|key| key.name.eq_ignore_ascii_case(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profiles_and_their_keys_are_read_as_sdks_read_them() {
        let text = "stray = 1\n# a comment\n[default]\nregion=eu-central-1\r\n\n\
                    [profile shop] ; one more\ncredential_process = /bin/jit a=b\n\
                    s3 =\n  max_queue = 2\n[profile \"a b\"]\n[sso-session corp]\n[profile]\n";
        let file = AwsFile::parse(text);
        let profiles: Vec<_> = file.sections.iter().map(Section::profile).collect();
        let names = [Some("default"), Some("shop"), Some("a b"), None, None];
        assert_eq!(profiles, names.map(|name| name.map(str::to_owned)));
        let shop = &file.sections[1];
        assert_eq!(shop.line, 6);
        let key = shop.key("Credential_Process").unwrap();
        assert_eq!((key.line, key.value.as_str()), (7, "/bin/jit a=b"));
        assert_eq!(
            file.sections[0].key("region").unwrap().value,
            "eu-central-1"
        );
        let names: Vec<_> = shop.keys.iter().map(|key| key.name.as_str()).collect();
        assert_eq!(names, ["credential_process", "s3"]);
        assert!(!file.has_mark);
    }

    #[test]
    fn a_byte_order_mark_is_noticed_and_hides_nothing() {
        let file = AwsFile::parse("\u{feff}[default]\n");
        assert!(file.has_mark);
        assert_eq!(file.sections[0].profile().as_deref(), Some("default"));
    }
}
