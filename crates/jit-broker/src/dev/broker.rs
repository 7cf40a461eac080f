use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use jit_api::{API_VERSION, AudienceParameter, ClientConfig, SignInFlow, TokenKind};
use jit_audit::KeySet;
use jit_domain::{Clock, GroupName, Issuer as IssuerName, SystemClock};
use jit_policy::Recheck;
use jit_store::Store;
use jit_store::sqlite::SqliteStore;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use url::Url;

use super::folder::DevFolder;
use super::issuer::{Addresses, Families, Issuer, SCOPES, SigningKey, TokenMaker};
use super::people::People;
use super::private_file::{read, replace};
use super::{CLIENT_ID, DevError, address, bundle};
use crate::app::{App, Random, SystemRandom};
use crate::checkpoints::{
    CheckpointJob, CheckpointSettings, CheckpointSigner as _, KeyFile, KeyFileError, Rhythm,
};
use crate::checks::{self, ExternalChecks};
use crate::http;
use crate::http::server::ServerOptions;
use crate::identity::{SignatureAlgorithm, StaticKeys, TokenSettings, TokenVerifier};
use crate::jobs::{self, Notices};
use crate::notify::{File, NamedSink, Recipients};
use crate::policies::{self, LOOK_EVERY, PolicyFolder};
use crate::service::{LimitSettings, Limits};
use crate::vend::{BrokerCredentials, SandboxVendor, StsSettings, StsVendor, VendError, Vendor};

/// How long a client may use a session while the broker cannot be reached, in seconds.
const OFFLINE_GRACE_SECONDS: u32 = 300;

/// What a dev broker is told.
#[derive(Clone, Debug)]
pub(crate) struct DevOptions {
    /// Where its state is.
    pub(crate) folder: PathBuf,
    /// Where it listens; loopback only.
    pub(crate) listen: SocketAddr,
    /// The bundle; none for the one in the folder.
    pub(crate) policy: Option<PathBuf>,
    /// The people; none for the file in the folder.
    pub(crate) people: Option<PathBuf>,
    /// The file of external checks; none for no check.
    pub(crate) checks: Option<PathBuf>,
    /// Where credentials come from.
    pub(crate) vending: DevVending,
    /// How long a client may go without asking whether a session is still good, in seconds.
    pub(crate) recheck_seconds: u32,
}

/// Where a dev broker's credentials come from: never from AWS by accident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DevVending {
    /// Made up, and refused by AWS.
    Sandbox,
    /// From what speaks the protocol of STS at this address.
    Endpoint(Url),
    /// From AWS, with the credentials that the AWS SDK finds.
    Aws,
}

/// A dev broker that listens, and answers once it is served.
#[derive(Debug)]
pub(crate) struct DevBroker {
    listener: TcpListener,
    router: Router,
    policies: Arc<PolicyFolder>,
    checkpoints: CheckpointJob,
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    addresses: Addresses,
    people: People,
    notices: Notices,
}

/// The parts that all others stand on.
struct Ground {
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    stopping: watch::Receiver<bool>,
}

fn external_checks(options: &DevOptions) -> Result<ExternalChecks, DevError> {
    let Some(path) = &options.checks else {
        return Ok(ExternalChecks::none());
    };
    let settings = checks::read(path).map_err(|all| DevError::Checks(all.join("\n")))?;
    ExternalChecks::new(settings).map_err(DevError::Checks)
}

