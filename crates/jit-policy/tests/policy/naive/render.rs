//! The files of a bundle.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{Debug, Write};

use super::decide::account_id;
use super::model::{
    Account, Actor, Approval, CedarFile, CedarPolicy, Clause, Condition, Eligibility, Entry,
    MANAGEMENT, Pattern, PermissionSet, Principal, Resource, Scope, Selector, Tags, TicketRule,
    Who, World,
};
use crate::bundle_folder::BundleFolder;

/// Writes the bundle into a folder.
pub(super) fn folder(world: &World, actors: &[Actor]) -> BundleFolder {
    let mut files = BTreeMap::<String, String>::new();
    let mut add = |path: String, text: &str| files.entry(path).or_default().push_str(text);
    add(
        "people.toml".to_owned(),
        "security = { groups = [\"security\"] }\n",
    );
    for account in &world.accounts {
        add("catalog.toml".to_owned(), &account_toml(account));
    }
    for set in &world.sets {
        add("catalog.toml".to_owned(), &set_toml(set));
    }
    for eligibility in &world.eligibilities {
        let path = format!("eligibility/{}.toml", eligibility.file);
        add(path, &eligibility_toml(eligibility, actors));
    }
    for approval in &world.approvals {
        let path = format!("approvals/{}.toml", approval.file);
        add(path, &approval_toml(approval, actors));
    }
    for scope in &world.automatic {
        add(path(CedarFile::AutoApproval(*scope)), "");
    }
    for policy in &world.cedar {
        add(path(policy.file), &cedar(policy, actors));
    }
    let folder = BundleFolder::empty();
    let files = files.into_iter();
    files.fold(folder, |folder, (path, text)| folder.with(&path, text))
}

fn path(file: CedarFile) -> String {
    match file {
        CedarFile::Guardrails { .. } => "guardrails.cedar".to_owned(),
        CedarFile::DenyAccess => "deny-access.cedar".to_owned(),
        CedarFile::AutoApproval(Scope::All) => "auto-approval/all.cedar".to_owned(),
        CedarFile::AutoApproval(Scope::Ou(ou)) => {
            format!("auto-approval/ou.{}.cedar", ou.replace('/', "."))
        }
        CedarFile::AutoApproval(Scope::Account(name)) => {
            format!("auto-approval/{}.cedar", account_id(name))
        }
    }
}

fn tags_toml(tags: &Tags) -> String {
    let tags: Vec<_> = tags.iter().map(|(k, v)| format!("{k} = \"{v}\"")).collect();
    format!("tags = {{ {} }}\n", tags.join(", "))
}

fn account_toml(account: &Account) -> String {
    let mut text = format!(
        "[[account]]\nid = \"{}\"\nname = \"{}\"\n{}",
        account_id(account.name),
        account.name,
        tags_toml(&account.tags)
    );
    if !account.ou.is_empty() {
        writeln!(text, "ou = \"{}\"", account.ou).unwrap();
    }
    if account.name == MANAGEMENT {
        text.push_str("management = true\n");
    }
    text
}

fn set_toml(set: &PermissionSet) -> String {
    let PermissionSet { name, tags, .. } = set;
    let tags = tags_toml(tags);
    let mut text = format!("[[permission_set]]\nname = \"{name}\"\nrole = \"jit/{name}\"\n{tags}");
    if let Some(accounts) = &set.accounts {
        writeln!(text, "accounts = {{ {} }}", selector(accounts)).unwrap();
    }
    text
}

fn selector(selector: &Selector) -> String {
    let mut text = entries(&selector.entries);
    if !selector.except.is_empty() {
        write!(text, ", except = {{ {} }}", entries(&selector.except)).unwrap();
    }
    text
}

/// Every second account is named by its ID.
fn entries(entries: &[Entry]) -> String {
    let (mut ids, mut names, mut ous) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let mut tags = BTreeMap::<_, BTreeSet<_>>::new();
    let mut all = false;
    for (place, entry) in entries.iter().enumerate() {
        match entry {
            Entry::Account(name) if place % 2 == 0 => drop(names.insert(*name)),
            Entry::Account(name) => drop(ids.insert(account_id(name))),
            Entry::Ou(ou) => drop(ous.insert(*ou)),
            Entry::Tag(key, value) => drop(tags.entry(*key).or_default().insert(*value)),
            Entry::All => all = true,
        }
    }
    let mut keys = Vec::new();
    if !ids.is_empty() {
        keys.push(format!("ids = {}", list(ids)));
    }
    if !names.is_empty() {
        keys.push(format!("names = {}", list(names)));
    }
    if !ous.is_empty() {
        keys.push(format!("ou = {}", list(ous)));
    }
    if !tags.is_empty() {
        let tags = tags.into_iter();
        let tags: Vec<_> = tags.map(|(k, v)| format!("{k} = {}", list(v))).collect();
        keys.push(format!("tags = {{ {} }}", tags.join(", ")));
    }
    if all {
        keys.push("all = true".to_owned());
    }
    keys.join(", ")
}

fn list<T: Debug>(values: impl IntoIterator<Item = T>) -> String {
    format!("{:?}", values.into_iter().collect::<Vec<_>>())
}

