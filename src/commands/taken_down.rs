//! Requests that the broker took down or refused to, and what becomes of them.

use std::time::Duration;

use jit_api::Request;
use jit_domain::{AccountRef, StatusName};

use super::draft::is_meant;
use super::outcomes::Outcomes;
use super::request::decided;
use super::what_next::what_next;
use super::{type_this, waiting};
use crate::broker::Broker;
use crate::context::Context;
use crate::error::CommandError;
use crate::ui::Ui;

/// What came of asking for each account, by how the person named it.
#[derive(Debug, Default)]
pub(super) struct TakenDown(Vec<(String, Result<Request, CommandError>)>);

impl TakenDown {
    /// Takes one in.
    pub(super) fn add(&mut self, named: String, outcome: Result<Request, CommandError>) {
        self.0.push((named, outcome));
    }

    /// Whether a request for this account is among those that were taken down.
    pub(super) fn has(&self, account: &AccountRef) -> bool {
        let is = |request: &Request| is_meant(account, &request.account, &request.account_name);
        self.requests().any(is)
    }

    /// Tells the whole; once all are decided, or this time has passed, where that is to be waited for.
    ///
    /// # Errors
    ///
    /// As [`Outcomes::finish`].
    pub(super) async fn finish(
        self,
        broker: &Broker,
        ctx: &Context,
        ui: &mut Ui,
        wait: Option<Duration>,
    ) -> Result<(), CommandError> {
        if wait.is_some() {
            self.tell_that_it_waits(ui);
        }
        let deadline = wait.map(|longest| waiting::deadline(ctx, longest));
        let (mut outcomes, mut next) = (Outcomes::default(), None);
        for (named, taken_down) in self.0 {
            let outcome = match (taken_down, deadline) {
                (Ok(request), Some(deadline)) => {
                    waiting::until_decided(broker, ctx, ui, request, deadline).await
                }
                (other, _) => other,
            };
            let outcome = outcome.and_then(decided);
            next = outcome.as_ref().ok().and_then(what_next).or(next);
            outcomes.add(named, outcome);
        }
        outcomes.finish(ui)?;
        if let Some(next) = next {
            ui.status(next);
        }
        Ok(())
    }

    /// Who interrupts the wait knows how to go on with it.
    fn tell_that_it_waits(&self, ui: &Ui) {
        let pending = (self.requests()).filter(|it| it.status == StatusName::Pending);
        let ids: Vec<&str> = pending.map(|it| it.id.as_str()).collect();
        let how = match ids.as_slice() {
            [] => return,
            [id] => type_this::wait(id),
            _ => type_this::wait("ID"),
        };
        let ids = ids.join(", ");
        ui.status(format_args!(
            "Asked for {ids}: waiting for a decision, as `{how}` does at any time"
        ));
    }

    fn requests(&self) -> impl Iterator<Item = &Request> {
        self.0.iter().filter_map(|(_, taken)| taken.as_ref().ok())
    }
}