impl DevBroker {
    /// Prepares everything and begins to listen. What is missing in the folder is made.
    pub(crate) async fn start(
        options: &DevOptions,
        stopping: watch::Receiver<bool>,
    ) -> Result<Self, DevError> {
        if !options.listen.ip().is_loopback() {
            return Err(DevError::NotLoopback(options.listen));
        }
        let folder = DevFolder::make(&options.folder)?;
        // The store first: its lock keeps a second broker out of the folder.
        let store = SqliteStore::open(folder.path())?;
        let policies = Arc::new(open_policies(options, &folder)?);
        let people = load_people(options, &folder)?;
        let ground = Ground {
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom),
            stopping,
        };
        let vendor = vendor(&options.vending, &ground.random).await?;
        let key = SigningKey::load_or_make(&folder.key())?;
        let families = Families::open(&folder.families())?;
        let (listener, address) = address::listen(options.listen, &folder).await?;
        let addresses = Addresses::of(address);
        let verifier = verifier(&addresses, &people, &key, &ground.clock)?;
        let store = Arc::new(store);
        let notices = Notices {
            outbox: Arc::clone(&store) as _,
            bundle: policies.in_force(),
            clock: Arc::clone(&ground.clock),
            random: Arc::clone(&ground.random),
            public_url: addresses.broker.parse().map_err(|_| DevError::Key)?,
            sinks: [sink(&folder)?].into(),
        };
        let mut app = App {
            bundle: policies.in_force(),
            directory: Arc::new(people.directory(&issuer_name(&addresses)?)),
            store,
            client_config: Arc::new(client_config(
                &addresses,
                options.recheck_seconds,
                vendor.is_sandbox(),
            )),
            recheck: Recheck::Normal,
            vendor,
            verifier: Arc::new(verifier),
            clock: Arc::clone(&ground.clock),
            random: Arc::clone(&ground.random),
            limits: Limits::new(&LimitSettings::default()),
            vend_turns: Arc::default(),
            recent_reads: Arc::default(),
            checkpoints: None,
            checks: Arc::new(external_checks(options)?),
            stopping: ground.stopping.clone(),
        };
        let checkpoints = checkpoints(&folder, &app).await?;
        app.checkpoints = Some(checkpoints.status());
        let (store, clock) = (Arc::clone(&app.store), Arc::clone(&app.clock));
        let issuer = issuer(&addresses, &people, key, families, &ground);
        Ok(Self {
            listener,
            router: http::router(app).merge(issuer.router()),
            policies,
            checkpoints,
            store,
            clock,
            addresses,
            people,
            notices,
        })
    }

    /// `http://127.0.0.1:PORT`.
    pub(crate) fn url(&self) -> &str {
        &self.addresses.broker
    }

    /// The people that there are: subject, name and groups of each.
    pub(crate) fn people(&self) -> impl Iterator<Item = (&str, &str, String)> {
        self.people.iter().map(|person| {
            let groups: Vec<_> = person.groups.iter().map(GroupName::as_str).collect();
            (
                person.subject.as_str(),
                person.name.as_str(),
                groups.join(", "),
            )
        })
    }

    /// Answers until told to stop, and then what is under way.
    pub(crate) async fn serve(self, stopping: watch::Receiver<bool>) -> Result<(), DevError> {
        let mut behind = JoinSet::new();
        jobs::start(&self.notices, &mut behind, &stopping);
        let clock = Arc::clone(&self.notices.clock);
        let outbox = Arc::clone(&self.notices.outbox);
        let refusals = self.policies.refusals();
        behind.spawn(jobs::announce_refusals(outbox, clock, refusals));
        let (served_all, ended) = watch::channel(false);
        let checkpoints = tokio::spawn(self.checkpoints.run(ended));
        let journal =
            policies::keep_journal(&self.policies, &self.store, &self.clock, &stopping).await;
        behind.spawn(policies::watch(self.policies, LOOK_EVERY, stopping.clone()));
        let options = ServerOptions::default();
        let served = http::server::serve(self.listener, self.router, options, stopping).await;
        behind.shutdown().await;
        journal.await;
        served_all.send_replace(true);
        // A panic has been logged; there is nothing to undo.
        drop(checkpoints.await);
        Ok(served?)
    }
}

/// Everything that anybody would be told goes into a file, for who tries things out.
fn sink(folder: &DevFolder) -> Result<NamedSink, DevError> {
    let sink = File {
        path: folder.notifications(),
    };
    Ok(NamedSink {
        name: "file".parse().map_err(|_| DevError::Key)?,
        sink: Arc::new(sink),
        digest_above: 0,
        recipients: Recipients::Sink,
    })
}

fn open_policies(options: &DevOptions, folder: &DevFolder) -> Result<PolicyFolder, DevError> {
    let own = folder.policy();
    if options.policy.is_none() {
        bundle::write_example(&own).map_err(DevError::file(&own))?;
    }
    let path = options.policy.as_deref().unwrap_or(&own);
    Ok(PolicyFolder::open(path)?)
}

