//! What a bundle decides, by the words of the design and by looking at everything: no index, no
//! early end, no code of the real evaluator.

use std::collections::BTreeSet;

use super::model::{
    ACCOUNTS, Account, Actor, Approval, Case, CedarFile, CedarPolicy, Condition, Decision,
    Eligibility, Entry, Level, MANAGEMENT, Names, Pattern, PermissionSet, Principal, Resource,
    Scope, Selector, Tags, TicketRule, Verdict, Who, World,
};

/// A case with what it is about.
#[derive(Clone, Copy)]
struct Scene<'a> {
    actors: &'a [Actor],
    case: &'a Case,
    account: &'a Account,
    set: &'a PermissionSet,
}

/// Whether the unit is this one or lies below it.
pub(super) fn is_within(ou: &str, of: &str) -> bool {
    !of.is_empty() && (ou == of || ou.starts_with(&format!("{of}/")))
}

/// Tags of both; the account's win.
fn merged(account: &Account, set: &PermissionSet) -> Tags {
    let mut tags = set.tags.clone();
    tags.extend(account.tags.iter());
    tags
}

fn entry_selects(entry: Entry, account: &Account, tags: &Tags) -> bool {
    match entry {
        Entry::Account(name) => account.name == name,
        Entry::Ou(ou) => is_within(account.ou, ou),
        Entry::Tag(key, value) => tags.get(key) == Some(&value),
        Entry::All => account.name != MANAGEMENT,
    }
}

/// Entries are OR-ed; `except` takes the same form.
pub(super) fn selects(selector: &Selector, account: &Account, tags: &Tags) -> bool {
    let any = |entries: &[Entry]| {
        let selected = entries.iter().filter(|e| entry_selects(**e, account, tags));
        selected.count() > 0
    };
    any(&selector.entries) && !any(&selector.except)
}

/// Where it exists; by default in every account but the management account.
pub(super) fn exists(set: &PermissionSet, account: &Account) -> bool {
    match &set.accounts {
        None => account.name != MANAGEMENT,
        Some(selector) => selects(selector, account, &account.tags),
    }
}

fn names(who: &Who, person: usize, actors: &[Actor]) -> bool {
    let actor = actors.get(person).unwrap();
    let by_group = who.groups.intersection(&actor.groups).count() > 0;
    let by_department = actor
        .department
        .is_some_and(|d| who.departments.contains(d));
    by_group || by_department || who.users.contains(&person)
}

fn scene<'a>(world: &'a World, actors: &'a [Actor], case: &'a Case) -> Option<Scene<'a>> {
    let account = world.accounts.iter().find(|a| a.name == case.account)?;
    let set = world.sets.iter().find(|s| s.name == case.set)?;
    exists(set, account).then_some(Scene {
        actors,
        case,
        account,
        set,
    })
}

/// All that match person and target, in file and order of entry.
fn eligible<'a>(world: &'a World, scene: Scene<'_>, break_glass: bool) -> Vec<&'a Eligibility> {
    let mut matching: Vec<_> = world
        .eligibilities
        .iter()
        .filter(|e| e.break_glass == break_glass)
        .filter(|e| e.sets.contains(scene.set.name))
        .filter(|e| selects(&e.accounts, scene.account, &scene.account.tags))
        .filter(|e| names(&e.who, scene.case.person, scene.actors))
        .collect();
    matching.sort_by_key(|eligibility| eligibility.file);
    matching
}

fn ticket_suits(rule: TicketRule, ticket: Option<&str>) -> bool {
    match (ticket, rule.pattern) {
        (None, _) => !rule.required,
        (Some(_), None) => true,
        (Some(ticket), Some(Pattern::Either)) => ticket == "INC1" || ticket == "CHG",
        (Some(ticket), Some(Pattern::Incident)) => {
            let digit = ticket.strip_prefix("INC");
            digit.is_some_and(|d| d.len() == 1 && d.chars().all(|c| c.is_ascii_digit()))
        }
    }
}

fn misses(eligibility: &Eligibility, case: &Case) -> Vec<&'static str> {
    let mut misses = Vec::new();
    if case.seconds > eligibility.minutes * 60 {
        misses.push("duration_seconds");
    }
    if u32::try_from(case.reason).unwrap() < eligibility.reason {
        misses.push("reason");
    }
    if !ticket_suits(eligibility.ticket, case.ticket) {
        misses.push("ticket");
    }
    misses
}

