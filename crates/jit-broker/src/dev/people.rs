use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use jit_domain::{
    Authentication, DisplayName, GroupName, Issuer, Person, PersonId, PersonSelector, Subject,
};
use jit_policy::Directory;
use serde::Deserialize;
use toml::Spanned;

use super::DevError;

/// The people of a dev broker: a TOML file of `[[person]]` tables.
#[derive(Clone, Debug)]
pub(super) struct People(Vec<DevPerson>);

/// A person as the development issuer knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DevPerson {
    pub(super) subject: Subject,
    pub(super) name: DisplayName,
    pub(super) email: Option<String>,
    pub(super) groups: BTreeSet<GroupName>,
    pub(super) attributes: BTreeMap<String, BTreeSet<String>>,
    /// How they sign in, as their tokens say it.
    pub(super) methods: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default)]
    person: Vec<Table>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    subject: Spanned<Subject>,
    name: Option<Spanned<String>>,
    email: Option<Spanned<String>>,
    #[serde(default)]
    groups: BTreeSet<GroupName>,
    #[serde(default)]
    attributes: BTreeMap<Spanned<String>, OneOrMore>,
    #[serde(default = "password")]
    methods: BTreeSet<String>,
}

/// What nobody asked for here stands for.
///
/// Source: RFC 8176, section 2.
fn password() -> BTreeSet<String> {
    BTreeSet::from(["pwd".to_owned()])
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(BTreeSet<String>),
}

/// What is wrong, and the byte where it is.
struct Wrong(usize, String);

impl People {
    /// Reads the file.
    pub(super) fn read(path: &Path) -> Result<(Self, String), DevError> {
        let text = fs::read_to_string(path).map_err(DevError::file(path))?;
        Ok((Self::parse(path, &text)?, text))
    }

    /// Reads the text of the file at `path`. Unknown keys, names with control characters and
    /// subjects that stand twice are faults.
    pub(super) fn parse(path: &Path, text: &str) -> Result<Self, DevError> {
        read(text).map_err(|Wrong(at, what)| DevError::People {
            file: path.display().to_string(),
            line: 1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count(),
            what,
        })
    }

    /// In the order of the file.
    pub(super) fn iter(&self) -> impl Iterator<Item = &DevPerson> {
        self.0.iter()
    }

    /// The person with exactly this subject.
    pub(super) fn get(&self, subject: &str) -> Option<&DevPerson> {
        self.0
            .iter()
            .find(|person| person.subject.as_str() == subject)
    }

    /// Every attribute that somebody has.
    pub(super) fn attribute_names(&self) -> BTreeSet<&str> {
        let names = self.0.iter().flat_map(|person| person.attributes.keys());
        names.map(String::as_str).collect()
    }

    /// What the broker may know about them before they sign in.
    pub(super) fn directory(&self, issuer: &Issuer) -> PeopleDirectory {
        let person = |person: &DevPerson| Person {
            id: PersonId {
                issuer: issuer.clone(),
                subject: person.subject.clone(),
            },
            name: person.name.clone(),
            groups: person.groups.clone(),
            attributes: person.attributes.clone(),
            authentication: Authentication::default(),
        };
        PeopleDirectory(self.0.iter().map(person).collect())
    }
}

fn read(text: &str) -> Result<People, Wrong> {
    let document: Document = toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        Wrong(at, error.message().lines().collect::<Vec<_>>().join("; "))
    })?;
    let mut people: Vec<DevPerson> = Vec::new();
    for table in document.person {
        let at = table.subject.span().start;
        let person = person(table)?;
        if people.iter().any(|other| other.subject == person.subject) {
            let subject = &person.subject;
            return Err(Wrong(
                at,
                format!("the subject `{subject}` stands here twice"),
            ));
        }
        people.push(person);
    }
    if people.is_empty() {
        let what = "there is nobody here; write a `[[person]]` with a `subject`";
        return Err(Wrong(0, what.to_owned()));
    }
    Ok(People(people))
}

fn person(table: Table) -> Result<DevPerson, Wrong> {
    let subject = table.subject.into_inner();
    let name = table.name.map(|name| printable("name", name)).transpose()?;
    let email = table
        .email
        .map(|email| printable("email", email))
        .transpose()?;
    let mut attributes = BTreeMap::new();
    for (name, values) in table.attributes {
        let values = match values {
            OneOrMore::One(value) => BTreeSet::from([value]),
            OneOrMore::More(values) => values,
        };
        attributes.insert(attribute_name(name)?, values);
    }
    Ok(DevPerson {
        name: DisplayName::from(name.unwrap_or_else(|| subject.to_string())),
        subject,
        email,
        groups: table.groups,
        attributes,
        methods: table.methods,
    })
}

