use jit_testkit::{GoSdk, Outcome};

use crate::client::Client;
use crate::stage::Stage;
use crate::{life, own_source};

/// Asks AWS who it is, so many times.
pub(crate) fn go(stage: &Stage, profile: &str, calls: u32) -> Outcome {
    let sdk = GoSdk {
        person: &stage.requester,
        endpoint: stage.endpoint(),
    };
    sdk.caller_identities(profile, calls)
}

#[test]
fn the_sdk_for_go_has_credentials_while_the_window_is_open() {
    life::of(Client::Go);
}

#[test]
fn the_sdk_for_go_ends_with_a_profile_that_is_its_own_source() {
    own_source::ends(Client::Go);
}
