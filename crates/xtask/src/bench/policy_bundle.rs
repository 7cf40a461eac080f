//! Bundles of an organisation that grows: its accounts become more, its policies stay a thousand.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::io;

use jit_domain::{AccountId, Authentication, PermissionSetName, Person, PersonId};

/// An organisation with so many accounts, in units three deep, each with four tags.
#[derive(Clone, Copy, Debug)]
pub(super) struct World {
    pub(super) accounts: usize,
}

/// What somebody may ask for.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) person: Person,
    pub(super) account: AccountId,
    pub(super) permission_set: PermissionSetName,
}

const STAGES: [&str; 4] = ["prod", "staging", "dev", "sandbox"];
const REGIONS: [&str; 4] = ["eu", "us", "ap", "sa"];
const DEPARTMENTS: usize = 12;
const TEAMS: usize = 200;
const SETS: usize = 50;

/// Eligibilities: a unit, a team's tag, a named account, all accounts; one break-glass in ten.
const ELIGIBILITIES: [usize; 4] = [250, 120, 20, 10];
/// Approval policies by tag and by named account, beside those for all, each stage and department.
const TAGGED_APPROVALS: usize = 170;
const NAMED_APPROVALS: usize = 28;
/// Cedar policies: guardrails, deny-access, and automatic approval for all and in each of 48 units.
const GUARDRAILS: usize = 152;
const DENIALS: usize = 99;
const AUTOMATIC: usize = 2;

/// Where the `n`th account is, and what it is for.
#[derive(Clone, Copy, Debug)]
struct Place {
    stage: &'static str,
    department: usize,
    region: &'static str,
    team: usize,
}

fn nth<T: Copy + Default>(of: &[T], n: usize) -> T {
    of.get(n % of.len()).copied().unwrap_or_default()
}

fn place(n: usize) -> Place {
    Place {
        stage: nth(&STAGES, n),
        department: n / STAGES.len() % DEPARTMENTS,
        region: nth(&REGIONS, n / STAGES.len() / DEPARTMENTS),
        team: n % TEAMS,
    }
}

fn id(n: usize) -> String {
    format!("{:012}", 100_000_000_000 + n)
}

fn set(n: usize) -> String {
    format!("Set{:02}", n % SETS)
}

impl Place {
    fn department_unit(self) -> String {
        format!("{}/dept{:02}", self.stage, self.department)
    }

    fn unit(self) -> String {
        format!("{}/{}", self.department_unit(), self.region)
    }
}

impl World {
    /// The files of the bundle, each with its path.
    pub(super) fn files(self) -> Vec<(String, String)> {
        let mut files = vec![
            ("catalog.toml".to_owned(), self.catalog()),
            (
                "people.toml".to_owned(),
                "security = { groups = [\"security\"] }\n".to_owned(),
            ),
            ("guardrails.cedar".to_owned(), self.guardrails()),
            ("deny-access.cedar".to_owned(), denials()),
        ];
        files.extend(self.eligibilities());
        files.extend(self.approvals());
        files.extend(automatic());
        files
    }

    fn catalog(self) -> String {
        let mut text = String::new();
        for n in 0..self.accounts {
            let (id, place) = (id(n), place(n));
            let (stage, unit, team) = (place.stage, place.unit(), place.team);
            let data = nth(&["Personal", "Internal", "Public"], n);
            let _ = write!(
                text,
                "[[account]]\nid = \"{id}\"\nname = \"team{team:03}-{stage}-{n:05}\"\nou = \"{unit}\"\n\
                 tags = {{ Environment = \"{stage}\", Team = \"team{team:03}\", Data = \"{data}\", CostCentre = \"{:05}\" }}\n",
                n % 700
            );
        }
        for n in 0..SETS {
            let (name, risk) = (set(n), nth(&["low", "medium", "high"], n));
            let _ = write!(
                text,
                "[[permission_set]]\nname = \"{name}\"\nrole = \"jit/{name}\"\ntags = {{ Risk = \"{risk}\" }}\n"
            );
        }
        text
    }

