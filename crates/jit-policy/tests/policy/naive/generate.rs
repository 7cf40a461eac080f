//! Random bundles that load, and random cases.

use std::collections::BTreeSet;

use proptest::collection::{btree_set, vec};
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

use super::decide::{exists, is_within, selects};
use super::model::{
    ACCOUNTS, Account, Approval, Case, CedarFile, CedarPolicy, Clause, Condition, DEPARTMENTS,
    Eligibility, Entry, GROUPS, Level, MANAGEMENT, Names, OUS, Pattern, PermissionSet, Principal,
    Resource, SETS, Scope, Selector, TAGS, TICKETS, Tags, TicketRule, Who, World,
};

/// The people of the cast who are named in person.
const NAMED: [usize; 4] = [0, 1, 2, 5];

fn tag() -> impl Strategy<Value = (&'static str, &'static str)> {
    let all = TAGS
        .iter()
        .flat_map(|(key, values)| values.map(|value| (*key, value)));
    select(all.collect::<Vec<_>>())
}

fn tags() -> impl Strategy<Value = Tags> {
    vec(tag(), 0..=3).prop_map(|tags| tags.into_iter().collect())
}

fn unit() -> impl Strategy<Value = &'static str> {
    select(OUS.get(1..).unwrap())
}

fn names(
    of: &'static [&'static str],
    count: std::ops::RangeInclusive<usize>,
) -> impl Strategy<Value = Names> {
    subsequence(of, count).prop_map(|names| names.into_iter().collect())
}

fn entry() -> impl Strategy<Value = Entry> {
    prop_oneof![
        2 => select(&ACCOUNTS[..]).prop_map(Entry::Account),
        3 => unit().prop_map(Entry::Ou),
        3 => tag().prop_map(|(key, value)| Entry::Tag(key, value)),
        2 => Just(Entry::All),
    ]
}

fn selector() -> impl Strategy<Value = Selector> {
    let except = prop_oneof![
        3 => Just(Vec::new()),
        1 => vec(entry().prop_filter("`except` has no `all`", |e| *e != Entry::All), 1..=2),
    ];
    (vec(entry(), 1..=3), except).prop_map(|(entries, except)| Selector { entries, except })
}

/// Somebody; half of the time people in person.
fn who() -> impl Strategy<Value = Who> {
    let users = || btree_set(select(&NAMED[..]), 1..=3);
    let some = names(&GROUPS, 1..=2);
    let groups = some.prop_map(|groups| Who {
        groups,
        users: BTreeSet::new(),
        departments: Names::new(),
    });
    let people = users().prop_map(|users| Who {
        groups: Names::new(),
        users,
        departments: Names::new(),
    });
    let mixed = (users(), names(&GROUPS, 0..=1), names(&DEPARTMENTS, 1..=1));
    let mixed = mixed.prop_map(|(users, groups, departments)| Who {
        groups,
        users,
        departments,
    });
    prop_oneof![3 => groups, 2 => people, 1 => mixed]
}

fn ticket() -> impl Strategy<Value = TicketRule> {
    let pattern = weighted(0.3, select(&[Pattern::Incident, Pattern::Either][..]));
    let rule = |(required, pattern)| TicketRule { required, pattern };
    (prop::bool::weighted(0.2), pattern).prop_map(rule)
}

fn eligibility() -> impl Strategy<Value = Eligibility> {
    let limits = (
        select(&[15, 60, 240, 240, 720][..]),
        select(&[1, 1, 10, 20][..]),
        ticket(),
    );
    let rest = (prop::bool::weighted(0.2), 0..3_u32);
    let everywhere = Just(Selector {
        entries: vec![Entry::All],
        except: Vec::new(),
    });
    let accounts = prop_oneof![2 => selector(), 1 => everywhere];
    (who(), accounts, names(&SETS, 2..=4), limits, rest).prop_map(
        |(who, accounts, sets, (minutes, reason, ticket), (break_glass, file))| Eligibility {
            name: String::new(),
            who,
            accounts,
            sets,
            minutes,
            reason: if break_glass { reason.max(10) } else { reason },
            ticket,
            break_glass,
            file,
        },
    )
}

