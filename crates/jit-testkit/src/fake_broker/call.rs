use std::collections::HashMap;
use std::io::Read;

/// What came in.
#[derive(Clone, Debug)]
pub struct Call {
    /// `GET /v1/requests?view=mine`
    pub line: String,
    /// By name, in small letters.
    pub headers: HashMap<String, String>,
    /// What followed.
    pub body: String,
}

impl Call {
    /// The body as JSON.
    ///
    /// # Panics
    ///
    /// When it is none.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).expect("the body is JSON")
    }

    /// A field of the body as a form; empty when it is missing.
    #[must_use]
    pub fn field(&self, name: &str) -> String {
        let mut fields = url::form_urlencoded::parse(self.body.as_bytes());
        let field = fields.find(|(key, _)| key == name);
        field.map_or_else(String::new, |(_, value)| value.into_owned())
    }

    /// Reads one call; none when the client goes away, or does not speak HTTP.
    pub(super) fn read(stream: &mut impl Read) -> Option<Self> {
        let mut bytes = Vec::new();
        let end = loop {
            more(stream, &mut bytes)?;
            if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
                break end + 4;
            }
        };
        let mut body = bytes.split_off(end);
        let head = String::from_utf8(bytes).ok()?;
        let mut lines = head.lines();
        let line = lines.next()?.strip_suffix(" HTTP/1.1")?.to_owned();
        let headers: HashMap<String, String> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        let length = headers
            .get("content-length")
            .and_then(|l| l.parse().ok())
            .unwrap_or(0);
        while body.len() < length {
            more(stream, &mut body)?;
        }
        let body = String::from_utf8(body).ok()?;
        Some(Self {
            line,
            headers,
            body,
        })
    }
}

fn more(stream: &mut impl Read, bytes: &mut Vec<u8>) -> Option<()> {
    let mut chunk = [0; 4096];
    let length = stream.read(&mut chunk).ok().filter(|length| *length > 0)?;
    bytes.extend_from_slice(chunk.get(..length)?);
    Some(())
}
