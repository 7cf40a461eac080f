use std::str::FromStr;

/// The path of an organizational unit below the root, such as `prod/payments`: components of 1 to
/// 128 characters without `.`, `/`, outer spaces or control characters, at most 5 deep.
///
/// Source of the bounds: AWS Organizations API Reference, `OrganizationalUnit.Name`, and AWS
/// Organizations User Guide, "Quotas" (OU nesting). The dot is left out because it stands for `/`
/// in the file names of auto-approval policies.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OuPath(String);

/// The text is not the path of an organizational unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the path of an organizational unit is up to 5 names joined by `/`, without leading or \
     trailing `/`, dots or control characters"
)]
pub struct ParseOuPathError;

impl OuPath {
    /// The path as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the account's unit is this one or lies below it; whole components only, so that
    /// `prod` does not hold `production`.
    pub(crate) fn holds(&self, ou_of_account: &str) -> bool {
        with_ancestors(ou_of_account).any(|path| path == self.0)
    }
}

impl FromStr for OuPath {
    type Err = ParseOuPathError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let ok = s.split('/').count() <= 5 && s.split('/').all(is_name);
        ok.then(|| Self(s.to_owned())).ok_or(ParseOuPathError)
    }
}

fn is_name(name: &str) -> bool {
    (1..=128).contains(&name.chars().count())
        && name.trim() == name
        && !name.chars().any(|c| c == '.' || c.is_control())
}

/// The unit itself and every unit above it, the deepest first; nothing for the root.
pub(crate) fn with_ancestors(ou: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(ou), |path| Some(path.rsplit_once('/')?.0))
        .filter(|path| !path.is_empty())
}