fn who(who: &Who, actors: &[Actor]) -> String {
    let mut keys = Vec::new();
    if !who.groups.is_empty() {
        keys.push(format!("groups = {}", list(&who.groups)));
    }
    if !who.users.is_empty() {
        let user = |place: &usize| {
            let Actor {
                issuer, subject, ..
            } = actors.get(*place).unwrap();
            format!("{{ issuer = \"{issuer}\", subject = \"{subject}\" }}")
        };
        let users: Vec<_> = who.users.iter().map(user).collect();
        keys.push(format!("users = [{}]", users.join(", ")));
    }
    if !who.departments.is_empty() {
        let departments = list(&who.departments);
        keys.push(format!("attributes = {{ department = {departments} }}"));
    }
    keys.join(", ")
}

fn eligibility_toml(eligibility: &Eligibility, actors: &[Actor]) -> String {
    let Eligibility {
        name,
        minutes,
        reason,
        break_glass,
        ..
    } = eligibility;
    format!(
        "[[eligibility]]\nname = \"{name}\"\nwho = {{ {} }}\naccounts = {{ {} }}\n\
         permission_sets = {}\nmax_duration = \"{minutes}m\"\nreason = {{ min_length = {reason} }}\n\
         {}break_glass = {break_glass}\n",
        who(&eligibility.who, actors),
        selector(&eligibility.accounts),
        list(&eligibility.sets),
        ticket(eligibility.ticket)
    )
}

fn ticket(rule: TicketRule) -> String {
    let pattern = match rule.pattern {
        None => "",
        Some(Pattern::Incident) => ", pattern = \"INC[0-9]\"",
        Some(Pattern::Either) => ", pattern = \"INC1|CHG\"",
    };
    format!("ticket = {{ required = {}{pattern} }}\n", rule.required)
}

fn approval_toml(approval: &Approval, actors: &[Actor]) -> String {
    let sets = if approval.sets.is_empty() {
        String::new()
    } else {
        format!(", permission_sets = {}", list(&approval.sets))
    };
    let mut text = format!(
        "[[approval]]\nname = \"{}\"\ntargets = {{ {}{sets} }}\nmax_duration = \"{}h\"\n\
         pending_for = \"{}h\"\n",
        approval.name,
        selector(&approval.targets),
        approval.hours,
        approval.pending_hours
    );
    for level in &approval.levels {
        let (who, approvals) = (who(&level.who, actors), level.approvals);
        let level = format!("approvers = {{ {who} }}\napprovals = {approvals}\n");
        text.push_str("[[approval.level]]\n");
        text.push_str(&level);
    }
    text
}

fn cedar(policy: &CedarPolicy, actors: &[Actor]) -> String {
    let effect = match policy.file {
        CedarFile::AutoApproval(_) => "permit",
        _ => "forbid",
    };
    let action = match policy.file {
        CedarFile::Guardrails { request, vend } if request && vend => {
            "action in [Jit::Action::\"request\", Jit::Action::\"vend\"]"
        }
        CedarFile::Guardrails { vend: true, .. } => "action == Jit::Action::\"vend\"",
        CedarFile::Guardrails { .. } => "action == Jit::Action::\"request\"",
        _ => "action == Jit::Action::\"autoApprove\"",
    };
    let principal = match policy.principal {
        Principal::Any => "principal".to_owned(),
        Principal::Group(group) => format!("principal in Jit::Group::\"{group}\""),
        Principal::User(place) => {
            let user = actors.get(place).unwrap();
            let id = format!("{}#{}", user.issuer, user.subject);
            format!("principal == Jit::User::\"{id}\"")
        }
    };
    let resource = match policy.resource {
        Resource::Any => "resource".to_owned(),
        Resource::Account(name) => format!("resource in Jit::Account::\"{}\"", account_id(name)),
        Resource::Ou(ou) => format!("resource in Jit::OrganizationalUnit::\"{ou}\""),
        Resource::Set(set) => format!("resource in Jit::PermissionSet::\"{set}\""),
        Resource::Target(name, set) => {
            format!("resource == Jit::Target::\"{}/{set}\"", account_id(name))
        }
    };
    let clauses: String = policy.clauses.iter().map(|c| clause(*c)).collect();
    format!(
        "@id(\"{}\")\n{effect} ({principal}, {action}, {resource}){clauses};\n",
        policy.name
    )
}

fn clause(clause: Clause) -> String {
    let word = if clause.holds { "when" } else { "unless" };
    let condition = match clause.condition {
        Condition::Member(group) => format!("principal in Jit::Group::\"{group}\""),
        Condition::Set(set) => format!("resource.permissionSet.name == \"{set}\""),
        Condition::Tag(key, value) => {
            format!("resource.hasTag(\"{key}\") && resource.getTag(\"{key}\") == \"{value}\"")
        }
        Condition::Within(ou) => format!("resource in Jit::OrganizationalUnit::\"{ou}\""),
        Condition::Department(department) => format!(
            "principal.hasTag(\"department\") && \
             principal.getTag(\"department\").contains(\"{department}\")"
        ),
        Condition::AtMostMinutes(minutes) => {
            format!("context.duration <= duration(\"{minutes}m\")")
        }
        Condition::BreakGlass => "context.breakGlass".to_owned(),
        Condition::BeforeHour(hour) => format!("context.now.toTime() < duration(\"{hour}h\")"),
        Condition::Ticket(ticket) => {
            format!("context has ticket && context.ticket == \"{ticket}\"")
        }
        Condition::Overflow => "9223372036854775807 + 1 == 0".to_owned(),
    };
    format!("\n{word} {{ {condition} }}")
}
