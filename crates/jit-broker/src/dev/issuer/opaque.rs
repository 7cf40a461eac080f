use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::app::Random;

/// 256 random bits in 43 characters of base64url.
pub(super) fn text(random: &dyn Random) -> String {
    let mut bytes = Vec::with_capacity(32);
    for _ in 0..4 {
        bytes.extend(random.bits().to_be_bytes());
    }
    URL_SAFE_NO_PAD.encode(bytes)
}
