use std::collections::BTreeSet;

use jit_domain::PermissionSetName;

use super::known::Known;
use super::node::Node;

/// Reads a list of permission sets, each of which the catalog has.
pub(super) fn permission_sets(
    node: Node<'_, '_>,
    known: Option<&Known<'_>>,
) -> Option<BTreeSet<PermissionSetName>> {
    let list = node.list::<PermissionSetName>()?;
    let known = known?;
    for (name, element) in list.items.iter().filter(|(name, _)| !known.has_set(name)) {
        let what = format!("the catalog has no permission set `{name}`");
        element.fault(
            what,
            "correct the name, or add the permission set to `catalog.toml`",
        );
    }
    list.into_set()
}
