//! The development issuer: an `OpenID` provider for one public client, whose people come from a file
//! and sign in by saying who they are. It listens on loopback only, and answers neither other names
//! nor other sites' pages: but whoever has an account on this machine can be anybody here.

mod addresses;
mod authorize;
mod claims;
mod device;
mod device_page;
mod discovery;
mod exchange;
mod expiring;
mod families;
mod key;
mod oauth_error;
mod opaque;
mod page;
mod params;
mod redirect;
mod revoke;
mod same_origin;
#[cfg(test)]
mod tests;
mod token;
mod workload;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use axum::{Router, middleware};
use jit_domain::{Clock, Timestamp};

pub(super) use addresses::Addresses;
pub(super) use claims::TokenMaker;
pub(super) use families::Families;
pub(super) use key::SigningKey;

use super::people::People;
use crate::app::Random;
use authorize::{Code, Transaction};
use device::DeviceGrant;
use expiring::Expiring;

/// The scopes that there are.
pub(super) const SCOPES: [&str; 5] = ["openid", "profile", "email", "groups", "offline_access"];

/// The issuer behind its routes. Cheap to clone.
#[derive(Clone)]
pub(super) struct Issuer(Arc<Inner>);

struct Inner {
    addresses: Addresses,
    people: People,
    maker: TokenMaker,
    families: Families,
    waiting: Mutex<Waiting>,
    /// Held while a grant is turned into tokens, so that no two calls redeem the same one.
    exchange: tokio::sync::Mutex<()>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
}

/// Sign-ins that are under way. They do not survive a restart: whoever waits starts again.
#[derive(Default)]
struct Waiting {
    transactions: Expiring<Transaction>,
    codes: Expiring<Code>,
    devices: Expiring<DeviceGrant>,
    device_forms: Expiring<()>,
}

impl fmt::Debug for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Issuer")
            .field("addresses", &self.0.addresses)
            .finish_non_exhaustive()
    }
}

impl Issuer {
    pub(super) fn new(
        addresses: Addresses,
        people: People,
        maker: TokenMaker,
        families: Families,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Self {
        Self(Arc::new(Inner {
            addresses,
            people,
            maker,
            families,
            waiting: Mutex::default(),
            exchange: tokio::sync::Mutex::default(),
            clock,
            random,
        }))
    }

    /// The routes, from the root of the listener on.
    pub(super) fn router(self) -> Router {
        let routes = Router::new()
            .route(
                "/.well-known/openid-configuration",
                get(discovery::metadata),
            )
            .route("/jwks", get(discovery::keys))
            .route("/authorize", get(authorize::ask).post(authorize::answer))
            .route("/device_authorization", post(device::start))
            .route("/device", get(device_page::ask).post(device_page::answer))
            .route("/token", post(token::handle))
            .route("/revoke", post(revoke::handle))
            .layer(DefaultBodyLimit::max(16 * 1024))
            .layer(middleware::from_fn_with_state(
                self.clone(),
                same_origin::check,
            ));
        Router::new().nest("/issuer", routes.with_state(self))
    }

    fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0
            .waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// 256 random bits as text.
    fn opaque(&self) -> String {
        opaque::text(self.0.random.as_ref())
    }
}
