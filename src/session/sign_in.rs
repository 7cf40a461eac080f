use std::io;
use std::sync::Arc;
use std::time::Duration;

use jit_api::{ClientConfig, SignInFlow};
use jit_domain::{Clock, Issuer, Subject};
use url::Url;

use crate::config::{BrokerUrl, Environment, Settings};
use crate::http_client::HttpClients;

pub use super::device_code::DevicePrompt;
use super::discovery::broker_config;
use super::error::FOR_WORKLOADS;
use super::id_token::{self, Expected};
use super::issuer::IssuerMetadata;
use super::oauth_http::IssuerHttp;
use super::record::{Renewal, VERSION};
use super::token_answer::{TokenAnswer, Tokens};
use super::unverified_jwt::UnverifiedClaims;
use super::{
    Desktop, FlowChoice, GivenToken, Kept, PersonKey, Revocation, SessionError, SessionRecord,
    Vault, Workload, device_code, pkce, revoke, token_exchange,
};

/// How long to wait for another process that is renewing the tokens.
const LOCK_WAIT: Duration = Duration::from_secs(35);

/// How a person wants to sign in.
#[derive(Clone, Debug, Default)]
pub struct SignInOptions {
    /// With a device code, whatever there is.
    pub device_code: bool,
    /// Open the browser; else only its address is shown.
    pub open_browser: bool,
    /// The person named the browser: that it does not start ends the sign-in.
    pub browser_is_named: bool,
    /// Where the browser brings the answer; any port when none is named.
    pub port: Option<u16>,
}

/// Who tells the person what to do next.
pub trait Narrator {
    /// A page has to be visited on this machine; `opens` when a browser is being opened for it.
    fn browser(&mut self, page: &Url, opens: bool);
    /// Opens a page in a browser of this machine.
    ///
    /// # Errors
    ///
    /// When there is none. The person has the address all the same.
    fn open(&mut self, page: &Url) -> io::Result<()>;
    /// A page has to be visited on any machine, and a code compared there.
    fn device_code(&mut self, prompt: &DevicePrompt);
    /// Something for those who want to know more.
    fn explain(&mut self, text: &str);
}

/// A sign-in that worked.
#[derive(Debug)]
pub struct SignedIn {
    /// What is kept of it.
    pub record: SessionRecord,
    /// Where it is kept.
    pub kept: Kept,
    /// It stands in place of the sign-in of somebody else.
    pub replaces_another: bool,
}

/// Signing in to one broker, and out again.
#[derive(Debug)]
pub struct SignIn {
    broker: BrokerUrl,
    clients: Arc<HttpClients>,
    clock: Arc<dyn Clock>,
    vault: Vault,
    desktop: Desktop,
}

impl SignIn {
    /// For a broker, under these settings.
    ///
    /// # Errors
    ///
    /// [`SessionError::NoFolder`].
    pub fn new(
        settings: &Settings,
        broker: &BrokerUrl,
        clients: Arc<HttpClients>,
        clock: Arc<dyn Clock>,
        desktop: Desktop,
    ) -> Result<Self, SessionError> {
        Ok(Self {
            broker: broker.clone(),
            clients,
            clock,
            vault: Vault::new(settings, broker)?,
            desktop,
        })
    }

    /// Signs in at the issuer that the broker names. Nothing is kept unless everything fits.
    ///
    /// # Errors
    ///
    /// [`SessionError`] says what did not work.
    pub async fn run(
        &self,
        options: &SignInOptions,
        narrator: &mut dyn Narrator,
    ) -> Result<SignedIn, SessionError> {
        let config = broker_config(&self.clients, &self.broker).await?;
        let issuer = IssuerMetadata::fetch(&self.clients, &config).await?;
        let wants_callback =
            options.port.is_some() || !options.open_browser || options.browser_is_named;
        let FlowChoice { flow, because } =
            self.desktop
                .choose(options.device_code, wants_callback, &config.flows)?;
        let http = IssuerHttp {
            clients: Arc::clone(&self.clients),
        };
        let (answer, nonce) = match flow {
            SignInFlow::Pkce => {
                narrator.explain(&format!("signing in with the browser: {because}"));
                let answer = pkce::sign_in(&http, &config, &issuer, options, narrator).await?;
                (answer.tokens, Some(answer.nonce))
            }
            SignInFlow::DeviceCode => {
                narrator.explain(&format!("signing in with a device code: {because}"));
                let answer = device_code::sign_in(&http, &config, &issuer, narrator).await?;
                (answer, None)
            }
        };
        let record = self
            .check(&config, &issuer, &answer, nonce.as_deref())
            .await?;
        self.keep(record).await
    }

