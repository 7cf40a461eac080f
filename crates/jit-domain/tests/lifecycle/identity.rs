//! A person is issuer and subject, whatever else the token of a call says.

use jit_domain::{Authentication, Person, Refusal, Status};

use crate::story::Story;
use crate::world::{ask, at, deputy, engineer, lead, level, manual, officer, person, two_levels};

fn with_email(mut person: Person, email: &str) -> Person {
    let values = [email.to_owned()].into();
    person.attributes.insert("email".to_owned(), values);
    person
}

/// Another token of the person, in which everything is different that may be.
fn another_token(of: &Person, groups: &[&str]) -> Person {
    let other = Person {
        id: of.id.clone(),
        name: "Somebody Else".into(),
        authentication: Authentication {
            methods: Some(["mfa".to_owned()].into()),
            at: Some(at(-60)),
        },
        ..person("x", groups)
    };
    with_email(other, "else@example.com")
}

#[test]
fn two_tokens_of_one_person_count_once_in_a_quorum() {
    let mut story = Story::of(ask(), manual(vec![level("leads", 2)]));
    story
        .approve(&with_email(lead(), "lead@example.com"))
        .unwrap();
    let again = another_token(&lead(), &["leads", "staff"]);
    assert_eq!(story.approve(&again), Err(Refusal::AlreadyApproved));
    assert_eq!(story.approve(&deputy()), Ok(Status::Active));
}

#[test]
fn two_tokens_of_one_person_count_once_at_two_levels() {
    let mut story = Story::of(ask(), manual(two_levels()));
    story.approve(&lead()).unwrap();
    let promoted = another_token(&lead(), &["security"]);
    assert_eq!(story.approve(&promoted), Err(Refusal::AlreadyApproved));
    assert_eq!(story.approve(&officer()), Ok(Status::Active));
}

#[test]
fn another_token_of_the_requester_is_the_requester() {
    let again = another_token(&engineer(), &["leads"]);
    let mut story = Story::of(ask(), manual(two_levels()));
    assert_eq!(story.approve(&again), Err(Refusal::OwnRequest));
    assert_eq!(story.cancel(&again), Ok(Status::Cancelled));
}

#[test]
fn an_e_mail_that_changed_hands_makes_no_request_ones_own() {
    let heir = with_email(person("heir", &["leads"]), "engineer@example.com");
    let mut story = Story::of(ask(), manual(two_levels()));
    assert_eq!(story.cancel(&heir), Err(Refusal::NotTheRequester));
    assert!(story.approve(&heir).is_ok(), "and is somebody else");
}

#[test]
fn people_whose_names_and_e_mails_are_alike_count_each() {
    let alike = |subject| {
        let person = Person {
            name: "Lead".into(),
            ..person(subject, &["leads"])
        };
        with_email(person, "lead@example.com")
    };
    let mut story = Story::of(ask(), manual(vec![level("leads", 3)]));
    for spelling in ["lead", "Lead"] {
        assert!(matches!(
            story.approve(&alike(spelling)),
            Ok(Status::Pending { .. })
        ));
    }
    assert_eq!(story.approve(&alike("lead+x")), Ok(Status::Active));
}

#[test]
fn a_clock_that_was_set_back_lets_nobody_vote_twice() {
    let mut story = Story::of(ask(), manual(vec![level("leads", 2)])).at(at(60));
    story.approve(&lead()).unwrap();
    let mut story = story.at(at(0));
    assert_eq!(story.approve(&lead()), Err(Refusal::AlreadyApproved));
    assert_eq!(story.approve(&engineer()), Err(Refusal::OwnRequest));
    assert!(story.approve(&deputy()).is_ok());
}
