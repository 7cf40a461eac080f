use jit_api::TargetOffer;

use super::{Answer, Broker};

impl Broker {
    /// `GET /v1/targets`: all of them, across pages, in order of account name and permission set.
    ///
    /// # Errors
    ///
    /// As [`config`](Self::config); also when the pages do not come to an end.
    pub async fn all_targets(&self) -> Answer<Vec<TargetOffer>> {
        let mut all: Vec<TargetOffer> = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let page = self.targets(cursor.as_deref()).await?;
            let stuck = page.targets.is_empty() || page.next_cursor == cursor;
            all.extend(page.targets);
            cursor = match page.next_cursor {
                None => return Ok(all),
                Some(_) if stuck => return Err(self.absurd("its list does not come to an end")),
                next => next,
            };
        }
    }
}
