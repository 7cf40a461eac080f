//! From a folder of files to a validated bundle, or to everything that is wrong with it.

mod approval;
mod auto_approval;
mod break_glass;
mod catalog;
mod cedar;
mod cedar_entities;
mod cedar_text;
mod checks;
mod eligibility;
mod folder;
mod known;
mod management;
mod mentions;
mod node;
mod notifications;
mod people;
mod permission_sets;
mod persons;
mod selectors;
mod source;
mod stamp;
mod table;

use std::path::Path;

use folder::Folder;
use jit_domain::BundleDigest;
use mentions::Mentions;
pub(crate) use node::{DurationBounds, Node};
pub(crate) use source::Source;
use source::SourceKind;
pub use stamp::FolderStamp;
pub(crate) use table::Table;

use crate::approval::Approvals;
use crate::bundle::BundleParts;
use crate::cedar::{Action, AutoApprovals, Rules};
use crate::digest::bundle_digest;
use crate::eligibility::Eligibilities;
use crate::notifications::Notifications;
use crate::people::People;
use crate::{Account, Bundle, BundleError, Fault};

/// Reads a bundle from its folder.
pub(crate) fn load(folder: &Path) -> Result<Bundle, BundleError> {
    let Folder {
        sources,
        mut faults,
        ..
    } = Folder::read(folder);
    let parts = parts(&sources);
    faults.extend(sources.iter().flat_map(Source::take_faults));
    match parts {
        Some(parts) if faults.is_empty() => Ok(Bundle::new(digest(&sources), parts)),
        _ => Err(in_order(faults)),
    }
}

/// Reads the text of a catalog on its own.
pub(crate) fn read_catalog(text: &str) -> Result<Vec<Account>, BundleError> {
    let path = "catalog.toml".to_owned();
    if !folder::is_small_enough_for_a_catalog(text) {
        let fault = Fault {
            file: path.into(),
            line: None,
            what: "the file is larger than 4 MiB".to_owned(),
            fix: Some("leave out what nobody needs".to_owned()),
            excerpt: None,
        };
        return Err(in_order(vec![fault]));
    }
    let source = Source::new(path, SourceKind::Catalog, text.to_owned());
    let draft = catalog::catalog(&source);
    let accounts = draft.map(|draft| draft.accounts.into_iter().map(|(account, _)| account));
    let accounts = accounts.map(Iterator::collect);
    let faults = source.take_faults();
    match accounts {
        Some(accounts) if faults.is_empty() => Ok(accounts),
        _ => Err(in_order(faults)),
    }
}

fn digest(sources: &[Source]) -> BundleDigest {
    bundle_digest(
        sources
            .iter()
            .map(|source| (source.path.as_str(), source.text.as_bytes())),
    )
}

/// What these files say; it counts only if no fault was noted.
fn parts(sources: &[Source]) -> Option<BundleParts> {
    let of_kind = |kind| sources.iter().filter(move |source| source.kind == kind);
    let draft = of_kind(SourceKind::Catalog)
        .next()
        .and_then(catalog::catalog);
    let known = draft.as_ref().map(|draft| &draft.known);
    let mut mentions = Mentions::default();
    let mut approvals = Vec::new();
    for source in of_kind(SourceKind::Approvals) {
        approvals.extend(approval::approvals(source, known, &mut mentions));
    }
    let checks = match of_kind(SourceKind::Checks).next() {
        None => Vec::new(),
        Some(source) => checks::checks(source, &mut mentions),
    };
    let mut eligibilities = Vec::new();
    for source in of_kind(SourceKind::Eligibility) {
        eligibilities.extend(eligibility::eligibilities(source, known, &mut mentions));
    }
    let mut auto_approvals = Vec::new();
    for source in of_kind(SourceKind::AutoApproval) {
        auto_approvals.extend(auto_approval::auto_approval(
            source,
            draft.as_ref(),
            &mut mentions,
        ));
    }
    let mut cedar = |kind| {
        let source = of_kind(kind).next();
        source.map(|source| cedar::cedar_policies(source, known, &mut mentions))
    };
    let deny_access = cedar(SourceKind::DenyAccess).unwrap_or_default();
    let guardrails = cedar(SourceKind::Guardrails).unwrap_or_default();
    let people = match of_kind(SourceKind::People).next() {
        None => Some(People::default()),
        Some(source) => people::people(source, &mut mentions),
    };
    let notifications = match of_kind(SourceKind::Notifications).next() {
        None => Some(Notifications::default()),
        Some(source) => notifications::notifications(source, known, &mut mentions),
    };
    let of_files = auto_approvals.iter().map(|(_, policies)| policies.len());
    let cedar_policies = guardrails.len() + deny_access.len() + of_files.sum::<usize>();
    let draft = draft?;
    management::check_management(&draft, &eligibilities);
    break_glass::check_break_glass(people.as_ref(), &eligibilities);
    Some(BundleParts {
        catalog: draft.into_catalog(),
        people: people?,
        eligibilities: Eligibilities::new(eligibilities.into_iter().map(|(e, _)| e).collect()),
        approvals: Approvals::new(approvals),
        request_guardrails: Rules::about(Action::Request, &guardrails),
        vend_guardrails: Rules::about(Action::Vend, &guardrails),
        deny_access: Rules::about(Action::AutoApprove, &deny_access),
        auto_approvals: AutoApprovals::new(auto_approvals),
        checks,
        cedar_policies,
        notifications: notifications?,
    })
}

/// The files of `tests/`, and what is wrong with the folder.
pub(crate) fn tests_of(folder: &Path) -> (Vec<Source>, Vec<Fault>) {
    let Folder {
        sources, faults, ..
    } = Folder::read_tests(folder);
    (sources, faults)
}

/// Sorts the faults by file and line; of those in one line, the order they were found in.
pub(crate) fn in_order(mut faults: Vec<Fault>) -> BundleError {
    faults.sort_by(|a, b| a.file.cmp(&b.file).then(a.line.cmp(&b.line)));
    BundleError { faults }
}
