//! The secrets that are looked for.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jit_domain::Sha256Hex;

/// A part of a secret that is shorter is no secret by itself.
const SHORTEST: usize = 16;

/// All secrets, by what they are called. Whoever makes up a secret adds it, also while the product
/// runs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Canaries(Arc<Mutex<BTreeMap<String, Vec<String>>>>);

impl Canaries {
    /// Makes up a secret of characters that words, URLs and tokens may have.
    pub(crate) fn word(&self, name: &str) -> String {
        let hash = Sha256Hex::of(name.as_bytes()).to_string();
        let word = format!("Cy{}_{}-7Q", &hash[..19], &hash[40..59]);
        self.add(name, &word);
        word
    }

    /// Makes up a secret that also has the characters which URLs, HTML and JSON write otherwise.
    pub(crate) fn key(&self, name: &str) -> String {
        let hash = Sha256Hex::of(name.as_bytes()).to_string();
        let key = format!("Cy{}/+{}/7Q==", &hash[..18], &hash[40..57]);
        self.add(name, &key);
        key
    }

    /// Looks for this secret, and for each half of it: text is cut on its way.
    pub(crate) fn add(&self, name: &str, secret: &str) {
        let (first, second) = secret.split_at(secret.len() / 2);
        self.add_parts(name, &[secret, first, second]);
    }

    /// Looks for a token: all of it, what it says, and its signature, which is all that the token is
    /// worth to whoever knows the rest.
    pub(crate) fn add_token(&self, name: &str, token: &str) {
        let parts: Vec<&str> = token.split('.').collect();
        let [_, says, signature] = parts[..] else {
            panic!("`{name}` is no token");
        };
        let (first, second) = signature.split_at(signature.len() / 2);
        self.add_parts(name, &[token, says, signature, first, second]);
    }

    /// Looks for a private key in PEM: for the lines that hold it. The public key is behind them.
    pub(crate) fn add_pem(&self, name: &str, pem: &str, lines: usize) {
        let all = pem.lines().filter(|line| !line.starts_with('-'));
        self.add_parts(name, &all.take(lines).collect::<Vec<_>>());
    }

    fn add_parts(&self, name: &str, parts: &[&str]) {
        let parts = parts.iter().filter(|part| part.len() >= SHORTEST);
        let parts: Vec<_> = parts.map(|part| (*part).to_owned()).collect();
        assert!(!parts.is_empty(), "`{name}` is too short to be looked for");
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.entry(name.to_owned()).or_default().extend(parts);
    }

    /// Each secret with its parts.
    pub(crate) fn all(&self) -> BTreeMap<String, Vec<String>> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.clone()
    }
}