    fn eligibilities(self) -> Vec<(String, String)> {
        let [units, teams, accounts, all] = ELIGIBILITIES;
        let sets = |n: usize| format!("{:?}", [set(n), set(n + 7), set(n + 20)]);
        let entry = |name: String, group: String, accounts: String, n: usize| {
            let break_glass = n % 10 == 9;
            let hours = if break_glass { 4 } else { 8 };
            format!(
                "[[eligibility]]\nname = \"{name}\"\nwho = {{ groups = [\"{group}\"] }}\n\
                 accounts = {{ {accounts} }}\npermission_sets = {}\nmax_duration = \"{hours}h\"\n\
                 reason = {{ min_length = 10 }}\nbreak_glass = {break_glass}\n",
                sets(n)
            )
        };
        let by_unit = (0..units).map(|n| {
            let place = place(n);
            let group = format!("dept{:02}", place.department);
            entry(
                format!("unit-{n}"),
                group,
                format!("ou = [\"{}\"]", place.unit()),
                n,
            )
        });
        let by_team = (0..teams).map(|n| {
            let team = format!("team{:03}", n % TEAMS);
            let accounts = format!("tags = {{ Team = [\"{team}\"] }}");
            entry(format!("team-{n}"), team, accounts, n)
        });
        let by_account = (0..accounts).map(|n| {
            let accounts = format!("ids = [\"{}\"]", id(n % self.accounts));
            entry(format!("account-{n}"), format!("guests{n}"), accounts, n)
        });
        let everywhere = (0..all).map(|n| {
            entry(
                format!("all-{n}"),
                "operators".to_owned(),
                "all = true".to_owned(),
                n,
            )
        });
        vec![
            ("eligibility/units.toml".to_owned(), by_unit.collect()),
            ("eligibility/teams.toml".to_owned(), by_team.collect()),
            ("eligibility/accounts.toml".to_owned(), by_account.collect()),
            ("eligibility/all.toml".to_owned(), everywhere.collect()),
        ]
    }

    fn approvals(self) -> Vec<(String, String)> {
        let entry = |name: &str, targets: &str| {
            format!(
                "[[approval]]\nname = \"{name}\"\ntargets = {{ {targets} }}\nmax_duration = \"12h\"\n\
                 pending_for = \"8h\"\n[[approval.level]]\napprovers = {{ groups = [\"{name}-leads\"] }}\n\
                 approvals = 1\n[[approval.level]]\napprovers = {{ groups = [\"security\"] }}\napprovals = 1\n"
            )
        };
        let mut units = entry("everything", "all = true");
        for stage in STAGES {
            units.push_str(&entry(stage, &format!("ou = [\"{stage}\"]")));
        }
        for n in 0..STAGES.len() * DEPARTMENTS {
            let unit = place(n).department_unit();
            units.push_str(&entry(
                &unit.replace('/', "-"),
                &format!("ou = [\"{unit}\"]"),
            ));
        }
        let tagged = (0..TAGGED_APPROVALS).map(|n| {
            let team = format!("team{n:03}");
            entry(&team, &format!("tags = {{ Team = [\"{team}\"] }}"))
        });
        let named = (0..NAMED_APPROVALS).map(|n| {
            let targets = format!("ids = [\"{}\"]", id(n % self.accounts));
            entry(&format!("named-{n}"), &targets)
        });
        vec![
            ("approvals/units.toml".to_owned(), units),
            ("approvals/teams.toml".to_owned(), tagged.collect()),
            ("approvals/accounts.toml".to_owned(), named.collect()),
        ]
    }

    /// One in six is about every target, the others about a unit, an account or a permission set.
    fn guardrails(self) -> String {
        let policy = |n: usize| {
            let resource = match n % 6 {
                0 => "resource".to_owned(),
                1 | 2 => unit_in_cedar(&place(n % self.accounts).unit()),
                3 => unit_in_cedar(&place(n).department_unit()),
                4 => format!("resource in Jit::Account::\"{}\"", id(n % self.accounts)),
                _ => format!("resource in Jit::PermissionSet::\"{}\"", set(n)),
            };
            let condition = match n % 4 {
                0 => {
                    "resource.hasTag(\"Data\") && resource.getTag(\"Data\") == \"Personal\" && context.duration > duration(\"12h\")"
                }
                1 => {
                    "!(context has authentication.methods && context.authentication.methods.contains(\"mfa\"))"
                }
                2 => {
                    "context has authentication.age && context.authentication.age > duration(\"12h\")"
                }
                _ => {
                    "context.now.toTime() < duration(\"4h\") && resource.hasTag(\"Environment\") && resource.getTag(\"Environment\") == \"prod\""
                }
            };
            format!(
                "forbid (principal, action in [Jit::Action::\"request\", Jit::Action::\"vend\"], {resource})\nwhen {{ {condition} }};\n"
            )
        };
        (0..GUARDRAILS).map(policy).collect()
    }

