//! Every link between a person and their credentials, looked at one by one.
//!
//! Each check is a file here and answers with [`Finding`]s, each with what to type. Nothing of it
//! prints, and no finding carries a secret: values of variables, tokens and keys stay where they are.

mod aws_file;
mod aws_profiles;
mod broker;
mod clock;
mod environment;
mod finding;
mod folders;
mod keyring;
mod program;
mod settings;
mod sign_in;
mod writers;

use std::sync::Arc;

use jit_domain::{Clock, SystemClock};

pub(crate) use finding::{Finding, State};

use crate::config::{Environment, Folders, Overrides, Settings};

/// Looks at everything. What depends on a link that is broken is left out.
pub(crate) async fn examine(flags: &Overrides) -> Vec<Finding> {
    let environment = Environment::of_process();
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let settings = Settings::load(&environment, flags);
    let mut findings = program::check(&environment);
    findings.extend(settings::check(&environment, &settings));
    findings.extend(environment::check(&environment));
    findings.extend(folders::check(&Folders::of(&environment)));
    if let Ok(settings) = settings {
        findings.extend(at_the_broker(&settings, &clock).await);
    }
    findings.extend(aws_profiles::check(&environment));
    findings
}

/// What has to do with one broker: none is looked for where none is configured.
async fn at_the_broker(settings: &Settings, clock: &Arc<dyn Clock>) -> Vec<Finding> {
    let broker = match settings.broker() {
        Ok(broker) => broker.value,
        Err(err) => return vec![Finding::of_error("broker", err)],
    };
    let mut findings = sign_in::check(settings, &broker, clock.now());
    let has_token = findings.iter().all(|it| it.state != State::Problem);
    findings.extend(keyring::check(settings, &broker));
    findings.extend(broker::check(settings, &broker, has_token, clock).await);
    findings
}
