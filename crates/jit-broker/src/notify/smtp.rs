use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use jit_api::Secret;
use jit_domain::EmailAddress;
use jit_policy::Format;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::{Error, PoolConfig};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use super::{DeliveryError, Parcel, Sink};

/// How long each step of talking to the server may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// How many connections are kept.
const CONNECTIONS: u32 = 4;

/// Mail, each to one address, as plain text and HTML.
#[derive(Debug)]
pub(super) struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    /// What follows the `@` of message IDs.
    domain: String,
}

/// How the mail server is reached.
#[derive(Clone, Debug)]
pub struct SmtpSettings {
    /// Its name, which its certificate must have.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: SmtpTls,
    /// The certificate of the authority that it is trusted by, PEM; none for those of the system.
    pub authority: Option<Vec<u8>>,
    /// Name and password; none to send without.
    pub login: Option<(String, Secret)>,
    /// Who the mail is from.
    pub from: EmailAddress,
}

/// How a connection to a mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmtpTls {
    /// TLS before anything else; never without.
    StartTls,
    /// TLS from the first byte.
    Implicit,
    /// None at all: only to loopback.
    None,
}

impl Smtp {
    /// Prepares connections; makes none yet.
    pub(super) fn new(settings: &SmtpSettings) -> Result<Self, String> {
        let host = &settings.host;
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
            .port(settings.port)
            .timeout(Some(PATIENCE))
            .pool_config(PoolConfig::new().max_size(CONNECTIONS));
        if settings.tls != SmtpTls::None {
            let parameters = parameters(settings)?;
            builder = builder.tls(match settings.tls {
                SmtpTls::Implicit => Tls::Wrapper(parameters),
                _ => Tls::Required(parameters),
            });
        }
        if let Some((name, password)) = &settings.login {
            let password = password.expose().to_owned();
            builder = builder.credentials(Credentials::new(name.clone(), password));
        }
        let from = mailbox(&settings.from).ok_or("`from` is no address")?;
        let domain = settings.from.as_str().rsplit('@').next();
        Ok(Self {
            transport: builder.build(),
            from,
            domain: domain.unwrap_or_default().to_owned(),
        })
    }

    fn message(&self, parcel: &Parcel, to: &EmailAddress) -> Result<Message, DeliveryError> {
        let to = mailbox(to).ok_or(DeliveryError::Unfit("the address"))?;
        let now = u64::try_from(parcel.now().millis()).unwrap_or_default();
        let alternatives = MultiPart::alternative()
            .singlepart(part(ContentType::TEXT_PLAIN, parcel.text()))
            .singlepart(part(ContentType::TEXT_HTML, parcel.html()));
        Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(parcel.title(Format::Plain))
            .date(SystemTime::UNIX_EPOCH + Duration::from_millis(now))
            .message_id(Some(format!("<{}@{}>", parcel.id(), self.domain)))
            .header(AutoSubmitted)
            .multipart(alternatives)
            .map_err(|_| DeliveryError::Unfit("the mail"))
    }
}

fn parameters(settings: &SmtpSettings) -> Result<TlsParameters, String> {
    let mut builder = TlsParameters::builder(settings.host.clone());
    if let Some(pem) = &settings.authority {
        let authority = Certificate::from_pem(pem);
        let authority = authority.map_err(|_| "`ca_file` holds no certificate".to_owned())?;
        builder = builder.add_root_certificate(authority);
    }
    let built = builder.build_rustls();
    built.map_err(|error| format!("TLS cannot be set up: {error}"))
}

fn mailbox(address: &EmailAddress) -> Option<Mailbox> {
    Some(Mailbox::new(None, address.as_str().parse().ok()?))
}

fn part(content_type: ContentType, body: String) -> SinglePart {
    SinglePart::builder().header(content_type).body(body)
}

/// Keeps programs from answering.
///
/// Source: RFC 3834, section 5.
#[derive(Clone, Copy, Debug)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

#[async_trait]
impl Sink for Smtp {
    async fn deliver(&self, parcel: &Parcel) -> Result<(), DeliveryError> {
        let to = parcel.recipient().ok_or(DeliveryError::NoRecipient)?;
        let message = self.message(parcel, to)?;
        let sent = self.transport.send(message).await;
        sent.map(drop).map_err(|error| failure(&error))
    }
}

/// What went wrong, without what the server says, which may quote the mail.
fn failure(error: &Error) -> DeliveryError {
    if error.is_timeout() {
        return DeliveryError::TimedOut;
    }
    if let Some(code) = error.status() {
        return DeliveryError::Refused(format!("SMTP status {code}"));
    }
    DeliveryError::Unreachable(if error.is_tls() {
        "its certificate or its TLS is not accepted".to_owned()
    } else {
        "no connection, or one that broke".to_owned()
    })
}