fn level() -> impl Strategy<Value = Level> {
    (who(), 1..=3_usize).prop_map(|(who, approvals)| {
        let named_only = who.groups.is_empty() && who.departments.is_empty();
        let most = if named_only { who.users.len() } else { 3 };
        let approvals = approvals.min(most);
        Level { who, approvals }
    })
}

fn approval() -> impl Strategy<Value = Approval> {
    let hours = (select(&[1, 4, 12][..]), 1..=168_u32);
    let sets = prop_oneof![2 => Just(Names::new()), 1 => names(&SETS, 1..=3)];
    let rest = (hours, 0..3_u32);
    (selector(), sets, vec(level(), 1..=3), rest).prop_map(
        |(targets, sets, levels, ((hours, pending_hours), file))| Approval {
            name: String::new(),
            targets,
            sets,
            hours,
            pending_hours,
            levels,
            file,
        },
    )
}

fn condition() -> impl Strategy<Value = Condition> {
    prop_oneof![
        3 => select(&GROUPS[..]).prop_map(Condition::Member),
        3 => select(&SETS[..]).prop_map(Condition::Set),
        3 => tag().prop_map(|(key, value)| Condition::Tag(key, value)),
        2 => unit().prop_map(Condition::Within),
        2 => select(&DEPARTMENTS[..]).prop_map(Condition::Department),
        2 => select(&[15, 30, 60, 240][..]).prop_map(Condition::AtMostMinutes),
        1 => Just(Condition::BreakGlass),
        2 => select(&[9, 18][..]).prop_map(Condition::BeforeHour),
        1 => select(&TICKETS[..]).prop_map(Condition::Ticket),
        1 => Just(Condition::Overflow),
    ]
}

/// Two conditions of one kind would make a policy that never applies, which is refused.
fn clauses() -> impl Strategy<Value = Vec<Clause>> {
    let clause = (condition(), any::<bool>());
    vec(clause, 0..=3).prop_map(|clauses| {
        let mut kinds = Vec::new();
        let mut kept = Vec::new();
        for (condition, holds) in clauses {
            let kind = std::mem::discriminant(&condition);
            if !kinds.contains(&kind) {
                kinds.push(kind);
                kept.push(Clause { condition, holds });
            }
        }
        kept
    })
}

fn scope() -> impl Strategy<Value = Scope> {
    let ordinary = ACCOUNTS.into_iter().filter(|name| *name != MANAGEMENT);
    let ordinary: Vec<_> = ordinary.collect();
    prop_oneof![
        Just(Scope::All),
        unit().prop_map(Scope::Ou),
        select(ordinary).prop_map(Scope::Account),
    ]
}

fn cedar() -> impl Strategy<Value = CedarPolicy> {
    let guardrails = select(&[(true, false), (false, true), (true, true)][..])
        .prop_map(|(request, vend)| CedarFile::Guardrails { request, vend });
    let file = prop_oneof![
        1 => guardrails,
        1 => Just(CedarFile::DenyAccess),
        3 => scope().prop_map(CedarFile::AutoApproval),
    ];
    let principal = prop_oneof![
        3 => Just(Principal::Any),
        2 => select(&GROUPS[..]).prop_map(Principal::Group),
        1 => select(&NAMED[..]).prop_map(Principal::User),
    ];
    let target = (select(&ACCOUNTS[..]), select(&SETS[..]));
    let resource = prop_oneof![
        3 => Just(Resource::Any),
        1 => select(&ACCOUNTS[..]).prop_map(Resource::Account),
        1 => unit().prop_map(Resource::Ou),
        1 => select(&SETS[..]).prop_map(Resource::Set),
        1 => target.prop_map(|(account, set)| Resource::Target(account, set)),
    ];
    (file, principal, resource, clauses()).prop_map(|(file, principal, resource, clauses)| {
        CedarPolicy {
            name: String::new(),
            file,
            principal,
            resource,
            clauses,
        }
    })
}

