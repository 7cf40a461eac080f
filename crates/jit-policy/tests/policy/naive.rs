//! A deliberately naive evaluator, written from the design alone, decides like the real one; and the
//! order of files and entries never changes a decision, except which of several eligibilities is
//! recorded.

mod decide;
mod generate;
mod model;
mod render;

use std::cell::RefCell;
use std::collections::BTreeMap;

use jit_domain::{
    Approval, Ask, Authentication, FailedPolicy, GroupName, Level, Person, PersonId, Ruling,
};
use jit_policy::{
    ApprovalOutlook, Bundle, Directory, NoDirectory, Offer, PolicyRefusal, SubmitQuestion,
    SubmitRuling, VendQuestion,
};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::TestRunner;

use crate::crowd::Crowd;
use crate::question::offers;
use decide::{account_id, level_text};
use generate::{Cases, shuffled, world};
use model::{Actor, Case, Decision, Names, Verdict, World, cast};

/// Bundles of each thread, and cases of each bundle: to load one costs as much as to ask it a
/// hundred times.
const BUNDLES: u32 = 200;
const THREADS: usize = 2;
const CASES: usize = 255;

/// The cast, for either evaluator.
struct Cast {
    actors: Vec<Actor>,
    people: Vec<Person>,
    crowd: Crowd,
}

impl Cast {
    fn new() -> Self {
        let actors = cast();
        let people: Vec<_> = actors.iter().map(person).collect();
        let crowd = Crowd(people.clone());
        Self {
            actors,
            people,
            crowd,
        }
    }
}

fn person(actor: &Actor) -> Person {
    let department = actor.department.iter();
    let attributes = department.map(|d| ("department".to_owned(), [(*d).to_owned()].into()));
    Person {
        id: PersonId {
            issuer: actor.issuer.parse().unwrap(),
            subject: actor.subject.parse().unwrap(),
        },
        name: actor.subject.into(),
        groups: actor.groups.iter().map(|g| g.parse().unwrap()).collect(),
        attributes: attributes.collect::<BTreeMap<_, _>>(),
        authentication: Authentication::default(),
    }
}

/// What the real evaluator decides.
fn submit(bundle: &Bundle, company: &Cast, case: &Case) -> Decision {
    let account = if case.by_id {
        account_id(case.account)
    } else {
        case.account.to_owned()
    };
    let ask = Ask {
        duration: i64::from(case.seconds).try_into().unwrap(),
        reason: "x".repeat(case.reason).parse().unwrap(),
        ticket: case.ticket.map(|ticket| ticket.parse().unwrap()),
        start: None,
        extends: None,
        batch: None,
    };
    let question = SubmitQuestion {
        person: company.people.get(case.person).unwrap(),
        account: &account.parse().unwrap(),
        permission_set: &case.set.parse().unwrap(),
        ask: &ask,
        break_glass: case.break_glass,
        now: at(case.hour),
    };
    let directory: &dyn Directory = if case.directory {
        &company.crowd
    } else {
        &NoDirectory
    };
    match bundle.rule_on_submit(&question, directory) {
        Ok(ruling) => of_ruling(&ruling),
        Err(refusal) => of_refusal(refusal),
    }
}

fn at(hour: u32) -> jit_domain::Timestamp {
    format!("2026-11-24T{hour:02}:00:00Z").parse().unwrap()
}

fn of_ruling(ruling: &SubmitRuling) -> Decision {
    let verdict = match &ruling.ruling {
        Ruling::Conflict { policies, .. } => {
            Verdict::Conflict(policies.iter().map(ToString::to_string).collect())
        }
        Ruling::Approval {
            approval,
            pending_for,
        } => match approval {
            Approval::Automatic { policy } => Verdict::Automatic(policy.to_string()),
            Approval::Manual {
                policy,
                levels,
                approvers_unverified,
            } => Verdict::Manual {
                policy: policy.to_string(),
                levels: levels.iter().map(text).collect(),
                pending_hours: pending_for.seconds() / 3600,
                unverified: *approvers_unverified,
            },
            Approval::BreakGlass {
                policy, skipped, ..
            } => {
                assert_eq!(*policy, ruling.eligibility);
                let mut skipped: Vec<_> = skipped.iter().map(text).collect();
                skipped.sort();
                Verdict::BreakGlass(skipped)
            }
        },
    };
    Decision {
        eligibility: Some(ruling.eligibility.to_string()),
        verdict,
        failed: names(&ruling.failed_policies),
    }
}

fn names(failed: &[FailedPolicy]) -> Vec<String> {
    let names = failed.iter().map(|failed| failed.policy.to_string());
    names.collect()
}

fn text(level: &Level) -> String {
    let who = &level.approvers;
    let users = who.users.iter();
    let users = users.map(|user| format!("{}#{}", user.issuer, user.subject));
    let departments = who.attributes.get("department").into_iter().flatten();
    level_text(
        level.approvals.get().try_into().unwrap(),
        who.groups.iter().map(GroupName::as_str),
        &users.collect::<Vec<_>>(),
        departments.map(String::as_str),
    )
}

fn of_refusal(refusal: PolicyRefusal) -> Decision {
    match refusal {
        PolicyRefusal::NotEligible => Verdict::NotEligible.into(),
        PolicyRefusal::Limit { field, .. } => Verdict::Limit(Names::from([field])).into(),
        PolicyRefusal::NoPolicy => Verdict::NoPolicy.into(),
        PolicyRefusal::NoApprover { policy, level } => Verdict::NoApprover {
            policy: policy.to_string(),
            level: level.to_string().parse().unwrap(),
        }
        .into(),
        PolicyRefusal::Guardrail {
            policy,
            failed_policies,
        } => Decision {
            eligibility: None,
            verdict: Verdict::Guardrail(policy.to_string()),
            failed: names(&failed_policies),
        },
    }
}

