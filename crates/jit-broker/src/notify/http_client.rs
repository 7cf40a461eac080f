use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use jit_api::Secret;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::redirect::Policy;
use url::Url;

use super::DeliveryError;
use crate::webhooks::{GuardedResolver, Lookup, OutOfReach, Reach, SystemLookup};

/// How long a connection may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How long one exchange may take as a whole.
const TOTAL_TIMEOUT: Duration = Duration::from_secs(15);

/// Sends to addresses within reach and to no other: the address that is looked at is the one that
/// is connected to, no redirect leads elsewhere, and no proxy connects in its place.
#[derive(Clone, Debug)]
pub(crate) struct GuardedClient {
    http: reqwest::Client,
    reach: Reach,
}

impl GuardedClient {
    pub(crate) fn new(reach: Reach) -> Result<Self, String> {
        Self::with(reach, Arc::new(SystemLookup), TOTAL_TIMEOUT)
    }

    fn with(reach: Reach, lookup: Arc<dyn Lookup>, total: Duration) -> Result<Self, String> {
        let http = reqwest::Client::builder()
            .dns_resolver(GuardedResolver::new(reach, lookup))
            .redirect(Policy::none())
            .no_proxy()
            .referer(false)
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(total)
            .user_agent(concat!("jit-broker/", env!("CARGO_PKG_VERSION")))
            .build();
        let http = http.map_err(|error| format!("cannot set up HTTP: {}", error.without_url()))?;
        Ok(Self { http, reach })
    }

    /// Posts JSON; anything but a status of success is an error.
    pub(crate) async fn post(
        &self,
        url: &Secret,
        headers: HeaderMap,
        body: String,
    ) -> Result<(), DeliveryError> {
        let url = url.expose().parse::<Url>();
        let url = url.map_err(|_| DeliveryError::Unfit("the URL"))?;
        if !self.reach.allows_literal(&url) {
            return Err(DeliveryError::OutOfReach);
        }
        let sent = self.http.post(url).headers(headers).body(body);
        let answer = sent.send().await.map_err(|error| failure(&error))?;
        let status = answer.status();
        if status.is_success() {
            return Ok(());
        }
        if status.is_redirection() {
            return Err(DeliveryError::Redirect);
        }
        let retry_after = answer.headers().get(RETRY_AFTER);
        let retry_after = retry_after.and_then(|value| value.to_str().ok()?.parse().ok());
        Err(DeliveryError::Status {
            status: status.as_u16(),
            retry_after,
        })
    }
}

/// What went wrong, without the URL, which may be secret.
fn failure(error: &reqwest::Error) -> DeliveryError {
    let causes = || std::iter::successors(error.source(), |cause| (*cause).source());
    if causes().any(<dyn Error>::is::<OutOfReach>) {
        return DeliveryError::OutOfReach;
    }
    if error.is_timeout() {
        return DeliveryError::TimedOut;
    }
    let io = causes().find_map(|cause| cause.downcast_ref::<std::io::Error>());
    DeliveryError::Unreachable(match io {
        Some(error) => error.kind().to_string(),
        None if error.is_connect() => "no connection".to_owned(),
        None => "the connection broke".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;
    use std::sync::Mutex;

    use async_trait::async_trait;
    use futures::future::FutureExt as _;
    use tokio::net::TcpListener;

    use super::*;

    /// A name that leads somewhere else each time it is looked up.
    #[derive(Debug)]
    struct Changing(Mutex<Vec<Vec<IpAddr>>>);

    #[async_trait]
    impl Lookup for Changing {
        async fn addresses(&self, _: &str) -> std::io::Result<Vec<IpAddr>> {
            Ok(self.0.lock().unwrap().remove(0))
        }
    }

    async fn outcome(client: &GuardedClient, url: &str) -> Result<(), DeliveryError> {
        client
            .post(
                &Secret::new(url.to_owned()),
                HeaderMap::new(),
                String::new(),
            )
            .await
    }

    #[tokio::test]
    async fn a_name_is_judged_by_the_addresses_that_are_connected_to() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let here: IpAddr = "127.0.0.1".parse().unwrap();
        let metadata: IpAddr = "169.254.169.254".parse().unwrap();
        let leads = vec![vec![here], vec![metadata], vec![here, metadata], Vec::new()];
        let lookup = Arc::new(Changing(Mutex::new(leads)));
        let client = GuardedClient::with(Reach::Public, lookup, TOTAL_TIMEOUT).unwrap();

        for _ in 0..4 {
            let outcome = outcome(&client, &format!("http://hooks.example.com:{port}/")).await;
            assert_eq!(outcome, Err(DeliveryError::OutOfReach));
        }

        assert!(listener.accept().now_or_never().is_none(), "nobody came");
    }

    #[tokio::test]
    async fn a_literal_address_is_judged_too_however_it_is_written() {
        let client = GuardedClient::new(Reach::Public).unwrap();
        for host in [
            "127.0.0.1",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "169.254.169.254",
            "10.1.2.3",
            "2130706433",
            "0x7f.1",
            "0177.0.0.1",
            "127.1",
        ] {
            let outcome = outcome(&client, &format!("http://{host}:9/")).await;
            assert_eq!(outcome, Err(DeliveryError::OutOfReach), "{host}");
        }
        let client = GuardedClient::new(Reach::PrivateToo).unwrap();
        let outcome = outcome(&client, "http://169.254.169.254/latest/meta-data").await;
        assert_eq!(outcome, Err(DeliveryError::OutOfReach));
    }

    #[tokio::test]
    async fn a_receiver_that_does_not_answer_is_left_after_a_time() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let soon = Duration::from_millis(20);
        let client = GuardedClient::with(Reach::PrivateToo, Arc::new(SystemLookup), soon);

        let outcome = outcome(&client.unwrap(), &url).await;

        assert_eq!(outcome, Err(DeliveryError::TimedOut));
    }
}