    /// Everybody who matters to one department and two teams, in a few groups more.
    fn engineer(n: usize) -> io::Result<Person> {
        let place = place(n);
        let mut groups = vec![
            "staff".to_owned(),
            format!("dept{:02}", place.department),
            format!("team{:03}", place.team),
        ];
        groups.extend((0..20).map(|n| format!("mailing-list-{n}")));
        person("engineer", &groups)
    }

    /// Somebody who may ask for some permission sets everywhere.
    pub(super) fn operator() -> io::Result<Person> {
        person("operator", &["staff".to_owned(), "operators".to_owned()])
    }

    /// The `n`th of many targets, over all accounts, with somebody who may ask for it: the first
    /// permission set of an eligibility for a unit, in an account of that unit.
    pub(super) fn target(self, n: usize) -> io::Result<Target> {
        let spread = n * 7919;
        // Those for breaking glass are left out.
        let units = STAGES.len() * DEPARTMENTS * REGIONS.len();
        let unit = (0..2)
            .map(|more| (spread + more) % units)
            .find(|unit| unit % 10 != 9);
        let unit = unit.unwrap_or_default();
        let rounds = (self.accounts.saturating_sub(unit + 1)) / units + 1;
        let account = (unit + units * (spread % rounds)) % self.accounts;
        let unit = if unit < self.accounts { unit } else { account };
        Ok(Target {
            person: Self::engineer(account)?,
            account: id(account).parse().map_err(io::Error::other)?,
            permission_set: set(unit).parse().map_err(io::Error::other)?,
        })
    }
}

fn unit_in_cedar(unit: &str) -> String {
    format!("resource in Jit::OrganizationalUnit::\"{unit}\"")
}

fn denials() -> String {
    let policy = |n: usize| {
        let resource = if n.is_multiple_of(6) {
            "resource".to_owned()
        } else {
            unit_in_cedar(&place(n).department_unit())
        };
        format!(
            "forbid (principal in Jit::Group::\"interns{n}\", action == Jit::Action::\"autoApprove\", {resource})\n\
             when {{ resource.hasTag(\"Environment\") && resource.getTag(\"Environment\") == \"prod\" }};\n"
        )
    };
    (0..DENIALS).map(policy).collect()
}

fn automatic() -> Vec<(String, String)> {
    let file = |name: &str| {
        let policy = |n: usize| {
            format!(
                "permit (principal in Jit::Group::\"staff\", action == Jit::Action::\"autoApprove\", resource)\n\
                 when {{ resource.permissionSet.name == \"{}\" && context.duration <= duration(\"30m\") }};\n",
                set(n * 13)
            )
        };
        let policies = (0..AUTOMATIC).map(policy).collect();
        (format!("auto-approval/{name}.cedar"), policies)
    };
    let units = (0..STAGES.len() * DEPARTMENTS)
        .map(|n| format!("ou.{}", place(n).department_unit().replace('/', ".")));
    std::iter::once("all".to_owned())
        .chain(units)
        .map(|name| file(&name))
        .collect()
}

fn person(subject: &str, groups: &[String]) -> io::Result<Person> {
    let groups = groups.iter().map(|group| group.parse());
    Ok(Person {
        id: PersonId {
            issuer: "https://id.example.com".parse().map_err(io::Error::other)?,
            subject: subject.parse().map_err(io::Error::other)?,
        },
        name: subject.into(),
        groups: groups.collect::<Result<_, _>>().map_err(io::Error::other)?,
        attributes: BTreeMap::from([(
            "department".to_owned(),
            BTreeSet::from(["platform".to_owned()]),
        )]),
        authentication: Authentication {
            methods: Some(["mfa".to_owned()].into()),
            at: None,
        },
    })
}
