//! The JSON Schema (2020-12) of what each command prints with `--json`, for those who read it. Only
//! development tasks build this.

use std::collections::BTreeMap;

use jit_api::{Me, Plan, Report, Request, TargetOffer};
use jit_domain::{ChainHead, RecordedEvent};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::audit::{cloudtrail, export, session, verify_view};
use super::console::{Opened, SignInUrl};
use super::doctor::Findings;
use super::env::Exported;
use super::login::LoginView;
use super::logout::LogoutView;
use super::plan_view::Plans;
use super::profiles_view::Synced;
use super::serve_credentials::Served;
use super::status::Status;
use super::{config_set, report};

/// The schemas by command, such as `config-get`; that of `error` is of every error.
#[must_use]
pub fn json_schemas() -> BTreeMap<&'static str, Value> {
    let one_or_several = || Document::of::<Request>().or::<Several>();
    let requested = one_or_several().or::<Plan>().or::<Plans>();
    let line = Document::of::<RecordedEvent>()
        .or::<Head>()
        .or::<FilteredHead>();
    let documents = [
        ("login", Document::of::<LoginView>()),
        ("logout", Document::of::<LogoutView>()),
        ("whoami", Document::of::<Me>()),
        ("status", Document::of::<Status>()),
        ("targets", Document::of::<Targets>()),
        ("request", requested),
        ("list", Document::of::<Requests>()),
        ("show", Document::of::<Request>()),
        ("wait", Document::of::<Request>()),
        ("cancel", Document::of::<Request>()),
        ("done", Document::of::<Request>()),
        ("approve", one_or_several()),
        ("reject", one_or_several()),
        ("revoke", one_or_several()),
        ("review", one_or_several()),
        ("credential-process", Document::of::<ProcessCredentials>()),
        ("env", Document::of::<Exported<'_>>()),
        ("exec", Document::default()),
        ("console", Document::of::<SignInUrl>().or::<Opened>()),
        ("serve-credentials", Document::of::<Served<'_>>()),
        ("report", Document::of::<Report>().or::<report::Written>()),
        ("audit-export", line.or::<export::Written>()),
        ("audit-verify", Document::of::<verify_view::Proof>()),
        ("audit-session", Document::of::<session::Sessions>()),
        ("audit-cloudtrail", Document::of::<cloudtrail::Found>()),
        ("profiles-sync", Document::of::<Synced>()),
        ("doctor", Document::of::<Findings>()),
        ("config-get", Document::of::<Setting>()),
        ("config-list", Document::of::<Settings>()),
        ("config-set", Document::of::<config_set::Written>()),
        ("completions", Document::of::<Completions>()),
        ("error", Document::of::<Failure>()),
    ];
    let titled = documents.map(|(command, document)| (command, document.titled(command)));
    titled.into()
}

/// What is printed: one of some types. None where a command prints nothing of its own.
#[derive(Default)]
struct Document {
    alternatives: Vec<String>,
    types: BTreeMap<String, Value>,
}

impl Document {
    fn of<T: ToSchema>() -> Self {
        Self::default().or::<T>()
    }

    fn or<T: ToSchema>(mut self) -> Self {
        let mut types = vec![(T::name().into_owned(), T::schema())];
        T::schemas(&mut types);
        for (name, schema) in types {
            // A schema of text, numbers and maps with text keys always has a JSON form.
            let schema = serde_json::to_value(schema).unwrap_or_default();
            self.types.insert(name, schema);
        }
        self.alternatives.push(T::name().into_owned());
        self
    }

    fn titled(self, command: &str) -> Value {
        let title = match command {
            "error" => "an error, with any command and --json".to_owned(),
            "audit-export" => "jit audit export, each line of JSON lines; with --out and --json, \
                               what was written"
                .to_owned(),
            command => format!("jit {} --json", in_words(command)),
        };
        let refer = |name: &String| json!({ "$ref": format!("#/$defs/{name}") });
        let mut document = Map::new();
        let dialect = "https://json-schema.org/draft/2020-12/schema";
        document.insert("$schema".to_owned(), dialect.into());
        document.insert("title".to_owned(), title.into());
        match self.alternatives.as_slice() {
            [] => document.insert("not".to_owned(), json!({})),
            [one] => document.insert("$ref".to_owned(), json!(format!("#/$defs/{one}"))),
            several => {
                let several: Vec<Value> = several.iter().map(refer).collect();
                document.insert("anyOf".to_owned(), several.into())
            }
        };
        let types: Map<String, Value> = self
            .types
            .iter()
            .map(|(name, schema)| (name.clone(), self.own(schema)))
            .collect();
        if !types.is_empty() {
            document.insert("$defs".to_owned(), types.into());
        }
        Value::Object(document)
    }

    /// The schema with references into this document, and with all fields of an object in one place.
    fn own(&self, schema: &Value) -> Value {
        match schema {
            Value::Object(fields) => match fields.get("allOf").and_then(Value::as_array) {
                Some(parts) => {
                    let parts: Vec<Value> = parts.iter().flat_map(|it| self.parts(it)).collect();
                    self.merged(fields, &parts)
                }
                // Whoever writes may refuse fields that it does not know; whoever reads may not.
                None => fields
                    .iter()
                    .filter(|(name, value)| {
                        *name != "additionalProperties" || **value != Value::Bool(false)
                    })
                    .map(|(name, value)| (name.clone(), self.own(value)))
                    .collect(),
            },
            Value::Array(items) => items.iter().map(|item| self.own(item)).collect(),
            Value::String(text) => text.replace("#/components/schemas/", "#/$defs/").into(),
            other => other.clone(),
        }
    }

    /// A part of an object, which may be that of another type, and have parts itself.
    fn parts(&self, part: &Value) -> Vec<Value> {
        let name = part.get("$ref").and_then(Value::as_str);
        let name = name.and_then(|it| it.strip_prefix("#/components/schemas/"));
        let part = name.and_then(|name| self.types.get(name)).unwrap_or(part);
        match part.get("allOf").and_then(Value::as_array) {
            Some(parts) => parts.iter().flat_map(|it| self.parts(it)).collect(),
            None => vec![part.clone()],
        }
    }

    /// What is said of an object in parts. Where one of them is one of several, so is the object,
    /// and each is described as that part is.
    fn merged(&self, fields: &Map<String, Value>, parts: &[Value]) -> Value {
        let one_of = |part: &Value| part.get("oneOf").and_then(Value::as_array).cloned();
        if let Some(place) = parts.iter().position(|part| one_of(part).is_some()) {
            let ways = parts.get(place).and_then(one_of).into_iter().flatten();
            let ways = ways.map(|way| {
                let mut fields = fields.clone();
                if let Some(description) = way.get("description") {
                    fields.insert("description".to_owned(), description.clone());
                }
                let mut parts = parts.to_vec();
                parts.splice(place..=place, [way]);
                self.merged(&fields, &parts)
            });
            return json!({ "oneOf": ways.collect::<Vec<_>>() });
        }
        let mut all = fields.clone();
        all.remove("allOf");
        all.insert("type".to_owned(), "object".into());
        let (mut properties, mut required) = (Map::new(), Vec::new());
        for part in parts {
            let of = part.get("properties").and_then(Value::as_object);
            let of = of.into_iter().flatten();
            properties.extend(of.map(|(name, value)| (name.clone(), self.own(value))));
            let needed = part.get("required").and_then(Value::as_array);
            required.extend(needed.into_iter().flatten().cloned());
        }
        all.insert("required".to_owned(), required.into());
        all.insert("properties".to_owned(), properties.into());
        Value::Object(all)
    }
}

/// `config get` for `config-get`.
fn in_words(command: &str) -> String {
    let groups = ["audit", "config", "profiles"];
    match command.split_once('-') {
        Some((group, rest)) if groups.contains(&group) => format!("{group} {rest}"),
        _ => command.to_owned(),
    }
}

/// The last line of an export of the whole log, without which it was cut off.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is of use")]
struct Head {
    head: ChainHead,
}

/// The last line of an export that leaves records out on purpose. It proves nothing.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is of use")]
struct FilteredHead {
    filtered_head: ChainHead,
}

/// A list of requests.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is of use")]
struct Requests {
    requests: Vec<Request>,
}

/// A list of targets.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is of use")]
struct Targets {
    targets: Vec<TargetOffer>,
}

/// What came of several requests.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is of use")]
struct Several {
    /// Those for which it worked.
    requests: Vec<Request>,
    /// Those for which it did not.
    #[schema(required = false)]
    errors: Vec<FailedOne>,
}

/// Why it did not work for one of several requests.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is of use")]
struct FailedOne {
    /// The request or account as it was named.
    request: String,
    error: Error,
}

/// Why a command did not work.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is of use")]
struct Failure {
    error: Error,
}

/// Why something did not work.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is of use")]
struct Error {
    /// The stable name of what went wrong.
    code: String,
    /// For people, in one line.
    message: String,
    /// A command to type, or what else to do.
    hint: Option<String>,
}

/// What AWS SDKs read.
///
/// Source: AWS SDKs and Tools Reference Guide, "Process credential provider".
#[derive(ToSchema)]
#[schema(rename_all = "PascalCase")]
#[expect(dead_code, reason = "only its schema is of use")]
struct ProcessCredentials {
    /// 1.
    version: u8,
    access_key_id: String,
    secret_access_key: String,
    session_token: String,
    #[schema(format = DateTime)]
    expiration: String,
    #[schema(pattern = "^[0-9]{12}$", required = false)]
    account_id: String,
}

/// A setting in force.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is of use")]
struct Setting {
    key: String,
    /// None when it is not set, and of a secret.
    value: Option<String>,
    /// Where it comes from.
    source: Option<String>,
}

/// All settings.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is of use")]
struct Settings {
    settings: Vec<Setting>,
}

/// A script for a shell.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is of use")]
struct Completions {
    shell: String,
    script: String,
}
