use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::AccountId;
use crate::newtype::parsed_text;

/// A part of AWS with its own accounts, regions and host names.
///
/// Source: AWS General Reference, "Amazon Resource Names", and botocore's `partitions.json`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Partition {
    /// `aws`: the commercial regions.
    #[default]
    Aws,
    /// `aws-us-gov`: the US government regions.
    UsGov,
    /// `aws-cn`: China.
    China,
    /// `aws-eusc`: the European Sovereign Cloud.
    EuSovereign,
    /// `aws-iso`, `aws-iso-b`, `aws-iso-e`, `aws-iso-f`: isolated regions.
    Iso(IsoPartition),
}

/// One of the isolated partitions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IsoPartition {
    /// `aws-iso`
    C,
    /// `aws-iso-b`
    B,
    /// `aws-iso-e`
    E,
    /// `aws-iso-f`
    F,
}

const PARTITIONS: [(Partition, &str); 8] = [
    (Partition::Aws, "aws"),
    (Partition::UsGov, "aws-us-gov"),
    (Partition::China, "aws-cn"),
    (Partition::EuSovereign, "aws-eusc"),
    (Partition::Iso(IsoPartition::C), "aws-iso"),
    (Partition::Iso(IsoPartition::B), "aws-iso-b"),
    (Partition::Iso(IsoPartition::E), "aws-iso-e"),
    (Partition::Iso(IsoPartition::F), "aws-iso-f"),
];

impl fmt::Display for Partition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = PARTITIONS.iter().find(|(p, _)| p == self);
        f.write_str(name.map_or("aws", |(_, name)| name))
    }
}

impl FromStr for Partition {
    type Err = ParseRoleArnError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let found = PARTITIONS.iter().find(|(_, name)| *name == s);
        found.map(|(p, _)| *p).ok_or(ParseRoleArnError)
    }
}

impl TryFrom<String> for Partition {
    type Error = ParseRoleArnError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Partition> for String {
    fn from(value: Partition) -> Self {
        value.to_string()
    }
}

/// The ARN of an IAM role: `arn:{partition}:iam::{account}:role/{path}{name}`.
///
/// Source: AWS IAM User Guide, "IAM identifiers"; path at most 512, name 1 to 64 characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(try_from = "String", into = "String")]
pub struct RoleArn(String);

/// The text is not the ARN of an IAM role, or not a path and name of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a role ARN is `arn:PARTITION:iam::ACCOUNT:role/PATH/NAME`")]
pub struct ParseRoleArnError;

impl RoleArn {
    /// The role with this path and name (`jit/PowerUser`) in an account.
    ///
    /// # Errors
    ///
    /// When path and name have characters that IAM does not allow.
    pub fn new(
        partition: Partition,
        account: &AccountId,
        role: &str,
    ) -> Result<Self, ParseRoleArnError> {
        format!("arn:{partition}:iam::{account}:role/{role}").parse()
    }

    fn parts(text: &str) -> Option<(Partition, AccountId, &str)> {
        let rest = text.strip_prefix("arn:")?;
        let (partition, rest) = rest.split_once(":iam::")?;
        let (account, role) = rest.split_once(":role/")?;
        Some((partition.parse().ok()?, account.parse().ok()?, role))
    }

    /// The partition of the role.
    #[must_use]
    pub fn partition(&self) -> Partition {
        Self::parts(&self.0).map_or(Partition::Aws, |(partition, ..)| partition)
    }

    /// The account that the role is in.
    #[must_use]
    pub fn account(&self) -> Option<AccountId> {
        Self::parts(&self.0).map(|(_, account, _)| account)
    }

    /// The name of the role, without its path: what an assumed-role ARN shows.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }
}

fn is_role(role: &str) -> bool {
    let (path, name) = role.rsplit_once('/').unwrap_or(("", role));
    (1..=64).contains(&name.len())
        && path.len() <= 510
        && !role.starts_with('/')
        && !role.contains("//")
        && role
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"_+=,.@-/".contains(&b))
}

impl FromStr for RoleArn {
    type Err = ParseRoleArnError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let ok = Self::parts(s).is_some_and(|(.., role)| is_role(role));
        ok.then(|| Self(s.to_owned())).ok_or(ParseRoleArnError)
    }
}

parsed_text!(RoleArn, ParseRoleArnError);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::newtype::corpus::{refuses, takes};

    fn role(path_and_name: &str) -> String {
        format!("arn:aws:iam::111122223333:role/{path_and_name}")
    }

    #[test]
    fn roles_of_every_partition_are_read() {
        for (partition, name) in PARTITIONS {
            let text = format!("arn:{name}:iam::111122223333:role/jit/PowerUser");
            takes::<RoleArn>(&[&text]);
            let arn: RoleArn = text.parse().unwrap();
            assert_eq!(arn.partition(), partition);
            assert_eq!(arn.name(), "PowerUser");
        }
        takes::<Partition>(&PARTITIONS.map(|(_, name)| name));
        refuses::<Partition>(&["", "AWS", "aws-", "aws-iso-c", "aws:iam", "aws\n"]);
    }

    #[test]
    fn path_and_name_have_the_bounds_of_iam() {
        takes::<RoleArn>(&[
            &role("R"),
            &role("a_+=,.@-/R_+=,.@-"),
            &role(&"r".repeat(64)),
            &role(&format!("{}/R", "p".repeat(510))),
        ]);
        refuses::<RoleArn>(&[
            &role(""),
            &role("/R"),
            &role("a//R"),
            &role("a/"),
            &role("a b"),
            &role("a:b"),
            &role("a*"),
            &role("ä"),
            &role("R\n"),
            &role(&"r".repeat(65)),
            &role(&format!("{}/R", "p".repeat(511))),
        ]);
    }

    #[test]
    fn what_is_not_a_role_is_refused() {
        refuses::<RoleArn>(&[
            "",
            "PowerUser",
            "arn:aws:iam::111122223333:user/R",
            "arn:aws:iam::111122223333:ROLE/R",
            "arn:aws:iam::11112222333:role/R",
            "arn:aws:iam:::role/R",
            "arn:aws:iam:eu-central-1:111122223333:role/R",
            "arn:aws-x:iam::111122223333:role/R",
            "arn::iam::111122223333:role/R",
            "ARN:aws:iam::111122223333:role/R",
            "arn:aws:sts::111122223333:assumed-role/R/session",
            " arn:aws:iam::111122223333:role/R",
            "arn:aws:iam::111122223333:role/R:role/S",
        ]);
    }

    #[test]
    fn a_role_is_made_of_its_parts_and_cannot_leave_its_account() {
        let account: AccountId = "111122223333".parse().unwrap();
        let new = |role: &str| RoleArn::new(Partition::China, &account, role);
        assert_eq!(
            new("jit/PowerUser").unwrap().as_str(),
            "arn:aws-cn:iam::111122223333:role/jit/PowerUser"
        );
        for bad in ["", "/R", "a:role/R", "R\0", "*", "a/../", "../R:x"] {
            assert!(new(bad).is_err(), "{bad:?}");
        }
    }
}
