use std::str::FromStr;

use super::Target;

/// How profiles are named: plain characters, and places to fill in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NameTemplate(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Account,
    AccountId,
    PermissionSet,
}

/// The text is no template.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ParseNameTemplateError {
    /// A place that nobody knows how to fill in.
    #[error(
        "`{{{0}}}` is not filled in: there are `{{account}}`, `{{account-id}}` and `{{permission-set}}`"
    )]
    Unknown(String),
    /// AWS tools read the character differently.
    #[error(
        "AWS tools disagree about `{0}` in a profile's name; letters, digits and `_.@/:%+-` are fine"
    )]
    Character(char),
    /// It could be taken for a flag, or is nothing.
    #[error("a profile's name begins with a letter, a digit or one of `_.@/:%+`")]
    Beginning,
}

/// The characters of a profile's name that all AWS tools take.
fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_.@/:%+-".contains(c)
}

impl FromStr for NameTemplate {
    type Err = ParseNameTemplateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let (before, place) = rest.split_once('{').unwrap_or((rest, ""));
            if let Some(c) = before.chars().find(|c| !is_plain(*c)) {
                return Err(ParseNameTemplateError::Character(c));
            }
            parts.push(Part::Text(before.to_owned()));
            if before.len() == rest.len() {
                break;
            }
            let Some((name, behind)) = place.split_once('}') else {
                return Err(ParseNameTemplateError::Character('{'));
            };
            parts.push(match name {
                "account" => Part::Account,
                "account-id" => Part::AccountId,
                "permission-set" => Part::PermissionSet,
                other => return Err(ParseNameTemplateError::Unknown(other.to_owned())),
            });
            rest = behind;
        }
        if text.is_empty() || text.starts_with('-') {
            return Err(ParseNameTemplateError::Beginning);
        }
        Ok(Self(parts))
    }
}

/// `payments-prod.PowerUser`
impl Default for NameTemplate {
    fn default() -> Self {
        let dot = Part::Text(".".to_owned());
        Self(vec![Part::Account, dot, Part::PermissionSet])
    }
}

impl NameTemplate {
    /// The name of a target's profile, which another target may have as well. It begins with no
    /// hyphen and is not empty.
    pub(super) fn fill(&self, target: &Target) -> String {
        let id = target.account.as_str();
        let part = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Account => plain(target.account_name.as_str(), id),
            Part::AccountId => id.to_owned(),
            Part::PermissionSet => plain(target.permission_set.as_str(), "x"),
        };
        self.0.iter().map(part).collect()
    }
}

/// The text with a hyphen for each run of characters that AWS tools disagree about, and none at its
/// ends; something else when nothing is left of it.
fn plain(text: &str, else_this: &str) -> String {
    let words = text.split(|c| !is_plain(c)).filter(|word| !word.is_empty());
    let plain = words.collect::<Vec<_>>().join("-");
    let plain = plain.trim_matches('-');
    if plain.is_empty() { else_this } else { plain }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(account_name: &str, set: &str) -> Target {
        Target {
            account: "111122223333".parse().unwrap(),
            account_name: account_name.parse().unwrap(),
            permission_set: set.parse().unwrap(),
        }
    }

    #[test]
    fn a_template_is_filled_in_with_plain_characters() {
        let table = [
            (
                "{account}.{permission-set}",
                "payments-prod",
                "PowerUser",
                "payments-prod.PowerUser",
            ),
            (
                "jit/{account-id}/{permission-set}",
                "x",
                "a=b,c",
                "jit/111122223333/a-b-c",
            ),
            ("{account}", "Payments (prod) #2", "x", "Payments-prod-2"),
            ("{account}", "- [x]", "x", "x"),
            ("{account}", "(((", "x", "111122223333"),
            ("{permission-set}", "x", "--", "x"),
            ("only", "x", "x", "only"),
        ];
        for (template, account, set, name) in table {
            let template: NameTemplate = template.parse().unwrap();
            assert_eq!(template.fill(&target(account, set)), name);
        }
        let name = NameTemplate::default().fill(&target("payments-prod", "PowerUser"));
        assert_eq!(name, "payments-prod.PowerUser");
    }

    #[test]
    fn a_template_that_would_make_other_names_is_refused() {
        use ParseNameTemplateError::{Beginning, Character, Unknown};
        let table = [
            ("", Beginning),
            ("-{account}", Beginning),
            ("{account} x", Character(' ')),
            ("{account}#", Character('#')),
            ("a]", Character(']')),
            ("a}", Character('}')),
            ("{account", Character('{')),
            ("{role}", Unknown("role".to_owned())),
            ("{}", Unknown(String::new())),
        ];
        for (text, err) in table {
            assert_eq!(text.parse::<NameTemplate>(), Err(err), "{text}");
        }
    }
}
