//! Signing in, and the tokens that come of it.
//!
//! [`SignIn`] gets tokens from the issuer that the broker names: in a browser (authorization code
//! with PKCE), with a device code, or in exchange for what vouches for a program without a person.
//! [`Vault`] keeps them, in the keyring or in a file.
//! [`TokenSource`] hands them to the client of the broker and renews them, one process at a time.

mod browser;
mod callback;
mod callback_listener;
mod critical_section;
mod desktop;
mod device_code;
mod discovery;
mod error;
mod file_store;
mod given_token;
mod id_token;
mod issuer;
mod keyring_store;
mod login_turn;
mod oauth_http;
mod person_key;
mod pkce;
mod record;
mod redeem;
mod renewal_job;
#[cfg(unix)]
mod renewal_process;
mod revoke;
mod sign_in;
mod token_answer;
mod token_exchange;
mod token_source;
mod unverified_jwt;
mod vault;
mod workload;

pub use desktop::{Desktop, FlowChoice};
pub use error::SessionError;
pub use given_token::GivenToken;
pub use keyring_store::KeyringError;
pub(crate) use login_turn::LoginTurn;
pub(crate) use person_key::PersonKey;
pub use record::SessionRecord;
#[cfg(unix)]
pub(crate) use renewal_job::renew_under_inherited_lock;
#[cfg(unix)]
pub(crate) use renewal_process::{COMMAND as RENEWAL_COMMAND, Word as RenewalWord};
pub use revoke::Revocation;
pub use sign_in::{DevicePrompt, Narrator, SignIn, SignInOptions, SignedIn};
pub use token_source::TokenSource;
pub use vault::{Kept, Vault};
pub use workload::{ParseWorkloadError, Workload};

#[cfg(test)]
mod fake_issuer;
#[cfg(test)]
mod fake_signer;
