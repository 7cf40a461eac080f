use jit_broker::catalog::{Member, Merged, Organization, diff, merge};

/// The management account of every organization here.
pub(super) const MANAGEMENT: &str = "999988887777";

/// An account in a unit, such as `prod/payments`, with tags such as `Team=payments`.
pub(super) fn member(id: &str, name: &str, ou: &str, tags: &[&str]) -> Member {
    let tags = tags.iter().map(|tag| tag.split_once('=').unwrap());
    Member {
        id: id.parse().unwrap(),
        name: name.to_owned(),
        units: ou
            .split('/')
            .filter(|unit| !unit.is_empty())
            .map(str::to_owned)
            .collect(),
        tags: tags.map(|(k, v)| (k.to_owned(), v.to_owned())).collect(),
        inactive: None,
    }
}

/// An organization of these accounts and the management account.
pub(super) fn organization(members: &[Member]) -> Organization {
    let mut accounts = members.to_vec();
    if !accounts.iter().any(|m| m.id.as_str() == MANAGEMENT) {
        accounts.push(member(MANAGEMENT, "org-management", "", &[]));
    }
    Organization {
        partition: "aws".parse().unwrap(),
        management: MANAGEMENT.parse().unwrap(),
        accounts,
    }
}

/// The entry of the management account, so that it does not get into the way.
pub(super) const ROOT_ENTRY: &str = r#"[[account]]
id = "999988887777"
name = "org-management"
management = true
"#;

/// Merges without pruning.
pub(super) fn merged(text: &str, members: &[Member]) -> Merged {
    merge(Some(text), &organization(members), false).unwrap_or_else(|error| panic!("{error}"))
}

/// The difference that a merge makes.
pub(super) fn difference(text: &str, members: &[Member]) -> String {
    diff("catalog.toml", text, &merged(text, members).text)
}

/// Why there is no merge.
pub(super) fn refusal(text: &str, members: &[Member]) -> String {
    let refused = merge(Some(text), &organization(members), false);
    refused.unwrap_err().to_string()
}
