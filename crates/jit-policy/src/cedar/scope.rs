use std::fmt;
use std::str::FromStr;

use jit_domain::AccountId;

use crate::ou::OuPath;

/// Where an auto-approval file applies, as its file name says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Scope {
    /// `all.cedar`: wherever no other file applies.
    All,
    /// `ou.prod.payments.cedar`: in an organizational unit and below.
    Ou(OuPath),
    /// `111122223333.cedar`: in an account.
    Account(AccountId),
}

/// The stem of the file name is no scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("name the file `all.cedar`, `ou.<path with . for />.cedar` or `<account ID>.cedar`")]
pub(crate) struct ParseScopeError;

impl FromStr for Scope {
    type Err = ParseScopeError;

    fn from_str(stem: &str) -> Result<Self, Self::Err> {
        if stem == "all" {
            return Ok(Self::All);
        }
        match stem.strip_prefix("ou.") {
            Some(path) => path.replace('.', "/").parse().map(Self::Ou).ok(),
            None => stem.parse().map(Self::Account).ok(),
        }
        .ok_or(ParseScopeError)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all accounts"),
            Self::Ou(path) => write!(f, "the organizational unit `{}`", path.as_str()),
            Self::Account(id) => write!(f, "the account `{id}`"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_is_one_scope_or_none() {
        let ou = |path: &str| Some(Scope::Ou(path.parse().unwrap()));
        let table = [
            ("all", Some(Scope::All)),
            ("ou.prod", ou("prod")),
            ("ou.prod.payments", ou("prod/payments")),
            ("ou.all", ou("all")),
            (
                "111122223333",
                Some(Scope::Account("111122223333".parse().unwrap())),
            ),
            ("", None),
            ("All", None),
            ("ou.", None),
            ("ou", None),
            ("ou.prod.", None),
            ("ou..prod", None),
            ("prod", None),
            ("11112222333", None),
            ("payments-prod", None),
        ];
        for (stem, wanted) in table {
            assert_eq!(stem.parse::<Scope>().ok(), wanted, "{stem}");
        }
    }
}
