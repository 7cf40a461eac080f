use std::ffi::OsStr;
use std::io;

use url::Url;

use super::browser;
use crate::session::{DevicePrompt, Narrator};
use crate::ui::{Human, Screen, Ui, neutral, qr_code};

/// Tells the person what to do to sign in, on stderr, also with `--quiet`.
#[derive(Debug)]
pub(super) struct LoginTalk<'a> {
    pub(super) ui: &'a Ui,
    /// The program that pages are opened with; none for the one that the system names.
    pub(super) browser: Option<&'a OsStr>,
    /// Show the page of a device code as a QR code too.
    pub(super) qr: bool,
}

impl Narrator for LoginTalk<'_> {
    fn browser(&mut self, page: &Url, opens: bool) {
        let page = page.clone();
        self.ui.notice(&BrowserNotice { page, opens });
    }

    fn open(&mut self, page: &Url) -> io::Result<()> {
        match self.browser {
            Some(program) => browser::open(program, page.as_str()),
            None => open::that_detached(page.as_str()),
        }
    }

    fn device_code(&mut self, prompt: &DevicePrompt) {
        let qr = self.qr;
        self.ui.notice(&DeviceNotice { prompt, qr });
    }

    fn explain(&mut self, text: &str) {
        self.ui.verbose(neutral(text));
    }
}

/// The page to sign in on.
struct BrowserNotice {
    page: Url,
    opens: bool,
}

impl Human for BrowserNotice {
    fn human(&self, _screen: &Screen) -> String {
        let lead = if self.opens {
            "Sign in on the page that opens in your browser. If none does, open"
        } else {
            "Sign in with a browser on this machine (or behind `ssh -L`):"
        };
        format!("{lead}\n\n  {}\n", self.page)
    }
}

/// The code to sign in with, and where.
struct DeviceNotice<'a> {
    prompt: &'a DevicePrompt,
    qr: bool,
}

impl Human for DeviceNotice<'_> {
    fn human(&self, screen: &Screen) -> String {
        let prompt = self.prompt;
        let host = prompt.page.as_url().host_str().unwrap_or_default();
        let minutes = prompt.life.as_secs().div_ceil(60);
        let page = &prompt.page;
        let code = neutral(&prompt.code);
        let filled_in = prompt
            .page_with_code
            .as_ref()
            .map_or_else(String::new, |page| {
                format!("\nOr, with the code filled in: {page}\n")
            });
        let qr = if self.qr {
            picture(prompt, screen)
        } else {
            String::new()
        };
        format!(
            "Open this page of {host} on any device and enter the code:\n\n  {page}\n  {code}\n\
             {filled_in}{qr}\nContinue there only if you started this here yourself. \
             The code is good for {minutes} min."
        )
    }
}

/// The page with the code filled in, where there is one, for a camera.
fn picture(prompt: &DevicePrompt, screen: &Screen) -> String {
    let page = prompt.page_with_code.as_ref().unwrap_or(&prompt.page);
    match qr_code(page.as_url().as_str(), screen) {
        Ok(code) => format!("\n{code}\n"),
        Err(why) => format!("\nNot shown as a QR code: {why}\n"),
    }
}