/// Names of Cedar policies, in order: those that match, and those that cannot be evaluated.
#[derive(Default)]
struct Said {
    matched: Vec<String>,
    failed: Vec<String>,
}

impl Said {
    fn first(&self) -> Option<&String> {
        self.matched.first().or(self.failed.first())
    }
}

fn said(world: &World, scene: Scene<'_>, about: impl Fn(CedarFile) -> bool) -> Said {
    let mut said = Said::default();
    for policy in world.cedar.iter().filter(|policy| about(policy.file)) {
        match matches(policy, scene) {
            Some(true) => said.matched.push(policy.name.clone()),
            Some(false) => {}
            None => said.failed.push(policy.name.clone()),
        }
    }
    said.matched.sort();
    said.failed.sort();
    said
}

/// Whether a Cedar policy matches; none when it cannot be evaluated.
fn matches(policy: &CedarPolicy, scene: Scene<'_>) -> Option<bool> {
    let actor = scene.actors.get(scene.case.person).unwrap();
    let principal = match policy.principal {
        Principal::Any => true,
        Principal::Group(group) => actor.groups.contains(group),
        Principal::User(user) => scene.case.person == user,
    };
    let resource = match policy.resource {
        Resource::Any => true,
        Resource::Account(name) => scene.account.name == name,
        Resource::Ou(ou) => is_within(scene.account.ou, ou),
        Resource::Set(set) => scene.set.name == set,
        Resource::Target(account, set) => scene.account.name == account && scene.set.name == set,
    };
    if !principal || !resource {
        return Some(false);
    }
    for clause in &policy.clauses {
        if holds(clause.condition, scene, actor)? != clause.holds {
            return Some(false);
        }
    }
    Some(true)
}

fn holds(condition: Condition, scene: Scene<'_>, actor: &Actor) -> Option<bool> {
    let case = scene.case;
    Some(match condition {
        Condition::Member(group) => actor.groups.contains(group),
        Condition::Set(set) => scene.set.name == set,
        Condition::Tag(key, value) => merged(scene.account, scene.set).get(key) == Some(&value),
        Condition::Within(ou) => is_within(scene.account.ou, ou),
        Condition::Department(department) => actor.department == Some(department),
        Condition::AtMostMinutes(minutes) => case.seconds <= minutes * 60,
        Condition::BreakGlass => case.break_glass,
        Condition::BeforeHour(hour) => case.hour < hour,
        Condition::Ticket(ticket) => case.ticket == Some(ticket),
        Condition::Overflow => return None,
    })
}

/// The file that applies: account, else the deepest unit, else all; none in the management account.
fn automatic_file(world: &World, account: &Account) -> Option<Scope> {
    let applying = world.automatic.iter().filter(|scope| match scope {
        Scope::All => true,
        Scope::Ou(ou) => is_within(account.ou, ou),
        Scope::Account(name) => account.name == *name,
    });
    let specificity = |scope: &&Scope| match scope {
        Scope::All => 0,
        Scope::Ou(ou) => ou.split('/').count(),
        Scope::Account(_) => 100,
    };
    let most = applying.max_by_key(specificity).copied();
    most.filter(|_| account.name != MANAGEMENT)
}

/// The policy that approves alone, and those that could not be evaluated.
fn automatic(world: &World, scene: Scene<'_>) -> (Option<String>, Vec<String>) {
    let Some(file) = automatic_file(world, scene.account) else {
        return (None, Vec::new());
    };
    if scene.case.seconds > 3600 {
        return (None, Vec::new());
    }
    let denied = said(world, scene, |file| file == CedarFile::DenyAccess);
    if denied.first().is_some() {
        return (None, denied.failed);
    }
    let permitted = said(world, scene, |f| f == CedarFile::AutoApproval(file));
    if permitted.failed.is_empty() {
        (permitted.matched.into_iter().next(), Vec::new())
    } else {
        (None, permitted.failed)
    }
}

/// How specific the most specific entry for the target is: account named, tag, unit, all.
fn rank(policy: &Approval, account: &Account, tags: &Tags) -> usize {
    let selecting = policy.targets.entries.iter();
    let selecting = selecting.filter(|entry| entry_selects(**entry, account, tags));
    let rank = |entry: &Entry| match entry {
        Entry::Account(_) => 1000,
        Entry::Tag(..) => 999,
        Entry::Ou(ou) => ou.split('/').count(),
        Entry::All => 0,
    };
    selecting.map(rank).max().unwrap()
}