fn printable(what: &str, text: Spanned<String>) -> Result<String, Wrong> {
    let at = text.span().start;
    let text = text.into_inner();
    if text.is_empty() || text.chars().count() > 255 || text.chars().any(char::is_control) {
        let what = format!("a {what} here has 1 to 255 characters and no control characters");
        return Err(Wrong(at, what));
    }
    Ok(text)
}

/// The names that a claim path can reach into `attributes` with.
fn attribute_name(name: Spanned<String>) -> Result<String, Wrong> {
    let at = name.span().start;
    let name = name.into_inner();
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"_-:".contains(&b);
    if (1..=64).contains(&name.len()) && name.bytes().all(plain) {
        return Ok(name);
    }
    let what = format!(
        "the attribute `{}` has other characters than letters, digits, `_`, `-` or `:`",
        name.escape_debug()
    );
    Err(Wrong(at, what))
}

/// Counts people exactly: in a dev broker there is nobody else.
#[derive(Clone, Debug)]
pub(super) struct PeopleDirectory(Vec<Person>);

impl Directory for PeopleDirectory {
    fn count(&self, selector: &PersonSelector, except: &PersonId) -> Option<usize> {
        let others = self.0.iter().filter(|person| person.id != *except);
        Some(others.filter(|person| selector.matches(person)).count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> String {
        People::parse(Path::new("people.toml"), text)
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn the_people_of_the_program_itself_can_be_read() {
        let people = People::parse(Path::new("people.toml"), include_str!("people.toml")).unwrap();
        assert!(people.get("engineer").is_some() && people.get("lead").is_some());
    }

    #[test]
    fn a_person_has_a_name_groups_attributes_and_methods() {
        let text = "[[person]]\nsubject = \"engineer\"\nattributes = { department = [\"a\", \"b\"], site = \"c\" }\n";
        let people = People::parse(Path::new("people.toml"), text).unwrap();
        let person = people.get("engineer").unwrap();
        assert_eq!(
            person.name.as_str(),
            "engineer",
            "the subject, where there is no name"
        );
        assert_eq!(person.attributes["department"].len(), 2);
        assert_eq!(person.methods, password());
        assert_eq!(
            people.attribute_names(),
            BTreeSet::from(["department", "site"])
        );
    }

    #[test]
    fn a_fault_names_file_and_line() {
        let table = [
            ("", "people.toml:1: there is nobody here"),
            (
                "[[person]]\nname = \"Engineer\"\n",
                "people.toml:1: missing field `subject`",
            ),
            (
                "[[person]]\nsubject = \"a\"\ngroup = []\n",
                "people.toml:3: unknown field `group`",
            ),
            (
                "[[person]]\nsubject = \"a\"\n\n[[person]]\nsubject = \"a\"\n",
                "people.toml:5: the subject `a` stands here twice",
            ),
            (
                "[[person]]\nsubject = \"\"\n",
                "people.toml:2: a name here has",
            ),
            (
                "[[person]]\nsubject = \"a\"\nname = \"\\u001b[2J\"\n",
                "people.toml:3: a name here has",
            ),
            (
                "[[person]]\nsubject = \"a\"\nattributes = { \"a.b\" = \"c\" }\n",
                "people.toml:3: the attribute `a.b`",
            ),
            (
                "[[person]]\nsubject = \"a\"\ngroups = \"sre\"\n",
                "people.toml:3: invalid type",
            ),
            (
                "[[person]]\nsubject = \"a\"\nsubject = \"b\"\n",
                "people.toml:3: duplicate key",
            ),
            (
                "[[persons]]\nsubject = \"a\"\n",
                "people.toml:1: unknown field `persons`",
            ),
        ];
        for (text, expected) in table {
            let fault = fault(text);
            assert!(fault.starts_with(expected), "{text:?} gives `{fault}`");
            assert_eq!(fault.lines().count(), 1, "{fault}");
        }
    }

    #[test]
    fn possible_approvers_are_counted_exactly() {
        let issuer: Issuer = "http://127.0.0.1:1/issuer".parse().unwrap();
        let people = People::parse(Path::new("people.toml"), include_str!("people.toml")).unwrap();
        let directory = people.directory(&issuer);
        let id = |subject: &str| PersonId {
            issuer: issuer.clone(),
            subject: subject.parse().unwrap(),
        };
        let sre = PersonSelector {
            groups: BTreeSet::from(["sre".parse().unwrap()]),
            ..PersonSelector::default()
        };
        assert_eq!(directory.count(&sre, &id("lead")), Some(2));
        assert_eq!(directory.count(&sre, &id("engineer")), Some(1));
        assert_eq!(
            directory.count(&PersonSelector::default(), &id("lead")),
            Some(0)
        );
    }
}
