use std::fmt::Display;
use std::str::FromStr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::service::Failure;

/// The parameters behind the question mark. Each is taken by name; what is left over is refused,
/// so that a misspelt filter never shows more than was asked for.
#[derive(Debug)]
pub(super) struct Params(Vec<(String, String)>);

impl<S: Sync> FromRequestParts<S> for Params {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Failure> {
        let query = parts.uri.query().unwrap_or_default();
        let pairs = url::form_urlencoded::parse(query.as_bytes());
        Ok(Self(pairs.into_owned().collect()))
    }
}

impl Params {
    /// All values of a parameter.
    pub(super) fn all(&mut self, name: &str) -> Vec<String> {
        let (taken, left) = std::mem::take(&mut self.0)
            .into_iter()
            .partition(|(key, _)| key == name);
        self.0 = left;
        let taken: Vec<(String, String)> = taken;
        taken.into_iter().map(|(_, value)| value).collect()
    }

    /// The value of a parameter that is there at most once.
    pub(super) fn text(&mut self, name: &'static str) -> Result<Option<String>, Failure> {
        let mut values = self.all(name).into_iter();
        match (values.next(), values.next()) {
            (value, None) => Ok(value),
            _ => Err(Failure::malformed(
                name,
                format!("the parameter `{name}` is there twice"),
            )),
        }
    }

    /// The same, parsed.
    pub(super) fn one<T: FromStr<Err: Display>>(
        &mut self,
        name: &'static str,
    ) -> Result<Option<T>, Failure> {
        self.text(name)?
            .map(|text| text.parse().map_err(|e| Failure::malformed(name, e)))
            .transpose()
    }

    /// All values of a parameter, each of which may be several between commas, parsed.
    pub(super) fn several<T: FromStr<Err: Display>>(
        &mut self,
        name: &'static str,
    ) -> Result<Vec<T>, Failure> {
        let values = self.all(name);
        let parts = values.iter().flat_map(|value| value.split(','));
        parts
            .map(|text| text.parse().map_err(|e| Failure::malformed(name, e)))
            .collect()
    }

    /// A whole number within bounds.
    pub(super) fn number(
        &mut self,
        name: &'static str,
        bounds: std::ops::RangeInclusive<u64>,
    ) -> Result<Option<u64>, Failure> {
        let Some(text) = self.text(name)? else {
            return Ok(None);
        };
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let number = digits.then(|| text.parse().unwrap_or(u64::MAX));
        let (least, most) = (bounds.start(), bounds.end());
        match number {
            None => Err(Failure::malformed(
                name,
                format!("`{name}` is a whole number"),
            )),
            Some(n) if bounds.contains(&n) => Ok(Some(n)),
            Some(_) => Err(Failure::limit(
                name,
                format!("`{name}` is {least} to {most}"),
            )),
        }
    }

    /// Refuses what has not been taken.
    pub(super) fn finish(self) -> Result<(), Failure> {
        match self.0.into_iter().next() {
            None => Ok(()),
            Some((name, _)) => {
                let name: String = name.chars().filter(|c| !c.is_control()).take(64).collect();
                let title = format!("there is no parameter `{name}` here");
                Err(Failure::malformed(name, title))
            }
        }
    }
}

/// There are no parameters behind the question mark: who writes `?dry_run=true` behind a decision
/// must not find it carried out.
#[derive(Debug)]
pub(super) struct NoParams;

impl<S: Sync> FromRequestParts<S> for NoParams {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let params = Params::from_request_parts(parts, state).await?;
        params.finish().map(|()| Self)
    }
}
