use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aws_sdk_organizations::Client;
use aws_sdk_organizations::types::Account;
use futures::stream::{self, StreamExt, TryStreamExt};
use jit_domain::{AccountId, Partition};

use super::access::Clients;
use super::failure::ReadError;
use super::organization::{Member, Organization};

/// How many calls are under way at a time: AWS Organizations takes few in a second, and more would
/// only be throttled.
const CALLS: usize = 4;

/// How many accounts have been read so far.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<AtomicUsize>);

impl Progress {
    /// The number.
    #[must_use]
    pub fn accounts(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    fn one_more(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// An organizational unit, or the root.
#[derive(Debug)]
struct Parent {
    id: String,
    /// The names of the units down to it.
    units: Vec<String>,
}

/// Reads accounts, organizational units and tags.
///
/// # Errors
///
/// [`ReadError`].
pub(super) async fn read(
    clients: &Clients,
    progress: &Progress,
) -> Result<Organization, ReadError> {
    let (management, partition) = describe(&clients.first).await?;
    let client = &clients.patient;
    let mut level = roots(client).await?;
    let mut found = Vec::new();
    while !level.is_empty() {
        let below = stream::iter(level).map(|parent| children(client, parent));
        let below: Vec<_> = below.buffer_unordered(CALLS).try_collect().await?;
        level = Vec::new();
        for (units, accounts) in below {
            level.extend(units);
            found.extend(accounts);
        }
    }
    let accounts = stream::iter(found).map(|account| async move {
        let member = member(client, account).await;
        progress.one_more();
        member
    });
    let mut accounts: Vec<Member> = accounts.buffer_unordered(CALLS).try_collect().await?;
    accounts.sort_by(|a, b| a.id.cmp(&b.id));
    if accounts
        .windows(2)
        .any(|pair| matches!(pair, [a, b] if a.id == b.id))
    {
        return Err(ReadError::Moved);
    }
    // It is in every organization: an answer without it is not complete.
    if !accounts.iter().any(|account| account.id == management) {
        return Err(unexpected("ListAccountsForParent", "no management account"));
    }
    Ok(Organization {
        partition,
        management,
        accounts,
    })
}

async fn describe(client: &Client) -> Result<(AccountId, Partition), ReadError> {
    const ACTION: &str = "DescribeOrganization";
    let sent = client.describe_organization().send().await;
    let answer = sent.map_err(|error| ReadError::of(ACTION, &error))?;
    let organization = answer.organization();
    let organization = organization.ok_or_else(|| unexpected(ACTION, "no organization"))?;
    let management = organization.master_account_id().unwrap_or_default();
    let management = management.parse();
    let partition = organization.arn().and_then(|arn| arn.split(':').nth(1));
    let partition = partition.and_then(|partition| partition.parse().ok());
    Ok((
        management.map_err(|_| unexpected(ACTION, "no management account"))?,
        partition.ok_or_else(|| unexpected(ACTION, "an ARN of no known partition"))?,
    ))
}

async fn roots(client: &Client) -> Result<Vec<Parent>, ReadError> {
    let pages = client.list_roots().into_paginator().send();
    let pages = pages.collect::<Result<Vec<_>, _>>().await;
    let pages = pages.map_err(|error| ReadError::of("ListRoots", &error))?;
    let root = |root: aws_sdk_organizations::types::Root| {
        let id = root
            .id
            .ok_or_else(|| unexpected("ListRoots", "a root without ID"))?;
        let units = Vec::new();
        Ok(Parent { id, units })
    };
    let roots = pages
        .into_iter()
        .flat_map(|page| page.roots.unwrap_or_default());
    roots.map(root).collect()
}

/// The units and accounts directly below a parent.
async fn children(
    client: &Client,
    parent: Parent,
) -> Result<(Vec<Parent>, Vec<(Account, Vec<String>)>), ReadError> {
    const UNITS: &str = "ListOrganizationalUnitsForParent";
    let pages = client
        .list_organizational_units_for_parent()
        .parent_id(&parent.id)
        .into_paginator()
        .send();
    let pages = pages.collect::<Result<Vec<_>, _>>().await;
    let pages = pages.map_err(|error| ReadError::of(UNITS, &error))?;
    let units = pages.into_iter();
    let units = units.flat_map(|page| page.organizational_units.unwrap_or_default());
    let pages = client
        .list_accounts_for_parent()
        .parent_id(&parent.id)
        .into_paginator()
        .send();
    let pages = pages.collect::<Result<Vec<_>, _>>().await;
    let pages = pages.map_err(|error| ReadError::of("ListAccountsForParent", &error))?;
    let accounts = pages.into_iter();
    let accounts = accounts.flat_map(|page| page.accounts.unwrap_or_default());
    let units = units.map(|unit| {
        let (Some(id), Some(name)) = (unit.id, unit.name) else {
            return Err(unexpected(UNITS, "a unit without ID or name"));
        };
        let mut units = parent.units.clone();
        units.push(name);
        Ok(Parent { id, units })
    });
    let units = units.collect::<Result<_, _>>()?;
    let accounts = accounts.map(|account| (account, parent.units.clone()));
    Ok((units, accounts.collect()))
}

async fn member(
    client: &Client,
    (account, units): (Account, Vec<String>),
) -> Result<Member, ReadError> {
    const ACCOUNTS: &str = "ListAccountsForParent";
    let id = account.id().unwrap_or_default();
    let id: AccountId = id
        .parse()
        .map_err(|_| unexpected(ACCOUNTS, "an account without ID"))?;
    let pages = client
        .list_tags_for_resource()
        .resource_id(id.as_str())
        .into_paginator()
        .items()
        .send();
    let tags = pages.collect::<Result<Vec<_>, _>>().await;
    let tags = tags.map_err(|error| ReadError::of("ListTagsForResource", &error))?;
    let tags: BTreeMap<_, _> = tags.into_iter().map(|tag| (tag.key, tag.value)).collect();
    Ok(Member {
        inactive: inactive(&account),
        id,
        name: account.name.unwrap_or_default(),
        units,
        tags,
    })
}

/// The state of an account that is not active. `State` replaces `Status`; not every endpoint answers
/// with both.
fn inactive(account: &Account) -> Option<String> {
    let state = account.state().map(|state| state.as_str().to_owned());
    let state = state.or_else(|| Some(status(account)?.to_owned()));
    let state = state.unwrap_or_else(|| "UNKNOWN".to_owned());
    (state != "ACTIVE").then_some(state)
}

fn status(account: &Account) -> Option<&str> {
    account
        .status()
        .map(aws_sdk_organizations::types::AccountStatus::as_str)
}

fn unexpected(action: &'static str, what: &str) -> ReadError {
    ReadError::Unexpected {
        action,
        what: what.to_owned(),
    }
}
