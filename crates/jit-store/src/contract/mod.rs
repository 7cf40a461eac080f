//! What every engine promises: one function for each rule, which takes an empty store.
//!
//! An engine's tests say `store_contract!(open_test_store())`, and get one test for each rule, so
//! that a failure names the rule. Time is passed in; nothing sleeps.

pub(crate) mod scene;
mod swap;

pub(crate) use swap::*;

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