/// The policies of the most specific tier, those that name permission sets before the others.
fn manual<'a>(world: &'a World, scene: Scene<'_>) -> Vec<&'a Approval> {
    let tags = merged(scene.account, scene.set);
    let applying = world.approvals.iter().filter(|policy| {
        let set = policy.sets.is_empty() || policy.sets.contains(scene.set.name);
        set && selects(&policy.targets, scene.account, &tags)
    });
    let ranked: Vec<_> = applying
        .map(|policy| {
            let rank = rank(policy, scene.account, &tags);
            ((rank, !policy.sets.is_empty()), policy)
        })
        .collect();
    let best = ranked.iter().map(|(rank, _)| *rank).max();
    let winners = ranked.iter().filter(|(rank, _)| Some(*rank) == best);
    winners.map(|(_, policy)| *policy).collect()
}

/// Whether these levels can all be filled with different people, by trying everybody.
fn can_fill(levels: &[(Vec<usize>, usize)], taken: &BTreeSet<usize>) -> bool {
    let Some(((people, needed), rest)) = levels.split_first() else {
        return true;
    };
    if *needed == 0 {
        return can_fill(rest, taken);
    }
    let free = people.iter().filter(|person| !taken.contains(person));
    free.copied().any(|person| {
        let mut taken = taken.clone();
        taken.insert(person);
        let left: Vec<_> = people.iter().copied().filter(|p| *p > person).collect();
        let mut levels = vec![(left, needed - 1)];
        levels.extend_from_slice(rest);
        can_fill(&levels, &taken)
    })
}

/// Who is known to be able to approve at a level; none where only sign-in tells.
fn known_approvers(level: &Level, scene: Scene<'_>) -> Option<Vec<usize>> {
    let Who {
        groups,
        departments,
        ..
    } = &level.who;
    let named_only = groups.is_empty() && departments.is_empty();
    let people = 0..scene.actors.len();
    let able = people.filter(|p| *p != scene.case.person && names(&level.who, *p, scene.actors));
    (scene.case.directory || named_only).then(|| able.collect())
}

/// The first level that lacks people for certain; one person counts once in the whole request.
fn lacking(policy: &Approval, scene: Scene<'_>) -> Option<usize> {
    (1..=policy.levels.len()).find(|upto| {
        let levels = policy.levels.iter().take(*upto);
        let known: Vec<_> = levels
            .filter_map(|level| Some((known_approvers(level, scene)?, level.approvals)))
            .collect();
        !can_fill(&known, &BTreeSet::new())
    })
}

fn texts(policy: &Approval, actors: &[Actor]) -> Vec<String> {
    let levels = policy.levels.iter();
    levels.map(|level| level.text(actors)).collect()
}

impl Level {
    /// Approvers and approvals in one line.
    fn text(&self, actors: &[Actor]) -> String {
        let users = self
            .who
            .users
            .iter()
            .map(|place| actors.get(*place).unwrap());
        let mut users: Vec<_> = users
            .map(|u| format!("{}#{}", u.issuer, u.subject))
            .collect();
        users.sort();
        level_text(
            self.approvals,
            self.who.groups.iter().copied(),
            &users,
            self.who.departments.iter().copied(),
        )
    }
}

/// Approvers and approvals in one line.
pub(super) fn level_text<'a>(
    approvals: usize,
    groups: impl Iterator<Item = &'a str>,
    users: &[String],
    departments: impl Iterator<Item = &'a str>,
) -> String {
    let (groups, departments): (Vec<_>, Vec<_>) = (groups.collect(), departments.collect());
    format!("{approvals} of {groups:?} {users:?} {departments:?}")
}

