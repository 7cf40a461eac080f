use insta::assert_snapshot;
use jit_api::{ErrorCode, Problem};
use jit_domain::StatusName;

use crate::answers::{granted_for_half_of_it, in_state, page, pending};
use crate::fake_broker::Answer;
use crate::stage::Stage;

const ID: &str = "req-7k3m9p2x4q";
const GET: &str = "GET /v1/requests/req-7k3m9p2x4q";
const CANCEL: &str = "POST /v1/requests/req-7k3m9p2x4q/cancel";
const FINISH: &str = "POST /v1/requests/req-7k3m9p2x4q/finish";

#[test]
fn a_request_is_cancelled() {
    let stage = Stage::new();
    stage
        .broker
        .on("GET /v1/requests/req-7k3m", Answer::json(&pending()));
    stage
        .broker
        .on(CANCEL, Answer::json(&in_state(StatusName::Cancelled)));
    assert_snapshot!(stage.jit(&["cancel", "7k3m"]));
    assert_eq!(stage.broker.calls()[1].body, "{}");
}

#[test]
fn a_request_in_another_state_is_not_cancelled() {
    let stage = Stage::new();
    let mut problem = Problem::new(ErrorCode::Conflict, "the request is active");
    problem.current_status = Some(StatusName::Active);
    problem.request_id = Some(ID.parse().unwrap());
    stage
        .broker
        .on(GET, Answer::json(&in_state(StatusName::Active)));
    stage.broker.on(CANCEL, Answer::problem(&problem));
    assert_snapshot!("conflict", stage.jit(&["cancel", ID]));
    assert_snapshot!("conflict_in_json", stage.jit(&["cancel", ID, "--json"]));
}

#[test]
fn what_is_not_open_yet_is_withdrawn_by_another_command() {
    let stage = Stage::new();
    let mut problem = Problem::new(ErrorCode::Conflict, "the request is pending");
    problem.current_status = Some(StatusName::Pending);
    problem.request_id = Some(ID.parse().unwrap());
    stage.broker.on(GET, Answer::json(&pending()));
    stage.broker.on(FINISH, Answer::problem(&problem));
    assert!(
        stage
            .jit(&["done", ID])
            .contains("hint: jit cancel req-7k3m9p2x4q")
    );
}

#[test]
fn the_only_open_window_is_given_back() {
    let stage = Stage::new();
    let active = page(vec![in_state(StatusName::Active)], None);
    stage.broker.on("GET /v1/requests", Answer::json(&active));
    stage
        .broker
        .on(FINISH, Answer::json(&in_state(StatusName::Ended)));
    assert_snapshot!(stage.jit(&["done"]));
    assert_eq!(
        stage.broker.lines()[0],
        "GET /v1/requests?view=mine&status=active"
    );
}

#[test]
fn what_is_given_back_early_was_granted_for_longer() {
    let stage = Stage::new();
    let active = in_state(StatusName::Active);
    stage.broker.on(GET, Answer::json(&active));
    let ended = granted_for_half_of_it(StatusName::Ended);
    stage.broker.on(FINISH, Answer::json(&ended));
    assert_snapshot!(stage.jit(&["done", ID]));
}

#[test]
fn without_an_open_window_nothing_is_given_back() {
    let stage = Stage::new();
    stage
        .broker
        .on("GET /v1/requests", Answer::json(&page(vec![], None)));
    assert_snapshot!(stage.jit(&["done"]));
}

#[test]
fn of_several_open_windows_one_has_to_be_named() {
    let stage = Stage::new();
    let mut other = in_state(StatusName::Active);
    other.id = "req-0000000000".parse().unwrap();
    let active = page(vec![in_state(StatusName::Active), other], None);
    stage.broker.on("GET /v1/requests", Answer::json(&active));
    assert_snapshot!(stage.jit(&["done"]));
}

#[test]
fn a_named_window_is_given_back() {
    let stage = Stage::new();
    stage
        .broker
        .on(GET, Answer::json(&in_state(StatusName::Active)));
    stage
        .broker
        .on(FINISH, Answer::json(&in_state(StatusName::Ended)));
    let output = stage.run(&["done", ID, "--json"]);
    let told: jit_api::Request = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told.status, StatusName::Ended);
}
