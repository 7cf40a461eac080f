use std::marker::PhantomData;

use jit_api::{Request, RequestPage, TargetOffer, TargetPage};
use serde::de::DeserializeOwned;

use super::exchange::Call;
use super::{Answer, Broker};

/// One page of a list on the wire.
pub trait Page: DeserializeOwned {
    /// What is listed.
    type Item;

    /// What is on it, and where the next one begins.
    fn split(self) -> (Vec<Self::Item>, Option<String>);

    /// Keeps the names of what is first in a list for shells to complete.
    fn learn(_broker: &Broker, _first: &[Self::Item]) {}
}

impl Page for RequestPage {
    type Item = Request;

    fn split(self) -> (Vec<Request>, Option<String>) {
        (self.requests, self.next_cursor)
    }

    fn learn(broker: &Broker, newest: &[Request]) {
        broker.learn(newest);
    }
}

impl Page for TargetPage {
    type Item = TargetOffer;

    fn split(self) -> (Vec<TargetOffer>, Option<String>) {
        (self.targets, self.next_cursor)
    }
}

/// A list of the broker, page by page: one page at a time is held, and asked for when it is wanted.
#[derive(Debug)]
pub struct Pages<'a, P> {
    broker: &'a Broker,
    /// Asks for the first page.
    call: Call,
    next: Next,
    page: PhantomData<P>,
}

#[derive(Debug)]
enum Next {
    First,
    At(String),
    End,
}

impl<'a, P: Page> Pages<'a, P> {
    pub(super) fn new(broker: &'a Broker, call: Call) -> Self {
        Self {
            broker,
            call,
            next: Next::First,
            page: PhantomData,
        }
    }

    /// The next page; none behind the last.
    ///
    /// # Errors
    ///
    /// As [`config`](Broker::config); also when the pages do not come to an end.
    pub async fn next(&mut self) -> Answer<Option<Vec<P::Item>>> {
        let cursor = match &self.next {
            Next::First => None,
            Next::At(cursor) => Some(cursor.clone()),
            Next::End => return Ok(None),
        };
        let mut call = self.call.clone();
        call.query_some("cursor", cursor.clone());
        let page: P = self.broker.call(call).await?;
        let (items, next) = page.split();
        if cursor.is_none() {
            P::learn(self.broker, &items);
        }
        self.next = match next {
            None => Next::End,
            Some(_) if items.is_empty() || next == cursor => {
                return Err(self.broker.absurd("its list does not come to an end"));
            }
            Some(cursor) => Next::At(cursor),
        };
        Ok(Some(items))
    }

    /// Whether the page that was last taken is followed by another one.
    #[must_use]
    pub fn has_more(&self) -> bool {
        matches!(self.next, Next::At(_))
    }

    /// All items of all pages that are left.
    pub(super) async fn rest(mut self) -> Answer<Vec<P::Item>> {
        let mut all = Vec::new();
        while let Some(items) = self.next().await? {
            all.extend(items);
        }
        Ok(all)
    }
}
