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
