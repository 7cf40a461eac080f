use subtle::ConstantTimeEq as _;
use url::form_urlencoded;

/// The path of the redirect URI.
pub(super) const PATH: &str = "/callback";

/// What the answer to an authorization request has to say.
#[derive(Clone, Debug)]
pub(super) struct Expected {
    /// `127.0.0.1:PORT` or `[::1]:PORT`: what a browser that was really redirected here sends.
    pub(super) authority: String,
    /// Our random value; whoever does not know it did not see our request.
    pub(super) state: String,
    /// Who has to answer (RFC 9207).
    pub(super) issuer: String,
    /// The issuer promised to name itself in every answer.
    pub(super) issuer_must_be_named: bool,
}

/// What a request to the loopback listener turns out to be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Not the answer to our request: gets 404, and we go on waiting.
    Stranger,
    /// The answer, with the code to redeem.
    Code(String),
    /// The answer is no.
    Denied {
        error: String,
        description: Option<String>,
    },
    /// It knows our state and contradicts us otherwise: the sign-in is over.
    Mismatch(&'static str),
}

#[derive(Debug, Default)]
struct Parameters {
    code: Option<String>,
    state: Option<String>,
    iss: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
}

/// Judges the head of an HTTP request (RFC 9112): request line and header fields.
pub(super) fn judge(head: &[u8], expected: &Expected) -> Verdict {
    let head = str::from_utf8(head).ok();
    let Some(parameters) = head.and_then(|it| parse(it, expected)) else {
        return Verdict::Stranger;
    };
    // The state before anything else, also before an error is believed.
    let state = parameters.state.unwrap_or_default();
    if !bool::from(state.as_bytes().ct_eq(expected.state.as_bytes())) {
        return Verdict::Stranger;
    }
    match &parameters.iss {
        Some(iss) if *iss != expected.issuer => {
            return Verdict::Mismatch("another issuer answers");
        }
        None if expected.issuer_must_be_named => {
            return Verdict::Mismatch("the answer does not name the issuer");
        }
        _ => {}
    }
    match (parameters.code, parameters.error) {
        (Some(code), None) if !code.is_empty() => Verdict::Code(code),
        (None, Some(error)) => Verdict::Denied {
            error,
            description: parameters.error_description,
        },
        _ => Verdict::Mismatch("it holds neither a code nor an error"),
    }
}

/// The parameters of a request that looks like a redirected browser's.
fn parse(head: &str, expected: &Expected) -> Option<Parameters> {
    let mut lines = head.split("\r\n");
    let mut words = lines.next()?.split(' ');
    let (method, target, version) = (words.next()?, words.next()?, words.next()?);
    let well_formed = words.next().is_none() && matches!(version, "HTTP/1.1" | "HTTP/1.0");
    if method != "GET" || !well_formed || !names_us(lines, &expected.authority) {
        return None;
    }
    let (path, query) = target.split_once('?')?;
    if path != PATH {
        return None;
    }
    parameters(query)
}

/// True when there is exactly one `Host` field and it is ours: a page that had its name resolve to
/// loopback (DNS rebinding) sends its own.
fn names_us<'a>(lines: impl Iterator<Item = &'a str>, authority: &str) -> bool {
    let fields = lines.filter_map(|line| line.split_once(':'));
    let mut hosts = fields.filter(|(name, _)| name.eq_ignore_ascii_case("host"));
    let ours = hosts
        .next()
        .is_some_and(|(_, host)| host.trim() == authority);
    ours && hosts.next().is_none()
}

/// The parameters of a query; none when one of those that count is there twice.
fn parameters(query: &str) -> Option<Parameters> {
    let mut parameters = Parameters::default();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let slot = match &*name {
            "code" => &mut parameters.code,
            "state" => &mut parameters.state,
            "iss" => &mut parameters.iss,
            "error" => &mut parameters.error,
            "error_description" => &mut parameters.error_description,
            _ => continue,
        };
        if slot.replace(value.into_owned()).is_some() {
            return None;
        }
    }
    Some(parameters)
}

#[cfg(test)]
#[path = "callback_tests.rs"]
mod tests;
