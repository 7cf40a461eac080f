use std::sync::Arc;

use async_trait::async_trait;
use jit_api::Secret;

use super::{Fence, SessionOrder, VendError, VendedSession, Vendor, duration};
use crate::app::Random;

/// Vends credentials of the right shape that AWS refuses, marked as such wherever they are shown.
#[derive(Debug)]
pub struct SandboxVendor {
    random: Arc<dyn Random>,
}

/// The letters of access key IDs, as AWS uses them.
const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

impl SandboxVendor {
    /// A sandbox whose keys differ by this randomness.
    #[must_use]
    pub fn new(random: Arc<dyn Random>) -> Self {
        Self { random }
    }

    fn letters(&self, count: usize) -> String {
        let mut text = String::with_capacity(count + 12);
        while text.len() < count {
            let bits = self.random.bits();
            let letter = |i: u32| LETTERS.get((bits >> (i * 5) & 31) as usize).copied();
            text.extend((0..12).filter_map(letter).map(char::from));
        }
        text.chars().take(count).collect()
    }
}

#[async_trait]
impl Vendor for SandboxVendor {
    async fn open_session(&self, order: &SessionOrder) -> Result<VendedSession, VendError> {
        let fence = Fence::new(order.window_end, order.chaining);
        let seconds = duration::session_seconds(order, &fence, false)?;
        let access_key_id = format!("ASIASANDBOX{}", self.letters(9));
        Ok(VendedSession {
            access_key_id: access_key_id.parse().map_err(|_| VendError::Unavailable {
                retry_after_seconds: 1,
            })?,
            secret_access_key: Secret::new(format!("SANDBOX/not/for/AWS/{}", self.letters(20))),
            session_token: Secret::new(format!("SANDBOX/not/for/AWS/{}==", self.letters(338))),
            expiration: order.now.plus_seconds(i64::from(seconds)).floor_to_second(),
            fence: fence.end(),
            sts_request_id: None,
            sandbox: true,
        })
    }

    fn is_sandbox(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Fixed, order};
    use super::*;

    #[tokio::test]
    async fn sandbox_credentials_have_the_shape_of_real_ones_and_say_what_they_are() {
        let vendor = SandboxVendor::new(Arc::new(Fixed(0x0123_4567_89ab_cdef)));

        let session = vendor.open_session(&order()).await.unwrap();

        assert!(session.sandbox && vendor.is_sandbox());
        assert_eq!(session.access_key_id.as_str().len(), 20);
        assert!(session.access_key_id.as_str().starts_with("ASIASANDBOX"));
        assert_eq!(session.secret_access_key.expose().len(), 40);
        assert!(session.session_token.expose().starts_with("SANDBOX/"));
        assert_eq!(session.expiration, order().now.plus_seconds(3_600));
        assert_eq!(session.fence, order().window_end);
    }

    #[tokio::test]
    async fn the_sandbox_refuses_a_window_that_is_over() {
        let vendor = SandboxVendor::new(Arc::new(Fixed(0)));
        let mut order = order();
        order.window_end = order.now;

        let error = vendor.open_session(&order).await.unwrap_err();

        assert!(matches!(error, VendError::Refused { .. }));
    }
}
