use std::path::PathBuf;

use super::NotifySettings;
use super::layers::merge;
use super::reader::Reader;
use super::settings::Files;
use super::{Problem, Settings, Sources, audit, aws, issuer, listener};
use crate::webhooks::Reach;

/// What came of reading all sources.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The settings; none when something is wrong.
    pub settings: Option<Settings>,
    /// What to look at on disk, so far as it is known even when something else is wrong.
    pub files: Files,
    /// Everything that is wrong: by line of the file, then the rest.
    pub problems: Vec<Problem>,
}

/// Reads all sources, later ones over earlier ones, and checks every setting.
#[must_use]
pub fn load(sources: &Sources) -> Loaded {
    let mut problems = Vec::new();
    let layer = merge(sources, &mut problems);
    let mut reader = Reader::new(layer, problems);
    let files = Files {
        policy: reader
            .path("policy")
            .unwrap_or_else(|| PathBuf::from("policy")),
        store: reader
            .path("store")
            .unwrap_or_else(|| PathBuf::from("data")),
        tls: listener::tls(&mut reader),
        sinks: reader.path("notify.sinks"),
        checks: reader.path("checks"),
    };
    let settings = settings(&mut reader, files.clone());
    let mut problems = reader.problems;
    problems.sort_by_key(Problem::rank);
    let settings = settings.filter(|_| problems.is_empty());
    Loaded {
        settings,
        files,
        problems,
    }
}

fn settings(reader: &mut Reader, files: Files) -> Option<Settings> {
    let listen = listener::listen(reader, "listen", files.tls.is_some());
    let public_url = reader.required("public_url");
    let issuer = issuer::read(reader);
    let sts = aws::read(reader);
    let metrics = listener::metrics(reader);
    let checkpoints = audit::checkpoints(reader);
    let recheck = reader.parsed("recheck");
    let format = reader.parsed("log.format");
    let level = reader.parsed("log.level");
    Some(Settings {
        listen: listen?,
        public_url: public_url?,
        allow_plaintext: reader.switch("allow_plaintext").unwrap_or(false),
        files,
        issuer: issuer?,
        sts,
        metrics,
        checkpoints,
        limits: listener::limits(reader),
        connections: listener::connections(reader),
        recheck_seconds: reader.number("recheck_seconds"),
        recheck: recheck?,
        offline_grace_seconds: reader.number("offline_grace_seconds"),
        log: crate::telemetry::LogSettings {
            format: format?,
            level: level?,
        },
        notify: NotifySettings {
            reach: match reader.switch("notify.allow_private_networks") {
                Some(true) => Reach::PrivateToo,
                _ => Reach::Public,
            },
        },
    })
}
