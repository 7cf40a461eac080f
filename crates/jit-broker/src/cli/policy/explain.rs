//! `jit-broker policy explain`.

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

use jit_domain::{
    AccountRef, Ask, Authentication, Clock as _, DisplayName, GroupName, Issuer, PermissionSetName,
    Person, PersonId, Reason, Subject, SystemClock, Ticket, Timestamp, WindowDuration,
};
use jit_policy::{Bundle, Explanation, NoDirectory, Step, SubmitQuestion, VendQuestion, in_words};
use serde_json::json;

use super::{BundleArgs, output, steps};

/// Ask a bundle one question, and show each step of the decision
///
/// Each step names the file and the line that decided. What `jit request --dry-run` shows comes from
/// the same code. The person is described by what their token would say.
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "\
Examples:
  jit-broker policy explain --group sre --account payments-prod --permission-set PowerUser
  jit-broker policy explain --group interns --account sandbox --permission-set ReadOnly \\
      --duration 30m
  jit-broker policy explain examples/policy --group sre --account payments-prod \\
      --permission-set PowerUser --vend --method mfa --signed-in 9h")]
pub(super) struct ExplainArgs {
    #[command(flatten)]
    bundle: BundleArgs,
    /// Account: its 12 digits, or its exact name
    #[arg(long, value_name = "ID|NAME")]
    account: AccountRef,
    /// Permission set
    #[arg(long, value_name = "NAME")]
    permission_set: PermissionSetName,
    /// How long the window should be
    #[arg(long, default_value = "1h", value_parser = super::super::duration::parse_window)]
    duration: WindowDuration,
    /// Why
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "a reason that is long enough"
    )]
    reason: Reason,
    /// Ticket
    #[arg(long, value_name = "ID")]
    ticket: Option<Ticket>,
    /// Ask for a break-glass window
    #[arg(long)]
    break_glass: bool,
    /// Ask for credentials of an open window, instead of for the window
    #[arg(long)]
    vend: bool,
    /// Group of the person; may be repeated
    #[arg(long = "group", value_name = "NAME")]
    groups: Vec<GroupName>,
    /// Subject of the person
    #[arg(long, default_value = "someone")]
    subject: Subject,
    /// Issuer of the person
    #[arg(long, default_value = "https://id.example.com")]
    issuer: Issuer,
    /// Other verified claim of the person; may be repeated
    #[arg(long = "attribute", value_name = "CLAIM=VALUE", value_parser = claim)]
    attributes: Vec<(String, String)>,
    /// How the person signed in, such as `mfa`; may be repeated
    #[arg(long = "method", value_name = "AMR")]
    methods: Vec<String>,
    /// How long ago the person signed in
    #[arg(long, value_name = "DURATION", value_parser = super::super::duration::parse_span)]
    signed_in: Option<std::time::Duration>,
    /// When it is asked; now if not given
    #[arg(long, value_name = "INSTANT")]
    now: Option<Timestamp>,
}

pub(super) fn run(args: &ExplainArgs) -> ExitCode {
    let bundle = match args.bundle.load() {
        Ok(bundle) => bundle,
        Err(failed) => return failed,
    };
    let now = args.now.unwrap_or_else(|| SystemClock.now());
    let (steps, decision, ok) = args.ask(&bundle, now);
    if args.bundle.json {
        output::line(json!({
            "ok": ok,
            "bundle": bundle.digest(),
            "decision": decision,
            "steps": steps,
        }));
    } else {
        for line in steps::lines(&steps) {
            output::line(line);
        }
        output::line(format_args!("decision: {decision}"));
    }
    ExitCode::SUCCESS
}

impl ExplainArgs {
    fn ask(&self, bundle: &Bundle, now: Timestamp) -> (Vec<Step>, String, bool) {
        let person = self.person(now);
        if self.vend {
            let id = match (&self.account, bundle.account(&self.account)) {
                (_, Some(account)) => account.id.clone(),
                (AccountRef::Id(id), None) => id.clone(),
                (AccountRef::Name(_), None) => {
                    let none = "not_eligible: the catalog has no such account";
                    return (Vec::new(), none.to_owned(), false);
                }
            };
            let Explanation { steps, outcome } = bundle.explain_vend(&VendQuestion {
                person: &person,
                account: &id,
                permission_set: &self.permission_set,
                duration: self.duration,
                ticket: self.ticket.as_ref(),
                break_glass: self.break_glass,
                now,
            });
            return (steps, in_words::vend(&outcome), outcome.is_ok());
        }
        let ask = Ask {
            duration: self.duration,
            reason: self.reason.clone(),
            ticket: self.ticket.clone(),
            start: None,
            extends: None,
            batch: None,
        };
        let question = SubmitQuestion {
            person: &person,
            account: &self.account,
            permission_set: &self.permission_set,
            ask: &ask,
            break_glass: self.break_glass,
            now,
        };
        let Explanation { steps, outcome } = bundle.explain_submit(&question, &NoDirectory);
        (steps, in_words::submit(&outcome), outcome.is_ok())
    }

    fn person(&self, now: Timestamp) -> Person {
        let mut attributes = BTreeMap::<String, BTreeSet<String>>::new();
        for (claim, value) in &self.attributes {
            attributes
                .entry(claim.clone())
                .or_default()
                .insert(value.clone());
        }
        let methods: BTreeSet<_> = self.methods.iter().cloned().collect();
        let signed_in = self.signed_in.map(|ago| {
            let seconds = i64::try_from(ago.as_secs()).unwrap_or(i64::MAX);
            now.plus_seconds(-seconds)
        });
        Person {
            id: PersonId {
                issuer: self.issuer.clone(),
                subject: self.subject.clone(),
            },
            name: DisplayName::from(self.subject.as_str()),
            groups: self.groups.iter().cloned().collect(),
            attributes,
            authentication: Authentication {
                methods: (!methods.is_empty()).then_some(methods),
                at: signed_in,
            },
        }
    }
}

fn claim(text: &str) -> Result<(String, String), &'static str> {
    let (claim, value) = text.split_once('=').ok_or("write CLAIM=VALUE")?;
    Ok((claim.to_owned(), value.to_owned()))
}
