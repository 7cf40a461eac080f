//! What every engine promises: one function for each rule, which takes an empty store.
//!
//! An engine's tests say `store_contract!(open_test_store())`, and get one test for each rule, so
//! that a failure names the rule. Time is passed in; nothing sleeps.

mod concurrency;
mod idempotency;
mod lists;
pub(crate) mod log;
mod log_filter;
mod moments;
mod outbox;
mod replay;
mod reviews;
pub(crate) mod scene;
mod swap;
mod to_revoke;

pub(crate) use concurrency::*;
pub(crate) use idempotency::*;
pub(crate) use lists::*;
pub(crate) use log::*;
pub(crate) use log_filter::*;
pub(crate) use moments::*;
pub(crate) use outbox::*;
pub(crate) use replay::*;
pub(crate) use reviews::*;
pub(crate) use swap::*;
pub(crate) use to_revoke::*;

/// Makes one test for each rule of the contract. The expression opens an empty store; its value
/// dereferences to the engine.
macro_rules! store_contract {
    ($open:expr) => {
        $crate::contract::store_contract! { $open;
            a_new_request_is_stored_at_version_one
            a_stale_commit_conflicts
            a_taken_id_conflicts
            a_change_of_an_unknown_request_conflicts
            a_session_is_recorded_at_the_unchanged_version
            a_session_loses_against_a_revoke

            events_form_one_chain_without_gaps
            events_of_a_request_are_its_own
            a_request_comes_with_its_events
            a_refusal_is_logged_and_changes_nothing
            notices_are_written_with_their_event
            changes_tell_the_last_event
            a_check_writes_no_event
            filters_of_the_log_narrow
            a_stretch_of_the_log_is_bounded

            a_repeated_submission_is_one
            a_key_with_another_body_is_refused
            keys_belong_to_one_person
            a_key_counts_for_24_hours
            forgetting_keys_keeps_those_that_count
            one_of_two_simultaneous_submissions_writes
            a_key_of_a_lost_submission_stays_free

            states_are_read_at_the_instant_of_the_query
            filters_narrow
            mine_are_those_of_the_same_issuer_and_subject
            to_review_is_what_the_person_can_decide_now
            to_revoke_is_what_the_person_may_end_now
            visible_is_own_or_approved_at_any_level
            pages_are_complete_and_stable
            a_full_last_page_has_no_next
            a_prefix_finds_within_the_scope
            a_target_leads_to_its_active_or_newest_request

            broken_glass_is_told_in_its_own_transaction
            broken_glass_is_visible_to_whoever_was_skipped_and_to_security
            a_review_is_waited_for_from_the_end_of_the_window_on
            an_early_end_brings_the_review_forward
            a_review_takes_the_window_off_every_list
            may_review_is_whoever_was_skipped_or_is_security_and_did_not_ask
            a_second_review_conflicts

            a_row_is_what_its_events_add_up_to
            lists_agree_with_the_domain

            a_notice_is_routed_once
            a_notice_names_the_end_of_the_log
            an_announcement_is_written_once_for_each_key
            a_claimed_delivery_is_nobody_elses_until_its_lease_is_over
            a_lost_lease_settles_nothing
            a_settlement_says_when_a_delivery_is_due_again
            a_claim_takes_the_oldest_of_its_sink
            what_waited_too_long_is_given_up
            the_backlog_is_what_waits
            arrivals_are_those_of_the_sink_since_then
            simultaneous_claims_share_nothing
            a_moment_is_told_once
            a_window_that_ended_long_ago_is_not_told
            an_overdue_review_is_told

            simultaneous_submissions_are_all_stored
            one_of_many_simultaneous_decisions_wins
            opposite_decisions_do_not_both_win
            a_caller_that_leaves_leaves_nothing_half_done
        }
    };
    ($open:expr; $($rule:ident)*) => {$(
        #[tokio::test]
        async fn $rule() {
            let store = $open;
            $crate::contract::$rule(&*store).await;
        }
    )*};
}

pub(crate) use store_contract;