    /// Signs in as a program without a person, for which its platform vouches. The token is kept as
    /// that of a person is; it cannot be renewed, because the platform vouches anew.
    ///
    /// # Errors
    ///
    /// [`SessionError::NotOffered`], [`SessionError::WorkloadRefused`], or why there is no token of
    /// the platform.
    pub async fn of_workload(
        &self,
        workload: &Workload,
        audience: Option<&str>,
        environment: &Environment,
    ) -> Result<SignedIn, SessionError> {
        let config = broker_config(&self.clients, &self.broker).await?;
        let issuer = IssuerMetadata::fetch(&self.clients, &config).await?;
        if !issuer.grants(token_exchange::GRANT_TYPE) {
            return Err(SessionError::NotOffered(FOR_WORKLOADS));
        }
        let audience = audience.unwrap_or(&config.issuer);
        let subject = workload.token(environment, &self.clients, audience).await?;
        // A broker that lies about its issuer would have it handed over to be used elsewhere.
        if !UnverifiedClaims::of(subject.token.expose()).may_be_for(audience) {
            return Err(SessionError::OtherAudience(audience.to_owned()));
        }
        let http = IssuerHttp {
            clients: Arc::clone(&self.clients),
        };
        let now = self.clock.now();
        let token = token_exchange::exchange(&http, &config, &issuer, &subject, now).await?;
        let record = SessionRecord {
            version: VERSION,
            broker: self.broker.clone(),
            issuer: Some(self.issuer_of(&config)?),
            subject: UnverifiedClaims::of(token.token.expose()).sub,
            token: token.token,
            received_at: now,
            expires_at: token.expires_at,
            renewal: None,
        };
        self.keep(record).await
    }

    fn issuer_of(&self, config: &ClientConfig) -> Result<Issuer, SessionError> {
        config.issuer.parse().map_err(|error| {
            SessionError::nonsense("broker", &self.broker, format!("its issuer: {error}"))
        })
    }

    /// Keeps a token that a person brought along. It cannot be renewed.
    ///
    /// # Errors
    ///
    /// [`SessionError::Ended`] when it says of itself that it has expired; why it cannot be kept.
    pub async fn keep_given(&self, given: &GivenToken) -> Result<SignedIn, SessionError> {
        let claims = UnverifiedClaims::of(given.token.expose());
        let record = SessionRecord {
            version: VERSION,
            broker: self.broker.clone(),
            issuer: claims.iss.clone(),
            subject: claims.sub.clone(),
            token: given.token.clone(),
            received_at: self.clock.now(),
            expires_at: claims.expires_at(),
            renewal: None,
        };
        if !record.lives_for(0, self.clock.now()) {
            return Err(SessionError::Ended(self.broker.clone()));
        }
        self.keep(record).await
    }

    /// Signs out: revokes the refresh token at the issuer and removes everything here, whether or
    /// not the issuer took part. None when nobody was signed in.
    ///
    /// # Errors
    ///
    /// When something may be left on this machine.
    pub async fn out(&self) -> Result<Option<Revocation>, SessionError> {
        let _lock = self.vault.lock(LOCK_WAIT).await?;
        let record = self.vault.load();
        let revocation = match &record {
            Ok(None) => None,
            Ok(Some(record)) => Some(match &record.renewal {
                Some(renewal) => revoke::revoke(&self.clients, renewal).await,
                None => Revocation::NotOffered,
            }),
            // What cannot be read cannot be revoked, but may still be removed.
            Err(error) => Some(Revocation::Failed(error.to_string())),
        };
        self.vault.wipe()?;
        Ok(revocation)
    }

    /// Checks the answer of the issuer as a whole.
    async fn check(
        &self,
        config: &ClientConfig,
        issuer: &IssuerMetadata,
        answer: &TokenAnswer,
        nonce: Option<&str>,
    ) -> Result<SessionRecord, SessionError> {
        let now = self.clock.now();
        let tokens = Tokens::of(answer, config.token, &issuer.token_endpoint, now)?;
        let subject = self
            .verified_subject(config, issuer, &tokens, nonce)
            .await?;
        let name = self.issuer_of(config)?;
        let renewal = tokens.refresh_token.map(|refresh_token| Renewal {
            refresh_token,
            client_id: config.client_id.clone(),
            token_endpoint: issuer.token_endpoint.clone(),
            revocation_endpoint: issuer.revocation_endpoint.clone(),
            audience: config.audience.clone(),
            audience_parameter: config.audience_parameter,
            token_kind: config.token,
        });
        Ok(SessionRecord {
            version: VERSION,
            broker: self.broker.clone(),
            issuer: Some(name),
            subject,
            token: tokens.token,
            received_at: now,
            expires_at: tokens.expires_at,
            renewal,
        })
    }

    /// Verifies the ID token; it has to be there when it was asked for.
    async fn verified_subject(
        &self,
        config: &ClientConfig,
        issuer: &IssuerMetadata,
        tokens: &Tokens,
        nonce: Option<&str>,
    ) -> Result<Option<Subject>, SessionError> {
        let Some(id_token) = &tokens.id_token else {
            return if config.scopes.iter().any(|scope| scope == "openid") {
                Err(SessionError::IdToken("the issuer gave none".to_owned()))
            } else {
                Ok(None)
            };
        };
        let keys = issuer.keys(&self.clients).await?;
        let expected = Expected {
            issuer: &config.issuer,
            client_id: &config.client_id,
            nonce,
            now: self.clock.now(),
        };
        id_token::verify(id_token.expose(), &keys, &expected).map(Some)
    }

    /// Keeps a sign-in, under the lock, so that no renewal of the last one writes over it.
    async fn keep(&self, record: SessionRecord) -> Result<SignedIn, SessionError> {
        let _lock = self.vault.lock(LOCK_WAIT).await?;
        let before = self.vault.person();
        let kept = self.vault.save_first(&record)?;
        let replaces_another = before.is_some_and(|it| it != PersonKey::of_record(&record));
        Ok(SignedIn {
            record,
            kept,
            replaces_another,
        })
    }
}

#[cfg(test)]
#[path = "sign_in_tests.rs"]
mod tests;
