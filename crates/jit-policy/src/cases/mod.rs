//! Decisions that a bundle must give: `tests/*.toml`.

mod case;
mod expectation;
mod load;
mod verdict;

pub use case::{Case, CaseReport};
pub use load::load_cases;
pub(crate) use verdict::Verdict;