fn accounts() -> impl Strategy<Value = Vec<Account>> {
    let account = (select(&OUS[..]), tags());
    vec(account, ACCOUNTS.len()).prop_map(|accounts| {
        let named = ACCOUNTS.into_iter().zip(accounts);
        let account = |(name, (ou, tags))| Account { name, ou, tags };
        named.map(account).collect()
    })
}

fn sets() -> impl Strategy<Value = Vec<PermissionSet>> {
    let set = (tags(), weighted(0.2, selector()));
    vec(set, SETS.len()).prop_map(|sets| {
        let named = SETS.into_iter().zip(sets);
        let set = |(name, (tags, accounts))| PermissionSet {
            name,
            tags,
            accounts,
        };
        named.map(set).collect()
    })
}

/// A bundle without a fault.
pub(super) fn world() -> impl Strategy<Value = World> {
    (
        accounts(),
        sets(),
        vec(eligibility(), 3..=8),
        vec(approval(), 0..=8),
        btree_set(scope(), 0..=3),
        vec(cedar(), 0..=6),
    )
        .prop_map(
            |(accounts, sets, eligibilities, approvals, automatic, cedar)| {
                sound(World {
                    accounts,
                    sets,
                    eligibilities,
                    approvals,
                    automatic,
                    cedar,
                })
            },
        )
}

/// The bundle without what it would be refused for, and with names.
fn sound(mut world: World) -> World {
    let World {
        accounts,
        sets,
        eligibilities,
        approvals,
        automatic,
        cedar,
    } = &mut world;
    let places = Places::of(accounts, sets);
    for set in sets.iter_mut() {
        sound_set(set, &places);
    }
    for (number, eligibility) in (1..).zip(eligibilities) {
        eligibility.name = format!("e{number}");
        let named_only =
            eligibility.who.groups.is_empty() && eligibility.who.departments.is_empty();
        let accounts = &mut eligibility.accounts;
        places.keep_known(accounts, false);
        if !named_only && places.reaches_management(accounts) {
            accounts.except.push(Entry::Account(MANAGEMENT));
        }
    }
    for (number, approval) in (1..).zip(approvals) {
        approval.name = format!("p{number}");
        places.keep_known(&mut approval.targets, true);
    }
    automatic.retain(|scope| !matches!(scope, Scope::Ou(ou) if !places.has_unit(ou)));
    for (number, policy) in (1..).zip(cedar.iter_mut()) {
        policy.name = format!("c{number}");
        places.keep_known_units(policy);
        // A policy may be in a file that there is not yet.
        if let CedarFile::AutoApproval(scope) = policy.file {
            let scope = match scope {
                Scope::Ou(ou) if !places.has_unit(ou) => Scope::All,
                scope => scope,
            };
            policy.file = CedarFile::AutoApproval(scope);
            automatic.insert(scope);
        }
    }
    world
}

fn sound_set(set: &mut PermissionSet, places: &Places) {
    if Some(&set.name) == SETS.last() {
        set.accounts = Some(Selector {
            entries: vec![Entry::Account(MANAGEMENT)],
            except: Vec::new(),
        });
    }
    if let Some(accounts) = &mut set.accounts {
        places.keep_known(accounts, false);
    }
    let mut others = places.accounts.iter().filter(|a| a.name != MANAGEMENT);
    let elsewhere = others.any(|account| exists(set, account));
    if let Some(accounts) = &mut set.accounts
        && elsewhere
        && places.reaches_management(accounts)
    {
        accounts.except.push(Entry::Account(MANAGEMENT));
    }
}

/// What the catalog knows.
struct Places {
    accounts: Vec<Account>,
    sets: Vec<PermissionSet>,
}

impl Places {
    fn of(accounts: &[Account], sets: &[PermissionSet]) -> Self {
        Self {
            accounts: accounts.to_vec(),
            sets: sets.to_vec(),
        }
    }

