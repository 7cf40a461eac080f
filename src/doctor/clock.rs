use jit_domain::Timestamp;

use super::Finding;

const CHECK: &str = "clock";

/// A clock that is off by more than this, in seconds, is worth a word.
const WORTH_A_WORD: u64 = 60;

/// AWS refuses what was signed by a clock that is off by more than this, in seconds.
///
/// Source: AWS IAM User Guide, "AWS Signature Version 4 for API requests": a request must reach AWS
/// within five minutes of its time stamp.
const REFUSED: u64 = 300;

/// How far the clock of this machine is off, by what the broker wrote on its answer.
pub(super) fn check(date: Option<Timestamp>, now: Timestamp) -> Finding {
    let Some(date) = date else {
        return Finding::warning(CHECK, "the broker does not tell what time it is there");
    };
    let ahead = now.since(date).num_seconds();
    let off = ahead.unsigned_abs();
    let side = if ahead > 0 { "ahead of" } else { "behind" };
    let message = format!("{off} s {side} the broker's");
    if off > REFUSED {
        let message = format!("{message}: AWS refuses what you sign");
        Finding::problem(CHECK, message).fix(SET_THE_CLOCK)
    } else if off > WORTH_A_WORD {
        let message = format!("{message}: credentials seem to end early or late");
        Finding::warning(CHECK, message).fix(SET_THE_CLOCK)
    } else {
        Finding::ok(CHECK, "as the broker's, within a minute")
    }
}

const SET_THE_CLOCK: &str = if cfg!(windows) {
    "w32tm /resync"
} else if cfg!(target_os = "macos") {
    "sudo sntp -sS time.apple.com"
} else {
    "sudo timedatectl set-ntp true"
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::State;

    #[test]
    fn a_minute_is_fine_and_aws_takes_five() {
        let noon: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        let state = |ahead: i64| check(Some(noon), noon.plus_seconds(ahead)).state;
        let table = [
            (0, State::Ok),
            (60, State::Ok),
            (61, State::Warning),
            (300, State::Warning),
            (301, State::Problem),
        ];
        for (seconds, found) in table {
            assert_eq!(state(seconds), found, "{seconds} s ahead");
            assert_eq!(state(-seconds), found, "{seconds} s behind");
        }
        let behind = check(Some(noon), noon.plus_seconds(-90));
        assert!(behind.message.starts_with("90 s behind the broker's"));
        assert_eq!(check(None, noon).state, State::Warning);
    }
}
