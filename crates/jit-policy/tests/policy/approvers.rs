//! A request is refused when its levels can never get their approvals without the requester.

use crate::bundle_folder::BundleFolder;
use crate::crowd::Crowd;
use crate::question::{ISSUER, Question, in_words, person};

/// The answer for a policy with levels of these approvers and approvals, asked by `requester`.
fn ask(levels: &[(&str, u32)], crowd: Option<&Crowd>) -> String {
    let levels = levels.iter().map(|(approvers, approvals)| {
        format!("[[approval.level]]\napprovers = {approvers}\napprovals = {approvals}\n")
    });
    let policy = format!(
        "[[approval]]\nname = \"p\"\ntargets = {{ all = true }}\nmax_duration = \"8h\"\n\
         pending_for = \"8h\"\n{}",
        levels.collect::<String>()
    );
    let bundle = BundleFolder::new()
        .with("approvals/everything.toml", policy)
        .bundle();
    let question = Question::new(
        person("requester", &["staff", "leads"]),
        "shop-prod",
        "ReadOnly",
    );
    let answer = match crowd {
        None => question.put(&bundle),
        Some(crowd) => question.put_with(&bundle, crowd),
    };
    in_words(&answer)
}

fn users(subjects: &[&str]) -> String {
    let user = |subject: &&str| format!("{{ issuer = \"{ISSUER}\", subject = \"{subject}\" }}");
    let users: Vec<_> = subjects.iter().map(user).collect();
    format!("{{ users = [{}] }}", users.join(", "))
}

fn too_few(level: u32) -> String {
    format!("level {level} of `p` has too few possible approvers without you")
}

#[test]
fn named_people_are_counted_without_the_requester() {
    let table = [
        (users(&["a"]), 1, "p".to_owned()),
        (users(&["a", "b"]), 2, "p".to_owned()),
        (users(&["requester"]), 1, too_few(1)),
        (users(&["requester", "a"]), 1, "p".to_owned()),
        (users(&["requester", "a"]), 2, too_few(1)),
    ];
    for (approvers, approvals, wanted) in table {
        assert_eq!(
            ask(&[(&approvers, approvals)], None),
            wanted,
            "{approvers} {approvals}"
        );
    }
}

#[test]
fn one_person_counts_once_in_the_whole_request() {
    let (a, ab, bc) = (users(&["a"]), users(&["a", "b"]), users(&["b", "c"]));
    let table = [
        (vec![(&a, 1), (&a, 1)], too_few(2)),
        (vec![(&a, 1), (&ab, 1)], "p".to_owned()),
        (vec![(&ab, 1), (&a, 1)], "p".to_owned()),
        (vec![(&ab, 1), (&ab, 1)], "p".to_owned()),
        (vec![(&ab, 1), (&ab, 2)], too_few(2)),
        (vec![(&ab, 2), (&bc, 1)], "p".to_owned()),
        (vec![(&ab, 2), (&bc, 2)], too_few(2)),
        (vec![(&ab, 1), (&bc, 1), (&a, 1)], "p".to_owned()),
        (vec![(&ab, 1), (&a, 1), (&bc, 2)], too_few(3)),
    ];
    for (levels, wanted) in table {
        let levels: Vec<_> = levels.iter().map(|(who, n)| (who.as_str(), *n)).collect();
        assert_eq!(ask(&levels, None), wanted, "{levels:?}");
    }
}

#[test]
fn groups_that_only_sign_in_can_tell_leave_the_approvers_unverified() {
    let leads = r#"{ groups = ["leads"] }"#;
    let claim = r#"{ attributes = { department = ["x"] } }"#;
    let mixed = format!(
        r#"{{ groups = ["leads"], {}"#,
        users(&["a"]).trim_start_matches('{')
    );
    assert_eq!(ask(&[(leads, 1)], None), "p?");
    assert_eq!(ask(&[(claim, 1)], None), "p?");
    assert_eq!(ask(&[(&mixed, 1)], None), "p?");
    assert_eq!(ask(&[(&users(&["a"]), 1), (leads, 1)], None), "p?");
    assert_eq!(
        ask(&[(leads, 1), (&users(&["requester"]), 1)], None),
        too_few(2)
    );
}

#[test]
fn a_directory_tells_whether_a_group_has_people_enough() {
    let leads = r#"{ groups = ["leads"] }"#;
    let security = r#"{ groups = ["security"] }"#;
    let requester = || person("requester", &["leads", "security"]);
    let both = |name| person(name, &["leads", "security"]);
    let crowd = |people| Crowd(people);
    let table = [
        (vec![requester()], vec![(leads, 1)], too_few(1)),
        (
            vec![requester(), person("a", &["Leads"])],
            vec![(leads, 1)],
            too_few(1),
        ),
        (
            vec![requester(), person("a", &["leads"])],
            vec![(leads, 1)],
            "p".to_owned(),
        ),
        (vec![both("a")], vec![(leads, 1), (security, 1)], too_few(2)),
        (
            vec![both("a"), both("b")],
            vec![(leads, 1), (security, 1)],
            "p".to_owned(),
        ),
        (
            vec![both("a"), person("b", &["leads"])],
            vec![(leads, 1), (security, 1)],
            "p".to_owned(),
        ),
        (
            vec![both("a"), person("b", &["leads"])],
            vec![(leads, 1), (security, 2)],
            too_few(2),
        ),
    ];
    for (people, levels, wanted) in table {
        assert_eq!(
            ask(&levels, Some(&crowd(people.clone()))),
            wanted,
            "{people:?} {levels:?}"
        );
    }
}

#[test]
fn levels_that_are_not_next_to_each_other_compete_for_people_too() {
    let crowded = users(&["b1", "b2", "b3"]);
    let levels = [(&*users(&["a"]), 1), (&*crowded, 1), (&*users(&["a"]), 1)];
    assert_eq!(ask(&levels, None), too_few(3));
    let apart = [(&*users(&["a"]), 1), (&*crowded, 1), (&*users(&["c"]), 1)];
    assert_eq!(ask(&apart, None), "p");
}