/// What is decided when it is asked for.
pub(super) fn submit(world: &World, actors: &[Actor], case: &Case) -> Decision {
    let Some(scene) = scene(world, actors, case) else {
        return Verdict::NotEligible.into();
    };
    let matching = eligible(world, scene, case.break_glass);
    let Some(fewest) = matching.iter().map(|e| misses(e, case).len()).min() else {
        return Verdict::NotEligible.into();
    };
    let nearest: Vec<_> = matching
        .iter()
        .filter(|e| misses(e, case).len() == fewest)
        .collect();
    let fields: Names = nearest
        .iter()
        .filter_map(|e| misses(e, case).into_iter().next())
        .collect();
    let met = match nearest.first() {
        Some(first) if fields.is_empty() => *first,
        _ => return Verdict::Limit(fields).into(),
    };
    let guardrails = said(world, scene, |file| {
        matches!(file, CedarFile::Guardrails { request: true, .. })
    });
    if let Some(policy) = guardrails.first() {
        return Decision {
            eligibility: None,
            verdict: Verdict::Guardrail(policy.clone()),
            failed: guardrails.failed,
        };
    }
    let approvals = manual(world, scene);
    if case.break_glass {
        let mut skipped: Vec<_> = approvals.iter().flat_map(|p| texts(p, actors)).collect();
        skipped.sort();
        return Decision {
            eligibility: Some(met.name.clone()),
            verdict: Verdict::BreakGlass(skipped),
            failed: Vec::new(),
        };
    }
    let (automatic, failed) = automatic(world, scene);
    let verdict = match automatic {
        Some(policy) => Verdict::Automatic(policy),
        None => by_people(&approvals, scene),
    };
    let is_ruling = matches!(
        verdict,
        Verdict::Automatic(_) | Verdict::Manual { .. } | Verdict::Conflict(_)
    );
    if is_ruling {
        Decision {
            eligibility: Some(met.name.clone()),
            verdict,
            failed,
        }
    } else {
        verdict.into()
    }
}

fn by_people(approvals: &[&Approval], scene: Scene<'_>) -> Verdict {
    let policy = match approvals {
        [] => return Verdict::NoPolicy,
        [policy] => policy,
        several => return Verdict::Conflict(several.iter().map(|p| p.name.clone()).collect()),
    };
    if scene.case.seconds > policy.hours * 3600 {
        return Verdict::Limit(["duration_seconds"].into());
    }
    if let Some(level) = lacking(policy, scene) {
        return Verdict::NoApprover {
            policy: policy.name.clone(),
            level,
        };
    }
    let mut levels = policy.levels.iter();
    Verdict::Manual {
        policy: policy.name.clone(),
        levels: texts(policy, scene.actors),
        pending_hours: policy.pending_hours,
        unverified: levels.any(|level| known_approvers(level, scene).is_none()),
    }
}

/// What is decided when credentials are asked for: the role, or why not.
pub(super) fn vend(world: &World, actors: &[Actor], case: &Case) -> Result<String, Decision> {
    let scene = scene(world, actors, case).ok_or(Verdict::NotEligible)?;
    if eligible(world, scene, case.break_glass).is_empty() {
        return Err(Verdict::NotEligible.into());
    }
    let guardrails = said(world, scene, |file| {
        matches!(file, CedarFile::Guardrails { vend: true, .. })
    });
    if let Some(policy) = guardrails.first() {
        return Err(Decision {
            eligibility: None,
            verdict: Verdict::Guardrail(policy.clone()),
            failed: guardrails.failed,
        });
    }
    let id = account_id(scene.account.name);
    Ok(format!("arn:aws:iam::{id}:role/jit/{}", scene.set.name))
}

/// Whether any eligibility, of either kind, matches person and target.
pub(super) fn is_eligible(world: &World, actors: &[Actor], case: &Case) -> bool {
    let scene = scene(world, actors, case);
    scene.is_some_and(|scene| {
        let kinds = [false, true].into_iter();
        kinds.flat_map(|kind| eligible(world, scene, kind)).count() > 0
    })
}

/// Everything that the person may request, in either way: accounts and permission sets, in order.
pub(super) fn targets(world: &World, actors: &[Actor], person: usize) -> Vec<(String, String)> {
    let mut targets = Vec::new();
    for account in &world.accounts {
        for set in &world.sets {
            let case = Case {
                person,
                account: account.name,
                set: set.name,
                ..Case::default()
            };
            if is_eligible(world, actors, &case) {
                targets.push((account.name.to_owned(), set.name.to_owned()));
            }
        }
    }
    targets.sort();
    targets
}

/// The ID of an account; of one that there is not, an ID that no account has.
pub(super) fn account_id(name: &str) -> String {
    let place = ACCOUNTS.iter().position(|account| *account == name);
    format!("{:012}", place.map_or(999, |place| place + 1))
}
