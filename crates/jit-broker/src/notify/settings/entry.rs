use std::path::{Path, PathBuf};
use std::str::FromStr;

use jit_api::Secret;
use jit_domain::{EmailAddress, SinkName};
use serde::de::DeserializeOwned;
use toml::{Table, Value};
use url::Url;

use super::read::bounded;
use super::{SinkKind, SinkSettings, kinds};
use crate::identity::ProtectedUrl;
use crate::notify::{AwsSettings, SmtpSettings, SmtpTls};
use crate::vend::is_loopback;

/// How many notifications a person or a channel gets in a minute one by one, unless it says so.
const DIGEST_ABOVE: usize = 10;

/// The most that may be said for that.
const MAX_DIGEST_ABOVE: i64 = 1_000;

const KINDS: &str = "webhook, slack, teams, smtp, sns, eventbridge, command or file";

/// Reads one entry. The answer is one line that says which entry it is and quotes nothing secret.
pub(super) fn read(place: usize, value: &Value, folder: &Path) -> Result<SinkSettings, String> {
    let Value::Table(table) = value else {
        return Err(format!("sink {place}: must be a table"));
    };
    let mut table = table.clone();
    let name = taken(&mut table, "name").ok_or(format!("sink {place}: lacks `name`"))?;
    let name: SinkName = name
        .parse()
        .map_err(|error| format!("sink {place}: {error}"))?;
    let of_sink = |problem: String| format!("sink `{name}`: {problem}");
    let word = taken(&mut table, "type").ok_or(of_sink(format!("lacks `type`: {KINDS}")))?;
    let digest_above = digest_above(&mut table).map_err(of_sink)?;
    let reader = Reader { table, folder };
    let kind = reader.kind(&word).map_err(of_sink)?;
    let people = matches!(
        kind,
        SinkKind::Slack { .. } | SinkKind::Teams { .. } | SinkKind::Smtp { .. }
    );
    Ok(SinkSettings {
        name: name.clone(),
        digest_above: digest_above.unwrap_or(if people { DIGEST_ABOVE } else { 0 }),
        kind,
    })
}

fn taken(table: &mut Table, key: &str) -> Option<String> {
    match table.remove(key) {
        Some(Value::String(text)) => Some(text),
        _ => None,
    }
}

fn digest_above(table: &mut Table) -> Result<Option<usize>, String> {
    match table.remove("digest_above") {
        None => Ok(None),
        Some(Value::Integer(number)) if (0..=MAX_DIGEST_ABOVE).contains(&number) => {
            Ok(usize::try_from(number).ok())
        }
        Some(_) => Err(format!(
            "`digest_above` is a number from 0 to {MAX_DIGEST_ABOVE}"
        )),
    }
}

struct Reader<'a> {
    table: Table,
    folder: &'a Path,
}