/// What the real evaluator says when credentials are asked for.
fn vend(bundle: &Bundle, company: &Cast, case: &Case) -> Result<String, Decision> {
    let ticket = case.ticket.map(|ticket| ticket.parse().unwrap());
    let question = VendQuestion {
        person: company.people.get(case.person).unwrap(),
        account: &account_id(case.account).parse().unwrap(),
        permission_set: &case.set.parse().unwrap(),
        duration: i64::from(case.seconds).try_into().unwrap(),
        ticket: ticket.as_ref(),
        break_glass: case.break_glass,
        now: at(case.hour),
    };
    let terms = bundle.rule_on_vend(&question);
    terms
        .map(|terms| terms.role.to_string())
        .map_err(of_refusal)
}

fn is_eligible(bundle: &Bundle, company: &Cast, case: &Case) -> bool {
    bundle.is_eligible(
        company.people.get(case.person).unwrap(),
        &account_id(case.account).parse().unwrap(),
        &case.set.parse().unwrap(),
    )
}

/// What the real evaluator says that somebody may request, but for what order decides there.
fn offered(bundle: &Bundle, person: &Person) -> Vec<Offer> {
    let conflict_alike = |mut offer: Offer| {
        if let ApprovalOutlook::Conflict { policies } = &mut offer.approval {
            policies.sort();
        }
        offer
    };
    let offers = offers(bundle, person).into_iter();
    offers.map(conflict_alike).collect()
}

fn names_of(offers: &[Offer]) -> Vec<(String, String)> {
    let targets = offers.iter().map(|offer| &offer.target);
    targets
        .map(|target| {
            (
                target.account_name.to_string(),
                target.permission_set.to_string(),
            )
        })
        .collect()
}

/// How many pairs of bundle and question were looked at, by what was decided.
type Seen = BTreeMap<&'static str, usize>;

/// Asks either evaluator, and the real one about the same bundle in another order.
fn compare(
    world: &World,
    other: &World,
    seed: u64,
    company: &Cast,
    tally: &RefCell<Seen>,
) -> Result<(), TestCaseError> {
    let bundle = render::folder(world, &company.actors).bundle();
    let otherwise = render::folder(other, &company.actors).bundle();
    for (number, case) in (0..CASES).zip(Cases(seed)) {
        let wanted = decide::submit(world, &company.actors, &case);
        let decided = submit(&bundle, company, &case);
        prop_assert!(
            decided.is_within(&wanted),
            "{case:?}: decided {decided:?}, wanted {wanted:?}"
        );
        *tally.borrow_mut().entry(wanted.verdict.kind()).or_default() += 1;
        if number % 5 == 0 {
            let decided = submit(&otherwise, company, &case).in_any_order();
            prop_assert!(
                decided.is_within(&wanted.in_any_order()),
                "another order: {case:?}: decided {decided:?}"
            );
            let wanted = decide::vend(world, &company.actors, &case);
            prop_assert_eq!(vend(&bundle, company, &case), wanted, "vend: {:?}", case);
            let wanted = decide::is_eligible(world, &company.actors, &case);
            prop_assert_eq!(is_eligible(&bundle, company, &case), wanted, "{:?}", case);
        }
    }
    let who = Cases(seed).next().unwrap().person;
    let offers = offered(&bundle, company.people.get(who).unwrap());
    let wanted = decide::targets(world, &company.actors, who);
    prop_assert_eq!(names_of(&offers), wanted, "offers to {}", who);
    let otherwise = offered(&otherwise, company.people.get(who).unwrap());
    prop_assert_eq!(offers, otherwise, "offers to {} in another order", who);
    Ok(())
}

/// Compares random bundles; what was seen of them.
fn agree() -> Result<Seen, String> {
    let company = Cast::new();
    let tally = RefCell::new(Seen::new());
    let strategy = (
        world(),
        prop::collection::vec(any::<Index>(), 8),
        prop::collection::vec(0..3_u32, 8),
        any::<u64>(),
    );
    let agreement = TestRunner::new(ProptestConfig::with_cases(BUNDLES)).run(
        &strategy,
        |(world, keys, files, seed)| {
            let other = shuffled(&world, &keys, &files);
            compare(&world, &other, seed, &company, &tally)
        },
    );
    agreement.map_err(|disagreement| disagreement.to_string())?;
    Ok(tally.into_inner())
}

#[test]
fn the_naive_evaluator_agrees_on_a_hundred_thousand_pairs_in_any_order() {
    let tally = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(agree)).collect();
        let outcomes = threads.into_iter().map(|thread| thread.join().unwrap());
        outcomes.collect::<Result<Vec<_>, _>>()
    });
    let mut all = Seen::new();
    for (kind, count) in tally
        .unwrap_or_else(|e| panic!("{e}"))
        .into_iter()
        .flatten()
    {
        *all.entry(kind).or_default() += count;
    }
    assert!(all.values().sum::<usize>() >= 100_000, "{all:?}");
    assert!(
        all.len() == Verdict::KINDS && all.values().all(|count| *count >= 200),
        "every kind of decision is among them: {all:?}"
    );
}
