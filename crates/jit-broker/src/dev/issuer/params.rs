use std::collections::BTreeMap;

use url::form_urlencoded;

use super::oauth_error::OauthError;

/// The parameters of a request, from its query or its form. Each may stand once; an empty one
/// counts as absent.
///
/// Source: RFC 6749, section 3.1.
#[derive(Debug)]
pub(super) struct Params(BTreeMap<String, String>);

/// The longest value of a parameter, in bytes.
const LONGEST: usize = 4_096;

impl Params {
    pub(super) fn parse(encoded: &[u8]) -> Result<Self, OauthError> {
        let mut params = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(encoded).into_owned() {
            if value.len() > LONGEST {
                return Err(OauthError::invalid_request("a parameter is too long"));
            }
            if params.insert(name, value).is_some() {
                return Err(OauthError::invalid_request("a parameter stands twice"));
            }
        }
        params.retain(|_, value| !value.is_empty());
        Ok(Self(params))
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    pub(super) fn require(&self, name: &str, missing: &'static str) -> Result<&str, OauthError> {
        self.get(name).ok_or(OauthError::invalid_request(missing))
    }
}
