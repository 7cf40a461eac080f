//! Who is told what, in which words: what `notifications.toml` says.

use std::collections::BTreeSet;

use jit_domain::{
    AccountId, Audience, EmailAddress, NoticeKind, Request, SinkName, VerifiedClaims,
};

use crate::Bundle;

mod addresses;
mod escape;
mod notification;
mod routes;
mod templates;

pub(crate) use addresses::AddressBook;
pub use notification::{AuditPosition, Notification, RequestFacts};
pub use routes::Sinks;
pub(crate) use routes::{Route, Routes};
pub(crate) use templates::Templates;
pub use templates::{Format, Part, WordingError};

/// `notifications.toml`; without it, every sink is told everything, and nobody has an address.
#[derive(Debug, Default)]
pub(crate) struct Notifications {
    /// What goes where.
    pub(crate) routes: Routes,
    /// Where mail for people goes.
    pub(crate) addresses: AddressBook,
    /// What replaces the built-in words.
    pub(crate) templates: Templates,
}

impl Bundle {
    /// The sinks that a notice goes to; `account` is that of its request.
    #[must_use]
    pub fn sinks_of(
        &self,
        kind: NoticeKind,
        audience: Audience,
        account: Option<&AccountId>,
    ) -> Sinks {
        let routes = &self.parts().notifications.routes;
        routes.sinks(kind, audience, account, self.catalog())
    }

    /// Every sink that a route names.
    #[must_use]
    pub fn named_sinks(&self) -> BTreeSet<SinkName> {
        self.parts().notifications.routes.named()
    }

    /// The addresses of an audience, as far as the bundle knows them; `request` is what the notice
    /// is about, with what the token of the requester said.
    #[must_use]
    pub fn addresses_of(
        &self,
        audience: Audience,
        request: Option<(&Request, Option<&VerifiedClaims>)>,
    ) -> BTreeSet<EmailAddress> {
        let parts = self.parts();
        let addresses = &parts.notifications.addresses;
        addresses.of(audience, request, &parts.people)
    }

    /// A part of a notification, in the words of the bundle where it has its own. Values are inert
    /// in the format; the title is one line.
    #[must_use]
    pub fn words(&self, part: Part, format: Format, what: &Notification) -> String {
        self.parts()
            .notifications
            .templates
            .render(part, format, what)
    }
}

impl Notification {
    /// A notification that says nothing happened, to try a sink with.
    #[must_use]
    pub fn sample(kind: NoticeKind) -> Self {
        templates::sample(kind, true)
    }
}
