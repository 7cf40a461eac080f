use jit_domain::{ApplyError, Event, Notice, Request, apply, notices};

use crate::{IdempotencyRecord, Version, Versioned};

/// What one transaction writes: an event, and the row, notices and key that belong to it. The row
/// is what [`apply`] makes of the event, so that the log and the row cannot disagree.
#[derive(Clone, Debug)]
pub struct UnitOfWork {
    event: Event,
    change: Change,
    notices: Vec<Notice>,
    idempotency: Option<IdempotencyRecord>,
}

/// What happens to the row of the request.
#[derive(Clone, Debug)]
pub enum Change {
    /// A new request; its ID must be free.
    Insert(Box<Request>),
    /// A changed one; the stored version must be `expected`.
    Update {
        /// The version it was decided on.
        expected: Version,
        /// The row from now on.
        request: Box<Request>,
    },
    /// The row stays, but must still be at this version: how a session is opened.
    Unchanged {
        /// The version it was decided on.
        expected: Version,
        /// The row as it is.
        request: Box<Request>,
    },
    /// No row: a line of the log alone.
    None,
}

impl UnitOfWork {
    /// The submission of a new request.
    ///
    /// # Errors
    ///
    /// [`ApplyError`] when the event is not the first of a request.
    pub fn submit(
        event: Event,
        idempotency: Option<IdempotencyRecord>,
    ) -> Result<Self, ApplyError> {
        let request = apply(None, &event)?;
        Ok(Self {
            notices: notices(&event.kind, &request),
            change: Change::Insert(Box::new(request)),
            event,
            idempotency,
        })
    }

    /// A transition of the request that was read.
    ///
    /// # Errors
    ///
    /// [`ApplyError`] when the event does not follow from what was read.
    pub fn transition(read: &Versioned<Request>, event: Event) -> Result<Self, ApplyError> {
        let expected = read.version;
        let request = apply(Some(read.value.clone()), &event)?;
        let notices = notices(&event.kind, &request);
        let request = Box::new(request);
        let change = if *request == read.value {
            Change::Unchanged { expected, request }
        } else {
            Change::Update { expected, request }
        };
        Ok(Self {
            event,
            change,
            notices,
            idempotency: None,
        })
    }

    /// A line of the log that changes no request: something was refused.
    #[must_use]
    pub fn refusal(event: Event) -> Self {
        Self::of_no_request(event)
    }

    /// A line of the log that changes no request: something was read, or policies changed.
    #[must_use]
    pub fn of_no_request(event: Event) -> Self {
        Self {
            event,
            change: Change::None,
            notices: Vec::new(),
            idempotency: None,
        }
    }

    /// The event.
    #[must_use]
    pub fn event(&self) -> &Event {
        &self.event
    }

    /// What happens to the row.
    #[must_use]
    pub fn change(&self) -> &Change {
        &self.change
    }

    /// Who has to be told.
    #[must_use]
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// The key that makes a repeated submission one.
    #[must_use]
    pub fn idempotency(&self) -> Option<&IdempotencyRecord> {
        self.idempotency.as_ref()
    }
}
