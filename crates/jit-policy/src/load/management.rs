use jit_domain::AccountName;

use super::catalog::CatalogDraft;
use super::source::Place;
use crate::Account;
use crate::eligibility::Eligibility;
use crate::selector::Selectable;

/// The rules for the management account, which can undo everything else in an organisation: who
/// may ask is named person by person, and what can be asked for there exists nowhere else.
pub(super) fn check_management(
    draft: &CatalogDraft<'_>,
    eligibilities: &[(Eligibility, Place<'_>)],
) {
    for (account, _) in draft
        .accounts
        .iter()
        .filter(|(account, _)| account.management)
    {
        check_permission_sets(draft, account);
        for (eligibility, place) in eligibilities {
            check_people(account, eligibility, *place);
        }
    }
}

fn check_permission_sets(draft: &CatalogDraft<'_>, management: &Account) {
    for (set, place) in &draft.permission_sets {
        let exists = |account: &Account| set.accounts.matches(Selectable::account_only(account));
        let mut others = draft
            .accounts
            .iter()
            .filter(|(account, _)| !account.management);
        let other = others.find(|(account, _)| exists(account));
        if let (true, Some((other, _))) = (exists(management), other) {
            place.fault(
                format!(
                    "the permission set `{}` is in the management account `{}` and in `{}`",
                    set.name, management.name, other.name
                ),
                "give the management account permission sets of its own",
            );
        }
    }
}

fn check_people(management: &Account, eligibility: &Eligibility, place: Place<'_>) {
    let named_only = eligibility.who.groups.is_empty() && eligibility.who.attributes.is_empty();
    if !named_only
        && eligibility
            .accounts
            .matches(Selectable::account_only(management))
    {
        let name: &AccountName = &management.name;
        place.fault(
            format!(
                "the eligibility `{}` reaches the management account `{name}` by group or attribute",
                eligibility.name
            ),
            format!("name the people by `users`, or add `except = {{ names = [\"{name}\"] }}`"),
        );
    }
}