impl Reader<'_> {
    fn kind(self, word: &str) -> Result<SinkKind, String> {
        match word {
            "webhook" => self.webhook(),
            "slack" => Ok(SinkKind::Slack { url: self.chat()? }),
            "teams" => Ok(SinkKind::Teams { url: self.chat()? }),
            "smtp" => self.smtp(),
            "sns" => {
                let sns: kinds::Sns = self.fields()?;
                let topic = sns.topic_arn;
                if !topic.starts_with("arn:") || topic.split(':').count() != 6 {
                    return Err("`topic_arn` is `arn:aws:sns:REGION:ACCOUNT:NAME`".to_owned());
                }
                let region = topic.split(':').nth(3).map(str::to_owned);
                let aws = aws(sns.region.or(region), sns.endpoint_url)?;
                Ok(SinkKind::Sns { topic, aws })
            }
            "eventbridge" => {
                let bridge: kinds::EventBridge = self.fields()?;
                let aws = aws(bridge.region, bridge.endpoint_url)?;
                Ok(SinkKind::EventBridge {
                    bus: bridge.bus,
                    aws,
                })
            }
            "command" => self.command(),
            "file" => {
                let file: kinds::File = self.fields()?;
                Ok(SinkKind::File {
                    path: self.folder.join(file.path),
                })
            }
            other => Err(format!("`{}` is not {KINDS}", other.escape_debug())),
        }
    }

    fn fields<T: DeserializeOwned>(&self) -> Result<T, String> {
        let fields = Value::Table(self.table.clone()).try_into();
        fields.map_err(|error: toml::de::Error| error.message().replace('\n', " "))
    }

    fn webhook(self) -> Result<SinkKind, String> {
        let hook: kinds::Webhook = self.fields()?;
        let url = match (hook.url, hook.url_file) {
            (Some(url), None) => parsed::<ProtectedUrl>("url", &url)?.as_url().clone(),
            (None, Some(file)) => self.secret_url("url_file", &file)?,
            _ => return Err("needs one of `url` and `url_file`".to_owned()),
        };
        let keys = self.secret("key_file", &hook.key_file)?;
        let keys = parsed("key_file", keys.expose())?;
        let url = Secret::new(url.into());
        Ok(SinkKind::Webhook { url, keys })
    }

    fn chat(self) -> Result<Secret, String> {
        let chat: kinds::Chat = self.fields()?;
        let url = self.secret_url("url_file", &chat.url_file)?;
        Ok(Secret::new(url.into()))
    }

    fn smtp(self) -> Result<SinkKind, String> {
        let smtp: kinds::Smtp = self.fields()?;
        let (tls, port) = match smtp.tls {
            kinds::Tls::Upgraded => (SmtpTls::StartTls, 587),
            kinds::Tls::Implicit => (SmtpTls::Implicit, 465),
            kinds::Tls::None => (SmtpTls::None, 25),
        };
        let here = smtp
            .host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|ip| ip.is_loopback());
        if tls == SmtpTls::None && !here {
            return Err("`tls = \"none\"` is for a host that is a loopback address".to_owned());
        }
        let login = match (smtp.username, smtp.password_file) {
            (Some(name), Some(file)) => Some((name, self.secret("password_file", &file)?)),
            (None, None) => None,
            _ => return Err("`username` and `password_file` go together".to_owned()),
        };
        let authority = smtp
            .ca_file
            .map(|file| self.secret("ca_file", &file))
            .transpose()?;
        let server = SmtpSettings {
            host: smtp.host,
            port: smtp.port.unwrap_or(port),
            tls,
            authority: authority.map(|pem| pem.expose().as_bytes().to_vec()),
            login,
            from: parsed("from", &smtp.from)?,
        };
        let fallback = smtp
            .fallback
            .map(|text| parsed::<EmailAddress>("fallback", &text));
        Ok(SinkKind::Smtp {
            server: Box::new(server),
            fallback: fallback.transpose()?,
        })
    }

    fn command(self) -> Result<SinkKind, String> {
        let command: kinds::Command = self.fields()?;
        let program = command.argv.first().map(Path::new);
        if !program.is_some_and(Path::is_absolute) {
            return Err("`argv` begins with the absolute path of a program".to_owned());
        }
        if !program.is_some_and(Path::is_file) {
            return Err("the program of `argv` is no file".to_owned());
        }
        Ok(SinkKind::Command {
            argv: command.argv.into_iter().map(Into::into).collect(),
        })
    }

    /// What a file holds, without the end of its line.
    fn secret(&self, key: &str, file: &PathBuf) -> Result<Secret, String> {
        let path = self.folder.join(file);
        let text = bounded(&path);
        let text =
            text.map_err(|cause| format!("`{key}`: cannot read `{}`: {cause}", path.display()))?;
        match text.trim() {
            "" => Err(format!("`{key}`: `{}` is empty", path.display())),
            text => Ok(Secret::new(text.to_owned())),
        }
    }

    fn secret_url(&self, key: &str, file: &PathBuf) -> Result<Url, String> {
        let text = self.secret(key, file)?;
        let url: ProtectedUrl = parsed(key, text.expose())?;
        Ok(url.as_url().clone())
    }
}

/// The rule that was broken; what broke it may be secret.
fn parsed<T: FromStr<Err: std::fmt::Display>>(key: &str, text: &str) -> Result<T, String> {
    text.parse().map_err(|error| format!("`{key}`: {error}"))
}

fn aws(region: Option<String>, endpoint: Option<String>) -> Result<AwsSettings, String> {
    let endpoint = endpoint.map(|text| {
        let url = text.parse::<Url>().ok();
        let fits =
            |url: &Url| url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url));
        let wrong = "`endpoint_url` must be https, or http to a loopback address";
        url.filter(fits).ok_or_else(|| wrong.to_owned())
    });
    Ok(AwsSettings {
        region,
        endpoint: endpoint.transpose()?,
    })
}
