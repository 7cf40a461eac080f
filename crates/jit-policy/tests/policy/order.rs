//! The order of files and entries never changes a decision, except which of several eligibilities
//! is recorded; and a deliberately naive evaluator decides alike.

use jit_domain::{Person, Ruling};
use jit_policy::{Bundle, PolicyRefusal};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::bundle_folder::BundleFolder;
use crate::question::{Question, offers, person};

/// Name, organizational unit, tag, in the catalog of these tests.
const ACCOUNTS: [(&str, &str, &str); 4] = [
    ("shop", "prod/shop", "Production"),
    ("play", "prod", "Development"),
    ("test", "dev", "Development"),
    ("root", "", "Production"),
];
const SETS: [&str; 2] = ["Admin", "ReadOnly"];
const GROUPS: [&str; 3] = ["a", "b", "c"];

/// One entry of a selector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Entry {
    Name(&'static str),
    Ou(&'static str),
    Tag(&'static str),
    All,
}

/// An eligibility (of `hours`, for one group) or an approval policy (for one group), by the place
/// in which it was generated.
#[derive(Clone, Debug)]
struct Policy {
    name: String,
    group: &'static str,
    entry: Entry,
    except: Option<Entry>,
    sets: Vec<&'static str>,
    hours: u32,
    file: u32,
}

impl Entry {
    fn to_toml(self) -> String {
        match self {
            Self::Name(name) => format!("names = [\"{name}\"]"),
            Self::Ou(ou) => format!("ou = [\"{ou}\"]"),
            Self::Tag(tag) => format!("tags = {{ Environment = [\"{tag}\"] }}"),
            Self::All => "all = true".to_owned(),
        }
    }

    fn selects(self, (name, ou, tag): (&str, &str, &str)) -> bool {
        match self {
            Self::Name(wanted) => name == wanted,
            Self::Ou(wanted) => ou == wanted || ou.starts_with(&format!("{wanted}/")),
            Self::Tag(wanted) => tag == wanted,
            Self::All => true,
        }
    }

    fn rank(self) -> usize {
        match self {
            Self::Name(_) => 100,
            Self::Tag(_) => 99,
            Self::Ou(ou) => ou.split('/').count(),
            Self::All => 0,
        }
    }
}

impl Policy {
    fn selector(&self) -> String {
        let except = self
            .except
            .map(|except| format!(", except = {{ {} }}", except.to_toml()));
        format!("{}{}", self.entry.to_toml(), except.unwrap_or_default())
    }

    fn selects(&self, account: (&str, &str, &str)) -> bool {
        let excepted = self.except.is_some_and(|except| except.selects(account));
        self.entry.selects(account) && !excepted
    }

    fn to_eligibility(&self) -> String {
        format!(
            "[[eligibility]]\nname = \"{}\"\nwho = {{ groups = [\"{}\"] }}\naccounts = {{ {} }}\n\
             permission_sets = {:?}\nmax_duration = \"{}h\"\n",
            self.name,
            self.group,
            self.selector(),
            if self.sets.is_empty() {
                SETS.to_vec()
            } else {
                self.sets.clone()
            },
            self.hours
        )
    }

    fn to_approval(&self) -> String {
        let sets = if self.sets.is_empty() {
            String::new()
        } else {
            format!(", permission_sets = {:?}", self.sets)
        };
        format!(
            "[[approval]]\nname = \"{}\"\ntargets = {{ {}{sets} }}\nmax_duration = \"{}h\"\n\
             pending_for = \"1h\"\n[[approval.level]]\napprovers = {{ groups = [\"{}\"] }}\n\
             approvals = 1\n",
            self.name,
            self.selector(),
            self.hours,
            self.group
        )
    }
}

fn entry() -> impl Strategy<Value = Entry> {
    select(vec![
        Entry::Name("shop"),
        Entry::Name("test"),
        Entry::Ou("prod"),
        Entry::Ou("prod/shop"),
        Entry::Ou("dev"),
        Entry::Tag("Production"),
        Entry::Tag("Development"),
        Entry::All,
    ])
}

fn policies(prefix: &'static str, most: usize) -> impl Strategy<Value = Vec<Policy>> {
    let except =
        proptest::option::weighted(0.3, entry().prop_filter("not all", |e| *e != Entry::All));
    let sets = select(vec![
        vec![],
        vec!["Admin"],
        vec!["ReadOnly"],
        vec!["Admin", "ReadOnly"],
    ]);
    let policy = (
        select(GROUPS.to_vec()),
        entry(),
        except,
        sets,
        1..4_u32,
        0..3_u32,
    );
    proptest::collection::vec(policy, 1..=most).prop_map(move |policies| {
        let named = policies.into_iter().enumerate();
        let policy = |(n, (group, entry, except, sets, hours, file))| Policy {
            name: format!("{prefix}{n}"),
            group,
            entry,
            except,
            sets,
            hours,
            file,
        };
        named.map(policy).collect()
    })
}

fn bundle(eligibilities: &[Policy], approvals: &[Policy]) -> Bundle {
    let accounts = ACCOUNTS.iter().zip(1..).map(|((name, ou, tag), id)| {
        let ou = if ou.is_empty() {
            String::new()
        } else {
            format!("ou = \"{ou}\"\n")
        };
        format!(
            "[[account]]\nid = \"{id:012}\"\nname = \"{name}\"\n{ou}\
             tags = {{ Environment = \"{tag}\" }}\n"
        )
    });
    let sets = SETS.map(|set| format!("[[permission_set]]\nname = \"{set}\"\nrole = \"{set}\"\n"));
    let catalog = format!("{}{}", accounts.collect::<String>(), sets.concat());
    let mut folder = BundleFolder::empty().with("catalog.toml", catalog);
    for file in 0..3 {
        let in_file = |policies: &[Policy], to_toml: fn(&Policy) -> String| {
            let policies = policies.iter().filter(|policy| policy.file == file);
            policies.map(to_toml).collect::<String>()
        };
        let eligibilities = in_file(eligibilities, Policy::to_eligibility);
        folder = folder
            .with(&format!("eligibility/{file}.toml"), eligibilities)
            .with(
                &format!("approvals/{file}.toml"),
                in_file(approvals, Policy::to_approval),
            );
    }
    folder.bundle()
}

/// The decision, without what order may change: which eligibility is recorded or missed nearest,
/// and the order of the policies in a conflict.
fn decision(bundle: &Bundle, question: &Question) -> String {
    match question.put(bundle) {
        Err(PolicyRefusal::Limit { field, .. }) => format!("limit {field}"),
        Err(other) => other.to_string(),
        Ok(answer) => match answer.ruling {
            Ruling::Approval { approval, .. } => approval.policy().to_string(),
            Ruling::Conflict { policies, .. } => {
                let mut names: Vec<_> = policies.iter().map(ToString::to_string).collect();
                names.sort();
                names.join(" ")
            }
        },
    }
}

/// The same decision by looking at everything, without any index or early end.
fn naive(eligibilities: &[Policy], approvals: &[Policy], question: &Question) -> String {
    let account = *ACCOUNTS
        .iter()
        .find(|(name, ..)| *name == question.account)
        .unwrap();
    let hours = question.ask.duration.seconds() / 3600;
    let applies = |policy: &&Policy| {
        let set = policy.sets.is_empty() || policy.sets.iter().any(|set| *set == question.set);
        policy.selects(account) && set
    };
    let is_member = |group: &str| question.person.groups.iter().any(|g| g.as_str() == group);
    let eligible = eligibilities
        .iter()
        .filter(applies)
        .filter(|e| is_member(e.group));
    let longest = eligible.map(|eligibility| eligibility.hours).max();
    let Some(longest) = longest else {
        return PolicyRefusal::NotEligible.to_string();
    };
    if hours > longest {
        return "limit duration_seconds".to_owned();
    }
    let rank = |policy: &&Policy| (policy.entry.rank(), !policy.sets.is_empty());
    let best = approvals
        .iter()
        .filter(applies)
        .map(|policy| rank(&policy))
        .max();
    let winners: Vec<_> = approvals
        .iter()
        .filter(applies)
        .filter(|policy| Some(rank(policy)) == best)
        .collect();
    match winners.as_slice() {
        [] => PolicyRefusal::NoPolicy.to_string(),
        [one] if hours > one.hours => "limit duration_seconds".to_owned(),
        several => {
            let mut names: Vec<_> = several.iter().map(|policy| policy.name.as_str()).collect();
            names.sort_unstable();
            names.join(" ")
        }
    }
}

fn people() -> Vec<Person> {
    let one = GROUPS.map(|group| person("someone", &[group]));
    one.into_iter()
        .chain([person("someone", &["a", "b"]), person("someone", &[])])
        .collect()
}

fn questions() -> Vec<Question> {
    let mut questions = Vec::new();
    for who in people() {
        for (account, ..) in ACCOUNTS {
            for set in SETS {
                let question = Question::new(who.clone(), account, set);
                questions.extend([1, 2, 3].map(|h| question.clone().seconds(h * 3600)));
            }
        }
    }
    questions
}

fn shuffled(policies: &[Policy], keys: &[Index], files: &[u32]) -> Vec<Policy> {
    let mut policies = policies.to_vec();
    for (place, key) in keys.iter().enumerate().take(policies.len()) {
        let other = key.index(policies.len());
        policies.swap(place, other);
    }
    for (policy, file) in policies.iter_mut().zip(files) {
        policy.file = *file;
    }
    policies
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn order_never_changes_a_decision_and_the_naive_evaluator_agrees(
        eligibilities in policies("e", 6),
        approvals in policies("p", 6),
        keys in proptest::collection::vec(any::<Index>(), 6),
        files in proptest::collection::vec(0..3_u32, 6),
    ) {
        let as_written = bundle(&eligibilities, &approvals);
        let otherwise = bundle(
            &shuffled(&eligibilities, &keys, &files),
            &shuffled(&approvals, &keys, &files),
        );
        for question in questions() {
            let decided = decision(&as_written, &question);
            prop_assert_eq!(&decided, &decision(&otherwise, &question), "{:?}", question);
            let naive = naive(&eligibilities, &approvals, &question);
            prop_assert_eq!(&decided, &naive, "{:?}", question);
        }
        for who in people() {
            let targets = |bundle: &Bundle| {
                let offers = offers(bundle, &who).into_iter();
                offers.map(|offer| (offer.target, offer.max_duration)).collect::<Vec<_>>()
            };
            prop_assert_eq!(targets(&as_written), targets(&otherwise));
        }
    }
}