/// Checkpoints in the folder itself: whoever verifies a copy of the log elsewhere takes them along.
async fn checkpoints(folder: &DevFolder, app: &App) -> Result<CheckpointJob, DevError> {
    let path = folder.checkpoint_key();
    let key = match KeyFile::load(&path) {
        Err(KeyFileError::File { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
            KeyFile::make(&path)
        }
        loaded => loaded,
    }?;
    let path = folder.checkpoint_keys();
    let known = read(&path).map_err(DevError::file(&path))?;
    let known = known.map(|bytes| KeySet::parse(&String::from_utf8_lossy(&bytes)));
    let known = known.transpose();
    let known = known.map_err(|error| DevError::damaged(&path, error.to_string()))?;
    let mut keys = known.unwrap_or_default();
    keys.insert(*key.key());
    let json = format!("{:#}\n", keys.to_json());
    replace(&path, json.as_bytes()).map_err(DevError::file(&path))?;
    let settings = CheckpointSettings {
        rhythm: Rhythm {
            events: 100,
            minutes: 1,
        },
        key_file: folder.checkpoint_key(),
        file: Some(folder.checkpoints()),
        s3: None,
    };
    Ok(CheckpointJob::prepare(&settings, app, key).await)
}

fn load_people(options: &DevOptions, folder: &DevFolder) -> Result<People, DevError> {
    let own = folder.people();
    if options.people.is_none() {
        bundle::write_people(&own).map_err(DevError::file(&own))?;
    }
    let (people, text) = People::read(options.people.as_deref().unwrap_or(&own))?;
    folder.record_people(&text)?;
    Ok(people)
}

async fn vendor(
    vending: &DevVending,
    random: &Arc<dyn Random>,
) -> Result<Arc<dyn Vendor>, DevError> {
    let settings = match vending {
        DevVending::Sandbox => return Ok(Arc::new(SandboxVendor::new(Arc::clone(random)))),
        DevVending::Endpoint(url) => settings_of(url),
        DevVending::Aws => StsSettings::default(),
    };
    let vendor = StsVendor::connect(settings, Arc::clone(random)).await?;
    if *vending == DevVending::Aws {
        match vendor.identify().await {
            Ok(identity) => tracing::info!("the broker is `{}` to AWS", identity.arn),
            Err(VendError::Unavailable { .. }) => tracing::warn!("AWS cannot be reached now"),
            Err(refused) => return Err(refused.into()),
        }
    }
    Ok(Arc::new(vendor))
}

/// On loopback there is no AWS, so neither a region nor real credentials are needed.
fn settings_of(endpoint: &Url) -> StsSettings {
    let mut settings = StsSettings {
        endpoint: Some(endpoint.clone()),
        ..StsSettings::default()
    };
    if settings.is_on_loopback() {
        settings.region = Some("us-east-1".to_owned());
        settings.broker_on_role = Some(false);
        settings.credentials = BrokerCredentials::EnvironmentOrMadeUp;
    }
    settings
}

fn issuer_name(addresses: &Addresses) -> Result<IssuerName, DevError> {
    addresses.issuer.parse().map_err(|_| DevError::Key)
}

/// The same checks as in production; only the keys are at hand already.
fn verifier(
    addresses: &Addresses,
    people: &People,
    key: &SigningKey,
    clock: &Arc<dyn Clock>,
) -> Result<TokenVerifier, DevError> {
    let name = issuer_name(addresses)?;
    let mut settings = TokenSettings::new(name, CLIENT_ID, &addresses.broker);
    settings.algorithms = [SignatureAlgorithm::Es256].into();
    for attribute in people.attribute_names() {
        let path = format!("attributes.{attribute}").parse();
        let path = path.map_err(|_| DevError::Key)?;
        settings
            .claims
            .attributes
            .insert(attribute.to_owned(), path);
    }
    let keys = StaticKeys::from_json(key.key_set().to_string().as_bytes());
    let keys = Arc::new(keys.map_err(|_| DevError::Key)?);
    Ok(TokenVerifier::new(settings, keys, Arc::clone(clock)))
}

fn issuer(
    addresses: &Addresses,
    people: &People,
    key: SigningKey,
    families: Families,
    ground: &Ground,
) -> Issuer {
    let (clock, random) = (Arc::clone(&ground.clock), Arc::clone(&ground.random));
    let maker = TokenMaker::new(addresses, key, Arc::clone(&clock), Arc::clone(&random));
    Issuer::new(
        addresses.clone(),
        people.clone(),
        maker,
        families,
        clock,
        random,
    )
}

fn client_config(addresses: &Addresses, recheck_seconds: u32, sandbox: bool) -> ClientConfig {
    ClientConfig {
        api_version: API_VERSION.to_owned(),
        broker_version: env!("CARGO_PKG_VERSION").to_owned(),
        issuer: addresses.issuer.clone(),
        client_id: CLIENT_ID.to_owned(),
        scopes: SCOPES.map(str::to_owned).to_vec(),
        audience: addresses.broker.clone(),
        audience_parameter: AudienceParameter::Resource,
        flows: vec![SignInFlow::Pkce, SignInFlow::DeviceCode],
        token: TokenKind::AccessToken,
        recheck_seconds,
        offline_grace_seconds: OFFLINE_GRACE_SECONDS,
        sandbox,
    }
}