    fn has_unit(&self, ou: &str) -> bool {
        self.accounts
            .iter()
            .any(|account| is_within(account.ou, ou))
    }

    fn reaches_management(&self, selector: &Selector) -> bool {
        let mut accounts = self.accounts.iter().filter(|a| a.name == MANAGEMENT);
        accounts.any(|account| selects(selector, account, &account.tags))
    }

    /// Leaves out exceptions from what there is not.
    fn keep_known(&self, selector: &mut Selector, of_targets: bool) {
        selector.except.retain(|entry| match entry {
            Entry::Ou(ou) => self.has_unit(ou),
            Entry::Tag(key, value) => {
                let mut accounts = self.accounts.iter().map(|account| &account.tags);
                let mut sets = self.sets.iter().map(|set| &set.tags);
                accounts.any(|tags| tags.get(key) == Some(value))
                    || (of_targets && sets.any(|tags| tags.get(key) == Some(value)))
            }
            Entry::Account(_) | Entry::All => true,
        });
    }

    fn keep_known_units(&self, policy: &mut CedarPolicy) {
        if let Resource::Ou(ou) = policy.resource
            && !self.has_unit(ou)
        {
            policy.resource = Resource::Any;
        }
        policy.clauses.retain(|clause| match clause.condition {
            Condition::Within(ou) => self.has_unit(ou),
            _ => true,
        });
    }
}

/// The same bundle in another order of files and entries.
pub(super) fn shuffled(world: &World, keys: &[Index], files: &[u32]) -> World {
    let mut world = world.clone();
    shuffle(&mut world.eligibilities, keys);
    shuffle(&mut world.approvals, keys);
    shuffle(&mut world.cedar, keys);
    shuffle(&mut world.accounts, keys);
    for (eligibility, file) in world.eligibilities.iter_mut().zip(files) {
        eligibility.file = *file;
    }
    for (approval, file) in world.approvals.iter_mut().zip(files) {
        approval.file = *file;
    }
    world
}

fn shuffle<T>(items: &mut [T], keys: &[Index]) {
    let count = items.len();
    for (place, key) in (0..count).zip(keys) {
        items.swap(place, key.index(count));
    }
}

/// Cases that are drawn from a seed, one after the other.
#[derive(Clone, Debug)]
pub(super) struct Cases(pub(super) u64);

impl Iterator for Cases {
    type Item = Case;

    fn next(&mut self) -> Option<Case> {
        Some(Case {
            person: self.draw(&[0, 1, 1, 2, 3, 3, 4, 5, 6]),
            account: self.account(),
            by_id: self.draw(&[true, false]),
            set: self.draw(&[
                "Admin", "ReadOnly", "Admin", "ReadOnly", "Audit", "Billing", "None",
            ]),
            seconds: self.draw(&[600, 900, 1800, 1800, 3600, 3600, 3601, 4 * 3600]),
            reason: self.draw(&[5, 12, 30, 30, 30, 30]),
            ticket: self.draw(&[
                None,
                None,
                Some("INC1"),
                Some("INC1"),
                Some("CHG"),
                Some("INC12"),
            ]),
            break_glass: self.draw(&[true, false, false, false]),
            hour: self.draw(&[3, 10, 20]),
            directory: self.draw(&[true, false]),
        })
    }
}

impl Cases {
    fn account(&mut self) -> &'static str {
        let ordinary = ["shop", "play", "test", "data"];
        let any = [
            self.draw(&ordinary),
            self.draw(&ordinary),
            self.draw(&ordinary),
        ];
        self.draw(&[any, any, [MANAGEMENT, MANAGEMENT, "none"]].concat())
    }

    /// One of these.
    ///
    /// Source of the constants: Steele, Lea, Flood, "Fast splittable pseudorandom number
    /// generators" (`SplitMix64`).
    fn draw<T: Copy>(&mut self, from: &[T]) -> T {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        let place = usize::try_from(mixed % 1_000_000).unwrap() % from.len();
        *from.get(place).unwrap()
    }
}
