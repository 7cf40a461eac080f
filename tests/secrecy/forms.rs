//! The forms that text takes on its way into logs, files, pages and addresses.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

/// Every form of a text, with its name.
pub(crate) fn of(text: &str) -> Vec<(&'static str, String)> {
    let bytes = text.as_bytes();
    let mut forms = vec![
        ("plain", text.to_owned()),
        ("hex", hex::encode(bytes)),
        ("hex", hex::encode_upper(bytes)),
        ("percent", percent(text, false)),
        ("percent", percent(text, true)),
        ("JSON", text.replace('/', "\\/")),
        ("numbers", numbers(bytes)),
    ];
    for (slash, plus) in [
        ("&#x2f;", "&#x2b;"),
        ("&#x2F;", "&#x2B;"),
        ("&#47;", "&#43;"),
    ] {
        let html = text.replace('/', slash).replace('+', plus);
        forms.push(("HTML", html.replace('=', "&#61;")));
        forms.push(("HTML", html.replace('=', "&#x3d;")));
        forms.push(("HTML", html));
    }
    for behind in 0..3 {
        let (standard, url_safe) = in_base64(bytes, behind);
        forms.push(("base64", standard));
        forms.push(("base64url", url_safe));
    }
    if let Some(meant) = decoded(text) {
        forms.push(("hex of what it means", hex::encode(&meant)));
        forms.push(("numbers of what it means", numbers(&meant)));
    }
    forms
}

/// As in addresses and forms: what is not unreserved in hexadecimal digits (RFC 3986, section 2.1).
fn percent(text: &str, small: bool) -> String {
    text.bytes().fold(String::new(), |mut all, byte| {
        let _ = match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'.' | b'_' | b'~' => {
                write!(all, "{}", char::from(byte))
            }
            _ if small => write!(all, "%{byte:02x}"),
            _ => write!(all, "%{byte:02X}"),
        };
        all
    })
}

/// As `{:?}` writes bytes.
fn numbers(bytes: &[u8]) -> String {
    let numbers: Vec<_> = bytes.iter().map(u8::to_string).collect();
    numbers.join(", ")
}

/// Inside of something that is in base64 as a whole: a character stands for bits of two bytes, so that
/// the text is seen in one of three ways, and its edges depend on what is around it.
fn in_base64(bytes: &[u8], behind: usize) -> (String, String) {
    let all = [&vec![0; behind], bytes].concat();
    let begin = (behind * 8).div_ceil(6);
    let end = all.len() * 8 / 6;
    let standard = STANDARD_NO_PAD.encode(&all)[begin..end].to_owned();
    let url_safe = URL_SAFE_NO_PAD.encode(&all)[begin..end].to_owned();
    (standard, url_safe)
}

/// The bytes that a secret stands for that is itself written in base64, as keys are.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let engines = [&STANDARD, &STANDARD_NO_PAD, &URL_SAFE, &URL_SAFE_NO_PAD];
    engines.iter().find_map(|engine| engine.decode(text).ok())
}
