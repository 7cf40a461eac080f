/// Why a configuration file is left alone: it may mean something else than it seems to. Lines count
/// from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Doubt {
    /// Not UTF-8.
    #[error("line {line} is not UTF-8")]
    NotText {
        /// The first such line.
        line: usize,
    },
    /// It begins with U+FEFF, which botocore and the SDK for Rust refuse.
    #[error("it begins with a byte order mark, which AWS tools do not read")]
    ByteOrderMark,
    /// Some AWS tools begin a new line there, others do not.
    #[error("line {line} has a carriage return in its middle")]
    CarriageReturn {
        /// The line.
        line: usize,
    },
    /// It begins like a marker and does not go on like one.
    #[error("line {line} is a damaged marker of `jit`")]
    DamagedMarker {
        /// The line.
        line: usize,
    },
    /// A block that begins and does not end.
    #[error("line {line} begins a block of `jit` that does not end")]
    NotClosed {
        /// The line of the marker that begins it.
        line: usize,
    },
    /// A block that ends and does not begin.
    #[error("line {line} ends a block of `jit` that does not begin")]
    NotBegun {
        /// The line of the marker that ends it.
        line: usize,
    },
    /// Two blocks of one broker.
    #[error(
        "line {line} begins a second block of the same broker; the first one is at line {first}"
    )]
    SecondBlock {
        /// The line that begins the second one.
        line: usize,
        /// The line that begins the first one.
        first: usize,
    },
    /// A setting below the block, which AWS tools read as one of the block's last profile.
    #[error("line {line}, below the block of `jit`, belongs to the last profile of the block")]
    BelowBlock {
        /// The line.
        line: usize,
    },
    /// Something in the block that is in none of its profiles.
    #[error("line {line}, in the block of `jit`, belongs to no profile")]
    Stray {
        /// The line.
        line: usize,
    },
    /// Two profiles of one name in the block.
    #[error("line {line} begins a second profile `{name}` in the block of `jit`")]
    SecondProfile {
        /// The line.
        line: usize,
        /// The name, which is of plain characters.
        name: String,
    },
    /// What would be written does not read as it should; nothing in the file is known to cause that.
    #[error("the new text does not read as it should: {0}")]
    Unverified(String),
}
