/// Why a delivery failed. It quotes neither URLs nor what the other side says: both may be secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeliveryError {
    /// An answer that is not a success.
    #[error("it answers with status {status}")]
    Status {
        /// The HTTP status.
        status: u16,
        /// How long it asks to be left alone, in seconds.
        retry_after: Option<u32>,
    },
    /// A redirect: it is not followed.
    #[error("it redirects, which is not followed")]
    Redirect,
    /// No connection, or one that broke.
    #[error("it cannot be reached: {0}")]
    Unreachable(String),
    /// No answer in time.
    #[error("it does not answer in time")]
    TimedOut,
    /// The address is out of reach.
    #[error("its address is private or local, and `notify.allow_private_networks` is off")]
    OutOfReach,
    /// The other side says no.
    #[error("it refuses: {0}")]
    Refused(String),
    /// The program ended with another status than 0.
    #[error("the program ended with {0}")]
    Program(String),
    /// The file cannot be written.
    #[error("the file cannot be written: {0}")]
    File(std::io::ErrorKind),
    /// Nobody to send it to.
    #[error("no address is known to send it to")]
    NoRecipient,
    /// What is to be sent cannot be put into the form of the sink.
    #[error("it cannot be put into words: {0}")]
    Unfit(&'static str),
}

impl DeliveryError {
    /// Whether it is the sink that is out of order, and not this one delivery: the next would fail
    /// the same way.
    #[must_use]
    pub fn concerns_all(&self) -> bool {
        match self {
            Self::Status { status, .. } => *status >= 500,
            Self::Redirect
            | Self::Unreachable(_)
            | Self::TimedOut
            | Self::OutOfReach
            | Self::File(_) => true,
            Self::Refused(_) | Self::Program(_) | Self::NoRecipient | Self::Unfit(_) => false,
        }
    }

    /// How long the other side asks to be left alone, in seconds.
    #[must_use]
    pub fn retry_after(&self) -> Option<u32> {
        match self {
            Self::Status { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}
