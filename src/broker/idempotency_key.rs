use std::fmt;

use rand::RngExt as _;

/// Names one submission, so that the broker takes it once however often it arrives.
#[derive(Clone, Debug)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// A key that nobody has had. It only has to differ from all others; nothing is tested against
    /// its value.
    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place of the command line that draws randomness of its own"
    )]
    pub fn fresh() -> Self {
        let bits: u128 = rand::rng().random();
        Self(format!("{bits:032x}"))
    }
}

impl fmt::Display for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
