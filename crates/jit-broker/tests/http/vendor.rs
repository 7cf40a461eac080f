use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};

use async_trait::async_trait;
use jit_api::Secret;
use jit_broker::vend::{SessionOrder, VendError, VendedSession, Vendor};
use jit_domain::RequestId;
use tokio::sync::{Notify, Semaphore};

/// Plays AWS: notes what it is asked, and can be made slow or unwilling.
#[derive(Debug)]
pub(crate) struct TestVendor {
    pub(crate) orders: Mutex<Vec<SessionOrder>>,
    pub(crate) fail_with: Mutex<Option<VendError>>,
    /// How long sessions live.
    pub(crate) session_seconds: AtomicI64,
    pub(crate) is_sandbox: AtomicBool,
    in_flight: Mutex<HashMap<RequestId, usize>>,
    most_in_flight: AtomicUsize,
    blocking: AtomicBool,
    entered: Notify,
    go_on: Semaphore,
}

impl TestVendor {
    pub(crate) fn new() -> Self {
        Self {
            orders: Mutex::default(),
            fail_with: Mutex::default(),
            session_seconds: AtomicI64::new(3600),
            is_sandbox: AtomicBool::new(false),
            in_flight: Mutex::default(),
            most_in_flight: AtomicUsize::new(0),
            blocking: AtomicBool::new(false),
            entered: Notify::new(),
            go_on: Semaphore::new(0),
        }
    }

    /// From now on a session takes until [`Self::let_go`].
    pub(crate) fn block(&self) {
        self.blocking.store(true, Ordering::SeqCst);
    }

    /// Waits until somebody asks for a session.
    pub(crate) async fn is_asked(&self) {
        self.entered.notified().await;
    }

    pub(crate) fn let_go(&self) {
        self.blocking.store(false, Ordering::SeqCst);
        self.go_on.add_permits(1);
    }

    /// Lets one caller go; the next one takes until then again.
    pub(crate) fn let_one_go(&self) {
        self.go_on.add_permits(1);
    }

    pub(crate) fn asked(&self) -> usize {
        self.orders.lock().unwrap().len()
    }

    /// How many sessions of one request were being opened at the same time, at most.
    pub(crate) fn most_in_flight(&self) -> usize {
        self.most_in_flight.load(Ordering::SeqCst)
    }

    fn begins(&self, request: &RequestId) {
        let mut in_flight = self.in_flight.lock().unwrap();
        let of_this = in_flight.entry(request.clone()).or_default();
        *of_this += 1;
        self.most_in_flight.fetch_max(*of_this, Ordering::SeqCst);
    }

    async fn answer(&self, order: &SessionOrder) -> Result<VendedSession, VendError> {
        let number = {
            let mut orders = self.orders.lock().unwrap();
            orders.push(order.clone());
            orders.len()
        };
        if self.blocking.load(Ordering::SeqCst) {
            self.entered.notify_one();
            self.go_on.acquire().await.unwrap().forget();
        }
        if let Some(error) = self.fail_with.lock().unwrap().clone() {
            return Err(error);
        }
        let seconds = self.session_seconds.load(Ordering::SeqCst);
        Ok(VendedSession {
            access_key_id: format!("ASIATEST{number:012}").parse().unwrap(),
            secret_access_key: Secret::new(format!("secret-{number}")),
            session_token: Secret::new(format!("token-{number}")),
            expiration: order.now.plus_seconds(seconds),
            fence: order.window_end.floor_to_second(),
            sts_request_id: None,
            sandbox: self.is_sandbox(),
        })
    }
}

#[async_trait]
impl Vendor for TestVendor {
    async fn open_session(&self, order: &SessionOrder) -> Result<VendedSession, VendError> {
        self.begins(&order.request);
        let answer = self.answer(order).await;
        *self
            .in_flight
            .lock()
            .unwrap()
            .get_mut(&order.request)
            .unwrap() -= 1;
        answer
    }

    fn is_sandbox(&self) -> bool {
        self.is_sandbox.load(Ordering::SeqCst)
    }
}
