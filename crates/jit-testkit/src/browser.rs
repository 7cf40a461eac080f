use std::collections::BTreeMap;

use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use url::Url;

/// A browser without a screen: follows redirects, keeps cookies, fills in forms.
#[derive(Debug)]
pub struct Browser {
    client: Client,
    cookies: BTreeMap<String, String>,
    login: String,
}

/// A page that was reached, and the address of it.
#[derive(Debug)]
pub struct Page {
    /// Where the redirects ended.
    pub url: Url,
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub text: String,
}

impl Browser {
    /// A browser of a person who signs in as this subject at the test provider.
    ///
    /// # Panics
    ///
    /// When no client can be made.
    #[must_use]
    pub fn of(subject: &str) -> Self {
        let client = Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .build()
            .expect("a client without TLS can be made");
        Self {
            client,
            cookies: BTreeMap::new(),
            login: subject.to_owned(),
        }
    }

    /// Opens an address and follows every redirect, on to the callback of `jit` too.
    ///
    /// # Panics
    ///
    /// When it is not an address, or nobody answers there.
    pub async fn open(&mut self, url: &str) -> Page {
        let url = Url::parse(url).expect("the address is a URL");
        self.go(url, None).await
    }

    /// Sends the first form of a page as a person does who agrees, with these fields typed in.
    ///
    /// # Panics
    ///
    /// When the page has no form.
    pub async fn submit(&mut self, page: &Page, typed: &[(&str, &str)]) -> Page {
        let form = between(&page.text, "<form", "</form>").expect("the page has a form");
        let mut fields: BTreeMap<String, String> = BTreeMap::new();
        for input in form.split("<input").skip(1) {
            if let Some(name) = attribute(input, "name") {
                fields.insert(name, attribute(input, "value").unwrap_or_default());
            }
        }
        fields.remove("abort");
        fields.extend(
            typed
                .iter()
                .map(|(n, v)| ((*n).to_owned(), (*v).to_owned())),
        );
        let action = attribute(form, "action").unwrap_or_default();
        let url = page.url.join(&action).expect("the action is an address");
        self.go(url, Some(fields.into_iter().collect())).await
    }

    async fn go(&mut self, mut url: Url, mut form: Option<Vec<(String, String)>>) -> Page {
        for _ in 0..20 {
            let response = self.send(&url, form.take()).await;
            let next = response.headers().get(LOCATION).cloned();
            match next.filter(|_| response.status().is_redirection()) {
                Some(next) => {
                    let next = next.to_str().expect("an address is text");
                    url = url.join(next).expect("the redirect is an address");
                }
                None => {
                    return Page {
                        url,
                        status: response.status().as_u16(),
                        text: response.text().await.expect("the page is text"),
                    };
                }
            }
        }
        panic!("too many redirects, the last to {url}");
    }

    async fn send(&mut self, url: &Url, form: Option<Vec<(String, String)>>) -> Response {
        let request = match form {
            Some(fields) => self.client.post(url.clone()).form(&fields),
            None => self.client.get(url.clone()),
        };
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(n, v)| format!("{n}={v}"))
            .collect();
        let response = request
            .header(COOKIE, cookies.join("; "))
            .header("x-test-login", &self.login)
            .send()
            .await
            .unwrap_or_else(|e| panic!("{url} does not answer: {e}"));
        for cookie in response.headers().get_all(SET_COOKIE) {
            let pair = cookie.to_str().expect("a cookie is text").split(';').next();
            if let Some((name, value)) = pair.and_then(|p| p.split_once('=')) {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        response
    }
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(from)?;
    Some(rest.split_once(to).map_or(rest, |(inside, _)| inside))
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let value = between(tag, &format!("{name}=\""), "\"")?;
    Some(value.replace("&amp;", "&").replace("&#x2F;", "/"))
}
